"""The PyTorch peer: the same network by autograd, as the referee of every number in a trace."""

import math
from collections.abc import Sequence

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


def torch_trace(
    network: Network,
    parameters: Array,
    x: Array,
    y: Array,
    training: bool = False,
    running: Sequence[tuple[Array, Array] | None] | None = None,
    masks: Sequence[Array | None] | None = None,
) -> tuple[float, list[Numbers]]:
    """The loss, and per layer every number and its grad, but grad_a where the loss is computed from logits.

    Batch norm leaves its statistics after the pass in `running_mean` and `running_var`.
    """
    layers: list[dict[str, torch.Tensor]] = []
    a = torch.tensor(np.array(x), requires_grad=True)
    for i, (layer, view) in enumerate(zip(network.layers, network.views(parameters), strict=True)):
        own = {name: torch.tensor(np.array(v), requires_grad=True) for name, v in view.named().items()}
        seen = {"x": a, **own, "z": a @ own["w"] + own["b"]}
        f_input, statistics = seen["z"], running[i] if running else None
        if statistics is not None:
            mean, var = (torch.tensor(np.array(v)) for v in statistics)
            f_input = seen["y"] = F.batch_norm(
                seen["z"], mean, var, own["gamma"], own["beta"], training, 0.1, 1e-5
            )
            seen |= {"running_mean": mean, "running_var": var}
        a = seen["h"] = torch_activation(layer, f_input)
        if layer.skip:
            a = a + seen["x"]
        mask = masks[i] if masks else None
        a = seen["a"] = a * 1.0 if mask is None else a * torch.tensor(np.array(mask))
        layers.append(seen)
        for name in ("z", "y", "h", "a"):
            if name in seen:
                seen[name].retain_grad()
    f_input = layers[-1].get("y", layers[-1]["z"])
    loss = torch_loss(network.loss, torch.tensor(np.array(y)), a, f_input)
    torch.autograd.backward(loss)
    return float(loss.detach()), [_numbers(seen) for seen in layers]


def _numbers(seen: dict[str, torch.Tensor]) -> Numbers:
    numbers = {name: tensor.detach().numpy() for name, tensor in seen.items()}
    grads = {f"grad_{name}": tensor.grad for name, tensor in seen.items() if tensor.requires_grad}
    return numbers | {name: grad.numpy() for name, grad in grads.items() if grad is not None}
