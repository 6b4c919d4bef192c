"""The history of a network: points along its training, spread over all of it and bounded in number.

A point is kept of every step whose number the spacing divides, and of the latest. The spacing is a power of
two that grows with the number of steps, so that thinning leaves an even spread.
"""

import json
from collections.abc import Sequence
from typing import Any

from app import metrics
from app.store.base import Entry, Kind
from engine.batches import Rows
from engine.slices import Frame
from engine.training import TrainState

POINT: Kind = "point"

# Twice as many are kept at most: the spacing doubles when there are this many.
MOST_POINTS = 512

# Measuring all rows takes its time too; by then it is at most a quarter of that of the steps between.
SHARE = 4
FREE_WORK = 10_000_000

COLUMNS = (
    "step",
    "epoch",
    "train_loss",
    "validation_loss",
    "train_accuracy",
    "validation_accuracy",
    "learning_rate",
    "grad_norms",
    "update_ratios",
)


def spacing(state: TrainState, rows: Rows) -> int:
    """How many steps lie between two points at this stage of the training."""
    step_work = 3 * state.training.batch_size * state.network.parameter_count
    costly = metrics.work(state, rows) / max(SHARE * step_work, FREE_WORK)
    return max(thinned(state.step), _power_of_two(costly))


def thinned(step: int) -> int:
    """The spacing that holds their number in bounds, whatever they cost."""
    return _power_of_two(step / MOST_POINTS)


def entry(frame: Frame) -> Entry:
    """Python's JSON writes floats to the last bit, and those that are not finite too."""
    document = {name: getattr(frame, name) for name in COLUMNS}
    return Entry(POINT, frame.step, json.dumps(document).encode())


def frame(entry: Entry) -> Frame:
    return Frame(**json.loads(entry.content))


def columns(entries: Sequence[Entry], most: int) -> dict[str, list[Any]]:
    """At most so many points, evenly spread and with the latest, as one list a column."""
    chosen = [json.loads(entry.content) for entry in spread(entries, most)]
    return {name: [point[name] for point in chosen] for name in COLUMNS}


def spread(entries: Sequence[Entry], most: int) -> list[Entry]:
    count = len(entries)
    if count <= most:
        return list(entries)
    if most == 1:
        return [entries[-1]]
    return [entries[round(i * (count - 1) / (most - 1))] for i in range(most)]


def outgrown(steps: Sequence[int], every: int) -> list[int]:
    """Which steps lose their point, now that the spacing is `every` and another step is the latest."""
    return [step for step in steps if step % every]


def _power_of_two(least: float) -> int:
    power = 1
    while power < least:
        power *= 2
    return power
