"""A run that is watched from other servers: one delegate here stands for all who want to see the same there.

The run asks again and again who watches. Each server answers with what its viewers want to see, and says of
every frame when one of them has room for another. A server that answers no more is forgotten.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict
from secrets import token_hex

from app.air import Air, Header, run_of, watchers_of
from app.relay.base import Subscription
from app.tasks import ended
from app.viewer import MOST_UNACKNOWLEDGED, Audience
from app.watch import Watch

# How often it is asked who watches, while one is waited for.
ASKED = 3
# An acknowledgement may be lost: so long after a frame there is another all the same.
PATIENCE_SECONDS = 1.0

Say = Callable[..., None]


class Delegate:
    """Stands for the viewers with one watch on all other servers. `say` tells them a header and a body."""

    def __init__(self, watch: Watch, say: Say, clock: Callable[[], float] = time.monotonic) -> None:
        self.watch = watch
        self._say, self._clock = say, clock
        self._sent, self._sent_at = 0, 0.0
        self._acknowledged: dict[str, int] = {}

    @property
    def servers(self) -> set[str]:
        return set(self._acknowledged)

    @property
    def ready(self) -> bool:
        """Whether a server has room for another frame: who is slow slows nobody but its own viewers."""
        if not self._acknowledged:
            return False
        room = self._sent - max(self._acknowledged.values()) < MOST_UNACKNOWLEDGED
        return room or self._clock() >= self._sent_at + PATIENCE_SECONDS

    def join(self, server: str) -> None:
        """Whoever comes has room for the next frame."""
        self._acknowledged.setdefault(server, self._sent)

    def leave(self, server: str) -> None:
        self._acknowledged.pop(server, None)

    def acknowledge(self, server: str, frame: int) -> None:
        """What was never sent to it is not listened to."""
        known = self._acknowledged.get(server)
        if known is not None and known < frame <= self._sent:
            self._acknowledged[server] = frame

    def show(self, body: bytes) -> None:
        if self.ready:
            self._sent, self._sent_at = self._sent + 1, self._clock()
            self._say(body, type="frame", watch=asdict(self.watch), frame=self._sent)

    def end(self, body: bytes, reason: str, step: int) -> None:
        self._say(body, type="end", watch=asdict(self.watch), reason=reason, step=step)

    def fail(self, reason: str, step: int) -> None:
        """The broadcast tells it everyone at once."""


class Broadcast:
    """Of one run of network `id`. Its delegates are in the audience as long as somebody watches elsewhere."""

    def __init__(self, air: Air, id: str, audience: Audience) -> None:
        self._air, self._id, self._audience = air, id, audience
        self._run = token_hex(8)
        self._delegates: dict[Watch, Delegate] = {}
        self._heard_at: dict[str, float] = {}
        self._subscription: Subscription | None = None
        self._asking = asyncio.create_task(self._ask())

    async def close(self, reason: str, step: int) -> None:
        """Tells everyone that the run is over, after what was shown of it."""
        await ended(self._asking)
        if self._subscription is not None:
            await self._subscription.close()
        for server in tuple(self._heard_at):
            self._watched(server, set())
        self._say(type="over", reason=reason, step=step)

    async def _ask(self) -> None:
        """The run itself waits for none of this."""
        self._subscription = await self._air.listen(run_of(self._id), self._hear, self._who)
        while True:
            self._who()
            await asyncio.sleep(self._air.seconds / ASKED)
            silent = time.monotonic() - self._air.seconds
            for server in [server for server, at in self._heard_at.items() if at < silent]:
                self._watched(server, set())

    def _who(self) -> None:
        self._say(type="who")

    def _say(self, body: bytes = b"", **header: object) -> None:
        self._air.say(watchers_of(self._id), body, run=self._run, **header)

    def _hear(self, header: Header, _: bytes) -> None:
        server = header["from"]
        match header["type"]:
            case "watching":
                self._watched(server, {Watch(**watch) for watch in header["watches"]})
            case "acknowledged" if header["run"] == self._run:
                delegate = self._delegates.get(Watch(**header["watch"]))
                if delegate is not None:
                    delegate.acknowledge(server, header["frame"])
            case _:
                pass

    def _watched(self, server: str, watches: set[Watch]) -> None:
        """A server wants to see this from now on, and nothing else."""
        self._heard_at[server] = time.monotonic()
        if not watches:
            del self._heard_at[server]
        for watch in watches:
            if watch not in self._delegates:
                self._delegates[watch] = Delegate(watch, self._say)
                self._audience.viewers.append(self._delegates[watch])
            self._delegates[watch].join(server)
        for watch, delegate in tuple(self._delegates.items()):
            if watch not in watches:
                delegate.leave(server)
            if not delegate.servers:
                self._audience.viewers.remove(self._delegates.pop(watch))
