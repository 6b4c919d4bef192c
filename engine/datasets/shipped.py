"""The one place where the engine reads files: four measured data sets that come with the package.

Everything else in the engine is computed from its arguments. Measured numbers cannot be computed, and typing
1,797 digits into a module would be a file by another name. So this one function reads what the package itself
carries, by name, through `importlib.resources`; nothing from outside the package can be asked for, nothing is
written, and the same name always gives the same numbers. `data/README.md` names sources and licences.
"""

import gzip
from functools import cache
from importlib.resources import files

import numpy as np

from engine.types import Array, freeze


@cache
def load(name: str) -> tuple[tuple[str, ...], Array]:
    """The columns' names, and the values (N, columns), read-only; the last column is the class, from 0."""
    packed = files("engine.datasets").joinpath("data", f"{name}.csv.gz").read_bytes()
    head, *lines = gzip.decompress(packed).decode("ascii").splitlines()
    values = np.array([[float(value) for value in line.split(",")] for line in lines])
    return tuple(head.split(",")), freeze(values)
