"""One training step as a pure function: (state, batch) → (new state, everything that happened).

State is a value. Undo is keeping the old one, and the same state and batch give the same step bit for bit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import RuleError
from engine.network import LayerParameters, Network, initial_parameters
from engine.optimizers import OPTIMIZERS
from engine.passes import Backward, backward, forward
from engine.registry import Choice
from engine.schedules import SCHEDULES
from engine.types import Array, freeze, frozen


@dataclass(frozen=True, slots=True)
class Training:
    """How to train. The learning rate is a parameter of the optimizer. Checks itself on construction."""

    optimizer: Choice = field(default_factory=lambda: OPTIMIZERS.choose("sgd"))
    schedule: Choice = field(default_factory=lambda: SCHEDULES.choose("constant"))
    batch_size: int = 32

    def __post_init__(self) -> None:
        OPTIMIZERS.choose(self.optimizer.name, self.optimizer.parameters, ("optimizer",))
        SCHEDULES.choose(self.schedule.name, self.schedule.parameters, ("schedule",))
        if "learning_rate" not in self.optimizer.parameters:
            raise RuleError("optimizer must have a learning_rate", ("optimizer", "learning_rate"))
        if isinstance(self.batch_size, bool) or self.batch_size < 1:
            raise RuleError(f"batch_size must be at least 1, got {self.batch_size!r}", ("batch_size",))

    @classmethod
    def sgd(cls, learning_rate: float = 0.1) -> "Training":
        """Plain gradient descent."""
        return cls(OPTIMIZERS.choose("sgd", {"learning_rate": learning_rate}))


@dataclass(frozen=True, slots=True)
class TrainState:
    """All there is to know to go on training. `step` and `epoch` count what is behind, from 0."""

    network: Network
    training: Training
    parameters: Array
    optimizer_state: Mapping[str, Array]
    step: int = 0
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class ParameterUpdate:
    """How one w or b changed, each array of its shape.

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


@dataclass(frozen=True, slots=True)
class Step:
    """The whole trace of training step number `step`: forward, loss, backward, update, and the loss again.

    `batch` holds the row indices within the data, None if the batch was given from outside.
    """

    backward: Backward
    training: Training
    step: int
    epoch: int
    learning_rate: float
    batch: tuple[int, ...] | None
    updates: tuple[LayerUpdate, ...]
    loss_after: float


def initial_state(network: Network, training: Training, parameters: Array | None = None) -> TrainState:
    """The state before any step, with the given flat vector of parameters or the drawn ones."""
    vector = initial_parameters(network) if parameters is None else frozen(parameters, network.dtype)
    network.views(vector)
    return TrainState(network, training, vector, OPTIMIZERS[training.optimizer.name].init(len(vector)))


@np.errstate(all="ignore")
def train_step(
    state: TrainState, x: ArrayLike, y: ArrayLike, batch: Sequence[int] | None = None
) -> tuple[TrainState, Step]:
    """One step on the batch x (N, inputs), y (N, D_out): the state after it, and its trace."""
    network, before = state.network, state.parameters
    trace = backward(network, forward(network, before, x), y)

    optimizer = OPTIMIZERS[state.training.optimizer.name]
    own = dict(state.training.optimizer.parameters)
    step = state.step + 1
    schedule = state.training.schedule
    learning_rate = SCHEDULES[schedule.name].rate(own.pop("learning_rate"), step, **schedule.parameters)

    gradient = network.flatten([LayerParameters(layer.grad_w, layer.grad_b) for layer in trace.layers])
    change, optimizer_state = optimizer.update(gradient, state.optimizer_state, learning_rate, step, **own)
    after = freeze(before + change)
    loss_after = forward(network, after, x).loss(trace.y)

    updates = _updates(network, gradient, before, after, optimizer_state)
    rows = None if batch is None else tuple(batch)
    taken = Step(trace, state.training, step, state.epoch, learning_rate, rows, updates, loss_after)
    return replace(state, parameters=after, optimizer_state=optimizer_state, step=step), taken


def _updates(
    network: Network, gradient: Array, before: Array, after: Array, state: Mapping[str, Array]
) -> tuple[LayerUpdate, ...]:
    vectors = {
        "gradient": gradient,
        "penalty": freeze(np.zeros_like(gradient)),
        "clipped": gradient,
        "change": freeze(after - before),
        "after": after,
    }
    seen = {name: network.views(vector) for name, vector in vectors.items()}
    kept = {name: network.views(vector) for name, vector in state.items()}

    def update(i: int, kind: str) -> ParameterUpdate:
        own = {name: getattr(views[i], kind) for name, views in kept.items()}
        return ParameterUpdate(**{name: getattr(views[i], kind) for name, views in seen.items()}, state=own)

    return tuple(LayerUpdate(i + 1, update(i, "w"), update(i, "b")) for i in range(len(network.layers)))
