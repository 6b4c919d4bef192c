"""How well a network does on its data, as a document."""

from typing import Any

from engine.batches import Rows
from engine.measures import Measure, measure
from engine.training import TrainState

Document = dict[str, Any]

PART = 10_000


def metrics(state: TrainState, rows: Rows) -> Document:
    """`validation` is None where no rows are kept aside; outputs that are no classes have no `accuracy`."""
    seen = measure(state, rows)
    return {"train": _of(seen.train), "validation": None if seen.validation is None else _of(seen.validation)}


def work(state: TrainState, rows: Rows) -> int:
    """About how many multiply-adds they take."""
    count = len(rows.x) + (0 if rows.x_validation is None else len(rows.x_validation))
    return count * state.network.parameter_count


def _of(part: Measure) -> Document:
    return {"loss": part.loss} | ({} if part.accuracy is None else {"accuracy": part.accuracy})
