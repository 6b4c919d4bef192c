"""How well a network does on its data: loss and accuracy, of the rows it learns from and the others."""

from typing import Any

import numpy as np

from engine.batches import Rows, accuracy
from engine.passes import forward
from engine.training import TrainState
from engine.types import Array

Document = dict[str, Any]


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
    seen = forward(state.network, state.parameters, x, running=state.running)
    measured: Document = {"loss": seen.loss(y)}
    right = accuracy(state.network, y, seen.a)
    return measured if right is None else measured | {"accuracy": right}
