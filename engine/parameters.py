"""The parameters of one layer, by name."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import Location, RuleError
from engine.types import Array

T = TypeVar("T")


def by_name(w: T, b: T, gamma: T | None, beta: T | None) -> dict[str, T]:
    """What belongs to each parameter that a layer has, in the order of the flat vector."""
    own = {"w": w, "b": b, "gamma": gamma, "beta": beta}
    return {name: value for name, value in own.items() if value is not None}


@dataclass(frozen=True, slots=True)
class LayerParameters:
    """The weights of one layer, w (D_in, D_out) and b (D_out,); with batch norm gamma and beta, (D_out,)."""

    w: Array
    b: Array
    gamma: Array | None = None
    beta: Array | None = None

    def named(self) -> dict[str, Array]:
        """Those that there are, by name."""
        return by_name(self.w, self.b, self.gamma, self.beta)


class LayerParametersLike(Protocol):
    """Anything with a `w` and a `b` that NumPy can read; a `gamma` and a `beta` are read if it has them."""

    @property
    def w(self) -> ArrayLike: ...

    @property
    def b(self) -> ArrayLike: ...


def fill(view: Array, given: ArrayLike, name: str, loc: Location) -> None:
    """Writes what was given into a view of the flat vector; RuleError if it does not fit."""
    try:
        with np.errstate(over="ignore"):
            array = np.asarray(given, view.dtype)
    except (ValueError, TypeError):
        raise RuleError(f"{name} must be an array of numbers, its rows of equal length", loc) from None
    if array.shape != view.shape:
        raise RuleError(f"{name} must have shape {view.shape}, got {array.shape}", loc)
    view[:] = array
