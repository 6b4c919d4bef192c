"""The heart: one forward and one backward pass, each returning everything that it computed.

Forward, layer by layer:       z = x·w + b            a = f(z)

Backward, last layer to first: ∂L/∂z = ∂L/∂a · f′(z)   gate: what the slope lets through
                               ∂L/∂w = xᵀ · ∂L/∂z      deposit: what stays on each edge
                               ∂L/∂b = Σₙ ∂L/∂z
                               ∂L/∂x = ∂L/∂z · wᵀ      send and gather: it is the layer before's ∂L/∂a

Source: Rumelhart, Hinton, Williams: Learning representations by back-propagating errors (Nature 323, 1986).
Shapes: x (N, D_in), w (D_in, D_out), b (D_out,), and z, a, slope and their gradients (N, D_out).
All arrays are read-only and in the network's dtype. Overflow is no error here: an infinity is a result
to be shown where it began, so the passes run with NumPy's warnings off.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.losses import LOSSES
from engine.network import Network
from engine.types import Array, freeze, frozen


@dataclass(frozen=True, slots=True)
class LayerForward:
    """One layer on the way forward. `slope` is f′(z), None for softmax; `index` counts from 1."""

    index: int
    x: Array
    w: Array
    b: Array
    z: Array
    slope: Array | None
    a: Array


@dataclass(frozen=True, slots=True)
class Forward:
    """The whole way forward: `layers[l - 1]` is layer l."""

    network: Network
    x: Array
    layers: tuple[LayerForward, ...]

    @property
    def a(self) -> Array:
        """The outputs, (N, D_out) of the last layer."""
        return self.layers[-1].a

    def loss(self, y: Array) -> float:
        """The loss of these outputs for checked targets (N, D_out)."""
        return LOSSES[self.network.loss].value(y, self.a, self.layers[-1].z)


@dataclass(frozen=True, slots=True)
class LayerBackward:
    """One layer on the way back. `grad_x` is what it sends to the layer before, gathered."""

    index: int
    grad_a: Array
    grad_z: Array
    grad_w: Array
    grad_b: Array
    grad_x: Array


@dataclass(frozen=True, slots=True)
class Backward:
    """The whole way back: `layers` in order 1 … L, `y` the targets (N, D_out), `grad_a` is ∂L/∂ŷ.

    `loss` is the data loss, `objective` the loss and the penalty together; the gradients are of `loss`.
    """

    forward: Forward
    y: Array
    loss: float
    penalty: float
    objective: float
    grad_a: Array
    layers: tuple[LayerBackward, ...]


@np.errstate(all="ignore")
def forward(network: Network, parameters: Array, x: ArrayLike) -> Forward:
    """The way forward of a batch x (N, inputs) with the flat vector of parameters (P,)."""
    x = network.check_input(x)
    views = network.views(frozen(parameters, network.dtype))
    layers: list[LayerForward] = []
    a = x
    for index, (layer, p) in enumerate(zip(network.layers, views, strict=True), start=1):
        x_in = a
        z = x_in @ p.w + p.b
        a = layer.f.value(z, **layer.activation.parameters)
        slope = layer.f.slope(z, a, **layer.activation.parameters)
        _read_only(z, slope, a)
        layers.append(LayerForward(index, x_in, p.w, p.b, z, slope, a))
    return Forward(network, x, tuple(layers))


@np.errstate(all="ignore")
def backward(network: Network, forward: Forward, y: ArrayLike, penalty: float = 0.0) -> Backward:
    """The way back from the targets y, (N, D_out) or integer labels (N,) under categorical cross-entropy.

    Where output activation and loss match (sigmoid and BCE, softmax and CCE), ∂L/∂z of the output is
    (a − y)/count, exact at any logit; ∂L/∂a beside it stays the honest derivative, which may be infinite.
    """
    loss = LOSSES[network.loss]
    output = forward.layers[-1]
    y = loss.check_target(y, output.a.shape, network.dtype)
    data_loss = loss.value(y, output.a, output.z)
    grad_a = loss.grad_a(y, output.a, output.z)
    fused = loss.grad_z(y, output.a, output.z)
    layers: list[LayerBackward] = []
    for layer, seen in zip(reversed(network.layers), reversed(forward.layers), strict=True):
        grad_z = layer.f.grad_z(grad_a, seen.slope, seen.a) if fused is None else fused
        grad_w = seen.x.T @ grad_z
        grad_b = grad_z.sum(axis=0)
        grad_x = grad_z @ seen.w.T
        _read_only(grad_a, grad_z, grad_w, grad_b, grad_x)
        layers.append(LayerBackward(seen.index, grad_a, grad_z, grad_w, grad_b, grad_x))
        grad_a, fused = grad_x, None
    layers.reverse()
    return Backward(forward, y, data_loss, penalty, data_loss + penalty, layers[-1].grad_a, tuple(layers))


def _read_only(*arrays: Array | None) -> None:
    for array in arrays:
        if array is not None:
            freeze(array)
