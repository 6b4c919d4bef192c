"""Which rows are kept aside to see whether the network has understood or only memorised."""

import numpy as np
from numpy.typing import NDArray

from engine.types import Array

Rows = NDArray[np.intp]


def split(count: int, fraction: float, seed: int, labels: Array | None = None) -> tuple[Rows, Rows]:
    """Indices for training and for validation, each in order; round(count·fraction) rows are for validation.

    With `labels` (count,), every class gives its share, to the nearest row, and keeps one for training
    wherever that is possible. Ties go to the class that comes first; which rows go is drawn from the seed.
    """
    order = np.random.default_rng([seed, 1]).permutation(count)
    wanted = round(count * fraction)
    if labels is None:
        taken = order[:wanted]
    else:
        classes, sizes = np.unique(labels, return_counts=True)
        parts = [
            order[labels[order] == label][:share]
            for label, share in zip(classes, _shares(sizes, wanted), strict=True)
        ]
        taken = np.concatenate(parts)
    aside = np.zeros(count, dtype=np.bool)
    aside[taken] = True
    return np.flatnonzero(~aside), np.flatnonzero(aside)


def _shares(sizes: Rows, wanted: int) -> Rows:
    """How many of each class: its quota rounded down, then one each where most is missing, up to `wanted`."""
    total = int(sizes.sum())
    most = sizes - 1 if total - wanted >= len(sizes) else sizes
    given = np.minimum(sizes * wanted // total, most)
    while given.sum() < wanted:
        missing = np.where(given < most, sizes * wanted / total - given, -np.inf)
        given[np.argmax(missing)] += 1
    return given
