"""Batch norm: every unit's z brought to mean 0 and variance 1 over the batch, then scaled and shifted.

    x̂ = (z − mean) / √(var + ε)        y = γ·x̂ + β

In training mean and var are the batch's own, which ties its rows together; else the running ones, which are
no parameters but part of the training state: one flat vector, mean and var of each such layer in turn.

Source: Ioffe, Szegedy: Batch normalization (ICML 2015); ε, momentum and the unbiased running variance are
PyTorch's.
"""

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import RuleError
from engine.network import Network
from engine.parameters import fill
from engine.traces import BatchNormBackward, BatchNormForward, LayerForward
from engine.types import Array, freeze

EPSILON = 1e-5
MOMENTUM = 0.1
RUNNING = ("running_mean", "running_var")

Statistics = tuple[tuple[Array, Array] | None, ...]


def initial_running(network: Network) -> Array:
    """The running statistics before any step: mean 0, variance 1."""
    vector = np.zeros(sum(2 * layer.units for layer in network.layers if layer.batch_norm), network.dtype)
    for _, var in filter(None, running_views(network, vector)):
        var[:] = 1
    return freeze(vector)


def running_views(network: Network, vector: Array) -> Statistics:
    """Mean and var of each layer, (D_out,), as views of the flat vector; None for layers without."""
    count = sum(2 * layer.units for layer in network.layers if layer.batch_norm)
    if vector.shape != (count,):
        raise RuleError(f"running statistics must have shape ({count},), got {vector.shape}", ("running",))
    return tuple(_views(network, vector))


def _views(network: Network, vector: Array) -> Iterator[tuple[Array, Array] | None]:
    start = 0
    for layer in network.layers:
        if layer.batch_norm:
            middle, end = start + layer.units, start + 2 * layer.units
            yield vector[start:middle], vector[middle:end]
            start = end
        else:
            yield None


def flatten_running(network: Network, layers: Sequence[object]) -> Array:
    """One flat vector from the `running_mean` and `running_var` of all layers: the way back from
    `running_views`.

    Left out, the mean is 0 and the variance 1. RuleError for a wrong shape, or a layer without batch norm.
    """
    vector = initial_running(network).copy()
    for i, (given, own) in enumerate(zip(layers, running_views(network, vector), strict=True)):
        for k, name in enumerate(RUNNING):
            value = cast("ArrayLike | None", getattr(given, name, None))
            what, loc = f"{name} of layer {i + 1}", ("parameters", i, name)
            if value is not None and own is None:
                raise RuleError(f"{what} needs batch_norm, which is off", loc)
            if value is not None and own is not None:
                fill(own[k], value, what, loc)
    return freeze(vector)


def fill_forward(norm: BatchNormForward, z: Array, training: bool) -> None:
    """x_hat and y from z, (N, D_out); in training also mean and var, the biased one."""
    if training:
        np.add.reduce(z, axis=0, out=norm.mean)
        np.divide(norm.mean, len(z), out=norm.mean)
    np.subtract(z, norm.mean, out=norm.x_hat)
    if training:
        np.multiply(norm.x_hat, norm.x_hat, out=norm.y)
        np.add.reduce(norm.y, axis=0, out=norm.var)
        np.divide(norm.var, len(z), out=norm.var)
    np.multiply(norm.x_hat, inverse_deviation(norm.var), out=norm.x_hat)
    np.multiply(norm.x_hat, norm.gamma, out=norm.y)
    np.add(norm.y, norm.beta, out=norm.y)


def fill_backward(norm: BatchNormForward, back: BatchNormBackward, grad_z: Array, training: bool) -> None:
    """grad_gamma, grad_beta and grad_z from grad_y. In training the mean and the variance answer, too:

    ∂L/∂z = γ/√(var + ε) · (∂L/∂y − ∂L/∂β / N − x̂ · ∂L/∂γ / N)
    """
    np.multiply(back.grad_y, norm.x_hat, out=grad_z)
    np.add.reduce(grad_z, axis=0, out=back.grad_gamma)
    np.add.reduce(back.grad_y, axis=0, out=back.grad_beta)
    scale = norm.gamma * inverse_deviation(norm.var)
    if training:
        n = len(grad_z)
        np.multiply(norm.x_hat, back.grad_gamma / n, out=grad_z)
        np.add(grad_z, back.grad_beta / n, out=grad_z)
        np.subtract(back.grad_y, grad_z, out=grad_z)
        np.multiply(grad_z, scale, out=grad_z)
    else:
        np.multiply(back.grad_y, scale, out=grad_z)


def inverse_deviation(var: Array) -> Array:
    """1/√(var + ε)."""
    return 1 / np.sqrt(var + EPSILON)


def advance_running(network: Network, statistics: Statistics, layers: Sequence[LayerForward]) -> None:
    """Moves the running statistics a tenth of the way to those of a training pass, in place.

    A frozen layer keeps its own.
    """
    for layer, own, seen in zip(network.layers, statistics, layers, strict=True):
        if own is None or seen.batch_norm is None or layer.frozen:
            continue
        n = len(seen.z)
        for kept, new in zip(own, (seen.batch_norm.mean, seen.batch_norm.var * (n / (n - 1))), strict=True):
            np.multiply(kept, 1 - MOMENTUM, out=kept)
            np.add(kept, new * MOMENTUM, out=kept)
