"""What the exported modules share: their opening words, and their numbers written as Python reads them."""

from collections.abc import Callable, Iterator

import numpy as np

from app import documents
from app.exporters.subject import Subject
from app.web import app_version
from engine.types import Array

# Numbers on a line, and words in a name: enough for a person to read.
ACROSS = 8
NAME = 60


def plain(text: str) -> str:
    """A name as it may stand in a docstring: on one line, and unable to end it."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text[:NAME])
    return shown.replace("\\", "/").replace('"', "'")


def heading(subject: Subject, what: str) -> Iterator[str]:
    """The docstring of a module."""
    network = subject.network
    name, shape = plain(subject.kept.name), documents.default_name(network)
    yield f'"""{name}, a network of {shape} after {subject.kept.state.step} training steps.'
    yield ""
    yield what
    for where, names in (("columns of x", subject.inputs), ("outputs", subject.outputs)):
        if names:
            yield f"The {where}: {', '.join(map(plain, names))}."
    yield f"Written by mlpscope {app_version()}."
    yield '"""'


def units(subject: Subject) -> str:
    return "in the units of the data" if subject.kept.data else "as the network takes them"


def constants(subject: Subject) -> dict[str, Array]:
    """All numbers by the names that the modules give them: W1, B1, …, as (D_in, D_out) and (D_out,)."""
    found: dict[str, Array] = {}
    if subject.standardize is not None:
        found |= {"MEAN": subject.standardize.mean, "SCALE": subject.standardize.scale}
    for i, layer in enumerate(subject.layers, start=1):
        found |= {f"{name.upper()}{i}": array for name, array in layer.items()}
    return found


def assignments(subject: Subject, written: Callable[[Array], str]) -> Iterator[str]:
    yield "\n"
    for name, array in constants(subject).items():
        yield f"{name} = {written(array)}"


def np_array(array: Array) -> str:
    return f"np.array({literal(array)}, np.{array.dtype})"


def literal(array: Array) -> str:
    """Nested lists, each number in the fewest digits that bring back its bits."""
    if array.ndim == 1:
        return _row(_digits(array), "")
    rows = "".join(f"    {_row(_digits(row), '    ')},\n" for row in array)
    return f"[\n{rows}]"


def _digits(row: Array) -> list[str]:
    # NumPy's own text of a float32 is shorter than that of the same number as Python's float.
    return list(map(repr, row.tolist())) if row.dtype == np.float64 else list(map(str, row))


def _row(words: list[str], indent: str) -> str:
    if len(words) <= ACROSS:
        return f"[{', '.join(words)}]"
    lines = (", ".join(words[i : i + ACROSS]) for i in range(0, len(words), ACROSS))
    return "[\n" + "".join(f"{indent}    {line},\n" for line in lines) + f"{indent}]"


def not_finite(subject: Subject) -> list[str]:
    """The import of `inf` and `nan` where they are among the numbers: what diverged is exported as it is."""
    finite = all(np.isfinite(array).all() for array in constants(subject).values())
    return [] if finite else ["from math import inf, nan"]


def module(*parts: Iterator[str]) -> bytes:
    return ("\n".join(line for part in parts for line in part) + "\n").encode()
