"""The PyTorch peer: the same network by autograd, as the referee of every number in a trace."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from engine.network import Layer, Network
from engine.types import Array

Numbers = dict[str, NDArray[np.float64]]


def torch_activation(layer: Layer, z: torch.Tensor) -> torch.Tensor:
    """PyTorch's own function of that name."""
    p = layer.activation.parameters
    match layer.activation.name:
        case "linear":
            return z * 1.0
        case "relu":
            return F.relu(z)
        case "leaky_relu":
            return F.leaky_relu(z, p["negative_slope"])
        case "elu":
            return F.elu(z, p["alpha"])
        case "gelu":
            # F.gelu takes 1 + erf, which is 0 in the left tail; the same function from erfc is exact there.
            return 0.5 * z * torch.erfc(z * -math.sqrt(0.5))
        case "silu":
            return F.silu(z)
        case "softplus":
            # PyTorch goes over to z itself from 20 on, which is 2e-9 off; beyond 700 it is exact in float64.
            return F.softplus(z, threshold=700.0)
        case "sigmoid":
            return torch.sigmoid(z)
        case "tanh":
            return torch.tanh(z)
        case "softmax":
            return torch.softmax(z, dim=1)
        case name:
            raise AssertionError(f"the peer does not know {name}")


def torch_loss(name: str, y: torch.Tensor, a: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
    """PyTorch's own loss of that name; the cross-entropies from logits."""
    match name:
        case "binary_cross_entropy":
            return F.binary_cross_entropy_with_logits(z, y)
        case "categorical_cross_entropy":
            return F.cross_entropy(z, y)
        case "mean_squared_error":
            return F.mse_loss(a, y)
        case "mean_absolute_error":
            return F.l1_loss(a, y)
        case "half_squared_error":
            return 0.5 * ((a - y) ** 2).sum(dim=1).mean()
        case "huber":
            return F.huber_loss(a, y)
        case _:
            raise AssertionError(f"the peer does not know {name}")


def torch_loss_of(
    network: Network, leaves: list[dict[str, torch.Tensor]], x: torch.Tensor, y: torch.Tensor
) -> torch.Tensor:
    """The loss of a batch, from the leaves w and b of each layer."""
    a = z = x
    for layer, own in zip(network.layers, leaves, strict=True):
        z = a @ own["w"] + own["b"]
        a = torch_activation(layer, z)
    return torch_loss(network.loss, y, a, z)


def torch_trace(network: Network, parameters: Array, x: Array, y: Array) -> tuple[float, list[Numbers]]:
    """The loss, and per layer z, a and all grads, but grad_a where the loss is computed from logits."""
    layers: list[dict[str, torch.Tensor]] = []
    a = torch.tensor(np.array(x), requires_grad=True)
    for layer, view in zip(network.layers, network.views(parameters), strict=True):
        w = torch.tensor(np.array(view.w), requires_grad=True)
        b = torch.tensor(np.array(view.b), requires_grad=True)
        seen = {"x": a, "w": w, "b": b, "z": a @ w + b}
        a = seen["a"] = torch_activation(layer, seen["z"])
        layers.append(seen)
        seen["z"].retain_grad()
        a.retain_grad()
    loss = torch_loss(network.loss, torch.tensor(np.array(y)), a, layers[-1]["z"])
    torch.autograd.backward(loss)
    return float(loss.detach()), [_numbers(seen) for seen in layers]


def _numbers(seen: dict[str, torch.Tensor]) -> Numbers:
    numbers = {name: tensor.detach().numpy() for name, tensor in seen.items()}
    grads = {f"grad_{name}": tensor.grad for name, tensor in seen.items()}
    return numbers | {name: grad.numpy() for name, grad in grads.items() if grad is not None}
