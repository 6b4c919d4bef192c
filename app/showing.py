"""What a worker does for those who watch: it trains, looks at what has become of the network, and tells."""

import time
from collections.abc import Sequence
from dataclasses import replace

from app.data import Subject
from app.watch import Watch, shown
from engine.frames import Frame
from engine.measures import measure
from engine.slices import Budget, run_slice
from engine.training import TrainState


def sliced(
    state: TrainState, subject: Subject, budget: Budget, watches: Sequence[Watch], looks: int
) -> tuple[TrainState, list[Frame], list[list[bytes]], float]:
    """A slice, what is to be seen at so many even points of it, the end included, and the seconds it took."""
    began, last = time.perf_counter(), state.step + budget.steps
    frames, seen = list[Frame](), list[list[bytes]]()
    for left in range(max(1, looks), 0, -1):
        steps = -(-(last - state.step) // left)
        if steps == 0:
            continue
        state, own = run_slice(state, subject, replace(budget, steps=steps))
        frames += own
        seen.append(shown(state, subject, own[-1], watches))
        if own[-1].stopped:
            break
    return state, frames, seen, time.perf_counter() - began


def looked_at(
    state: TrainState, subject: Subject, last: Frame | None, watches: Sequence[Watch]
) -> list[bytes]:
    """What is to be seen of a state that stands still; `last` is the frame of its latest step, if known."""
    upcoming = state.training.learning_rate(state.step + 1, state.plateau)
    now = Frame.of(
        measure(state, subject),
        step=state.step,
        epoch=state.epoch,
        learning_rate=last.learning_rate if last else upcoming,
        grad_norms=last.grad_norms if last else (),
        update_ratios=last.update_ratios if last else (),
    )
    return shown(state, subject, now, watches)
