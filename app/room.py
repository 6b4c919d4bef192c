"""What one server has of a room: the outboxes of those who sit here, and what was told to them last.

How the room stands, the register knows, for all servers; each change there has a number. Servers tell one
another of it by the relay, and look for themselves now and then: nothing older is told after what is newer,
and what a message was lost of is found all the same.
"""

import asyncio
import contextlib
import logging
import math
from collections.abc import Iterable
from typing import Any

import orjson

from app.errors import NotFound, Problem
from app.newest import Newest
from app.register.base import Full, Register, Standing, fresh
from app.relay.base import Relay, Subscription
from app.schemas.rooms import ShowMessage
from app.sessions import Sessions
from app.store.base import StoreError
from app.tasks import ended

log = logging.getLogger(__name__)

NETWORK = "/networks/"
# Seats are held anew so many times while they last, so that one answer that is late costs nobody a seat.
RENEWALS = 3
SHORTEST_WAIT = 0.005


class Room:
    """Its `leader` is the outbox of who leads, or None if nobody does, or at another server."""

    def __init__(self, id: str, sessions: Sessions, register: Register, relay: Relay, most: int) -> None:
        self.id = id
        self.leader: Newest | None = None
        self.ended = asyncio.Event()
        self._sessions, self._register, self._relay, self._most = sessions, register, relay, most
        self._seat = ""
        self._followers: dict[Newest, str] = {}
        self._seen, self._due = Standing(0), 0.0
        self._left: list[str] = []
        self._lent: dict[str, str] = {}
        self._look, self._beginning, self._holding = asyncio.Event(), asyncio.Lock(), asyncio.Lock()
        self._subscription: Subscription | None = None
        self._keeping: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Hears from now on what other servers do in the room. Raises NotFound, StoreError."""
        async with self._beginning:
            if self._subscription is None:
                self._subscription = await self._relay.subscribe(self._channel, self._hear, self._look.set)
            if self._keeping is None:
                self._see(found(self.id, await self._register.read(self.id)))
                self._keeping = asyncio.create_task(self._keep())

    async def close(self) -> None:
        if self._keeping is not None:
            async with self._holding:  # not in the midst of what it asks
                await ended(self._keeping)
        if self._subscription is not None:
            await self._subscription.close()

    async def lead(self) -> Newest:
        """The outbox of who leads from now on; whoever did before is told so. Raises NotFound, StoreError."""
        seat, outbox = fresh(), Newest()
        self._take(await self._register.lead(self.id, seat))
        if self._seen.leader in ("", seat):
            self.leader, self._seat, self._lent = outbox, seat, {}
            outbox.put("followers", count=self._seen.followers)
        else:  # somebody else does meanwhile
            dismiss(outbox, "replaced")
        await self._tell()
        return outbox

    async def follow(self) -> Newest:
        """The outbox of one more follower, with what is shown. Raises Problem, 429 if the room is full, and
        StoreError."""
        seat, outbox = fresh(), Newest()
        try:
            self._take(await self._register.follow(self.id, seat, self._most))
        except Full:
            detail = f"A room holds at most {self._most} followers, and this one is full."
            raise Problem(429, detail, headers={"Retry-After": "10"}) from None
        self._followers[outbox] = seat
        self._put([outbox], shown=self._seen.shown != "", waiting=self._seen.leader == "")
        await self._tell()
        return outbox

    async def leave(self, outbox: Newest) -> None:
        seat = self._followers.pop(outbox, None)
        if outbox is self.leader:
            seat, self.leader = self._seat, None
        if seat is not None:
            self._left.append(seat)
            async with self._holding:  # or they would be held again by what was on its way
                left, self._left = self._left, []
                if left:
                    with contextlib.suppress(StoreError):  # they become free by themselves then
                        await self._know(await self._register.leave(self.id, left))

    async def show(self, message: ShowMessage) -> None:
        """Shows it to everyone. Raises NotFound if there is no such network."""
        url = message.url
        if url.startswith(NETWORK):
            url = f"/shared/{await self._lend(url.removeprefix(NETWORK))}"
        shown = orjson.dumps({**message.model_dump(exclude={"type"}), "url": url}).decode()
        await self._know(await self._register.show(self.id, self._seat, shown))

    async def _lend(self, network: str) -> str:
        """The name of a network here; that of the latest stays good, and is asked for once between renewals.

        Empty if the room has ended, where nothing is shown any more. Raises NotFound."""
        if network not in self._lent:
            key = (await self._sessions.get(network)).key
            self._lent = {network: await self._register.lend(self.id, key) or ""}
        return self._lent[network]

    async def end(self) -> None:
        """Ends it for all, as whoever leads says."""
        await self._know(await self._register.end(self.id, self._seat))

    @property
    def _seated(self) -> bool:
        return self.leader is not None or bool(self._followers)

    @property
    def _channel(self) -> str:
        return f"room:{self.id}"

    def _hear(self, message: bytes) -> None:
        self._see(Standing.unpacked(message))

    def _take(self, standing: Standing | None) -> None:
        """Sees how the room stands as a seat is taken in it. Raises NotFound."""
        self._see(found(self.id, standing))
        if self.ended.is_set():
            raise NoRoom(self.id)
        if not self._seated:  # from now on there is one to hold
            self._look.set()

    async def _know(self, standing: Standing | None) -> None:
        """Tells everyone how the room stands, if that is news here."""
        if standing is None:
            self._dismiss("idle")
        elif self._see(standing):
            await self._tell()

    async def _tell(self) -> None:
        await self._relay.publish(self._channel, self._seen.packed())

    def _see(self, now: Standing) -> bool:
        """Tells those who sit here what is new; False if nothing is, or it is older than what was seen."""
        before = self._seen
        if now.number >= before.number:
            self._due = asyncio.get_running_loop().time() + now.left
        if now.number <= before.number or self.ended.is_set():
            return False
        self._seen = now
        if now.ended:
            self._dismiss(now.ended)
            return True
        if self.leader is not None and now.leader not in ("", self._seat):
            dismiss(self.leader, "replaced")
            self.leader = None
        if self.leader is not None and now.followers != before.followers:
            self.leader.put("followers", count=now.followers)
        shown = now.shown_at > before.shown_at
        self._put(self._followers, shown=shown, waiting=not now.leader and (shown or before.leader != ""))
        return True

    def _put(self, outboxes: Iterable[Newest], *, shown: bool, waiting: bool) -> None:
        what: dict[str, Any] = orjson.loads(self._seen.shown) if shown else {}
        for outbox in outboxes:
            if shown:
                outbox.put("shown", **what)
            if waiting:
                outbox.put("waiting", reason="left" if self._seen.shown else "not_begun")

    def _dismiss(self, why: str) -> None:
        for outbox in (self.leader, *self._followers):
            if outbox is not None:
                dismiss(outbox, why)
        self.leader = None
        self._followers.clear()
        self.ended.set()
        self._look.set()

    async def _keep(self) -> None:
        """Holds the seats of this server, and looks what else has happened, until the room ends."""
        every, now = self._register.seat_seconds / RENEWALS, asyncio.get_running_loop().time
        while not self.ended.is_set():
            wait = min(self._due - now(), every if self._seated else math.inf)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(wait, SHORTEST_WAIT)):
                    await self._look.wait()
            self._look.clear()
            self._lent.clear()
            try:
                async with self._holding:
                    leader, seats = "" if self.leader is None else self._seat, list(self._followers.values())
                    standing = await self._register.renew(self.id, leader, seats, self._seen.number)
                    await self._know(standing)
            except StoreError as error:
                self._due = now() + every
                log.warning("the seats of a room could not be held: %s", error)


class NoRoom(NotFound):
    def __init__(self, id: str) -> None:
        super().__init__(f"There is no room {id!r}: it has ended, or never was.")


def found(id: str, standing: Standing | None) -> Standing:
    """Raises NoRoom if there is none, or it has ended."""
    if standing is None or standing.ended:
        raise NoRoom(id)
    return standing


def dismiss(outbox: Newest, why: str) -> None:
    outbox.put("ended", reason=why)
    outbox.end()
