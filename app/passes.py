"""A pass is a value: its kind, the state it ran from and its batch. All else is computed from these."""

from dataclasses import dataclass
from typing import TypeAlias

from engine.batches import Rows, next_batch, smallest_batch
from engine.beats import Kind
from engine.datasets import Data
from engine.errors import RuleError
from engine.passes import Backward, Forward, backward, forward
from engine.randomness import dropout_masks
from engine.slices import train_on
from engine.training import Step, TrainState, train_step
from engine.types import Array, freeze
from engine.updates import penalty

Result: TypeAlias = Forward | Backward | Step


@dataclass(frozen=True, slots=True)
class Pass:
    kind: Kind
    state: TrainState
    x: Array
    y: Array | None = None
    batch: tuple[int, ...] | None = None
    data: Data | None = None
    training: bool = False

    @property
    def trains(self) -> bool:
        """Whether batch norm takes the batch's own statistics, and dropout a mask: a step always does."""
        return self.kind == "step" or self.training

    @property
    def masks(self) -> tuple[Array | None, ...] | None:
        """The dropout masks of the step that the state takes next; None where nothing is dropped."""
        return dropout_masks(self.state.network, self.state.step + 1, len(self.x)) if self.trains else None

    @property
    def work(self) -> int:
        """About how many multiply-adds it takes, and numbers its trace holds."""
        passes = {"forward": 1, "backward": 3, "step": 4}[self.kind]
        return passes * self.state.network.parameter_count * (len(self.x) + 4)

    def run(self) -> Result:
        if self.kind == "step":
            return self.take()[1]
        state, network = self.state, self.state.network
        ahead = forward(network, state.parameters, self.x, self.trains, state.running, self.masks)
        if self.y is None:
            return ahead
        return backward(network, ahead, self.y, penalty(state.training, network, state.parameters))

    def take(self) -> tuple[TrainState, Step]:
        """The state that a training step leads to, and its trace."""
        if self.y is None:
            raise RuleError("y is required for a training step", ("y",))
        if self.data is not None:
            return train_on(self.state, self.data)
        return train_step(self.state, self.x, self.y, self.batch)


def next_pass(state: TrainState, data: Data) -> Pass:
    """The training step on the next mini-batch of the data. `batch` counts the rows of its training part."""
    rows, network = Rows.of(state.network, data), state.network
    size, smallest = state.training.batch_size, smallest_batch(network)
    batch = next_batch(len(rows.x), size, network.seed, state.epoch, state.position, smallest)
    x, y = freeze(rows.x[batch.rows]), freeze(rows.y[batch.rows])
    return Pass("step", state, x, y, tuple(batch.rows.tolist()), data)
