"""A network with batch norm, skip and dropout as a request, and PyTorch's opinion of a trace of it."""

from typing import Any

import httpx
import numpy as np

from app.convert import network_of_document
from engine.network import Network
from engine.types import Array
from tests.engine.torch_mlp import Numbers, torch_trace

Json = dict[str, Any]
Statistics = list[tuple[Array, Array] | None]

HIDDEN: list[Json] = [
    {"units": 4, "activation": "tanh", "batch_norm": True, "dropout": 0.3},
    {"units": 4, "activation": "gelu", "skip": True, "dropout": 0.5},
    {"units": 4, "activation": "sigmoid", "batch_norm": True, "skip": True},
]
OUTPUTS: dict[str, Json] = {
    "binary_cross_entropy": {"units": 2, "activation": "sigmoid"},
    "categorical_cross_entropy": {"units": 3, "activation": "softmax", "batch_norm": True},
    "mean_squared_error": {
        "units": 4,
        "activation": "linear",
        "batch_norm": True,
        "dropout": 0.2,
        "skip": True,
    },
}
RICH: Json = {
    "network": {"inputs": 3, "layers": [*HIDDEN, OUTPUTS["binary_cross_entropy"]], "seed": 5},
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.2}},
}
X: list[list[float]] = [[3, 1, 0.8], [0, -1, 0.5], [1, 0, -2], [0.5, 2, 1], [-1, 0.2, 0.1]]
BATCH: Json = {"x": X, "y": [[1, 0], [0, 0], [0, 1], [1, 1], [0, 0]]}


def with_loss(loss: str) -> tuple[Json, Json]:
    """The request with another loss and its output layer, and a batch for it."""
    output = OUTPUTS[loss]
    y: Any = [0, 2, 1, 1, 0]
    if loss != "categorical_cross_entropy":
        y = [[(i + j) % 2 for j in range(output["units"])] for i in range(len(X))]
    network = {**RICH["network"], "layers": [*HIDDEN, output], "loss": loss}
    return {**RICH, "network": network}, {"x": X, "y": y}


def pytorchs(summary: Json, parameters: Json, trace: Json) -> tuple[float, list[Numbers]]:
    """The loss and every number of a backward trace, by autograd, with the masks of the trace handed over."""
    network = network_of_document(summary["network"])
    training = any("mask" in layer for layer in trace["layers"])
    masks = [np.array(layer["mask"]) if "mask" in layer else None for layer in trace["layers"]]
    vector = flat(network, parameters)
    x, y = np.array(trace["x"], float), np.array(trace["y"], float)
    return torch_trace(network, vector, x, y, training, running(parameters), masks)


def flat(network: Network, parameters: Json) -> Array:
    names = ("w", "b", "gamma", "beta")
    parts = [np.ravel(layer[name]) for layer in parameters["layers"] for name in names if name in layer]
    vector = np.concatenate(parts).astype(float)
    assert len(vector) == network.parameter_count
    return vector


def running(parameters: Json) -> Statistics:
    return [
        (np.array(layer["running_mean"], float), np.array(layer["running_var"], float))
        if "gamma" in layer
        else None
        for layer in parameters["layers"]
    ]


def numbers(layer: Json) -> dict[str, Array]:
    """Everything that a layer of a backward trace holds, batch norm's own beside the rest."""
    own: Json = {**layer, **layer.get("batch_norm", {})}
    shown = own.keys() - {"index", "batch_norm", "update"}
    return {name: np.array(own[name], float) for name in shown if own[name] is not None}


def read(client: httpx.Client, path: str) -> tuple[Json, Json]:
    """The summary and the parameters as they are now."""
    return client.get(path).json(), client.get(f"{path}/parameters").json()
