"""The rows of a network's data as a sheet: what each holds, what is right, and what the network answers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.answer import json_bytes
from app.data import Subject
from app.documents import wide
from engine.datasets import Data
from engine.errors import RuleError
from engine.measures import judged
from engine.training import TrainState
from engine.types import Array

Whole = NDArray[np.intp]

PARTS = ("train", "validation")
# What rows can be sorted by besides their columns and the network's outputs.
OWN = ("row", "part", "target", "answer", "right", "loss")


@dataclass(frozen=True, slots=True)
class Order:
    """Which rows to answer: `part` of the data or all of it, sorted by `by`, from place `offset`, so many."""

    by: str = "row"
    descending: bool = False
    part: str = "all"
    offset: int = 0
    limit: int = 100


def check_order(data: Data, order: Order) -> None:
    """RuleError unless it can be sorted by that."""
    known = [*OWN, *(f"column:{name}" for name in data.columns), *(f"output:{name}" for name in data.outputs)]
    if order.by not in known:
        raise RuleError(f"sort must be one of {', '.join(known[:20])}; got {order.by!r}", ("sort",))


def judged_rows(state: TrainState, subject: Subject, order: Order) -> bytes:
    """As JSON, the rows with what the network makes of each; those of equal keys stand as in the data."""
    data = subject.data
    parts = [part for part in PARTS if order.part in ("all", part)]
    places = np.concatenate([_places(data, part) for part in parts]).astype(np.intp)
    part_of = np.concatenate([np.full(len(_places(data, part)), PARTS.index(part)) for part in parts])
    index = np.concatenate([np.arange(len(_places(data, part))) for part in parts])
    x, y = (np.concatenate([_rows(subject, part, i) for part in parts]) for i in (0, 1))
    seen = judged(state, x, y)
    keys = {
        "row": places,
        "part": part_of,
        "target": _labels(data, y),
        "answer": _labels(data, seen.a),
        "right": np.zeros(len(y)) if seen.right is None else seen.right,
        "loss": seen.loss,
        **{f"column:{name}": data.raw[places, j] for j, name in enumerate(data.columns)},
        **{f"output:{name}": seen.a[:, j] for j, name in enumerate(data.outputs)},
    }
    ranks = _ranked(np.asarray(keys[order.by], np.float64), places, order.descending)
    chosen = ranks[order.offset : order.offset + order.limit]
    names = None if data.task == "regression" else data.targets
    return json_bytes(
        {
            "step": state.step,
            "columns": list(data.columns),
            "outputs": list(data.outputs),
            "classes": names,
            "total": len(ranks),
            "offset": order.offset,
            "rows": [
                {
                    "part": PARTS[part_of[i]],
                    "index": int(index[i]),
                    "row": int(places[i]),
                    "raw": wide(data.raw[places[i]]),
                    "y": wide(y[i]),
                    "a": wide(seen.a[i]),
                    "target": None if names is None else names[int(keys["target"][i])],
                    "answer": None if names is None else names[int(keys["answer"][i])],
                    "right": None if seen.right is None else bool(seen.right[i]),
                    "loss": float(seen.loss[i]),
                }
                for i in chosen.tolist()
            ],
        }
    )


def _places(data: Data, part: str) -> tuple[int, ...]:
    return data.rows if part == "train" else data.rows_validation


def _rows(subject: Subject, part: str, i: int) -> Array:
    """x or y of a part, which may have none."""
    if part == "train":
        return (subject.x, subject.y)[i]
    found = (subject.x_validation, subject.y_validation)[i]
    return (subject.x, subject.y)[i][:0] if found is None else found


def _labels(data: Data, values: Array) -> Array:
    """The class of each row of targets or answers, from 0; the first number where there are no classes."""
    if data.task == "regression":
        return values[:, 0]
    return values.argmax(axis=1) if data.task == "classes" else (values[:, 0] >= 0.5).astype(np.float64)


def _ranked(key: Array, places: Whole, descending: bool) -> Whole:
    """The rows in order; what is not a number counts as the largest, since it is as bad as can be."""
    key = np.where(np.isnan(key), np.inf, key)
    return np.lexsort((places, -key if descending else key))
