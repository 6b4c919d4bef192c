"""The functions behind the activations, and their slopes, each a line or two of mathematics.

All work elementwise on an array of floats of any shape (softmax on its last axis), keep its dtype, and are
exact at any size: no exponential here is ever of a positive number. Where f has a corner, the slope is the
left one, as in PyTorch. Slopes take z and a = f(z), and use whichever tells more. Like NumPy's own functions,
all fill and answer `out` if they are given one, with the same bits.
"""

import math

import numpy as np

from engine.special import erfc
from engine.types import Array, freeze

# NumPy reads a number of its own kind faster than Python's, which counts where arrays are small.
_ZEROS = {np.dtype(name): freeze(np.zeros((), name)) for name in ("float64", "float32")}


def linear(z: Array, out: Array | None = None) -> Array:
    return np.positive(z, out=out)


def linear_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return _into(out, np.ones((), z.dtype), z)


def relu(z: Array, out: Array | None = None) -> Array:
    # a row of zeros is faster than one, unless what it takes to make it counts
    zero = _zero(z) if z.size < 4096 else np.zeros(z.shape[-1], z.dtype)
    return np.maximum(z, zero, out=out)


def relu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.greater(a, _zero(a), out=np.empty_like(a) if out is None else out)


def leaky_relu(z: Array, negative_slope: float, out: Array | None = None) -> Array:
    return _into(out, np.where(z > 0, z, negative_slope * z), z)


def leaky_relu_slope(z: Array, a: Array, negative_slope: float, out: Array | None = None) -> Array:
    return _into(out, np.where(z > 0, np.ones_like(z), negative_slope), z)


def elu(z: Array, alpha: float, out: Array | None = None) -> Array:
    return _into(out, np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0))), z)


def elu_slope(z: Array, a: Array, alpha: float, out: Array | None = None) -> Array:
    return _into(out, np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0))), z)


def gelu(z: Array, out: Array | None = None) -> Array:
    return np.multiply(z, normal_cdf(z), out=out)


def gelu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.add(normal_cdf(z), z * normal_pdf(z), out=out)


def silu(z: Array, out: Array | None = None) -> Array:
    return np.multiply(z, sigmoid(z), out=out)


def silu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    s = sigmoid(z)
    return np.multiply(s, 1 + z * (1 - s), out=out)


def softplus(z: Array, out: Array | None = None) -> Array:
    """log(1 + eᶻ) = max(z, 0) + log(1 + e^−|z|)."""
    return np.add(np.maximum(z, 0), np.log1p(np.exp(-np.abs(z))), out=out)


def softplus_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return sigmoid(z, out=out)


def sigmoid(z: Array, out: Array | None = None) -> Array:
    """1/(1 + e⁻ᶻ), which for z < 0 is eᶻ/(1 + eᶻ)."""
    e = np.exp(-np.abs(z))
    return np.divide(np.where(z >= 0, 1, e), 1 + e, out=out)


def sigmoid_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.multiply(a, 1 - a, out=out)


def tanh(z: Array, out: Array | None = None) -> Array:
    return np.tanh(z, out=out)


def tanh_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.subtract(1, a * a, out=out)


def softmax(z: Array, out: Array | None = None) -> Array:
    """eᶻ / Σ eᶻ of each row."""
    e = np.exp(_shifted_columns(z))
    return np.divide(e, np.add.reduce(e, axis=0), out=None if out is None else out.T).T


def softmax_shift(z: Array) -> Array:
    """z with each row's largest taken off, which leaves softmax as it is and its powers at 1 or below."""
    return _shifted_columns(z).T


def no_slope(z: Array, a: Array, out: Array | None = None) -> None:
    """Softmax couples the units of a row: it has a Jacobian in place of a slope."""


def log_softmax(z: Array) -> Array:
    """log softmax of each row, straight from the logits: no probability is rounded to 0 on the way."""
    shifted = _shifted_columns(z)
    return np.subtract(shifted, np.log(np.add.reduce(np.exp(shifted), axis=0)), out=shifted).T


def normal_cdf(z: Array) -> Array:
    """Φ(z) = ½·erfc(−z/√2), exact to the last digits in the left tail too."""
    return 0.5 * erfc(z * -math.sqrt(0.5))


def normal_pdf(z: Array) -> Array:
    """φ(z) = e^(−z²/2) / √2π. Beyond ±40 it is 0 in any float, so z is held there and z² cannot overflow."""
    t = np.clip(z, -40, 40)
    return np.exp(-0.5 * t * t) * (1 / math.sqrt(2 * math.pi))


def _shifted_columns(z: Array) -> Array:
    """`softmax_shift`, transposed: long rows are reduced many times as fast as short ones."""
    columns = np.array(z.T, order="C")
    return np.subtract(columns, np.maximum.reduce(columns, axis=0), out=columns)


def _into(out: Array | None, values: Array, like: Array) -> Array:
    """`values` in `out`, or an array like `like`: for what no function of NumPy's does alone."""
    out = np.empty_like(like) if out is None else out
    np.copyto(out, values)
    return out


def _zero(like: Array) -> Array:
    """0 in the dtype of `like`, as an array without axes."""
    return _ZEROS[like.dtype]
