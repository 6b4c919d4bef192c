"""Numbers that JSON has no word for: where they stand in an answer, and where they began."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

import numpy as np

Document = Mapping[str, Any]

SHOWN = 10
# Where in a layer a divergence can begin, in the order of computation.
NORM = tuple(f"batch_norm.{name}" for name in ("gamma", "beta", "mean", "var", "x_hat", "y"))
FORWARD = ("w", "b", "gamma", "beta", "running_mean", "running_var", "z", *NORM, "h", "a")
AFTER = tuple(f"update.{name}.after" for name in ("w", "b", "gamma", "beta"))


class Place(NamedTuple):
    layer: int | None
    quantity: str
    indices: np.ndarray[Any, Any]  # (n, ndim), one row a number
    values: list[float]


def report(document: Document, whole: Document) -> dict[str, Any]:
    """`non_finite` of an answer and `diverged` of the whole it is a part of; empty if all is finite."""
    found = list(places(document))
    if not found:
        return {}
    first = [
        {"layer": place.layer, "quantity": place.quantity, "index": index, "value": _name(value)}
        for place in found
        for index, value in zip(place.indices[:SHOWN].tolist(), place.values, strict=False)
    ]
    total = sum(len(place.indices) for place in found)
    answer: dict[str, Any] = {"non_finite": {"total": total, "first": first[:SHOWN]}}
    beginning = _beginning(places(whole))
    return answer | ({"diverged": beginning} if beginning else {})


def places(node: Any, layer: int | None = None, path: str = "") -> Iterator[Place]:
    """Every quantity under `node` that holds a number which is not finite."""
    if isinstance(node, np.ndarray):
        yield from _in_array(cast(np.ndarray[Any, Any], node), layer, path)
    elif isinstance(node, float):
        if not math.isfinite(node):
            yield Place(layer, path, np.empty((1, 0), int), [node])
    elif isinstance(node, dict):
        document = cast(dict[str, Any], node)
        own = document.get("index", layer)
        for key, value in document.items():
            if key == "layers" and isinstance(value, list):
                yield from _in_layers(cast(list[Any], value))
            else:
                yield from places(value, own, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list):
        for value in cast(list[Any], node):
            yield from places(value, layer, path)


def _in_layers(layers: list[Any]) -> Iterator[Place]:
    """Layers carry their index where they may stand alone, and count from 1 elsewhere."""
    for index, layer in enumerate(layers, start=1):
        yield from places(layer, index)


def _in_array(array: np.ndarray[Any, Any], layer: int | None, path: str) -> Iterator[Place]:
    bad = ~np.isfinite(array)
    if bad.any():
        yield Place(layer, path, np.argwhere(bad), array[bad][:SHOWN].tolist())


def _beginning(found: Iterator[Place]) -> dict[str, Any] | None:
    ranked = [(rank, place) for place in found if (rank := _rank(place)) is not None]
    if not ranked:
        return None
    _, place = min(ranked, key=lambda item: item[0])
    return {"layer": place.layer, "quantity": _quantity(place.quantity)}


def _quantity(path: str) -> str:
    """What the number at a path is called where it can be explained."""
    if path in AFTER:
        return path.split(".")[1]
    return "batch_norm" if path == "batch_norm.y" else path.rpartition(".")[2]


def _rank(place: Place) -> tuple[int, int, int] | None:
    layer, quantity = place.layer or 0, place.quantity
    if layer and quantity in FORWARD:
        return (0, layer, FORWARD.index(quantity))
    if quantity in AFTER:
        return (2, layer, AFTER.index(quantity))
    return {"loss": (1, 0, 0), "loss_after": (3, 0, 0)}.get(quantity)


def _name(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
