"""How well a network does on its data: loss and accuracy, of the rows it learns from and of the others."""

from dataclasses import dataclass

import numpy as np

from engine.batches import Rows, accuracy, right
from engine.losses import LOSSES
from engine.passes import outputs
from engine.training import TrainState
from engine.types import Array, Mask

# How many rows are measured at a time.
PART = 10_000


@dataclass(frozen=True, slots=True)
class Measure:
    """Of one part of the rows: the mean loss, and the share that is right; None without classes."""

    loss: float
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class Measures:
    """Of both parts; `validation` is None where no rows are kept aside."""

    train: Measure
    validation: Measure | None

    @property
    def watched(self) -> Measure:
        """What tells whether training still helps: the rows kept aside, or else those learned from."""
        return self.train if self.validation is None else self.validation


@dataclass(frozen=True, slots=True)
class Judged:
    """Row by row: outputs a (N, D_out), and (N,) each: the row's own loss, and whether its class is right."""

    a: Array
    loss: Array
    right: Mask | None


@np.errstate(all="ignore")
def judged(state: TrainState, x: Array, y: Array) -> Judged:
    """How the state does on each row, as it answers when it is not in training.

    The mean of the losses is the loss of all rows: a row's is the sum of its terms, or their mean. Part by
    part, as above.
    """
    if len(x) > PART:
        parts = [slice(start, start + PART) for start in range(0, len(x), PART)]
        found = [judged(state, x[part], y[part]) for part in parts]
        known = [own.right for own in found if own.right is not None]
        a, loss = (np.concatenate([getattr(own, name) for own in found]) for name in ("a", "loss"))
        return Judged(a, loss, np.concatenate(known) if known else None)
    last = outputs(state.network, state.parameters, x, state.running)
    loss = LOSSES[state.network.loss]
    elements = loss.elements(y, last.a, last.f_input)
    total = np.add.reduce(elements, axis=1, dtype=np.float64) / loss.count((1, y.shape[1]))
    return Judged(last.a, total, right(state.network, y, last.a))


@np.errstate(all="ignore")
def measure(state: TrainState, rows: Rows) -> Measures:
    """How the state does on all rows, as it answers when it is not in training."""
    aside = None
    if rows.x_validation is not None and rows.y_validation is not None:
        aside = _measured(state, rows.x_validation, rows.y_validation)
    return Measures(_measured(state, rows.x, rows.y), aside)


def _measured(state: TrainState, x: Array, y: Array) -> Measure:
    """Part by part, so that many rows need no more memory than a few."""
    if len(x) <= PART:
        last = outputs(state.network, state.parameters, x, state.running)
        loss = LOSSES[state.network.loss].value(y, last.a, last.f_input)
        return Measure(loss, accuracy(state.network, y, last.a))
    parts = [slice(start, start + PART) for start in range(0, len(x), PART)]
    sizes = np.array([len(x[part]) for part in parts])
    found = [_measured(state, x[part], y[part]) for part in parts]
    right = [part.accuracy for part in found if part.accuracy is not None]
    loss = float(np.average([part.loss for part in found], weights=sizes))
    return Measure(loss, float(np.average(right, weights=sizes)) if right else None)
