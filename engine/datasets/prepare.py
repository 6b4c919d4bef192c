"""From raw rows to what a network is fed: features, a part kept aside, one scale for all columns, targets.

The scale is measured on the training part alone: what is kept aside must not be looked at, not even for that.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.datasets.dataset import Feature, Table, Task, is_whole
from engine.datasets.features import build, chosen
from engine.datasets.registry import DATASETS
from engine.datasets.split import Rows, split
from engine.errors import RuleError, UnknownChoice
from engine.types import Array, freeze


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """How to prepare rows. `features` names columns and transforms of x1 and x2; None is all columns."""

    seed: int = 0
    validation_fraction: float = 0.3
    features: tuple[str, ...] | None = None
    standardize: bool = True

    def __post_init__(self) -> None:
        if not is_whole(self.seed) or self.seed < 0:
            raise RuleError(f"seed must be a whole number, at least 0, got {self.seed!r}", ("seed",))
        if not 0 <= self.validation_fraction < 1:
            rule = f"validation_fraction must be at least 0 and less than 1, got {self.validation_fraction!r}"
            raise RuleError(rule, ("validation_fraction",))


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSpec(Preparation):
    """A data set by its name, and how many rows to draw and how noisy: None is its own default."""

    name: str
    samples: int | None = None
    noise: float | None = None


@dataclass(frozen=True, slots=True)
class Data:
    """Ready for a network: x (N, F), y (N, D_out), and the part kept aside, x_validation and y_validation.

    x = (raw − mean)/scale with mean and scale (F,), which are 0 and 1 if nothing is standardised. `columns`
    names the columns of `raw` (N, columns), all rows as they were; `targets` the classes (or numbers),
    `outputs` the columns of y; `rows` and `rows_validation` say where in `raw` each row stands.
    """

    task: Task
    columns: tuple[str, ...]
    features: tuple[Feature, ...]
    targets: tuple[str, ...]
    outputs: tuple[str, ...]
    raw: Array
    x: Array
    y: Array
    x_validation: Array
    y_validation: Array
    mean: Array
    scale: Array
    rows: tuple[int, ...]
    rows_validation: tuple[int, ...]

    def inputs_of(self, raw: ArrayLike) -> Array:
        """What a network sees of raw rows (N, columns): features on the scale of the training part."""
        names = [feature.name for feature in self.features]
        return freeze((build(self.columns, np.asarray(raw, np.float64), names) - self.mean) / self.scale)


def prepare(spec: DataSpec, loss: str | None = None) -> Data:
    """The data of a spec; see `prepare_table`."""
    if spec.name not in DATASETS:
        raise UnknownChoice("dataset", spec.name, DATASETS, ("name",))
    return prepare_table(DATASETS[spec.name].table(spec.seed, spec.samples, spec.noise), spec, loss)


@np.errstate(over="ignore", invalid="ignore")
def prepare_table(table: Table, how: Preparation, loss: str | None = None) -> Data:
    """Features, split, scale and targets of a table, in this order; the same seed gives the same bits.

    Two classes become one column of 0 and 1, more of them one column each (one-hot), as do two under
    categorical cross-entropy; numbers stay as they are. RuleError if a feature is unknown or too large,
    or no row is left to train on.
    """
    features = chosen(table.features, how.features)
    columns = tuple(feature.name for feature in table.features)
    rows, aside = parts_of(table.task, table.y, how)
    if not len(rows):
        rule = f"validation_fraction {how.validation_fraction!r} leaves none of {len(aside)} rows to train on"
        raise RuleError(rule, ("validation_fraction",))
    x = build(columns, table.x, [feature.name for feature in features])
    mean, scale = _scale(x[rows]) if how.standardize else (np.zeros(len(features)), np.ones(len(features)))
    for i in np.flatnonzero(~np.isfinite(mean + scale + x.sum(axis=0))).tolist():
        raise RuleError(f"{features[i].name} is too large, its sums are not finite", ("features", i))
    x = (x - mean) / scale
    y, outputs = _encode(table, loss)
    return Data(
        task=table.task,
        columns=columns,
        features=features,
        targets=table.targets,
        outputs=outputs,
        raw=table.x,
        x=freeze(x[rows]),
        y=freeze(y[rows]),
        x_validation=freeze(x[aside]),
        y_validation=freeze(y[aside]),
        mean=freeze(mean),
        scale=freeze(scale),
        rows=tuple(rows.tolist()),
        rows_validation=tuple(aside.tolist()),
    )


def parts_of(task: Task, y: Array, how: Preparation) -> tuple[Rows, Rows]:
    """Indices of the rows to train on and of those kept aside, of rows with these targets (N, T)."""
    return split(len(y), how.validation_fraction, how.seed, None if task == "regression" else y[:, 0])


def _scale(x: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of each column, by N; the deviation of a constant column counts as 1.

    Squares are taken in units of the farthest value, so that they neither overflow nor vanish.
    """
    constant = np.max(x, axis=0) == np.min(x, axis=0)
    middle: Array = x.mean(axis=0)
    mean = np.where(constant, np.min(x, axis=0), middle)
    reach = np.where(constant, 1.0, np.max(np.abs(x - mean), axis=0))
    scale = np.where(constant, 1.0, reach * np.sqrt(np.mean(((x - mean) / reach) ** 2, axis=0)))
    return mean, scale


def _encode(table: Table, loss: str | None) -> tuple[Array, tuple[str, ...]]:
    """The targets as a network answers them, (N, D_out), and what each output is called."""
    if table.task == "regression":
        return np.array(table.y), table.targets
    if table.task == "binary" and loss != "categorical_cross_entropy":
        return np.array(table.y), table.targets[1:]
    return np.eye(len(table.targets))[table.y[:, 0].astype(np.intp)], table.targets
