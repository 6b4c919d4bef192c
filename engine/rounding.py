"""What rounding alone can do to a loss and to gradients: first-order bounds, for the gradient check.

A computed sum is off by about an epsilon of the sizes of its terms, whatever is left of them when they cancel
(Higham: Accuracy and Stability of Numerical Algorithms, chapter 3). What is off goes on from layer to layer.
"""

import numpy as np

from engine.batch_norm import inverse_deviation
from engine.losses import LOSSES
from engine.passes import Backward, Forward, LayerForward
from engine.types import Array


def loss_rounding(precise: Backward) -> float:
    """What rounding can do to the loss: each input of f is off by its terms' sizes, a logarithm by 1."""
    moved = 1.0
    for seen, back in zip(precise.forward.layers, precise.layers, strict=True):
        grad = back.grad_z if back.batch_norm is None else back.batch_norm.grad_y
        moved += float((np.abs(grad) * term_sizes(seen)).sum())
    if LOSSES[precise.forward.network.loss].fused is None:
        moved += float(np.abs(precise.grad_a * precise.forward.a).sum())
    return 8 * float(np.finfo(np.float64).eps) * (abs(precise.loss) + moved)


def gradient_rounding(trace: Backward, index: int) -> Array:
    """What rounding in the network's dtype can do to the gradients of a layer, (P_l,): the same on sizes."""
    eps, depth = float(np.finfo(trace.y.dtype).eps), len(trace.layers)
    size = _output_size(trace) * (1 + term_sizes(trace.forward.layers[-1]))
    for layer, seen in zip(
        reversed(trace.forward.network.layers[index:]), reversed(trace.forward.layers[index:]), strict=True
    ):
        sent = _before_norm(trace.forward, seen, size) @ np.abs(seen.w).T
        sent = sent + size if layer.skip else sent
        before = trace.forward.layers[seen.index - 2]
        sent = sent if before.mask is None else sent * np.abs(before.mask)
        if not trace.forward.network.layers[before.index - 1].f.elementwise:
            # softmax ties its units together: what comes back to one goes to all, a dropped one too
            sent = sent + sent.sum(axis=1, keepdims=True)
        size = sent * (1 + term_sizes(before))
    seen = trace.forward.layers[index - 1]
    at_z, x = _before_norm(trace.forward, seen, size), np.abs(seen.x)
    if index > 1:
        x = x + term_sizes(trace.forward.layers[index - 2])
    parts = [(x.T @ at_z).ravel(), at_z.sum(axis=0)]
    if seen.batch_norm is not None:
        parts += [(size * (1 + term_sizes(seen))).sum(axis=0), size.sum(axis=0)]
    return 8 * depth * eps * np.concatenate(parts)


def term_sizes(seen: LayerForward) -> Array:
    """How large the numbers are that the input of f is the sum of, (N, D_out): |x|·|w| + |b|, normalised."""
    size = np.abs(seen.x) @ np.abs(seen.w) + np.abs(seen.b)
    if seen.batch_norm is None:
        return size
    norm = seen.batch_norm
    spread = (size + np.abs(norm.mean)) * inverse_deviation(norm.var)
    return np.abs(norm.gamma) * (spread * (1 + np.abs(norm.x_hat))) + np.abs(norm.beta)


def scale(seen: LayerForward) -> Array:
    """By how much a change of z is made larger on its way to f, (D_out,), at least 1."""
    if seen.batch_norm is None:
        return np.ones_like(seen.b, np.float64)
    inverse = inverse_deviation(seen.batch_norm.var).astype(np.float64)
    return np.maximum(1, inverse * np.maximum(1, np.abs(seen.batch_norm.gamma)))


def _output_size(trace: Backward) -> Array:
    """The sizes of what the way back begins with: differences between outputs and targets."""
    output, seen = trace.layers[-1], trace.forward.layers[-1]
    loss = LOSSES[trace.forward.network.loss]
    distance = np.abs(trace.forward.a) + np.abs(trace.y) if loss.fused else np.ones_like(trace.y)
    grad = output.grad_z if output.batch_norm is None else output.batch_norm.grad_y
    size = np.abs(grad) + np.abs(output.grad_a if loss.fused is None else 0)
    size = size + distance.astype(np.float64) / loss.count(trace.y.shape)
    return size if seen.mask is None else size * (1 + np.abs(seen.mask))


def _before_norm(forward: Forward, seen: LayerForward, size: Array) -> Array:
    """Sizes of ∂L/∂z from those of the gradient at the input of f."""
    norm = seen.batch_norm
    if norm is None:
        return size
    slope = np.abs(norm.gamma) * inverse_deviation(norm.var)
    # the rounding of var, which is a sum of squares, moves the slope as well
    unsure = 1 + (np.abs(seen.z) + np.abs(norm.mean)) * inverse_deviation(norm.var)
    if not forward.training:
        return size * slope * unsure
    reach, n = np.abs(norm.x_hat), len(size)
    shared = size.sum(axis=0) / n + reach * ((size * (1 + reach)).sum(axis=0) / n)
    return (size + shared) * slope * unsure
