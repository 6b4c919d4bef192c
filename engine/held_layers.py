"""What is held, as people name it: layer by layer, by the name of a parameter and a place in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import Location, RuleError
from engine.held import NOTHING, Held, named
from engine.network import Network
from engine.types import Array, Mask

Index: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LayerHeld:
    """What is held of one layer, by the name of its parameters: which are frozen, and which are off, with
    what was there before."""

    frozen: Mapping[str, Sequence[Index]] = field(default_factory=dict[str, Sequence[Index]])
    off: Mapping[str, Sequence[tuple[Index, float]]] = field(
        default_factory=dict[str, Sequence[tuple[Index, float]]]
    )


def layers_held(network: Network, held: Held) -> tuple[LayerHeld, ...]:
    """What is held, a layer each; a name is there only where something of it is."""
    if not held:
        return tuple(LayerHeld() for _ in network.layers)
    frozen, off, values = (named(network, vector) for vector in held.spread(network))
    return tuple(
        LayerHeld(
            {name: indices(mask) for name, mask in still.items() if mask.any()},
            {
                name: [(index, float(kept[name][index])) for index in indices(mask)]
                for name, mask in dark.items()
                if mask.any()
            },
        )
        for still, dark, kept in zip(frozen, off, values, strict=True)
    )


def held_of(network: Network, parameters: Array, layers: Sequence[LayerHeld]) -> Held:
    """The way back from `layers_held`. RuleError for a place that is none or is named twice, for a value that
    does not fit, and for a parameter that is off but not 0."""
    vectors = NOTHING.spread(network)
    frozen, off, values = (named(network, vector) for vector in vectors)
    own = named(network, parameters)
    for i, layer in enumerate(layers):
        for name, indices in layer.frozen.items():
            for n, index in enumerate(indices):
                _hold(network, frozen[i], i + 1, name, index, ("parameters", i, "frozen", name, n))
        for name, numbers in layer.off.items():
            for n, (index, value) in enumerate(numbers):
                loc = ("parameters", i, "off", name, n)
                _hold(network, off[i], i + 1, name, index, loc)
                values[i][name][index] = fitting(network, value, (*loc, "value"))
                if own[i][name][index] != 0:
                    rule = f"{called(name, i + 1, index)} must be 0, for it is off"
                    raise RuleError(f"{rule}, got {own[i][name][index]}", ("parameters", i, name))
    return Held.of(*vectors)


def _hold(
    network: Network, masks: Mapping[str, Mask], layer: int, name: str, index: Index, loc: Location
) -> None:
    if name not in masks:
        raise RuleError(f"{name} of layer {layer} needs batch_norm, which is off", loc)
    check_index(masks[name].shape, layer, name, index, loc)
    if masks[name][index]:
        raise RuleError(f"{called(name, layer, index)} must be named once, got it twice", loc)
    masks[name][index] = True


def check_index(shape: tuple[int, ...], layer: int, name: str, index: Index, loc: Location) -> None:
    """RuleError unless there is a number at that place of a layer's parameter."""
    inside = len(index) == len(shape) and all(0 <= k < n for k, n in zip(index, shape, strict=True))
    if not inside:
        where = f"{name} of layer {layer}, of shape {shape}"
        raise RuleError(f"index must lie within {where}, got {list(index)}", loc)


def fitting(network: Network, value: float, loc: Location) -> float:
    """The value as the network's dtype holds it; RuleError if that is infinite."""
    with np.errstate(over="ignore"):
        fitted = float(np.dtype(network.dtype).type(value))
    if not np.isfinite(fitted):
        raise RuleError(f"value must fit {network.dtype}, got {value}", loc)
    return fitted


def called(name: str, layer: int, index: Index) -> str:
    return f"{name}{list(index)} of layer {layer}"


def indices(mask: NDArray[Any]) -> list[Index]:
    return [tuple(int(k) for k in place) for place in np.argwhere(mask)]
