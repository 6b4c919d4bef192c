"""How well a network does on its data: loss and accuracy, of the rows it learns from and the others."""

from typing import Any

import numpy as np

from engine.batches import Rows, accuracy
from engine.passes import forward
from engine.training import TrainState
from engine.types import Array

Document = dict[str, Any]

PART = 10_000


def metrics(state: TrainState, rows: Rows) -> Document:
    """`validation` is None where no rows are kept aside; outputs that are no classes have no `accuracy`."""
    aside = None
    if rows.x_validation is not None and rows.y_validation is not None:
        aside = _measured(state, rows.x_validation, rows.y_validation)
    return {"train": _measured(state, rows.x, rows.y), "validation": aside}


def work(state: TrainState, rows: Rows) -> int:
    """About how many multiply-adds they take."""
    count = len(rows.x) + (0 if rows.x_validation is None else len(rows.x_validation))
    return count * state.network.parameter_count


@np.errstate(all="ignore")
def _measured(state: TrainState, x: Array, y: Array) -> Document:
    """Part by part, so that one's own rows, which may be many, need no more memory than a batch."""
    parts = [slice(start, start + PART) for start in range(0, len(x), PART)]
    sizes, losses, right = [len(x[part]) for part in parts], list[float](), list[float]()
    for part in parts:
        seen = forward(state.network, state.parameters, x[part], running=state.running)
        losses.append(seen.loss(y[part]))
        share = accuracy(state.network, y[part], seen.a)
        right += [] if share is None else [share]
    measured: Document = {"loss": _mean(losses, sizes)}
    return measured | {"accuracy": _mean(right, sizes)} if right else measured


def _mean(values: list[float], sizes: list[int]) -> float:
    """Of parts of these sizes; a single part's is its own, bit for bit."""
    if len(values) == 1:
        return values[0]
    return sum(value * size for value, size in zip(values, sizes, strict=True)) / sum(sizes)
