"""One training step as a pure function: (state, batch) → (new state, everything that happened).

State is a value. Undo is keeping the old one, and the same state and batch give the same step bit for bit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from engine import updates
from engine.batch_norm import advance_running, initial_running, running_views
from engine.held import NOTHING, Held, Positions
from engine.network import Network, initial_parameters
from engine.optimizers import OPTIMIZERS
from engine.parameters import by_name
from engine.passes import Backward, backward, forward
from engine.randomness import dropout_masks
from engine.schedules import Plateau
from engine.settings import EarlyStopping, Training
from engine.types import Array, Mask, freeze, frozen

__all__ = [
    "Best",
    "EarlyStopping",
    "LayerUpdate",
    "ParameterUpdate",
    "Step",
    "TrainState",
    "Training",
    "initial_state",
    "train_step",
]


@dataclass(frozen=True, slots=True)
class Best:
    """The best end of an epoch so far: its watched loss, its numbers, and the epochs that went by since.

    `parameters` and `running` are kept for early stopping alone, None without.
    """

    loss: float
    waited: int
    parameters: Array | None = None
    running: Array | None = None


def _nothing() -> Array:
    return freeze(np.zeros(0))


@dataclass(frozen=True, slots=True)
class TrainState:
    """All there is to know to go on training. `step` and `epoch` count what is behind, from 0.

    `position` is how many rows of the present epoch have been used. `running` holds batch norm's statistics
    (see `batch_norm`), `plateau` and `best` what schedule and early stopping remember, `held` which single
    parameters are frozen or off.
    """

    network: Network
    training: Training
    parameters: Array
    optimizer_state: Mapping[str, Array]
    step: int = 0
    epoch: int = 0
    position: int = 0
    running: Array = field(default_factory=_nothing)
    plateau: Plateau = field(default_factory=Plateau)
    best: Best | None = None
    held: Held = NOTHING


@dataclass(frozen=True, slots=True)
class ParameterUpdate:
    """How one w, b, gamma or beta changed, each array of its shape.

    `gradient` of the data loss, `penalty` from L1 and L2, `clipped` what the optimizer saw,
    `after` the new values, `change` = after − before, `state` the optimizer's own vectors after the step.
    """

    gradient: Array
    penalty: Array
    clipped: Array
    change: Array
    after: Array
    state: Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class LayerUpdate:
    """The updates of one layer; `index` counts from 1."""

    index: int
    w: ParameterUpdate
    b: ParameterUpdate
    gamma: ParameterUpdate | None = None
    beta: ParameterUpdate | None = None

    def named(self) -> dict[str, ParameterUpdate]:
        """Those that there are, by name."""
        return by_name(self.w, self.b, self.gamma, self.beta)


@dataclass(frozen=True, slots=True)
class Step:
    """The whole trace of training step number `step`: forward, loss, backward, update, and the loss again.

    `batch` holds the row indices within the data, None if the batch was given from outside.
    `optimizer_before` is the optimizer's state before the step, its flat vectors (P,) by name. `held` is True
    where nothing could change, (P,); None if everything could. `off` (O,) is where a number was switched off.
    """

    backward: Backward
    training: Training
    step: int
    epoch: int
    learning_rate: float
    batch: tuple[int, ...] | None
    updates: tuple[LayerUpdate, ...]
    loss_after: float
    optimizer_before: Mapping[str, Array]
    held: Mask | None = None
    off: Positions | None = None


def initial_state(
    network: Network,
    training: Training,
    parameters: Array | None = None,
    running: Array | None = None,
    held: Held = NOTHING,
) -> TrainState:
    """The state before any step, with the given flat vectors or the drawn parameters."""
    vector = initial_parameters(network) if parameters is None else frozen(parameters, network.dtype)
    network.views(vector)
    start = OPTIMIZERS[training.optimizer.name].init(len(vector), network.dtype)
    statistics = initial_running(network) if running is None else frozen(running, network.dtype)
    return TrainState(network, training, vector, start, running=statistics, held=held)


@np.errstate(all="ignore")
def train_step(
    state: TrainState, x: ArrayLike, y: ArrayLike, batch: Sequence[int] | None = None
) -> tuple[TrainState, Step]:
    """One step on the batch x (N, inputs), y (N, D_out): the state after it, and its trace."""
    network, training, before = state.network, state.training, state.parameters
    step, x = state.step + 1, network.check_input(x)
    masks = dropout_masks(network, step, len(x))
    penalty = updates.penalty(training, network, before)
    trace = backward(network, forward(network, before, x, training=True, masks=masks), y, penalty)

    learning_rate = training.learning_rate(step, state.plateau)
    room = updates.update_room(network, training, before, trace.gradient, state.optimizer_state, state.held)
    updates.fill_update(training, room, learning_rate)
    after = freeze(before + room.change)
    running = state.running.copy()
    advance_running(network, running_views(network, running), trace.forward.layers)
    loss_after = forward(network, after, x, training=True, masks=masks).loss(trace.y)

    rows = None if batch is None else tuple(batch)
    seen = _updates(network, room, before, after)
    taken = Step(
        *(trace, training, step, state.epoch, learning_rate, rows, seen, loss_after),
        *(state.optimizer_state, room.held, state.held.off),
    )
    kept = {name: freeze(vector) for name, vector in room.state.items()}
    new = replace(state, parameters=after, optimizer_state=kept, step=step, running=freeze(running))
    return new, taken


def _updates(network: Network, room: updates.Room, before: Array, after: Array) -> tuple[LayerUpdate, ...]:
    change = after - before
    if room.held is not None:
        change[room.held] = 0  # an infinite number stays as it is too
    vectors = {
        "gradient": room.gradient,
        "penalty": freeze(room.penalty),
        "clipped": freeze(room.clipped),
        "change": freeze(change),
        "after": after,
    }
    state = {name: freeze(vector) for name, vector in room.state.items() if len(vector) == len(after)}
    seen = {name: [own.named() for own in network.views(vector)] for name, vector in vectors.items()}
    kept = {name: [own.named() for own in network.views(vector)] for name, vector in state.items()}

    def update(i: int, kind: str) -> ParameterUpdate:
        own = {name: layers[i][kind] for name, layers in kept.items()}
        return ParameterUpdate(**{name: layers[i][kind] for name, layers in seen.items()}, state=own)

    return tuple(
        LayerUpdate(i + 1, **{kind: update(i, kind) for kind in own}) for i, own in enumerate(seen["after"])
    )
