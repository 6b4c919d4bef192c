"""What a data set is: named columns of numbers, a task, and a way to draw rows from a generator."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.errors import RuleError
from engine.registry import Entry, Parameter
from engine.types import Array, freeze

Task = Literal["binary", "classes", "regression"]
Draw = Callable[[np.random.Generator, int, float], tuple[Array, Array]]

DECIMALS = 4

# The activation of the output layer that a task asks for.
OUTPUTS: dict[Task, str] = {"binary": "sigmoid", "classes": "softmax", "regression": "linear"}


@dataclass(frozen=True, slots=True)
class Feature:
    """A column: `name` in JSON and code, `label` for a person to read."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows before they are prepared: x (N, D) and y (N, T).

    Where the task is `binary` or `classes`, y is one column that counts the classes from 0, and `targets`
    names them; where it is `regression`, y holds the numbers, and `targets` names its columns.
    """

    features: tuple[Feature, ...]
    targets: tuple[str, ...]
    task: Task
    x: Array
    y: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(Entry):
    """`draw(rng, samples, noise)` answers x (samples, D) and y (samples, 1), both read-only float64.

    `features` and `targets` are those of `Table`. `noise` 0 is clean, 0.1 a little, 0.5 hard, 1 a muddle;
    each formula says what ν does. What is drawn is rounded to four decimals: the numbers read like data,
    and the last bits, over which processors differ in sines and logarithms, are gone; so a seed means the
    same rows on any machine.
    """

    task: Task
    features: tuple[Feature, ...]
    targets: tuple[str, ...]
    draw: Draw

    def table(self, seed: int, samples: int | None = None, noise: float | None = None) -> Table:
        """The rows of this seed; RuleError if `samples` or `noise` is out of bounds."""
        known = {parameter.name: parameter for parameter in self.parameters}
        if samples is not None and not is_whole(samples):
            raise RuleError(f"samples must be a whole number, got {samples!r}", ("samples",))
        count = known["samples"].default if samples is None else known["samples"].check(samples, ())
        spread = known["noise"].default if noise is None else known["noise"].check(noise, ())
        x, y = self.draw(np.random.default_rng([seed, 0]), int(count), spread)
        return Table(self.features, self.targets, self.task, x, y)


def is_whole(value: object) -> bool:
    """Whether it is an int, and not True or False in its place."""
    return isinstance(value, int) and not isinstance(value, bool)


def limits(samples: int, noise: float, most: int = 10_000) -> tuple[Parameter, ...]:
    """The two parameters that every data set has."""
    return Parameter("samples", samples, 2, most), Parameter("noise", noise, 0, 1)


PLANE = (Feature("x1", "x₁"), Feature("x2", "x₂"))


def rows(*columns: Array) -> Array:
    """Columns (N,) side by side, rounded, without negative zeros, read-only: (N, columns)."""
    return freeze(np.round(np.column_stack(columns), DECIMALS) + 0.0)
