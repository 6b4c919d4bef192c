"""Training on data: one step with its whole trace, or a slice of many with a few frames to show.

Both are pure functions, and a slice ends in the same bits as its steps taken one by one, in any process and
in slices of any size.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from engine.batches import (
    Rows,
    RowsLike,
    accuracy,
    batch_end,
    epoch_order,
    next_batch,
    smallest_batch,
)
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.passes import outputs
from engine.schedules import SCHEDULES
from engine.training import Best, Step, TrainState, train_step
from engine.types import Array
from engine.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop before the budget is spent, looked at whenever an epoch ends.

    `loss` and `accuracy` of the training rows reached; `plateau` epochs without a better loss; `epoch`
    completed ones.
    """

    loss: float | None = None
    accuracy: float | None = None
    plateau: int | None = None
    epoch: int | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """`steps` to take at most; a frame after each step whose number `every` divides, and after the last."""

    steps: int
    every: int | None = None
    stop: Stop = field(default_factory=Stop)


@dataclass(frozen=True, slots=True)
class Frame:
    """What training looks like after a step. The losses are of all training and validation rows.

    `stopped` says on the last frame what ended the training, None if only the budget did: `epochs`, `loss`,
    `accuracy`, `plateau`, `early_stopping` or `diverged`. `grad_norms` are of the step's own batch, a layer.
    """

    step: int
    epoch: int
    train_loss: float
    validation_loss: float | None
    learning_rate: float
    grad_norms: tuple[float, ...]
    stopped: str | None = None


def train_on(state: TrainState, data: RowsLike | Rows) -> tuple[TrainState, Step]:
    """The next mini-batch of the data: the state after it, and its trace."""
    rows, network = Rows.of(state.network, data), state.network
    batch = next_batch(
        len(rows.x),
        state.training.batch_size,
        network.seed,
        state.epoch,
        state.position,
        smallest_batch(network),
    )
    taken = [int(row) for row in batch.rows]
    after, step = train_step(state, rows.x[batch.rows], rows.y[batch.rows], taken)
    after = replace(after, epoch=batch.epoch, position=batch.position)
    return (after if batch.epoch == state.epoch else _epoch_ended(after, rows, Stop())), step


def run_slice(
    state: TrainState, data: RowsLike | Rows, budget: Budget
) -> tuple[TrainState, tuple[Frame, ...]]:
    """As many steps on the data as the budget holds: the state after them, and its frames."""
    rows = Rows.of(state.network, data)
    with np.errstate(all="ignore"):
        return _run(state, rows, budget)


def _run(state: TrainState, rows: Rows, budget: Budget) -> tuple[TrainState, tuple[Frame, ...]]:
    network, training, count = state.network, state.training, len(rows.x)
    smallest, size = smallest_batch(network), training.batch_size
    next_batch(count, size, network.seed, state.epoch, state.position, smallest)
    work, frames = Workspace(state, rows), list[Frame]()
    epoch, position, stopped = state.epoch, state.position, None
    order = epoch_order(count, size, network.seed, epoch, smallest)
    watched = _watches(state, budget.stop)
    last = state.step + budget.steps
    for step in range(state.step + 1, last + 1):
        rate = training.learning_rate(step, state.plateau)
        end = batch_end(count, size, position, smallest)
        finite = work.step(order[position:end], step, rate)
        position = end
        if end == count:
            epoch, position = epoch + 1, 0
            order = epoch_order(count, size, network.seed, epoch, smallest)
            if watched:
                memory = _epoch_ended(_now(work, state, step, epoch, 0), rows, budget.stop)
                state, stopped = memory, _reached(memory, rows, budget.stop)
        if not finite:
            stopped = "diverged"
        if stopped or step == last or (budget.every and step % budget.every == 0):
            state = _now(work, state, step, epoch, position)
            state = state if stopped is None else _settled(state, stopped)
            frames.append(_frame(state, rows, rate, work.grad_norms, stopped))
        if stopped:
            break
    return state, tuple(frames)


def _now(work: Workspace, memory: TrainState, step: int, epoch: int, position: int) -> TrainState:
    """The state in the workspace, with what schedule and early stopping remember."""
    return replace(work.state(step, epoch, position), plateau=memory.plateau, best=memory.best)


def _watches(state: TrainState, stop: Stop) -> bool:
    """Whether anything is to be done where an epoch ends."""
    follows = SCHEDULES[state.training.schedule.name].watch is not None
    return follows or state.training.early_stopping is not None or stop != Stop()


def _epoch_ended(state: TrainState, rows: Rows, stop: Stop) -> TrainState:
    """What schedule and early stopping remember of the epoch: its validation loss, or else training loss."""
    schedule, early = state.training.schedule, state.training.early_stopping
    watch = SCHEDULES[schedule.name].watch
    if watch is None and early is None and stop.plateau is None:
        return state
    aside = _loss(state, rows.x_validation, rows.y_validation)
    loss = _loss(state, rows.x, rows.y) if aside is None else aside
    assert loss is not None
    plateau = state.plateau
    if watch is not None:
        base = state.training.optimizer.parameters["learning_rate"]
        plateau = watch(plateau, loss, base, **schedule.parameters)
    best = state.best
    if early is not None or stop.plateau is not None:
        if best is None or loss < best.loss:
            kept = (state.parameters, state.running) if early is not None else (None, None)
            best = Best(loss, 0, *kept)
        else:
            best = replace(best, waited=best.waited + 1)
    return replace(state, plateau=plateau, best=best)


def _reached(state: TrainState, rows: Rows, stop: Stop) -> str | None:
    """Why to stop at the end of this epoch."""
    early, waited = state.training.early_stopping, 0 if state.best is None else state.best.waited
    if early is not None and waited >= early.patience:
        return "early_stopping"
    if stop.plateau is not None and waited >= stop.plateau:
        return "plateau"
    loss = None if stop.loss is None else _loss(state, rows.x, rows.y)
    if loss is not None and stop.loss is not None and loss <= stop.loss:
        return "loss"
    right = None if stop.accuracy is None else accuracy(state.network, rows.y, _outputs(state, rows.x))
    if right is not None and stop.accuracy is not None and right >= stop.accuracy:
        return "accuracy"
    return "epochs" if stop.epoch is not None and state.epoch >= stop.epoch else None


def _settled(state: TrainState, stopped: str) -> TrainState:
    """The state that is left: after early stopping the best weights. A later run begins to count anew."""
    best = state.best
    if stopped == "early_stopping" and best and best.parameters is not None and best.running is not None:
        fresh = OPTIMIZERS[state.training.optimizer.name].init(len(best.parameters), state.network.dtype)
        state = replace(state, parameters=best.parameters, running=best.running, optimizer_state=fresh)
    return replace(state, best=None)


def _frame(
    state: TrainState, rows: Rows, rate: float, norms: tuple[float, ...], stopped: str | None
) -> Frame:
    train, aside = _loss(state, rows.x, rows.y), _loss(state, rows.x_validation, rows.y_validation)
    assert train is not None
    return Frame(state.step, state.epoch, train, aside, rate, norms, stopped)


def _loss(state: TrainState, x: Array | None, y: Array | None) -> float | None:
    if x is None or y is None:
        return None
    last = outputs(state.network, state.parameters, x, state.running)
    return LOSSES[state.network.loss].value(y, last.a, last.f_input)


def _outputs(state: TrainState, x: Array) -> Array:
    return outputs(state.network, state.parameters, x, state.running).a
