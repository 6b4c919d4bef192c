"""Which rows a training step takes: reshuffled each epoch, and the last batch as small as it comes out."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.errors import RuleError
from engine.losses import LOSSES
from engine.network import Network
from engine.randomness import shuffled
from engine.types import Array, Mask

Indices = NDArray[np.intp]


class RowsLike(Protocol):
    """Anything with training rows x, y and validation rows, which may be none, such as `datasets.Data`."""

    @property
    def x(self) -> ArrayLike: ...

    @property
    def y(self) -> ArrayLike: ...

    @property
    def x_validation(self) -> ArrayLike: ...

    @property
    def y_validation(self) -> ArrayLike: ...


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that fit a network: x (N, inputs), y (N, D_out), and those kept aside, None if there are none."""

    x: Array
    y: Array
    x_validation: Array | None = None
    y_validation: Array | None = None

    @classmethod
    def of(cls, network: Network, data: "RowsLike | Rows") -> "Rows":
        """The rows in the network's dtype; RuleError if they do not fit it."""
        x, y = _checked(network, data.x, data.y)
        if data.x_validation is None or data.y_validation is None or not np.size(data.x_validation):
            return cls(x, y)
        return cls(x, y, *_checked(network, data.x_validation, data.y_validation))


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of one step, (n,), and the epoch and position within it that come after."""

    rows: Indices
    epoch: int
    position: int


def next_batch(rows: int, batch_size: int, seed: int, epoch: int, position: int, smallest: int = 1) -> Batch:
    """The batch that begins at `position` of an epoch over `rows` rows: a pure function.

    Each epoch has an order of its own. Its last batch is what is left, and a batch larger than the data is
    all of it. A rest of fewer rows than `smallest` (2 where batch norm trains) goes with the batch before.
    """
    if rows < smallest:
        raise RuleError(f"data must have at least {smallest} rows to train on, got {rows}", ("data",))
    end = batch_end(rows, batch_size, position, smallest)
    taken = epoch_order(rows, batch_size, seed, epoch, smallest)[position:end]
    return Batch(taken, epoch + 1, 0) if end == rows else Batch(taken, epoch, end)


def batch_end(rows: int, batch_size: int, position: int, smallest: int) -> int:
    """Where the batch that begins at `position` ends."""
    end = position + max(batch_size, smallest)
    return rows if rows - end < smallest else end


def epoch_order(rows: int, batch_size: int, seed: int, epoch: int, smallest: int) -> Indices:
    """The order of an epoch, (rows,). One batch that takes all rows takes them as they stand."""
    if batch_end(rows, batch_size, 0, smallest) == rows:
        return np.arange(rows)
    return shuffled(rows, seed, epoch)


def smallest_batch(network: Network) -> int:
    """How many rows a training batch needs: 2 where batch norm takes their variance, else 1."""
    return 2 if any(layer.batch_norm for layer in network.layers) else 1


def _checked(network: Network, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    rows = network.check_input(x)
    shape = (len(rows), network.layers[-1].units)
    return rows, LOSSES[network.loss].check_target(y, shape, network.dtype)


def accuracy(network: Network, y: Array, a: Array) -> float | None:
    """The share of rows whose class is right; None where the outputs are no classes."""
    found = right(network, y, a)
    return None if found is None else float(found.mean())


def right(network: Network, y: Array, a: Array) -> Mask | None:
    """Which rows (N,) have their class right; None where the outputs are no classes.

    Softmax: the largest output. Sigmoid under cross-entropy: the right side of one half, in every output.
    """
    matched = LOSSES[network.loss].activation
    if matched is None:
        return None
    if matched == "softmax":
        return a.argmax(axis=1) == y.argmax(axis=1)
    return ((a >= 0.5) == (y >= 0.5)).all(axis=1)
