"""What a pass hands back: everything that it computed, layer by layer.

A pass first makes room for a trace and then fills it, so whoever takes many passes of one shape can keep the
room (see `workspace`). A trace that has been handed out is read-only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.losses import LOSSES
from engine.network import Network
from engine.types import Array, freeze


@dataclass(frozen=True, slots=True)
class BatchNormForward:
    """Batch norm on the way forward: mean, var, gamma, beta (D_out,), x_hat and y (N, D_out)."""

    mean: Array
    var: Array
    x_hat: Array
    gamma: Array
    beta: Array
    y: Array


@dataclass(frozen=True, slots=True)
class LayerForward:
    """One layer on the way forward. `slope` is f′ at the input of f, None for softmax; `index` is from 1.

    `h` is f's own output, there where skip or dropout follow; `mask` is 0 or 1/(1 − p), (N, D_out).
    """

    index: int
    x: Array
    w: Array
    b: Array
    z: Array
    slope: Array | None
    a: Array
    h: Array | None = None
    batch_norm: BatchNormForward | None = None
    mask: Array | None = None

    @property
    def f_input(self) -> Array:
        """What f is applied to: z, or with batch norm y."""
        return self.z if self.batch_norm is None else self.batch_norm.y

    @property
    def f_output(self) -> Array:
        """What f gives: h, or a itself where nothing follows."""
        return self.a if self.h is None else self.h


@dataclass(frozen=True, slots=True)
class Forward:
    """The whole way forward: `layers[l - 1]` is layer l. In `training`, batch norm takes the batch's own
    mean and variance."""

    network: Network
    x: Array
    layers: tuple[LayerForward, ...]
    training: bool = False

    @property
    def a(self) -> Array:
        """The outputs, (N, D_out) of the last layer."""
        return self.layers[-1].a

    def loss(self, y: Array) -> float:
        """The loss of these outputs for checked targets (N, D_out)."""
        return LOSSES[self.network.loss].value(y, self.a, self.layers[-1].f_input)

    @property
    def masks(self) -> tuple[Array | None, ...]:
        """The dropout mask of each layer, None where nothing is dropped."""
        return tuple(layer.mask for layer in self.layers)


@dataclass(frozen=True, slots=True)
class BatchNormBackward:
    """Batch norm on the way back: grad_y (N, D_out), grad_gamma and grad_beta (D_out,)."""

    grad_y: Array
    grad_gamma: Array
    grad_beta: Array


@dataclass(frozen=True, slots=True)
class LayerBackward:
    """One layer on the way back. `grad_x` is what it sends to the layer before, gathered."""

    index: int
    grad_a: Array
    grad_z: Array
    grad_w: Array
    grad_b: Array
    grad_x: Array
    grad_h: Array | None = None
    batch_norm: BatchNormBackward | None = None


@dataclass(frozen=True, slots=True)
class Backward:
    """The whole way back: `layers` in order 1 … L, `y` the targets (N, D_out), `grad_a` is ∂L/∂ŷ.

    `loss` is the data loss, `objective` the loss and the penalty together; the gradients are of `loss`.
    `gradient` is the flat vector (P,) that the layers' grad_w, grad_b, … are views of.
    """

    forward: Forward
    y: Array
    loss: float
    penalty: float
    objective: float
    grad_a: Array
    layers: tuple[LayerBackward, ...]
    gradient: Array


def forward_room(
    network: Network,
    parameters: Array,
    x: Array,
    statistics: Sequence[tuple[Array, Array] | None],
    masks: Sequence[Array | None],
) -> tuple[LayerForward, ...]:
    """Layers whose x, w, b and mask are given and whose other arrays are still to be filled.

    `statistics` are mean and var of each batch norm, (D_out,), to be filled too in training.
    """
    layers: list[LayerForward] = []
    views = network.views(parameters)
    for i, (layer, own, mask) in enumerate(zip(network.layers, views, masks, strict=True)):
        shape = (len(x), layer.units)
        # a few more empty arrays cost less than asking which are wanted
        z, a, slope, h = (np.empty(shape, network.dtype) for _ in range(4))
        norm, given = None, statistics[i]
        if given is not None and own.gamma is not None and own.beta is not None:
            x_hat, y = np.empty(shape, network.dtype), np.empty(shape, network.dtype)
            norm = BatchNormForward(*given, x_hat, own.gamma, own.beta, y)
        more = layer.skip or mask is not None
        layers.append(
            LayerForward(
                index=i + 1,
                x=x,
                w=own.w,
                b=own.b,
                z=z,
                slope=slope if layer.f.elementwise else None,
                a=a,
                h=h if more else None,
                batch_norm=norm,
                mask=mask,
            )
        )
        x = a
    return tuple(layers)


def lean(network: Network, layers: Sequence[LayerForward]) -> tuple[LayerForward, ...]:
    """The same room for those who look at the outputs alone, and on the way back at the gradient.

    No slope is kept, and in hidden layers f is written over z wherever f and its slope can do without z.
    """
    *hidden, output = (replace(seen, slope=None) for seen in layers)
    over = [
        replace(seen, z=seen.f_output) if layer.f.slope_from_a and seen.batch_norm is None else seen
        for layer, seen in zip(network.layers[:-1], hidden, strict=True)
    ]
    return (*over, output)


def backward_room(
    network: Network, ahead: Sequence[LayerForward], gradient: Array
) -> tuple[LayerBackward, ...]:
    """Layers to be filled, whose grad_w, grad_b, … are views of the flat vector of the gradient, (P,)."""
    dtype = network.dtype
    layers: list[LayerBackward] = []
    grad_a = np.empty(ahead[-1].a.shape, dtype)
    views = network.views(gradient)
    for seen, own in zip(reversed(ahead), reversed(views), strict=True):
        norm = None
        if own.gamma is not None and own.beta is not None:
            norm = BatchNormBackward(np.empty(seen.z.shape, dtype), own.gamma, own.beta)
        grad_h = None
        if seen.h is not None:
            grad_h = grad_a if seen.mask is None else np.empty(seen.z.shape, dtype)
        grad_z, grad_x = np.empty(seen.z.shape, dtype), np.empty(seen.x.shape, dtype)
        layers.append(LayerBackward(seen.index, grad_a, grad_z, own.w, own.b, grad_x, grad_h, norm))
        grad_a = grad_x
    layers.reverse()
    return tuple(layers)


def freeze_forward(layers: Sequence[LayerForward]) -> None:
    """Makes all that a way forward has filled read-only."""
    for seen in layers:
        _freeze_all(seen.z, seen.slope, seen.a, seen.h)
        if seen.batch_norm is not None:
            _freeze_all(seen.batch_norm.mean, seen.batch_norm.var, seen.batch_norm.x_hat, seen.batch_norm.y)


def freeze_backward(layers: Sequence[LayerBackward], gradient: Array) -> None:
    """Makes all that a way back has filled read-only."""
    freeze(gradient)
    for back in layers:
        _freeze_all(back.grad_a, back.grad_h, back.grad_z, back.grad_w, back.grad_b, back.grad_x)
        if back.batch_norm is not None:
            _freeze_all(back.batch_norm.grad_y, back.batch_norm.grad_gamma, back.batch_norm.grad_beta)


def _freeze_all(*arrays: Array | None) -> None:
    for array in arrays:
        if array is not None:
            freeze(array)
