"""A column of losses in a few robust numbers: medians, so that one odd mini-batch decides nothing."""

from dataclasses import dataclass

import numpy as np

from engine.types import Array


@dataclass(frozen=True, slots=True)
class Curve:
    """`early` is the median of the first tenth, six values at most, `late` that of the last
    tenth; `thirds` and `quarters` are medians of these parts.

    `best` is the lowest median of any tenth. `rough` is the mean step up or down within the last half, as a
    part of the mean loss there, `turns` the part of them that turns back. `broken` tells whether a NaN or an
    infinity follows the `count` values that were used.
    """

    count: int
    early: float
    late: float
    best: float
    thirds: tuple[float, ...]
    quarters: tuple[float, ...]
    rough: float
    turns: float
    rising: bool
    broken: bool


def curve(loss: Array) -> Curve | None:
    """The curve of a loss column (K,), up to its first value that is not finite; None below four values."""
    wrong = np.flatnonzero(~np.isfinite(loss))
    kept = loss[: wrong[0]] if len(wrong) else loss
    if len(kept) < 4:
        return None
    # An even number, so that a loss that goes up and down in turn is met in the middle.
    tenth = max(1, len(kept) // 20 * 2)
    tail = kept[len(kept) // 2 :]
    steps = np.diff(tail)
    mean = float(np.abs(tail).mean())
    return Curve(
        count=len(kept),
        early=float(np.median(kept[: min(6, tenth)])),
        late=float(np.median(kept[-tenth:])),
        best=min(_medians(kept, 10)),
        thirds=_medians(kept, 3),
        quarters=_medians(kept, 4),
        rough=float(np.abs(steps).mean()) / mean if mean > 0 else 0.0,
        turns=float((steps[1:] * steps[:-1] < 0).mean()) if len(steps) > 1 else 0.0,
        rising=bool((np.diff(kept[-4:]) > 0).all()),
        broken=len(wrong) > 0,
    )


def measured(steps: Array, column: Array | None) -> tuple[Array, Array]:
    """The steps and values of a column where something was measured: NaN stands for a gap."""
    if column is None:
        return steps[:0], steps[:0]
    there = ~np.isnan(column)
    return steps[there], column[there]


def _medians(values: Array, parts: int) -> tuple[float, ...]:
    return tuple(float(np.median(part)) for part in np.array_split(values, parts) if len(part))
