"""The losses: how wrong the outputs are, as one number, and its gradient with respect to them.

Every loss is a sum of one term per output element, divided by a count: the number of elements (N·D),
or the number of rows (N) where the textbook sums over the outputs. The two cross-entropies are computed
from the logits z of the output layer they belong to, so they stay exact however sure the network is;
their gradient with respect to a is still the honest one, which may be infinite.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from engine.curves import log_softmax
from engine.errors import RuleError
from engine.registry import Entry, Registry
from engine.types import Array, frozen

Elementwise = Callable[[Array, Array, Array], Array]

# Squares that add up to less leave every loss finite, with room for the sum over a batch.
_FAR = {np.dtype(name): float(np.finfo(name).max) / 1e9 for name in ("float64", "float32")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss(Entry):
    """All functions take targets `y`, outputs `a` and logits `z`, each (N, D).

    `element` gives the terms of the sum (`term` is one in LaTeX), `slope` their derivative with respect
    to a, both (N, D).
    `fused`, where there is one, is the derivative with respect to z for the matching output activation.
    `activation` is the output activation that the loss needs, None if any will do.
    `kinks` are the a − y at which the loss is not smooth.
    """

    term: str
    derivative: str
    element: Elementwise
    slope: Elementwise
    activation: str | None = None
    fused: Elementwise | None = None
    per_row: bool = False
    targets: str = "any"
    kinks: tuple[float, ...] = ()

    def count(self, shape: tuple[int, ...]) -> int:
        """What the sum of the terms is divided by: N for a loss per row, N·D for one per element."""
        return shape[0] if self.per_row else shape[0] * shape[1]

    @np.errstate(all="ignore")
    def elements(self, y: Array, a: Array, z: Array) -> Array:
        """The terms of the sum, (N, D): the loss of each output element before the mean is taken."""
        return self.element(y, a, z)

    def value(self, y: Array, a: Array, z: Array) -> float:
        """The loss as a Python float; the terms are in the network's dtype, their sum in float64."""
        return self.mean(self.elements(y, a, z))

    def mean(self, elements: Array) -> float:
        """The sum of the terms (N, D) over the count."""
        return float(np.add.reduce(elements, axis=None, dtype=np.float64) / self.count(elements.shape))

    def is_finite(self, y: Array, a: Array, z: Array) -> bool:
        """Whether `value` is a finite number, told from the squares alone where they are small enough.

        No term of a loss exceeds its largest (a − y)², or |z| and a bit where it is computed from logits.
        """
        far = a if self.fused is None else z
        squares = float(np.vdot(far, far)) + float(np.vdot(y, y))
        return squares < _FAR[far.dtype] or math.isfinite(self.value(y, a, z))

    def grad_a(self, y: Array, a: Array, z: Array) -> Array:
        """∂L/∂a, (N, D). Infinite where an output is certain and wrong."""
        return self.slope(y, a, z) / self.count(a.shape)

    def grad_z(self, y: Array, a: Array, z: Array, out: Array | None = None) -> Array | None:
        """∂L/∂z of the matching output activation, (N, D); None where there is no matching one."""
        return None if self.fused is None else np.divide(self.fused(y, a, z), self.count(a.shape), out=out)

    def check_target(self, y: ArrayLike, shape: tuple[int, ...], dtype: DTypeLike = np.float64) -> Array:
        """`y` as a read-only array of the shape of the outputs, (N, D); RuleError if it breaks a rule.

        Integer labels (N,) are welcome where targets are distributions, and become one-hot rows.
        """
        values = _numbers(y)
        if self.targets == "distribution" and values.ndim == 1:
            values = _one_hot(values, shape)
        if values.shape != shape:
            raise RuleError(f"y must have shape {shape}, got {values.shape}", ("y",))
        with np.errstate(over="ignore"):
            target = frozen(values.astype(dtype))
        _require(np.isfinite(target), f"y must be finite in {np.dtype(dtype)}", values)
        if self.targets != "any":
            _require((target >= 0) & (target <= 1), f"y must lie between 0 and 1 under {self.name}", values)
        if self.targets == "distribution":
            sums = np.asarray(target.sum(axis=1, dtype=np.float64))
            _require(np.abs(sums - 1) <= 1e-5, f"each row of y must add up to 1 under {self.name}", sums)
        return target


def _numbers(y: ArrayLike) -> np.ndarray[Any, np.dtype[Any]]:
    try:
        values = np.asarray(y)
    except ValueError:
        raise RuleError("y must be an array of numbers, its rows of equal length", ("y",)) from None
    if values.dtype.kind not in "iuf":
        raise RuleError("y must be an array of numbers", ("y",))
    return values


def _one_hot(labels: np.ndarray[Any, np.dtype[Any]], shape: tuple[int, ...]) -> Array:
    rows, classes = shape
    if labels.shape != (rows,):
        raise RuleError(f"y must have shape ({rows},) or {shape}, got {labels.shape}", ("y",))
    known = (labels == np.floor(labels)) & (labels >= 0) & (labels < classes)
    _require(known, f"labels in y must be whole numbers from 0 to {classes - 1}", labels)
    return np.eye(classes)[labels.astype(np.intp)]


def _require(holds: np.ndarray[Any, np.dtype[np.bool]], rule: str, values: np.ndarray[Any, Any]) -> None:
    if holds.all():
        return
    index = tuple(int(i) for i in np.argwhere(~holds)[0])
    raise RuleError(f"{rule}, got {values[index].item()!r}", ("y", *index))


def _bce_slope(y: Array, a: Array, z: Array) -> Array:
    # At y = 0 and y = 1 one of the two fractions vanishes, also where its denominator is 0.
    between = (a - y) / (a * (1 - a))
    return np.where(y == 1, -1 / a, np.where(y == 0, 1 / (1 - a), between))


def _residual(y: Array, a: Array, z: Array) -> Array:
    return a - y


LOSSES: Registry[Loss] = Registry(
    "loss",
    [
        Loss(
            name="binary_cross_entropy",
            label="Binary cross-entropy",
            summary=(
                "For yes-or-no questions, with a sigmoid output: being sure and wrong costs without limit."
            ),
            formula=(
                r"L = -\tfrac{1}{N D} \sum_{n,j} \bigl[\, y \ln \hat{y} + (1 - y) \ln(1 - \hat{y}) "
                r"\,\bigr]"
            ),
            term=r"-\bigl[\, y \ln \hat{y} + (1 - y) \ln(1 - \hat{y}) \,\bigr]",
            derivative=(
                r"\dfrac{\partial L}{\partial \hat{y}} = \tfrac{1}{N D}\,\dfrac{\hat{y} - y}{\hat{y}\,(1 "
                r"- \hat{y})}"
            ),
            source="Bishop: Pattern Recognition and Machine Learning (2006), section 4.3.2",
            activation="sigmoid",
            targets="probability",
            element=lambda y, a, z: np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))),
            slope=_bce_slope,
            fused=_residual,
        ),
        Loss(
            name="categorical_cross_entropy",
            label="Categorical cross-entropy",
            summary=(
                "For one class out of several, with a softmax output: minus the log of what the right class "
                "got."
            ),
            formula=r"L = -\tfrac{1}{N} \sum_{n} \sum_{j} y_j \ln \hat{y}_j",
            term=r"-y_j \ln \hat{y}_j",
            derivative=r"\dfrac{\partial L}{\partial \hat{y}_j} = -\tfrac{1}{N}\,\dfrac{y_j}{\hat{y}_j}",
            source="Bishop: Pattern Recognition and Machine Learning (2006), section 4.3.4",
            activation="softmax",
            targets="distribution",
            per_row=True,
            element=lambda y, a, z: np.where(y == 0, 0, -y * log_softmax(z)),
            slope=lambda y, a, z: np.where(y == 0, 0, -y / a),
            fused=_residual,
        ),
        Loss(
            name="mean_squared_error",
            label="Mean squared error",
            summary="For numbers: the mean squared distance, which takes large mistakes most seriously.",
            formula=r"L = \tfrac{1}{N D} \sum_{n,j} (\hat{y} - y)^2",
            term=r"(\hat{y} - y)^2",
            derivative=r"\dfrac{\partial L}{\partial \hat{y}} = \tfrac{2}{N D}\,(\hat{y} - y)",
            source="Goodfellow, Bengio, Courville: Deep Learning (2016), section 5.1.4",
            element=lambda y, a, z: (a - y) ** 2,
            slope=lambda y, a, z: 2 * (a - y),
        ),
        Loss(
            name="mean_absolute_error",
            label="Mean absolute error",
            summary="For numbers with outliers: every unit of distance costs the same.",
            formula=r"L = \tfrac{1}{N D} \sum_{n,j} \lvert \hat{y} - y \rvert",
            term=r"\lvert \hat{y} - y \rvert",
            derivative=(
                r"\dfrac{\partial L}{\partial \hat{y}} = \tfrac{1}{N D}\,\operatorname{sign}(\hat{y} - "
                r"y)"
            ),
            source="Hastie, Tibshirani, Friedman: The Elements of Statistical Learning (2009), section 10.6",
            element=lambda y, a, z: np.abs(a - y),
            slope=lambda y, a, z: np.sign(a - y),
            kinks=(0.0,),
        ),
        Loss(
            name="half_squared_error",
            label="Half squared error",
            summary=(
                "The textbook's ½(ŷ − y)², summed over the outputs, so that its derivative is just ŷ − y."
            ),
            formula=r"L = \tfrac{1}{N} \sum_{n} \sum_{j} \tfrac{1}{2} (\hat{y}_j - y_j)^2",
            term=r"\tfrac{1}{2} (\hat{y}_j - y_j)^2",
            derivative=r"\dfrac{\partial L}{\partial \hat{y}} = \tfrac{1}{N}\,(\hat{y} - y)",
            source=(
                "Rumelhart, Hinton, Williams: Learning representations by back-propagating errors (Nature "
                "323, 1986)"
            ),
            per_row=True,
            element=lambda y, a, z: 0.5 * (a - y) ** 2,
            slope=_residual,
        ),
        Loss(
            name="huber",
            label="Huber",
            summary=(
                "Squared for mistakes below 1 and straight above: smooth near the target, calm about "
                "outliers."
            ),
            formula=(
                r"L = \tfrac{1}{N D} \sum_{n,j} \begin{cases} \tfrac{1}{2} (\hat{y} - y)^2 & \lvert "
                r"\hat{y} - y \rvert \le 1 \\"
                r" \lvert \hat{y} - y \rvert - \tfrac{1}{2} & \text{else} \end{cases}"
            ),
            term=(
                r"\begin{cases} \tfrac{1}{2} (\hat{y} - y)^2 & \lvert \hat{y} - y \rvert \le 1 \\"
                r" \lvert \hat{y} - y \rvert - \tfrac{1}{2} & \text{else} \end{cases}"
            ),
            derivative=(
                r"\dfrac{\partial L}{\partial \hat{y}} = \tfrac{1}{N D}"
                r"\,\max\bigl(-1, \min(1, \hat{y} - y)\bigr)"
            ),
            source=(
                "Huber: Robust estimation of a location parameter (Annals of Mathematical Statistics 35, "
                "1964)"
            ),
            element=lambda y, a, z: np.where(np.abs(a - y) <= 1, 0.5 * (a - y) ** 2, np.abs(a - y) - 0.5),
            slope=lambda y, a, z: np.clip(a - y, -1, 1),
            kinks=(-1.0, 1.0),
        ),
    ],
)
