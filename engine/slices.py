"""Training on data: one step with its whole trace, or a slice of many with a few frames to show.

Both are pure functions, and a slice ends in the same bits as its steps taken one by one, in any process and
in slices of any size.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from engine.batches import Indices, Rows, RowsLike, batch_end, epoch_order, next_batch, smallest_batch
from engine.frames import Frame
from engine.held import held_mask
from engine.measures import Measures, measure
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.training import Best, Step, TrainState, train_step
from engine.types import freeze
from engine.workspace import Workspace

# How many epochs' orders are drawn at a time.
MOST_ORDERS = 16


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
    """As many steps on the data as the budget holds: the state after them, and its frames.

    The state is the one that the last step left. What early stopping leaves is `settled` of it.
    """
    with np.errstate(all="ignore"):
        return _Run(state, Rows.of(state.network, data), budget.steps).take(budget)


def replayed(state: TrainState, data: RowsLike | Rows, steps: int) -> TrainState:
    """The state after steps that were taken before: the same bits, and nothing on the way stops it."""
    with np.errstate(all="ignore"):
        return _Run(state, Rows.of(state.network, data), steps).take_again(steps)


def settled(state: TrainState, stopped: str | None) -> TrainState:
    """What is left when training has stopped: after early stopping the best weights. The wait begins anew.

    The optimizer, which has been elsewhere since, begins anew with them.
    """
    best = state.best
    if stopped == "early_stopping" and best and best.parameters is not None and best.running is not None:
        fresh = OPTIMIZERS[state.training.optimizer.name].init(len(best.parameters), state.network.dtype)
        held = held_mask(state.network, state.held)  # as it is: it may have been changed by hand since
        kept = best.parameters if held is None else freeze(np.where(held, state.parameters, best.parameters))
        return replace(state, parameters=kept, running=best.running, optimizer_state=fresh, best=None)
    if state.training.early_stopping or state.best is None:
        return state
    return replace(state, best=None)


class _Run:
    """A state on its way through the epochs of its data. `memory` holds what the last end of one left."""

    def __init__(self, state: TrainState, rows: Rows, steps: int) -> None:
        self._rows, self._seed = rows, state.network.seed
        self._size, self._smallest = state.training.batch_size, smallest_batch(state.network)
        next_batch(len(rows.x), self._size, self._seed, state.epoch, state.position, self._smallest)
        self._work, self._memory = Workspace(state, rows), state
        self._step, self._epoch, self._position = state.step, state.epoch, state.position
        self._rate = 0.0
        self._ahead = min(MOST_ORDERS, 1 + steps * self._size // len(rows.x))
        self._drawn: list[Indices] = []
        self._order = self._next_order()

    def take(self, budget: Budget) -> tuple[TrainState, tuple[Frame, ...]]:
        stop, frames = budget.stop, list[Frame]()
        watched = _watches(self._memory) or stop != Stop()
        last = self._step + budget.steps
        while self._step < last:
            finite, stopped = self._advance(), None
            if self._position == 0 and watched:
                stopped = self._end_epoch(stop)
            if not finite:
                stopped = "diverged"
            if stopped or self._step == last or (budget.every and self._step % budget.every == 0):
                frames.append(self._frame(stopped))
            if stopped:
                break
        return (self.state if frames else self._memory), tuple(frames)

    def take_again(self, steps: int) -> TrainState:
        watched = _watches(self._memory)
        for _ in range(steps):
            self._advance()
            if self._position == 0 and watched:
                self._memory = _epoch_ended(self.state, self._rows, Stop())
        return self.state

    @property
    def state(self) -> TrainState:
        """The state now, with what schedule and early stopping remember."""
        now = self._work.state(self._step, self._epoch, self._position)
        return replace(now, plateau=self._memory.plateau, best=self._memory.best)

    def _advance(self) -> bool:
        """One step on the next batch; whether the loss before it was finite."""
        self._step += 1
        self._rate = self._memory.training.learning_rate(self._step, self._memory.plateau)
        count, begin = len(self._rows.x), self._position
        end = batch_end(count, self._size, begin, self._smallest)
        finite = self._work.step(self._order[begin:end], self._step, self._rate)
        self._position = end
        if end == count:
            self._epoch, self._position = self._epoch + 1, 0
            self._order = self._next_order()
        return finite

    def _next_order(self) -> Indices:
        """In which order the epoch takes its rows. Several are drawn at a time, which is faster for each."""
        if not self._drawn:
            epochs = range(self._epoch + self._ahead - 1, self._epoch - 1, -1)
            count, size = len(self._rows.x), self._size
            self._drawn = [epoch_order(count, size, self._seed, epoch, self._smallest) for epoch in epochs]
        return self._drawn.pop()

    def _end_epoch(self, stop: Stop) -> str | None:
        """Remembers the epoch that has just ended; answers why to stop here, if there is a reason."""
        self._memory = _epoch_ended(self.state, self._rows, stop)
        return _reached(self._memory, self._rows, stop)

    def _frame(self, stopped: str | None) -> Frame:
        return Frame.of(
            measure(self.state, self._rows),
            step=self._step,
            epoch=self._epoch,
            learning_rate=self._rate,
            grad_norms=self._work.grad_norms,
            update_ratios=self._work.update_ratios,
            stopped=stopped,
        )


def _watches(state: TrainState) -> bool:
    """Whether anything is to be remembered where an epoch ends."""
    follows = SCHEDULES[state.training.schedule.name].watch is not None
    return follows or state.training.early_stopping is not None


def _epoch_ended(state: TrainState, rows: Rows, stop: Stop) -> TrainState:
    """What schedule and early stopping remember of the epoch: its validation loss, or else training loss."""
    schedule, early = state.training.schedule, state.training.early_stopping
    watch = SCHEDULES[schedule.name].watch
    if watch is None and early is None and stop.plateau is None:
        return state
    loss = measure(state, rows).watched.loss
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
    if stop.loss is not None or stop.accuracy is not None:
        seen: Measures = measure(state, rows)
        if stop.loss is not None and seen.train.loss <= stop.loss:
            return "loss"
        if stop.accuracy is not None and (seen.train.accuracy or 0) >= stop.accuracy:
            return "accuracy"
    return "epochs" if stop.epoch is not None and state.epoch >= stop.epoch else None
