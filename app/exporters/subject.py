"""What is exported: a network with its numbers, apart from the server that holds it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app import documents
from app.kept import Kept
from engine.batch_norm import RUNNING, running_views
from engine.datasets import Data
from engine.network import Network
from engine.types import Array

Document = dict[str, Any]

# Under this name files hold the request that makes the network, and layer 1's weights as `layers.1.w`.
REQUEST = "mlpscope"
STANDARDIZE = "standardize"


@dataclass(frozen=True, slots=True)
class Standardize:
    """What is done to the units of the data first: (x − mean)/scale, all (F,), in float64."""

    mean: Array
    scale: Array


@dataclass(frozen=True, slots=True)
class Subject:
    """`layers` holds each layer's w, b, and with batch norm gamma, beta and the running statistics, in the
    network's dtype; `inputs` and `outputs` are names, where they are known."""

    kept: Kept
    layers: tuple[dict[str, Array], ...]
    standardize: Standardize | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @property
    def network(self) -> Network:
        return self.kept.state.network

    @property
    def request(self) -> Document:
        """The body of `POST /networks` that makes the network, but for its numbers."""
        return {
            "name": self.kept.name,
            "network": documents.network(self.network),
            "training": documents.training(self.kept.state.training),
            "example": self.kept.example,
            "data": documents.data_spec(self.kept.data),
        }

    @property
    def arrays(self) -> dict[str, Array]:
        """All numbers by name: `layers.1.w`, `layers.1.b`, … and `standardize.mean` and `.scale`."""
        found = {
            f"layers.{i}.{name}": array for i, own in enumerate(self.layers, 1) for name, array in own.items()
        }
        if self.standardize is not None:
            found[f"{STANDARDIZE}.mean"] = self.standardize.mean
            found[f"{STANDARDIZE}.scale"] = self.standardize.scale
        return found


def subject_of(kept: Kept, data: Data | None) -> Subject:
    state = kept.state
    views = state.network.views(state.parameters)
    layers = [
        {**view.named(), **dict(zip(RUNNING, statistics or (), strict=False))}
        for view, statistics in zip(views, running_views(state.network, state.running), strict=True)
    ]
    return Subject(kept, tuple(layers), _standardize(data), *_names(kept, data))


def _standardize(data: Data | None) -> Standardize | None:
    """None where x is taken as it is."""
    if data is None or not (np.any(data.mean != 0) or np.any(data.scale != 1)):
        return None
    return Standardize(data.mean, data.scale)


def _names(kept: Kept, data: Data | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if data is not None:
        return tuple(feature.name for feature in data.features), data.outputs
    example = kept.example or {}
    return tuple(example.get("features") or ()), tuple(example.get("outputs") or ())
