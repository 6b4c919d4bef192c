"""Those who watch a network on this server, and what comes for them from a run on another.

A run elsewhere is known by what is heard of it. Of one that has ended and was not heard to the end, the
network itself tells, as it is kept.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict

from app.air import Air, Header, run_of, watchers_of
from app.compute import ComputeError
from app.errors import Problem
from app.relay.base import Subscription
from app.store.base import StoreError
from app.viewer import Audience, Viewer
from app.watch import Watch
from engine.errors import RuleError

log = logging.getLogger(__name__)

# What ends a run without a last frame to show.
BROKEN = ("failed", "taken_over")
# A run that the store knows of, and that was not heard of yet.
UNHEARD = ""

Seen = tuple[int, list[bytes]]
Rest = Callable[[Sequence[Watch]], Awaitable[Seen | None]]


class Reception:
    """Of network `id`. `rest` answers its step and what is seen of it at rest; None while it is trained."""

    def __init__(self, air: Air, id: str, audience: Audience, rest: Rest) -> None:
        self._air, self._id, self._audience, self._rest = air, id, audience, rest
        self._viewers: list[Viewer] = []
        self._turn = asyncio.Lock()
        self._subscription: Subscription | None = None
        self._run: str | None = None
        self._last: str | None = None
        self._told: set[Viewer] = set()
        self._unanswered: dict[Watch, int] = {}
        self._heard_at = 0.0
        self._telling: set[asyncio.Task[None]] = set()
        self._waiting: asyncio.Task[None] | None = None

    async def join(self, viewer: Viewer) -> None:
        """From its return on the viewer is shown what happens, on whichever server."""
        self._audience.viewers.append(viewer)
        self._viewers.append(viewer)
        async with self._turn:
            if self._subscription is None:
                channel = watchers_of(self._id)
                self._subscription = await self._air.listen(channel, self._hear, self._missed)
        self.wanted()

    async def leave(self, viewer: Viewer) -> None:
        self._audience.viewers.remove(viewer)
        self._viewers.remove(viewer)
        self._told.discard(viewer)
        self.wanted()
        async with self._turn:
            if not self._viewers and self._subscription is not None:
                await self._subscription.close()
                self._subscription = self._run = None
                if self._waiting is not None:
                    self._waiting.cancel()

    def wanted(self) -> None:
        """Tells whoever trains what the viewers of this server want to see."""
        watches = {viewer.watch for viewer in self._viewers}
        self._air.say(run_of(self._id), type="watching", watches=[asdict(watch) for watch in watches])

    def eased(self) -> None:
        """Acknowledges the frames after which a viewer has room for another."""
        for watch, frame in tuple(self._unanswered.items()):
            if any(viewer.ready for viewer in self._watching(watch)):
                del self._unanswered[watch]
                self._air.say(
                    run_of(self._id), type="acknowledged", run=self._run, watch=asdict(watch), frame=frame
                )

    def expect(self) -> None:
        """The store knows that another server trains the network: that will be heard of."""
        if self._air.shared and self._run is None:
            self._known(UNHEARD)

    @property
    def _untold(self) -> list[Viewer]:
        """The viewers that do not know that the run has ended."""
        return [viewer for viewer in self._viewers if viewer not in self._told]

    def _missed(self) -> None:
        """Whoever trains has time to be heard again."""
        self._heard_at = time.monotonic()
        self.wanted()

    def _watching(self, watch: Watch) -> list[Viewer]:
        return [viewer for viewer in self._viewers if viewer.watch == watch]

    def _hear(self, header: Header, body: bytes) -> None:
        run = header["run"]
        if run == self._last:
            return
        self._known(run)
        match header["type"]:
            case "who":
                self.wanted()
            case "frame":
                self._show(Watch(**header["watch"]), header["frame"], body)
            case "end":
                for viewer in self._watching(Watch(**header["watch"])):
                    if viewer not in self._told:
                        self._told.add(viewer)
                        viewer.end(body, header["reason"], header["step"])
            case "over":
                self._ended(run, header["reason"], header["step"])
            case _:
                pass

    def _show(self, watch: Watch, frame: int, body: bytes) -> None:
        viewers = self._watching(watch)
        for viewer in viewers:
            viewer.show(body)
        if viewers:
            self._unanswered[watch] = frame
            self.eased()

    def _known(self, run: str) -> None:
        self._heard_at = time.monotonic()
        if run != self._run:
            self._run = run
            self._told.clear()
            self._unanswered.clear()
        if self._waiting is None or self._waiting.done():
            self._waiting = asyncio.create_task(self._wait())

    async def _wait(self) -> None:
        """Looks whether a run that nothing is heard of still goes on; if not, its lease is over by then."""
        while self._run is not None:
            left = self._heard_at + self._air.seconds - time.monotonic()
            if left > 0:
                await asyncio.sleep(left)
                continue
            asked, viewers = time.monotonic(), self._untold
            rest = await self._at_rest(viewers)
            if rest is None or self._heard_at > asked:
                self._heard_at = time.monotonic()
            else:
                self._run = None
                show_end(viewers, rest, "failed")

    def _ended(self, run: str, reason: str, step: int) -> None:
        """Those to whom the last frame did not come are shown what is kept, or told at least."""
        viewers = self._untold
        self._run, self._last = None, run
        if reason in BROKEN:
            for viewer in viewers:
                viewer.fail(reason, step)
        elif viewers:
            task = asyncio.create_task(self._tell(viewers, reason, step))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _tell(self, viewers: Sequence[Viewer], reason: str, step: int) -> None:
        rest = await self._at_rest(viewers)
        if rest is not None:
            show_end(viewers, rest, reason)
            return
        for viewer in viewers:
            viewer.fail(reason, step)

    async def _at_rest(self, viewers: Sequence[Viewer]) -> Seen | None:
        try:
            return await self._rest([viewer.watch for viewer in viewers])
        except (Problem, RuleError, StoreError, ComputeError) as error:
            log.warning("a network whose training has ended cannot be looked at: %s", error)
            return None


def show_end(viewers: Sequence[Viewer], seen: Seen, reason: str) -> None:
    step, bodies = seen
    for viewer, body in zip(viewers, bodies, strict=True):
        viewer.end(body, reason, step)
