"""A pass is a value: its kind, the state it ran from and its batch. All else is computed from these."""

from dataclasses import dataclass
from typing import TypeAlias

from engine.batches import Rows, next_batch, smallest_batch
from engine.beats import Kind
from engine.datasets import Data
from engine.errors import RuleError
from engine.passes import Backward, Forward, backward, forward
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

    @property
    def work(self) -> int:
        """About how many multiply-adds it takes, and numbers its trace holds."""
        passes = {"forward": 1, "backward": 3, "step": 4}[self.kind]
        return passes * self.state.network.parameter_count * (len(self.x) + 4)

    def run(self) -> Result:
        if self.y is None:
            return forward(self.state.network, self.state.parameters, self.x)
        if self.kind == "backward":
            state, network = self.state, self.state.network
            ahead = forward(network, state.parameters, self.x)
            return backward(network, ahead, self.y, penalty(state.training, network, state.parameters))
        return self.take()[1]

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
