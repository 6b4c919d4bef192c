"""The proof of the backward pass: each gradient beside the slope of the loss, measured by taking small steps.

The loss is measured by the same `forward` that is shown on screen, from the checked layer on.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.errors import RuleError
from engine.losses import LOSSES
from engine.network import LayerParameters, Network
from engine.passes import Backward, Forward, backward, forward
from engine.types import Array, frozen

EPSILON = 2.0**-13
TOLERANCE = 1e-5

# Where the loss is measured, in steps from the parameter, and the five-point rule's weight of each place.
_PLACES = np.array([-1.0, -0.5, 0.5, 1.0])
_WEIGHTS = np.array([1.0, -8.0, 8.0, -1.0]) / 6


@dataclass(frozen=True, slots=True)
class Comparison:
    """One w or b, arrays of its shape. Where `kink` is True the steps cross one: `numeric` means nothing."""

    analytic: Array
    numeric: Array
    relative_error: Array
    kink: NDArray[np.bool]


@dataclass(frozen=True, slots=True)
class LayerCheck:
    """The comparisons of one layer; `index` counts from 1."""

    index: int
    w: Comparison
    b: Comparison


@dataclass(frozen=True, slots=True)
class Worst:
    """The parameter with the largest relative error among those away from kinks."""

    layer: int
    parameter: str
    index: tuple[int, ...]
    analytic: float
    numeric: float
    relative_error: float


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """`checked` parameters, of which `agree` are within `tolerance` and `kinks` cannot be measured."""

    checked: int
    agree: int
    kinks: int
    epsilon: float
    tolerance: float
    worst: Worst | None
    layers: tuple[LayerCheck, ...]

    @property
    def summary(self) -> str:
        """The outcome in a sentence or two."""
        smooth = self.checked - self.kinks
        said = f"{self.agree} of {smooth} gradients agree with finite differences."
        if not self.kinks:
            return said
        return f"{said} {self.kinks} more cannot be measured: the steps cross a kink, where the slope jumps."


@np.errstate(all="ignore")
def gradient_check(
    network: Network,
    parameters: Array,
    x: ArrayLike,
    y: ArrayLike,
    epsilon: float = EPSILON,
    layer: int | None = None,
) -> GradientCheck:
    """Every ∂L/∂w and ∂L/∂b of the network, or of one layer, against central differences in float64.

    The rule is the five-point one, (8·[L(w+h/2) − L(w−h/2)] − [L(w+h) − L(w−h)]) / 6h, whose truncation error
    shrinks with h⁴ (Abramowitz, Stegun: Handbook of Mathematical Functions, 25.3.6). Its rounding error grows
    with 1/h, which makes the fifth root of the float64 epsilon, about 1e−3, the best h for a function of size
    and scale 1. `epsilon` is a little less, and is how far the steps may move any z: h is `epsilon` over the
    input and the largest weights that carry the step on. It is a power of two, so that w ± h is exact.

    Two numbers agree if they differ by at most `tolerance` of the larger one, or by less than what rounding
    alone can do: of the losses, over h, and of the backward pass in the network's own dtype. Both are first
    order error bounds. The reported relative error counts such a difference in proportion.

    Where a step carries some z, or the distance to a target, over a kink, the difference measures
    two slopes at once and proves nothing: those parameters are counted in `kinks` and not compared.

    Shapes: parameters (P,), x (N, inputs), y as `backward` takes it. RuleError if any is another,
    if the layer does not exist, or `epsilon` is not between 0 and 1.
    """
    depth = len(network.layers)
    if not 0 < epsilon < 1:
        raise RuleError(f"epsilon must be between 0 and 1, got {epsilon!r}", ("epsilon",))
    if layer is not None and not 1 <= layer <= depth:
        raise RuleError(f"layer must be from 1 to {depth}, got {layer}", ("layer",))
    trace = backward(network, forward(network, parameters, x), y)
    exact = replace(network, dtype="float64")
    precise = backward(exact, forward(exact, frozen(parameters, np.float64), trace.forward.x), trace.y)
    checks = [
        _check_layer(trace, precise, index, epsilon)
        for index in (range(1, depth + 1) if layer is None else [layer])
    ]
    return _counted(checks, epsilon)


def _check_layer(trace: Backward, precise: Backward, index: int, epsilon: float) -> LayerCheck:
    """Measures the parameters of one layer, the head of the vector of the network that begins with it."""
    network, seen, back = precise.forward.network, precise.forward.layers[index - 1], trace.layers[index - 1]
    tail = replace(network, inputs=seen.x.shape[1], layers=network.layers[index - 1 :])
    vector = tail.flatten([LayerParameters(s.w, s.b) for s in precise.forward.layers[index - 1 :]])
    steps = _steps(precise.forward, index, epsilon)

    count = len(steps)
    losses, kink = np.empty((count, len(_PLACES))), np.empty(count, np.bool)
    probe = vector.copy()
    for p, step in enumerate(steps):
        probes: list[Forward] = []
        for place in _PLACES:
            probe[p] = vector[p] + place * step
            probes.append(forward(tail, probe, seen.x))
        probe[p] = vector[p]
        losses[p] = [taken.loss(precise.y) for taken in probes]
        kink[p] = _crosses_kink(probes, precise.y)

    numeric = losses @ _WEIGHTS / steps
    analytic = np.concatenate([back.grad_w.ravel(), back.grad_b]).astype(np.float64)
    noise = _loss_rounding(precise) / steps + _gradient_rounding(trace, index)
    floor = np.maximum(noise / TOLERANCE, np.finfo(np.float64).tiny)
    size = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), floor)
    error = np.abs(analytic - numeric) / size

    def comparison(like: Array, part: slice) -> Comparison:
        a, n, e = (values[part].reshape(like.shape) for values in (analytic, numeric, error))
        return Comparison(a, n, e, kink[part].reshape(like.shape))

    weights = seen.w.size
    return LayerCheck(index, comparison(seen.w, slice(weights)), comparison(seen.b, slice(weights, None)))


def _steps(forward: Forward, index: int, epsilon: float) -> Array:
    """How far to step each parameter of a layer, (P_l,): the longest power of two that moves no z by more."""
    reach = np.ones(forward.a.shape[1])
    for later in reversed(forward.layers[index:]):
        reach = np.maximum(1, (np.abs(later.w) * reach).max(axis=1))
    inputs = np.maximum(1, np.abs(forward.layers[index - 1].x).max(axis=0))
    longest = epsilon / np.concatenate([np.outer(inputs, reach).ravel(), reach])
    return np.exp2(np.floor(np.log2(longest)))


def _crosses_kink(probes: list[Forward], y: Array) -> bool:
    """Whether between the probes some z passes a kink of its activation, or an output one of the loss."""
    network = probes[0].network
    for i, layer in enumerate(network.layers):
        if layer.f.kinks and _passes([probe.layers[i].z for probe in probes], layer.f.kinks):
            return True
    kinks = LOSSES[network.loss].kinks
    return bool(kinks) and _passes([probe.a - y for probe in probes], kinks)


def _passes(values: list[Array], kinks: tuple[float, ...]) -> bool:
    low, high = np.minimum.reduce(values), np.maximum.reduce(values)
    return any(bool(((low < kink) & (kink < high)).any()) for kink in kinks)


def _loss_rounding(precise: Backward) -> float:
    """What rounding can do to the loss: each z is off by an epsilon of its terms' sizes, a logarithm of 1."""
    moved = 1.0 + sum(
        float((np.abs(back.grad_z) * _term_sizes(precise.forward, back.index)).sum())
        for back in precise.layers
    )
    if LOSSES[precise.forward.network.loss].fused is None:
        moved += float(np.abs(precise.grad_a * precise.forward.a).sum())
    return 8 * float(np.finfo(np.float64).eps) * (abs(precise.loss) + moved)


def _gradient_rounding(trace: Backward, index: int) -> Array:
    """What rounding in the network's dtype can do to the gradients of a layer, (P_l,): the same on sizes."""
    eps, depth = float(np.finfo(trace.y.dtype).eps), len(trace.layers)
    output = trace.layers[-1]
    loss = LOSSES[trace.forward.network.loss]
    distance = np.abs(trace.forward.a) + np.abs(trace.y) if loss.fused else np.ones_like(trace.y)
    size = np.abs(output.grad_z) + np.abs(output.grad_a if loss.fused is None else 0)
    size = size + distance.astype(np.float64) / loss.count(trace.y.shape)
    size = size * (1 + _term_sizes(trace.forward, depth))
    for seen in reversed(trace.forward.layers[index:]):
        before = _term_sizes(trace.forward, seen.index - 1)
        size = (size @ np.abs(seen.w).T) * (1 + before)
    x = np.abs(trace.forward.layers[index - 1].x)
    if index > 1:
        x = x + _term_sizes(trace.forward, index - 1)
    return 8 * depth * eps * np.concatenate([(x.T @ size).ravel(), size.sum(axis=0)])


def _term_sizes(forward: Forward, index: int) -> Array:
    """|x|·|w| + |b| of a layer, (N, D_out): how large the numbers are that its z is the sum of."""
    seen = forward.layers[index - 1]
    return np.abs(seen.x) @ np.abs(seen.w) + np.abs(seen.b)


def _counted(checks: list[LayerCheck], epsilon: float) -> GradientCheck:
    checked = agree = kinks = 0
    worst: Worst | None = None
    for check in checks:
        for name, item in (("w", check.w), ("b", check.b)):
            error = np.where(
                item.kink, -1.0, np.where(np.isnan(item.relative_error), math.inf, item.relative_error)
            )
            checked += error.size
            kinks += int(item.kink.sum())
            agree += int(((error >= 0) & (error <= TOLERANCE)).sum())
            index = tuple(int(i) for i in np.unravel_index(int(error.argmax()), error.shape))
            largest = float(error[index])
            if largest >= 0 and (worst is None or largest > worst.relative_error):
                analytic, numeric = float(item.analytic[index]), float(item.numeric[index])
                worst = Worst(check.index, name, index, analytic, numeric, largest)
    return GradientCheck(checked, agree, kinks, epsilon, TOLERANCE, worst, tuple(checks))
