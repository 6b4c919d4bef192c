"""One who watches a network in training: what is wanted, and how much of it is still on its way.

At most two frames are unacknowledged. Who reads slowly gets fewer frames, and holds up nobody.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

import orjson

from app.errors import Problem, as_json
from app.operations import meters
from app.watch import Watch

MOST_UNACKNOWLEDGED = 2


class Onlooker(Protocol):
    """Whoever is shown a run."""

    watch: Watch

    @property
    def ready(self) -> bool:
        """Whether another frame may be sent now."""
        ...

    def show(self, body: bytes) -> None:
        """A frame, a JSON object, if there is room for it."""
        ...

    def end(self, body: bytes, reason: str, step: int) -> None:
        """The last frame of a run, and that it is paused."""
        ...

    def fail(self, reason: str, step: int) -> None:
        """A run has ended as it should not."""
        ...


class Viewer:
    """Its `outbox` holds what is to be sent, in order; None is the end."""

    def __init__(self) -> None:
        self.watch = Watch()
        self.outbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._sent = 0
        self._acknowledged = 0
        self._waiting: list[bytes] = []

    @property
    def ready(self) -> bool:
        """Whether another frame may be sent now: what is acknowledged unread still counts."""
        unread = max(self._sent - self._acknowledged, self.outbox.qsize())
        return not self._waiting and unread < MOST_UNACKNOWLEDGED

    def say(self, **message: object) -> None:
        self.outbox.put_nowait(orjson.dumps(message))

    def greet(self, **message: object) -> None:
        """Says something before all that is said already and not sent."""
        said = [self.outbox.get_nowait() for _ in range(self.outbox.qsize())]
        self.say(**message)
        for each in said:
            self.outbox.put_nowait(each)

    def refuse(self, problem: Problem) -> None:
        self.say(type="error", problem=as_json(problem))

    def show(self, body: bytes) -> None:
        """Sends a frame, a JSON object, if there is room for it."""
        if self.ready:
            self._send(body)

    def end(self, body: bytes, reason: str, step: int) -> None:
        """Sends the last frame of a run as soon as there is room, and then that it is paused."""
        self._waiting = [body, orjson.dumps({"type": "paused", "reason": reason, "step": step})]
        self._flush()

    def fail(self, reason: str, step: int) -> None:
        """Says that a run has ended as it should not."""
        self.say(type="paused", reason=reason, step=step)

    def acknowledge(self, frame: int) -> None:
        """Raises Problem if the frame was never sent."""
        if not 1 <= frame <= self._sent:
            raise Problem(422, f"frame must be one that was sent, 1 to {self._sent}, got {frame}.")
        self._acknowledged = max(self._acknowledged, frame)
        self._flush()

    def close(self) -> None:
        """Says what is left to say, whether there is room or not."""
        for body in self._waiting[:1]:
            self._send(body)
        for paused in self._waiting[1:]:
            self.outbox.put_nowait(paused)
        self._waiting = []
        self.outbox.put_nowait(None)

    def _flush(self) -> None:
        if self._waiting and self._sent - self._acknowledged < MOST_UNACKNOWLEDGED:
            body, paused = self._waiting
            self._waiting = []
            self._send(body)
            self.outbox.put_nowait(paused)

    def _send(self, body: bytes) -> None:
        self._sent += 1
        meters.FRAMES.inc()
        self.outbox.put_nowait(b'{"type":"frame","frame":%d,' % self._sent + body[1:])


@dataclass(slots=True, weakref_slot=True)
class Audience:
    """All who watch one network."""

    viewers: list[Onlooker] = field(default_factory=list[Onlooker])

    @property
    def ready(self) -> list[Onlooker]:
        """Those that may be sent a frame now."""
        return [viewer for viewer in self.viewers if viewer.ready]

    def fail(self, reason: str, step: int) -> None:
        """Tells everyone that a run has ended as it should not."""
        for viewer in self.viewers:
            viewer.fail(reason, step)
