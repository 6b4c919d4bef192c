"""CSV for spreadsheets: the history, a line a point, and a trace, a line a number."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

import numpy as np

Document = Mapping[str, Any]
Line = Sequence[object]

PER_LAYER = {"grad_norms": "grad_norm", "update_ratios": "update_ratio"}
TRACE = ("quantity", "layer", "row", "from", "unit", "value")
# What a trace says about itself, which is no number of it.
ASIDE = ("index", "beats", "batch", "layers", "held")


def history(columns: Mapping[str, Sequence[Any]]) -> bytes:
    """What belongs to the layers has a column for each, `grad_norm_1`; what is not known is left empty."""
    found: dict[str, Sequence[Any]] = {}
    for name, values in columns.items():
        if name in PER_LAYER:
            parts = cast(Sequence[Sequence[Any]], zip(*values, strict=True))
            found |= {f"{PER_LAYER[name]}_{i}": part for i, part in enumerate(parts, start=1)}
        else:
            found[name] = values
    return written([tuple(found), *zip(*found.values(), strict=True)])


def trace(document: Document) -> bytes:
    """Layers count from 1, rows and units from 0; `from` is where a weight comes from."""
    return written(lines(document))


def lines(document: Document) -> Iterator[Line]:
    yield TRACE
    yield from _quantities(document, "", "")
    for layer in document["layers"]:
        yield from _quantities(layer, layer["index"], "")


def count(document: Document) -> int:
    """How many numbers `trace` would write."""
    own = sum(array.size for _, array in _arrays(document, ""))
    return own + sum(array.size for layer in document["layers"] for _, array in _arrays(layer, ""))


def _quantities(document: Document, layer: object, path: str) -> Iterator[Line]:
    for name, array in _arrays(document, path):
        of_weights = name in ("w", "grad_w") or name.startswith("update.w.")
        values = array.ravel().tolist()
        if array.ndim == 0:
            yield name, layer, "", "", "", values[0]
        elif array.ndim == 1:
            yield from ((name, layer, "", "", unit, value) for unit, value in enumerate(values))
        else:
            for (i, unit), value in zip(np.ndindex(array.shape), values, strict=True):
                yield (name, layer, "", i, unit, value) if of_weights else (name, layer, i, "", unit, value)


def _arrays(document: Document, path: str) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """Every number there is, by its path: `update.w.after`."""
    for key, value in document.items():
        if key in ASIDE or value is None:
            continue
        name = f"{path}{key}"
        if isinstance(value, Mapping):
            yield from _arrays(cast(Document, value), f"{name}.")
        else:
            yield name, np.asarray(value)


def written(rows: Iterable[Line]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()
