"""Single numbers that training leaves alone: frozen as they are, or off, which is 0 and frozen.

A number that is off remembers the one that it had. It may be frozen besides, and stays so when it is switched
on again. Places are positions in the flat vector of parameters (P,).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from engine.network import Network
from engine.types import Array, Mask, freeze

Positions: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """`frozen` (F,) and `off` (O,) are positions, rising; `values` (O,) is what was there before it was
    switched off, in the network's dtype. All read-only."""

    frozen: Positions
    off: Positions
    values: Array

    @classmethod
    def of(cls, frozen: Mask, off: Mask, values: Array) -> "Held":
        """From what is true of every parameter, all (P,); of `values` those count that are off."""
        return cls(_positions(frozen), _positions(off), freeze(values[off]))

    def spread(self, network: Network) -> tuple[Mask, Mask, Array]:
        """The way back from `of`: arrays (P,) of one's own, to change and look at by `named`."""
        frozen, off = (np.zeros(network.parameter_count, np.bool) for _ in range(2))
        values = np.zeros(network.parameter_count, network.dtype)
        frozen[self.frozen] = True
        off[self.off] = True
        values[self.off] = self.values
        return frozen, off, values

    def __bool__(self) -> bool:
        return bool(len(self.frozen) or len(self.off))


def _positions(mask: Mask) -> Positions:
    found = np.flatnonzero(mask).astype(np.int64)
    found.setflags(write=False)
    return found


NOTHING = Held.of(np.zeros(0, np.bool), np.zeros(0, np.bool), np.zeros(0))


def held_mask(network: Network, held: Held) -> Mask | None:
    """True where training changes nothing: frozen layers, and what is held alone, (P,); None if it may
    change everything."""
    if not held and not any(layer.frozen for layer in network.layers):
        return None
    mask = np.repeat(
        np.array([layer.frozen for layer in network.layers], np.bool), network.layer_parameter_counts
    )
    mask[held.frozen] = True
    mask[held.off] = True
    return mask


def named(network: Network, vector: NDArray[Any]) -> tuple[Mapping[str, NDArray[Any]], ...]:
    """Of each layer by name, w, b, gamma and beta, a view of what is true of them in a vector (P,)."""
    return tuple(view.named() for view in network.views(cast(Array, vector)))
