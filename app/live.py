"""What is said on a live socket, by a thing that knows no sockets: messages go in, an outbox fills."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from app.again import again
from app.errors import problem_of
from app.messages import read
from app.patching import retrained
from app.reception import Reception
from app.run import Goal, Run
from app.runs import Runs
from app.schemas import live
from app.viewer import Viewer
from app.watch import Watch
from engine.slices import Stop
from engine.training import TrainState


class Conversation:
    """One socket with one network. The run that it begins is its own, and ends with it."""

    def __init__(self, runs: Runs, id: str, client: str, most_seconds: float) -> None:
        self._runs, self._id = runs, id
        self._client, self._most_seconds = client, most_seconds
        self._reception: Reception | None = None
        self._task: asyncio.Task[None] | None = None
        self._run: Run | None = None
        self._paused = False
        self.viewer = Viewer()

    @property
    def outbox(self) -> asyncio.Queue[bytes | None]:
        return self.viewer.outbox

    async def open(self) -> None:
        """Raises Problem if there is no such network."""
        session = await self._runs.sessions.get(self._id)
        self._reception = self._runs.reception(session.key)
        try:
            await self._reception.join(self.viewer)
            running = await self._runs.sessions.trained(session)
        except BaseException:
            await self._reception.leave(self.viewer)
            raise
        if running and not session.held:
            self._reception.expect()
        self.viewer.greet(
            type="hello",
            id=self._id,
            version=session.kept.version,
            step=session.state.step,
            epoch=session.state.epoch,
            running=running,
        )

    async def close(self) -> None:
        """Pauses and saves the run of this socket, if it has one."""
        if self._reception is not None:
            await self._reception.leave(self.viewer)
        self.viewer.close()
        if self._task is not None:
            self._pause()
            await self._task

    def end(self) -> None:
        """Nothing is said after what is said already."""
        self.viewer.close()

    async def hear(self, text: str | bytes) -> None:
        """Does what a message asks for; what cannot be done is answered, and the socket stays open."""
        await self._trying(lambda: self._answer(read(live.CLIENT, text)))

    async def _answer(self, message: Any) -> None:
        match message:
            case live.RunMessage():
                self._train(message.stop or live.LiveStop(), message.max_steps_per_second)
            case live.StepMessage():
                self._train(live.LiveStop(steps=message.n), None)
            case live.PauseMessage():
                await self._asked_to_pause()
            case live.ConfigureMessage():
                await self._configure(message)
            case live.WatchMessage():
                await self._watch(message)
            case _:
                self.viewer.acknowledge(message.frame)
                if self._reception is not None:
                    self._reception.eased()

    def _train(self, stop: live.LiveStop, pace: float | None) -> None:
        """Begins a run, or changes the goal of the one that goes on."""
        seconds = min(stop.time or self._most_seconds, self._most_seconds)
        wanted = goal_of(stop.model_copy(update={"time": seconds}), pace)
        if self._task is None or self._task.done():
            self._paused = False
            self._task = asyncio.create_task(self._trying(lambda: self._go(wanted)))
        elif self._run is not None:
            self._run.aim(wanted(self._run.state))

    async def _go(self, goal: Callable[[TrainState], Goal]) -> None:
        async with self._runs.start(self._id, goal, client=self._client) as (_, run):
            self._run = run
            if self._paused:
                run.pause()
            try:
                await run.go()
            finally:
                self._run = None

    async def _asked_to_pause(self) -> None:
        if self._task is None or self._task.done():
            session = await self._runs.sessions.get(self._id)
            self.viewer.say(type="paused", reason="pause", step=session.state.step)
        else:
            self._pause()

    def _pause(self) -> None:
        self._paused = True
        if self._run is not None:
            self._run.pause()

    async def _configure(self, message: live.ConfigureMessage) -> None:
        if self._run is not None:
            self._run.configure(message.training)
            return
        async with self._runs.sessions.changing(self._id) as session:
            state = retrained(session.state, message.training)
            if state is not session.state:
                await self._runs.sessions.save(session, "settings", state=state)

    async def _watch(self, message: live.WatchMessage) -> None:
        """What a network at rest looks like is shown at once; a run shows itself, on whichever server."""
        self.viewer.watch = watch_of(message)
        if self._reception is not None:
            self._reception.wanted()
        session = await self._runs.sessions.get(self._id)
        if session.subject is None or not self.viewer.ready or await self._runs.sessions.trained(session):
            return
        self.viewer.show(await self._runs.look_now(session, self.viewer.watch))

    async def _trying(self, work: Callable[[], Awaitable[None]]) -> None:
        """A refusal is told to the viewer."""
        try:
            await again(work)
        except Exception as error:
            problem = problem_of(error)
            self.viewer.refuse(problem)
            if problem.status_code == 500:
                raise


def goal_of(stop: live.LiveStop, pace: float | None) -> Callable[[TrainState], Goal]:
    """How far to train from a state on."""

    def goal(state: TrainState) -> Goal:
        epoch = None if stop.epochs is None else state.epoch + stop.epochs
        return Goal(
            stop=Stop(loss=stop.loss, accuracy=stop.accuracy, plateau=stop.plateau, epoch=epoch),
            step=None if stop.steps is None else state.step + stop.steps,
            deadline=None if stop.time is None else time.monotonic() + stop.time,
            pace=pace,
        )

    return goal


def watch_of(message: live.Watching) -> Watch:
    surface = None if message.surface is None else message.surface.resolution
    units = message.units.resolution if isinstance(message.units, live.Grid) else surface or 50
    return Watch(
        surface=surface,
        units=units if message.units else None,
        curve=None if message.curve is None else message.curve.resolution,
        parameters=message.parameters,
        example=message.example,
        histograms=None if message.histograms is None else message.histograms.bins,
        predictions=message.predictions,
        confusion=message.confusion,
    )
