"""The words of the type language: arrays of floats and of truths, and those that nobody can write to."""

from functools import lru_cache
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

Array: TypeAlias = NDArray[np.floating[Any]]

Mask: TypeAlias = NDArray[np.bool]


def frozen(values: ArrayLike, dtype: DTypeLike | None = None) -> Array:
    """`values` as a read-only array that nobody can change: itself if it is one already, else a copy.

    Traces and states are built of these, so what was shown once stays as it was.
    """
    array = np.asarray(values, dtype=dtype)
    return array if _is_frozen(array) else freeze(array.copy())


def freeze(array: Array) -> Array:
    """Makes an array that the engine itself has just computed read-only, in place, and hands it back."""
    array.setflags(write=False)
    return array


@lru_cache(maxsize=64)
def ones(count: int, dtype: str) -> Array:
    """A row of ones, (count,), read-only: times a matrix, it adds up each column."""
    return freeze(np.ones(count, dtype))


def _is_frozen(holder: object) -> bool:
    """Whether neither the array nor what it is a view of can be written to."""
    if not isinstance(holder, np.ndarray):
        return holder is None
    array = cast(Array, holder)
    return not array.flags.writeable and _is_frozen(array.base)
