"""Training on a network's data, slice by slice in worker processes, until there is a reason to stop."""

import time
from dataclasses import dataclass, replace

from app import points
from app.compute import Compute
from app.sessions import Session, Sessions
from app.worker import KeyedRows
from engine.errors import RuleError
from engine.frames import Frame
from engine.slices import Budget, Stop, run_slice
from engine.training import TrainState

# How long a slice takes: short enough to take turns with others, long enough to be worth sending.
SLICE_SECONDS = 0.05
FIRST_SLICE = 16

# How often a run is saved on the way; what a slice took since is lost with the server, but was not answered.
SAVE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Goal:
    """How far to train: `steps` at most, and a stop before that; `seconds` whatever they say."""

    steps: int | None
    stop: Stop
    seconds: float


@dataclass(slots=True)
class Pace:
    """How many steps fill a slice, learned from the slices before."""

    steps: int = FIRST_SLICE

    def learn(self, steps: int, seconds: float) -> None:
        wanted = int(steps * SLICE_SECONDS / max(seconds, 1e-6))
        self.steps = max(1, min(wanted, 4 * self.steps))


async def train(compute: Compute, sessions: Sessions, session: Session, goal: Goal) -> str:
    """Trains a network that is held for it, and keeps it; answers what ended the training."""
    rows = session.rows
    if rows is None:
        raise RuleError("data is required to train on; without it, step takes x and y", ("data",))
    began, pace = time.monotonic(), Pace()
    last = None if goal.steps is None else session.state.step + goal.steps
    state, stopped = session.state, None
    while stopped is None:
        saved, frames = time.monotonic(), list[Frame]()
        while stopped is None and time.monotonic() - saved < SAVE_SECONDS:
            left = pace.steps if last is None else min(pace.steps, last - state.step)
            state, seen = await one_slice(compute, state, rows, left, goal.stop, pace)
            frames += seen
            stopped = ended(seen[-1], state.step == last, time.monotonic() - began > goal.seconds)
        await sessions.slice_taken(session, state, frames)
    await sessions.settle(session, stopped)
    return stopped


async def one_slice(
    compute: Compute, state: TrainState, rows: KeyedRows, steps: int, stop: Stop, pace: Pace
) -> tuple[TrainState, tuple[Frame, ...]]:
    """The next slice, on which `pace` learns how long the one after may be."""
    budget = Budget(steps, points.spacing(state, rows.rows), stop)
    began = time.monotonic()
    after, frames = await compute.train(run_slice, state, rows, budget)
    pace.learn(after.step - state.step, time.monotonic() - began)
    # What came back from the worker is equal, but not the same: what is remembered of a network goes by it.
    return replace(after, network=state.network, training=state.training), frames


def ended(frame: Frame, all_taken: bool, out_of_time: bool) -> str | None:
    if frame.stopped is not None:
        return frame.stopped
    return "steps" if all_taken else "time" if out_of_time else None
