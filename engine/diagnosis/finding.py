"""What a diagnosis says, what it looks at, and what a rule is.

A rule reads a `Case` and answers signs: numbers, where they were found, and a sentence. The remedy belongs
to the rule. Each threshold is a number with its reason, so that a student can disagree with it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np

from engine.datasets import Data
from engine.frames import Frame
from engine.passes import Backward
from engine.registry import Entry
from engine.types import Array

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `layer` counts from 1 (0 is the input), `units` from 0; evidence is finite."""

    code: str
    severity: Severity
    layer: int | None
    units: tuple[int, ...]
    evidence: Mapping[str, float]
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class History:
    """Columns of K moments of a training run, in order; `grad_norms` and `update_ratios` are (K, layers).

    `update_ratios` are ‖Δw‖/‖w‖ of each layer. A column that was not kept is None. In the accuracy and
    validation columns NaN stands for a moment at which nothing was measured; elsewhere NaN and infinity are
    what was seen.
    """

    step: Array
    train_loss: Array
    validation_loss: Array | None = None
    train_accuracy: Array | None = None
    validation_accuracy: Array | None = None
    grad_norms: Array | None = None
    update_ratios: Array | None = None

    @classmethod
    def of_columns(cls, columns: Mapping[str, Sequence[Any]]) -> "History":
        """From columns by these names, of which others may stand beside; None is a gap."""
        arrays = {
            field.name: np.array(columns[field.name], float)
            for field in fields(cls)
            if field.name in columns and len(columns[field.name])
        }
        return cls(**{"step": np.zeros(0), "train_loss": np.zeros(0), **arrays})

    @classmethod
    def of_frames(cls, frames: Sequence[Frame]) -> "History":
        """The columns that the frames of a run hold."""
        return cls.of_columns(
            {field.name: [getattr(frame, field.name) for frame in frames] for field in fields(cls)}
        )


@dataclass(frozen=True, slots=True)
class Case:
    """All there is to look at. What is None is not looked at, and the rules that need it find nothing."""

    trace: Backward | None = None
    history: History | None = None
    data: Data | None = None

    @property
    def x(self) -> Array | None:
        """The inputs (N, D): those of the training data, else those of the trace."""
        if self.data is not None:
            return self.data.x
        return None if self.trace is None else self.trace.forward.x

    @property
    def y(self) -> Array | None:
        """The targets (N, D_out) that belong to `x`."""
        if self.data is not None:
            return self.data.y
        return None if self.trace is None else self.trace.y


@dataclass(frozen=True, slots=True)
class Sign:
    """What a rule answers; with the rule's code and advice it becomes a Finding."""

    severity: Severity
    message: str
    evidence: Mapping[str, float]
    layer: int | None = None
    units: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where a rule draws its line, and why there."""

    name: str
    value: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Entry):
    """A rule's `name` is the code of its findings, its `formula` what it compares.

    `find(case, thresholds)` answers the signs, with the thresholds' values by name.
    """

    thresholds: tuple[Threshold, ...]
    advice: str
    find: Callable[[Case, Mapping[str, float]], Iterable[Sign]]

    @np.errstate(all="ignore")
    def examine(self, case: Case) -> tuple[Finding, ...]:
        """The findings of this rule alone."""
        lines = {threshold.name: threshold.value for threshold in self.thresholds}
        return tuple(
            Finding(
                self.name, sign.severity, sign.layer, sign.units, sign.evidence, sign.message, self.advice
            )
            for sign in self.find(case, lines)
        )
