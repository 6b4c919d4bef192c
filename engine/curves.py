"""The functions behind the activations, and their slopes, each a line or two of mathematics.

All work elementwise on an array of floats of any shape (softmax on its last axis), keep its dtype, and are
exact at any size: no exponential here is ever of a positive number. Where f has a corner, the slope is the
left one, as in PyTorch. Slopes take z and a = f(z), and use whichever tells more.
"""

import math

import numpy as np

from engine.special import erfc
from engine.types import Array


def linear(z: Array) -> Array:
    return z


def linear_slope(z: Array, a: Array) -> Array:
    return np.ones_like(z)


def relu(z: Array) -> Array:
    return np.maximum(z, 0)


def relu_slope(z: Array, a: Array) -> Array:
    return (z > 0).astype(z.dtype)


def leaky_relu(z: Array, negative_slope: float) -> Array:
    return np.where(z > 0, z, negative_slope * z)


def leaky_relu_slope(z: Array, a: Array, negative_slope: float) -> Array:
    return np.where(z > 0, np.ones_like(z), negative_slope)


def elu(z: Array, alpha: float) -> Array:
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_slope(z: Array, a: Array, alpha: float) -> Array:
    return np.where(z > 0, np.ones_like(z), alpha * np.exp(np.minimum(z, 0)))


def gelu(z: Array) -> Array:
    return z * normal_cdf(z)


def gelu_slope(z: Array, a: Array) -> Array:
    return normal_cdf(z) + z * normal_pdf(z)


def silu(z: Array) -> Array:
    return z * sigmoid(z)


def silu_slope(z: Array, a: Array) -> Array:
    s = sigmoid(z)
    return s * (1 + z * (1 - s))


def softplus(z: Array) -> Array:
    """log(1 + eᶻ) = max(z, 0) + log(1 + e^−|z|)."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def softplus_slope(z: Array, a: Array) -> Array:
    return sigmoid(z)


def sigmoid(z: Array) -> Array:
    """1/(1 + e⁻ᶻ), which for z < 0 is eᶻ/(1 + eᶻ)."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def sigmoid_slope(z: Array, a: Array) -> Array:
    return a * (1 - a)


def tanh(z: Array) -> Array:
    return np.tanh(z)


def tanh_slope(z: Array, a: Array) -> Array:
    return 1 - a * a


def softmax(z: Array) -> Array:
    """eᶻ / Σ eᶻ of each row."""
    e = np.exp(softmax_shift(z))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_shift(z: Array) -> Array:
    """z with each row's largest taken off, which leaves softmax as it is and its powers at 1 or below."""
    return z - z.max(axis=-1, keepdims=True)


def no_slope(z: Array, a: Array) -> None:
    """Softmax couples the units of a row: it has a Jacobian in place of a slope."""


def log_softmax(z: Array) -> Array:
    """log softmax of each row, straight from the logits: no probability is rounded to 0 on the way."""
    shifted = softmax_shift(z)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def normal_cdf(z: Array) -> Array:
    """Φ(z) = ½·erfc(−z/√2), exact to the last digits in the left tail too."""
    return 0.5 * erfc(z * -math.sqrt(0.5))


def normal_pdf(z: Array) -> Array:
    """φ(z) = e^(−z²/2) / √2π. Beyond ±40 it is 0 in any float, so z is held there and z² cannot overflow."""
    t = np.clip(z, -40, 40)
    return np.exp(-0.5 * t * t) * (1 / math.sqrt(2 * math.pi))
