"""Rooms: a class that follows the cursor of one who leads, looks at the very network, and changes none of it.

Nothing is kept of a room: it ends when its leader says so, after a time without a word, or with the server.
"""

import asyncio
import secrets
from collections import OrderedDict
from contextlib import ExitStack
from typing import Literal

from app.errors import NotFound, Problem
from app.newest import Newest
from app.quota import Quota
from app.schemas.rooms import ShowMessage
from app.sessions import Sessions

# Who has left the leader to look around needs the networks that were shown before for a while.
MOST_LENT = 8
NETWORK = "/networks/"

Why = Literal["stopped", "idle", "replaced"]


class Room:
    """Its `leader` is one outbox, or none; each of its `followers` is another."""

    def __init__(self, sessions: Sessions, most: int) -> None:
        self.id, self.key = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        self.leader: Newest | None = None
        self.followers: list[Newest] = []
        self.touched = asyncio.get_running_loop().time()
        self._sessions, self._most = sessions, most
        self._shown: dict[str, object] | None = None
        self._lent: OrderedDict[str, str] = OrderedDict()

    @property
    def url(self) -> str:
        return f"/follow/{self.id}"

    def lead(self) -> Newest:
        """The outbox of who leads from now on; whoever did before is told so."""
        if self.leader is not None:
            dismiss(self.leader, "replaced")
        self.leader = Newest()
        self._touch()
        self._count()
        return self.leader

    def follow(self) -> Newest:
        """The outbox of one more follower, with what is shown. Raises Problem, 429, if the room is full."""
        if len(self.followers) >= self._most:
            detail = f"A room holds at most {self._most} followers, and this one is full."
            raise Problem(429, detail, headers={"Retry-After": "10"})
        outbox = Newest()
        self.followers.append(outbox)
        if self._shown is not None:
            outbox.put("shown", **self._shown)
        if self.leader is None:
            outbox.put("waiting", reason=self._missing)
        self._count()
        return outbox

    def leave(self, outbox: Newest) -> None:
        if outbox in self.followers:
            self.followers.remove(outbox)
            self._count()
        elif outbox is self.leader:
            self.leader = None
            self._touch()
            for follower in self.followers:
                follower.put("waiting", reason=self._missing)

    async def show(self, message: ShowMessage) -> None:
        """Shows it to everyone. Raises NotFound if there is no such network."""
        self._touch()
        url = message.url
        if url.startswith(NETWORK):
            url = f"/shared/{await self._lend(url.removeprefix(NETWORK))}"
        self._shown = {**message.model_dump(exclude={"type"}), "url": url}
        for follower in self.followers:
            follower.put("shown", **self._shown)

    def end(self, why: Why) -> None:
        for outbox in (self.leader, *self.followers):
            if outbox is not None:
                dismiss(outbox, why)
        self.leader, self.followers = None, []
        for name in self._lent.values():
            self._sessions.take_back(name)

    @property
    def _missing(self) -> str:
        return "not_begun" if self._shown is None else "left"

    def _touch(self) -> None:
        self.touched = asyncio.get_running_loop().time()

    def _count(self) -> None:
        if self.leader is not None:
            self.leader.put("followers", count=len(self.followers))

    async def _lend(self, id: str) -> str:
        """The name under which the followers look at the network."""
        session = await self._sessions.get(id)
        if id not in self._lent:
            self._lent[id] = self._sessions.lend(session)
        self._lent.move_to_end(id)
        while len(self._lent) > MOST_LENT:
            self._sessions.take_back(self._lent.popitem(last=False)[1])
        return self._lent[id]


class Rooms:
    """All rooms by their ids. One without a word for so many seconds ends."""

    def __init__(self, sessions: Sessions, held: Quota, most_followers: int, seconds: float) -> None:
        self._sessions, self._held = sessions, held
        self._most_followers, self._seconds = most_followers, seconds
        self._rooms: dict[str, tuple[Room, ExitStack]] = {}

    @property
    def count(self) -> int:
        return len(self._rooms)

    def open(self, client: str) -> Room:
        """Raises Problem, 429, if the client has as many as it may have."""
        hold = ExitStack()
        hold.enter_context(self._held.one_more(client))
        room = Room(self._sessions, self._most_followers)
        self._rooms[room.id] = room, hold
        self._watch_over(room)
        return room

    def get(self, id: str) -> Room:
        """Raises NotFound."""
        if id not in self._rooms:
            raise NotFound(f"There is no room {id!r}: it has ended, or never was.")
        return self._rooms[id][0]

    def end(self, room: Room, why: Why) -> None:
        if room.id in self._rooms:
            self._rooms.pop(room.id)[1].close()
            room.end(why)

    def _watch_over(self, room: Room) -> None:
        """Ends the room if its time is up, else looks again when it would be."""
        if room.id not in self._rooms:
            return
        loop = asyncio.get_running_loop()
        due = room.touched + self._seconds
        if loop.time() >= due:
            self.end(room, "idle")
        else:
            loop.call_at(due, self._watch_over, room)


def dismiss(outbox: Newest, why: Why) -> None:
    outbox.put("ended", reason=why)
    outbox.end()
