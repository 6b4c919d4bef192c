"""The two words of the type language: an array of floats, and one that nobody can write to any more."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

Array: TypeAlias = NDArray[np.floating[Any]]


def frozen(values: ArrayLike, dtype: DTypeLike | None = None) -> Array:
    """`values` as a read-only array that no caller can change: itself if it is one already, else a copy.

    Traces and states are built of these, so what was shown once stays as it was.
    """
    array = np.asarray(values, dtype=dtype)
    if not array.flags.writeable:
        return array
    if array is values or array.base is not None:
        array = array.copy()
    return freeze(array)


def freeze(array: Array) -> Array:
    """Makes an array that the engine itself has just computed read-only, in place, and hands it back."""
    array.setflags(write=False)
    return array
