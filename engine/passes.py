"""The heart: one forward and one backward pass, each returning everything that it computed.

Forward, layer by layer:       z = x·w + b             a = f(z)

Backward, last layer to first: ∂L/∂z = ∂L/∂a · f′(z)   gate: what the slope lets through
                               ∂L/∂w = xᵀ · ∂L/∂z      deposit: what stays on each edge
                               ∂L/∂b = Σₙ ∂L/∂z
                               ∂L/∂x = ∂L/∂z · wᵀ      send and gather: it is the layer before's ∂L/∂a

With batch norm, f takes y = γ·x̂ + β in place of z. With skip and dropout, h = f(…), a = (h + x)·mask.

Source: Rumelhart, Hinton, Williams: Learning representations by back-propagating errors (Nature 323, 1986);
skip: He, Zhang, Ren, Sun: Deep residual learning (CVPR 2016); dropout: Srivastava et al. (JMLR 15, 2014).
Shapes: x (N, D_in), w (D_in, D_out), b (D_out,), and z, a, slope and their gradients (N, D_out).
All arrays are read-only and in the network's dtype. Overflow is no error here: an infinity is a result
to be shown where it began, so the passes run with NumPy's warnings off.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from engine import batch_norm
from engine.errors import RuleError
from engine.losses import LOSSES
from engine.network import Network
from engine.traces import (
    Backward,
    BatchNormBackward,
    BatchNormForward,
    Forward,
    LayerBackward,
    LayerForward,
    backward_room,
    forward_room,
    freeze_backward,
    freeze_forward,
    lean,
)
from engine.types import Array, frozen, ones

__all__ = [
    "Backward",
    "BatchNormBackward",
    "BatchNormForward",
    "Forward",
    "LayerBackward",
    "LayerForward",
    "answers",
    "backward",
    "fill_backward",
    "fill_forward",
    "forward",
    "outputs",
]


@np.errstate(all="ignore")
def forward(
    network: Network,
    parameters: Array,
    x: ArrayLike,
    training: bool = False,
    running: Array | None = None,
    masks: Sequence[Array | None] | None = None,
) -> Forward:
    """The way forward of a batch x (N, inputs) with the flat vector of parameters (P,).

    In `training`, batch norm takes the batch's own statistics, for which it needs two rows or more, and
    dropout takes `masks`, one a layer (see `randomness.dropout_masks`). Else batch norm takes the `running`
    statistics, those before any step if left out, and nothing is dropped.
    """
    layers = _checked_room(network, parameters, x, training, running, masks)
    fill_forward(network, layers, training)
    freeze_forward(layers)
    return Forward(network, layers[0].x, layers, training)


def outputs(network: Network, parameters: Array, x: ArrayLike, running: Array | None = None) -> LayerForward:
    """The output layer of `forward`, the same bits for half the memory: the others are not kept whole."""
    return answers(network, parameters, x, running)[-1]


@np.errstate(all="ignore")
def answers(
    network: Network, parameters: Array, x: ArrayLike, running: Array | None = None
) -> tuple[LayerForward, ...]:
    """All layers of `forward` with the same bits, but what they hand on, `a`, is all that is kept of most."""
    layers = lean(network, _checked_room(network, parameters, x, False, running, None))
    fill_forward(network, layers, False)
    freeze_forward(layers)
    return layers


@np.errstate(all="ignore")
def backward(network: Network, forward: Forward, y: ArrayLike, penalty: float = 0.0) -> Backward:
    """The way back from the targets y, (N, D_out) or integer labels (N,) under categorical cross-entropy.

    Where output activation and loss match (sigmoid and BCE, softmax and CCE), ∂L/∂z of the output is
    (a − y)/count, exact at any logit; ∂L/∂a beside it stays the honest derivative, which may be infinite.
    """
    loss, output = LOSSES[network.loss], forward.layers[-1]
    y = loss.check_target(y, output.a.shape, network.dtype)
    data_loss = loss.value(y, output.a, output.f_input)
    gradient = np.empty(network.parameter_count, network.dtype)
    layers = backward_room(network, forward.layers, gradient)
    layers[-1].grad_a[...] = loss.grad_a(y, output.a, output.f_input)
    fill_backward(network, forward.layers, layers, y, forward.training)
    freeze_backward(layers, gradient)
    return Backward(forward, y, data_loss, penalty, data_loss + penalty, layers[-1].grad_a, layers, gradient)


def fill_forward(network: Network, layers: Sequence[LayerForward], training: bool) -> None:
    """Fills the room of a way forward: z, slope, a and what else there is, from x, w and b."""
    for layer, seen in zip(network.layers, layers, strict=True):
        f, own = layer.f, layer.activation.parameters
        np.dot(seen.x, seen.w, out=seen.z)
        np.add(seen.z, seen.b, out=seen.z)
        if seen.batch_norm is not None:
            batch_norm.fill_forward(seen.batch_norm, seen.z, training)
        f_input, h = seen.f_input, seen.f_output
        f.value(f_input, **own, out=h)
        if seen.slope is not None:
            f.slope(f_input, h, **own, out=seen.slope)
        if layer.skip:
            h = np.add(h, seen.x, out=seen.a)
        if seen.mask is not None:
            np.multiply(h, seen.mask, out=seen.a)


def fill_backward(
    network: Network,
    ahead: Sequence[LayerForward],
    layers: Sequence[LayerBackward],
    y: Array,
    training: bool,
) -> None:
    """Fills the room of a way back, but for the ∂L/∂a of the output, which is given unless the loss is fused.

    A layer whose grad_x is empty sends nothing on. A slope that was not kept is told from what f gave, and
    written over it: on the way back nobody asks for that again.
    """
    output = ahead[-1]
    loss = LOSSES[network.loss]
    fused = loss.fused is not None
    for layer, seen, back in zip(reversed(network.layers), reversed(ahead), reversed(layers), strict=True):
        grad_h = back.grad_a
        if seen.mask is not None and back.grad_h is not None:
            grad_h = np.multiply(grad_h, seen.mask, out=back.grad_h)
        before_f = back.grad_z if back.batch_norm is None else back.batch_norm.grad_y
        if fused:
            loss.grad_z(y, output.a, output.f_input, out=before_f)
            fused = False
        else:
            f, h = layer.f, seen.f_output
            slope = seen.slope
            if slope is None:
                slope = f.slope(seen.f_input, h, **layer.activation.parameters, out=h)
            f.grad_z(grad_h, slope, h, out=before_f)
        if back.batch_norm is not None and seen.batch_norm is not None:
            batch_norm.fill_backward(seen.batch_norm, back.batch_norm, back.grad_z, training)
        np.dot(seen.x.T, back.grad_z, out=back.grad_w)
        np.dot(ones(len(y), network.dtype), back.grad_z, out=back.grad_b)
        if back.grad_x.size:
            np.dot(back.grad_z, seen.w.T, out=back.grad_x)
            if layer.skip:
                np.add(back.grad_x, grad_h, out=back.grad_x)


def _checked_room(
    network: Network,
    parameters: Array,
    x: ArrayLike,
    training: bool,
    running: Array | None,
    masks: Sequence[Array | None] | None,
) -> tuple[LayerForward, ...]:
    """Room for a way forward of what `forward` takes; RuleError if it breaks a rule."""
    x = network.check_input(x)
    parameters = frozen(parameters, network.dtype)
    if training:
        check_rows(network, len(x))
        statistics = batch_norm.running_views(network, batch_norm.initial_running(network).copy())
        masks = _checked_masks(network, masks, len(x))
    else:
        vector = batch_norm.initial_running(network) if running is None else frozen(running, network.dtype)
        statistics = batch_norm.running_views(network, vector)
        masks = [None] * len(network.layers)
    return forward_room(network, parameters, x, statistics, masks)


def check_rows(network: Network, rows: int) -> None:
    """RuleError if batch norm would have to train on one row, whose variance is 0."""
    if rows < 2 and any(layer.batch_norm for layer in network.layers):
        raise RuleError(f"x must have 2 rows or more to train batch norm, got {rows}", ("x",))


def _checked_masks(network: Network, masks: Sequence[Array | None] | None, rows: int) -> list[Array | None]:
    given = [None] * len(network.layers) if masks is None else list(masks)
    if len(given) != len(network.layers):
        raise RuleError(f"masks must hold {len(network.layers)} layers, got {len(given)}", ("masks",))
    checked: list[Array | None] = []
    for i, (layer, mask) in enumerate(zip(network.layers, given, strict=True)):
        if layer.dropout and mask is None:
            raise RuleError(f"layer {i + 1} has dropout and needs a mask to train", ("masks", i))
        if mask is not None and mask.shape != (rows, layer.units):
            raise RuleError(
                f"mask of layer {i + 1} must have shape {(rows, layer.units)}, got {mask.shape}",
                ("masks", i),
            )
        checked.append(frozen(mask, network.dtype) if layer.dropout and mask is not None else None)
    return checked
