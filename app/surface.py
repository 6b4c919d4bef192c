"""What a network with two inputs answers all over the plane: the picture behind its decisions."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.documents import wide
from engine.datasets import Data
from engine.errors import RuleError
from engine.passes import forward
from engine.training import TrainState
from engine.types import Array

Document = dict[str, Any]

MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Plane:
    """The columns of x and the rows of y, (R,) each, in the units of the data."""

    x: Array
    y: Array

    @classmethod
    def around(cls, data: Data | None, resolution: int) -> "Plane":
        """A little more than where the data lies; without data from −1 to 1."""
        low, high = np.array([-1.0, -1.0]), np.array([1.0, 1.0])
        if data is not None:
            margin = MARGIN * np.ptp(data.raw, axis=0)
            low, high = data.raw.min(axis=0) - margin, data.raw.max(axis=0) + margin
        x, y = np.linspace(low, high, resolution).T
        return cls(np.ascontiguousarray(x), np.ascontiguousarray(y))

    @property
    def points(self) -> Array:
        """All of them, (R·R, 2), row by row of y."""
        return np.column_stack([axis.ravel() for axis in np.meshgrid(self.x, self.y)])


def check_plane(state: TrainState, data: Data | None) -> None:
    """RuleError if it is not two numbers that the network looks at."""
    count = state.network.inputs if data is None else len(data.columns)
    if count != 2:
        raise RuleError(f"a surface needs a network of 2 inputs, got {count}")


def surface(state: TrainState, data: Data | None, resolution: int, unit: tuple[int, int] | None) -> Document:
    """The outputs, or what the unit (layer from 1, index from 0) hands on, at each point of the plane."""
    plane = Plane.around(data, resolution)
    x = plane.points if data is None else data.inputs_of(plane.points)
    seen = forward(state.network, state.parameters, x, running=state.running)
    values = seen.a if unit is None else seen.layers[unit[0] - 1].a[:, unit[1] : unit[1] + 1]
    shape = (resolution, resolution) if values.shape[1] == 1 else (resolution, resolution, values.shape[1])
    return {"resolution": resolution, "x": plane.x, "y": plane.y, "values": wide(values).reshape(shape)}


def unit_of(text: str | None, state: TrainState) -> tuple[int, int] | None:
    """`2.0` is the first unit of layer 2. Raises RuleError."""
    if text is None:
        return None
    layers = state.network.layers
    layer, _, index = text.partition(".")
    whole = all(part.isascii() and part.isdigit() and len(part) < 6 for part in (layer, index))
    if not whole or not 1 <= int(layer) <= len(layers) or int(index) >= layers[int(layer) - 1].units:
        rule = f"unit must be layer.index, a layer between 1 and {len(layers)} and one of its units from 0"
        raise RuleError(f"{rule}, got {text!r}", ("unit",))
    return int(layer), int(index)
