"""How exactly two right answers can be expected to agree.

"1e-12 relative" cannot mean each element by itself: where large terms cancel, what is left of any float64
computation, PyTorch's as well, holds few digits. So each number is compared relative to the size of the
terms that it is made of, the first-order bound of its rounding error (Higham: Accuracy and Stability of
Numerical Algorithms, chapter 3), which is the same passes with |·| around everything that is added.
"""

from dataclasses import dataclass

import numpy as np

from engine.losses import LOSSES
from engine.passes import Backward
from engine.types import Array


@dataclass(frozen=True)
class Sizes:
    """The sizes of one layer's numbers, each of the shape of what it is named after."""

    z: Array
    a: Array
    grad_a: Array
    grad_z: Array
    grad_w: Array
    grad_b: Array
    grad_x: Array


def sizes(trace: Backward) -> list[Sizes]:
    """The sizes of all numbers of a trace, layer by layer."""
    ahead = trace.forward.layers
    inputs, zs = [np.abs(trace.forward.x)], list[Array]()
    for seen in ahead:
        z = inputs[-1] @ np.abs(seen.w) + np.abs(seen.b)
        slope = np.ones_like(z) if seen.slope is None else np.abs(seen.slope)
        zs.append(z)
        inputs.append(np.abs(seen.a) + slope * z)
    loss = LOSSES[trace.forward.network.loss]
    found: list[Sizes] = []
    grad = 2 * (inputs[-1] + np.abs(trace.y) + 1) / loss.count(trace.y.shape)
    for i in reversed(range(len(ahead))):
        steep = 1 + np.where(np.abs(ahead[i].z) < 40, zs[i], 0)
        grad_z = grad * steep
        grad_w, grad_b = inputs[i].T @ grad_z, grad_z.sum(axis=0)
        grad_x = grad_z @ np.abs(ahead[i].w).T
        found.append(Sizes(zs[i], inputs[i + 1], grad, grad_z, grad_w, grad_b, grad_x))
        grad = grad_x
    return found[::-1]


def assert_close(actual: Array, expected: Array, size: Array, relative: float, what: str) -> None:
    """|actual − expected| ≤ relative · max(size, |expected|), by element; subnormals have no digits."""
    allowed = relative * np.maximum(size, np.abs(expected)) + 1e-290
    off = np.abs(actual - expected)
    assert (off <= allowed).all(), f"{what}: {actual} is not {expected}, allowed {allowed}"
