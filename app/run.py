"""A training run: slices of training one after another, shown to whoever watches, until a reason to stop.

It holds its network from its first slice to its last. One slice of it is on its way at a time, so that all
runs get their turn.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app import convert, points
from app.compute import Compute, ComputeError
from app.data import Subject
from app.leases import Lost
from app.operations import meters
from app.patching import retrained
from app.schemas.requests import TrainingPatch
from app.session import Session, held_by
from app.sessions import Sessions
from app.showing import looked_at, sliced
from app.viewer import Audience, Onlooker
from app.worker import Keyed
from engine.frames import Frame
from engine.slices import Budget, Stop
from engine.training import TrainState

# How long a slice takes. While someone watches, it and its way there and back fill as many frames on screen
# as it is looked at: more than once, since the way takes its time too. Else it is long enough to pay. Both
# depend on how far away the workers are, and they say it.
FRAME_SECONDS = 1 / 61
FIRST_SLICE = 16

# How often a run is saved on the way; only a server that is killed loses what was taken since.
SAVE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Goal:
    """How far to train: `step` and `deadline` (of time.monotonic) are ends. `pace` is in steps a second."""

    stop: Stop = field(default_factory=Stop)
    step: int | None = None
    deadline: float | None = None
    pace: float | None = None


@dataclass(slots=True)
class Slices:
    """How many steps fill a slice, learned from the slices before."""

    unwatched_seconds: float
    steps: int = FIRST_SLICE

    def learn(self, steps: int, seconds: float, whole: float, looks: int) -> None:
        """From `seconds` of work in a worker, and the `whole` time until its answer was here."""
        shown = looks * FRAME_SECONDS
        wanted = max(shown / 2, shown - (whole - seconds)) if looks else self.unwatched_seconds
        fitting = int(steps * wanted / max(seconds, 1e-6))
        self.steps = max(1, min(fitting, 4 * self.steps))


class Run:
    """One run, that goes on until its goal. `pause` ends it before; `aim` and `configure` change it.

    What `ended` it is told once it has."""

    def __init__(
        self,
        compute: Compute,
        sessions: Sessions,
        audience: Audience,
        session: Session,
        subject: Keyed[Subject],
        goal: Goal,
    ) -> None:
        self._compute, self._sessions, self._audience = compute, sessions, audience
        self._session, self._subject, self._goal = session, subject, goal
        self._lease = held_by(session)
        self._state, self._training = session.state, session.state.training
        self._frames: list[Frame] = []
        self._slices = Slices(compute.workers.slice_seconds)
        self._asked: str | None = None
        self._woken = asyncio.Event()
        self._saving: asyncio.Task[None] | None = None
        self._later: list[asyncio.TimerHandle] = []
        self.ended = "failed"

    @property
    def state(self) -> TrainState:
        """After the latest slice."""
        return self._state

    def aim(self, goal: Goal) -> None:
        """Changes how far and how fast it goes."""
        self._goal = goal
        self._woken.set()

    def pause(self, reason: str = "pause") -> None:
        self._asked = self._asked or reason
        self._woken.set()

    def configure(self, patch: TrainingPatch) -> None:
        """From the next slice on. Raises what patching raises."""
        now = replace(self._state, training=self._training)
        self._training = retrained(now, patch).training

    async def go(self) -> str:
        """Trains, saves and shows; answers what ended it."""
        stopped, saved, due = None, time.monotonic(), time.monotonic()
        try:
            while stopped is None:
                due = await self._wait(due)
                await self._apply()
                self._lease.check()
                stopped = self._asked or await self._taken()
                if time.monotonic() - saved >= SAVE_SECONDS:
                    await self._saved()
                    self._saving = asyncio.create_task(self._save())  # while the next slice is taken
                    saved = time.monotonic()
            await self._saved()
            await self._save()
            await self._sessions.settle(self._session, stopped)
            await self._lease.release()  # whoever hears that it is paused may change the network
            await self._end(stopped)
            self.ended = stopped
        except Exception as error:
            await self._lease.release()
            self.ended = "taken_over" if isinstance(error, Lost) else "failed"
            self._audience.fail(self.ended, self._session.state.step)
            raise
        finally:
            await self._saved()
        return stopped

    async def _saved(self) -> None:
        """Waits for the save that is on its way."""
        saving, self._saving = self._saving, None
        if saving is not None:
            await saving

    async def _apply(self) -> None:
        """Changes the settings, if that was asked for; they are kept, so that later steps are found again."""
        if self._training != self._state.training:
            await self._saved()
            await self._save()
            self._state = convert.retrained(self._state, self._training)
            await self._save()

    async def _wait(self, due: float) -> float:
        """Until the next step is due, where there is a pace; answers when the one after is."""
        while (pace := self._goal.pace) is not None and self._asked is None:
            self._woken.clear()
            try:
                await asyncio.wait_for(self._woken.wait(), max(0.0, due - time.monotonic()))
            except TimeoutError:
                return max(due, time.monotonic() - 1) + self._count() / pace
            due = min(due, time.monotonic() + 1 / (self._goal.pace or 1))
        return time.monotonic()

    def _count(self) -> int:
        """How many steps the next slice takes."""
        count, goal = self._slices.steps, self._goal
        if goal.pace is not None:
            count = min(count, max(1, int(goal.pace * FRAME_SECONDS)))
        return count if goal.step is None else min(count, goal.step - self._state.step)

    async def _taken(self) -> str | None:
        """A slice; where no worker can take it, what was shown until then is kept."""
        try:
            return await self._slice()
        except ComputeError:
            await self._saved()
            await self._save()
            raise

    async def _slice(self) -> str | None:
        """Takes a slice, shows its last frame; answers why to stop after it."""
        state, viewers = self._state, self._audience.ready
        watches = tuple(viewer.watch for viewer in viewers)
        count = self._count()
        if count < 1:
            return "steps"
        began = time.monotonic()
        budget = Budget(count, points.spacing(state, self._subject.value), self._goal.stop)
        looks = 0 if not self._audience.viewers else 1 if self._goal.pace else self._compute.workers.looks
        after, frames, seen, seconds = await self._compute.train(
            sliced, state, self._subject, budget, watches, looks
        )
        meters.SLICES.inc()
        meters.STEPS.inc(after.step - state.step)
        meters.SLICE_SECONDS.inc(seconds)
        self._slices.learn(after.step - state.step, seconds, time.monotonic() - began, looks)
        # What came back is equal, but not the same: what is remembered of a network goes by it.
        self._state = replace(after, network=state.network, training=state.training, held=state.held)
        self._frames += frames
        self._show(viewers, seen)
        late = self._goal.deadline is not None and time.monotonic() >= self._goal.deadline
        done = self._goal.step is not None and after.step >= self._goal.step
        return frames[-1].stopped or ("steps" if done else "time" if late else None)

    def _show(self, viewers: Sequence[Onlooker], seen: Sequence[Sequence[bytes]]) -> None:
        """Shows what was seen of a slice, the first at once and the others when their time has come.

        No timer for the first: after a stall, a loop may fire one that is due before one that is for now.
        """
        for timer in self._later:
            timer.cancel()
        for viewer, body in zip(viewers, seen[0] if seen else (), strict=True):
            viewer.show(body)
        loop, later = asyncio.get_running_loop(), enumerate(seen[1:], start=1)
        self._later = [
            loop.call_later(i * FRAME_SECONDS, viewer.show, body)
            for i, bodies in later
            for viewer, body in zip(viewers, bodies, strict=True)
        ]

    async def _end(self, stopped: str) -> None:
        """Shows everyone the state that is left, and then that it is paused."""
        self._show([], [])
        viewers, session = tuple(self._audience.viewers), self._session
        watches = tuple(viewer.watch for viewer in viewers)
        bodies: list[bytes] = []
        if viewers:
            bodies = await self._compute.train(
                looked_at, session.state, self._subject, session.frame, watches
            )
        for viewer, body in zip(viewers, bodies, strict=True):
            viewer.end(body, stopped, session.state.step)

    async def _save(self) -> None:
        frames, self._frames = self._frames, []
        if frames:
            await self._sessions.slice_taken(self._session, self._state, frames)
        elif self._state is not self._session.state:
            await self._sessions.save(self._session, "settings", state=self._state)
