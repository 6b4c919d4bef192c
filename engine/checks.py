"""The proof of the backward pass: each gradient beside the slope of the loss, measured by taking small steps.

The loss is measured by the same `forward` that is shown on screen, from the checked layer on.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.batch_norm import initial_running
from engine.errors import RuleError
from engine.losses import LOSSES
from engine.network import LayerParameters, Network
from engine.parameters import by_name
from engine.passes import Backward, Forward, LayerForward, backward, forward
from engine.rounding import gradient_rounding, loss_rounding, scale
from engine.types import Array, frozen

EPSILON = 2.0**-13
TOLERANCE = 1e-5

# Where the loss is measured, in steps from the parameter, and the five-point rule's weight of each place.
_PLACES = np.array([-1.0, -0.5, 0.5, 1.0])
_WEIGHTS = np.array([1.0, -8.0, 8.0, -1.0]) / 6


@dataclass(frozen=True, slots=True)
class Comparison:
    """One w, b, gamma or beta, arrays of its shape. Where `kink` is True the steps cross one,
    and `numeric` means nothing."""

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
    gamma: Comparison | None = None
    beta: Comparison | None = None

    def named(self) -> dict[str, Comparison]:
        """Those that there are, by name."""
        return by_name(self.w, self.b, self.gamma, self.beta)


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
    training: bool = False,
    running: Array | None = None,
    masks: Sequence[Array | None] | None = None,
) -> GradientCheck:
    """Every ∂L/∂w, ∂L/∂b, … of the network, or of one layer, against central differences in float64.

    `training`, `running` and `masks` are those of `forward`: with dropout, each loss has the same mask.

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
    running = initial_running(network) if running is None else frozen(running, network.dtype)
    trace = backward(network, forward(network, parameters, x, training, running, masks), y)
    exact, vector = replace(network, dtype="float64"), frozen(parameters, np.float64)
    ahead = forward(exact, vector, trace.forward.x, training, running, trace.forward.masks)
    precise = backward(exact, ahead, trace.y)
    checks = [
        _check_layer(trace, precise, index, epsilon, running)
        for index in (range(1, depth + 1) if layer is None else [layer])
    ]
    return _counted(checks, epsilon)


def _check_layer(
    trace: Backward, precise: Backward, index: int, epsilon: float, running: Array
) -> LayerCheck:
    """Measures the parameters of one layer, the head of the vector of the network that begins with it."""
    network, seen, back = precise.forward.network, precise.forward.layers[index - 1], trace.layers[index - 1]
    tail = replace(network, inputs=seen.x.shape[1], layers=network.layers[index - 1 :])
    vector = tail.flatten([_own(s) for s in precise.forward.layers[index - 1 :]])
    before = sum(2 * layer.units for layer in network.layers[: index - 1] if layer.batch_norm)
    training, masks = precise.forward.training, precise.forward.masks[index - 1 :]
    steps = _steps(precise.forward, index, epsilon)

    count = len(steps)
    losses, kink = np.empty((count, len(_PLACES))), np.empty(count, np.bool)
    probe = vector.copy()
    for p, step in enumerate(steps):
        probes: list[Forward] = []
        for place in _PLACES:
            probe[p] = vector[p] + place * step
            probes.append(forward(tail, probe, seen.x, training, running[before:], masks))
        probe[p] = vector[p]
        losses[p] = [taken.loss(precise.y) for taken in probes]
        kink[p] = _crosses_kink(probes, precise.y)

    numeric = losses @ _WEIGHTS / steps
    gradients = [back.grad_w.ravel(), back.grad_b]
    if back.batch_norm is not None:
        gradients += [back.batch_norm.grad_gamma, back.batch_norm.grad_beta]
    analytic = np.concatenate(gradients).astype(np.float64)
    noise = loss_rounding(precise) / steps + gradient_rounding(trace, index)
    floor = np.maximum(noise / TOLERANCE, np.finfo(np.float64).tiny)
    size = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), floor)
    error = np.abs(analytic - numeric) / size

    def comparison(like: Array, part: slice) -> Comparison:
        a, n, e = (values[part].reshape(like.shape) for values in (analytic, numeric, error))
        return Comparison(a, n, e, kink[part].reshape(like.shape))

    found: dict[str, Comparison] = {}
    start = 0
    for name, like in _own(seen).named().items():
        found[name] = comparison(like, slice(start, start + like.size))
        start += like.size
    return LayerCheck(index, **found)


def _own(seen: LayerForward) -> LayerParameters:
    norm = seen.batch_norm
    return LayerParameters(seen.w, seen.b, *((norm.gamma, norm.beta) if norm else ()))


def _steps(forward: Forward, index: int, epsilon: float) -> Array:
    """How far to step each parameter of a layer, (P_l,): the longest power of two that moves no z by more."""
    reach = np.ones(forward.a.shape[1])
    for layer, later in zip(
        reversed(forward.network.layers[index:]), reversed(forward.layers[index:]), strict=True
    ):
        through = reach * _most(later.mask)
        straight = through if layer.skip else 0
        reach = np.maximum(1, (np.abs(later.w) * scale(later) * through).max(axis=1) + straight)
    seen = forward.layers[index - 1]
    after_f = reach * _most(seen.mask)
    reach = after_f * scale(seen)
    inputs = np.maximum(1, np.abs(seen.x).max(axis=0))
    reaches = [np.outer(inputs, reach).ravel(), reach]
    if seen.batch_norm is not None:
        reaches += [after_f * np.maximum(1, np.abs(seen.batch_norm.x_hat).max(axis=0)), after_f]
    return np.exp2(np.floor(np.log2(epsilon / np.concatenate(reaches))))


def _most(mask: Array | None) -> float:
    """The largest factor of a dropout mask, at least 1."""
    return 1.0 if mask is None else max(1.0, float(mask.max()))


def _crosses_kink(probes: list[Forward], y: Array) -> bool:
    """Whether between the probes some z passes a kink of its activation, or an output one of the loss."""
    network = probes[0].network
    for i, layer in enumerate(network.layers):
        if layer.f.kinks and _passes([probe.layers[i].f_input for probe in probes], layer.f.kinks):
            return True
    kinks = LOSSES[network.loss].kinks
    return bool(kinks) and _passes([probe.a - y for probe in probes], kinks)


def _passes(values: list[Array], kinks: tuple[float, ...]) -> bool:
    low, high = np.minimum.reduce(values), np.maximum.reduce(values)
    return any(bool(((low < kink) & (kink < high)).any()) for kink in kinks)


def _counted(checks: list[LayerCheck], epsilon: float) -> GradientCheck:
    checked = agree = kinks = 0
    worst: Worst | None = None
    for check in checks:
        for name, item in check.named().items():
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
