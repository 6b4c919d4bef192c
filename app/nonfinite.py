"""Numbers that JSON has no word for: where they stand in an answer, and where they began."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

Document = Mapping[str, Any]

SHOWN = 10
# Where a divergence can begin, in the order of computation.
FORWARD = ("w", "b", "z", "a")
AFTER = ("update.w.after", "update.b.after")


class Place(NamedTuple):
    layer: int | None
    quantity: str
    indices: np.ndarray[Any, Any]  # (n, ndim), one row a number
    values: list[float]


def report(document: Document, whole: Document) -> dict[str, Any]:
    """`non_finite` of an answer and `diverged` of the whole that it shows a part of; empty if all is finite."""
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
        bad = ~np.isfinite(node)
        if bad.any():
            yield Place(layer, path, np.argwhere(bad), node[bad][:SHOWN].tolist())
    elif isinstance(node, float):
        if not math.isfinite(node):
            yield Place(layer, path, np.empty((1, 0), int), [node])
    elif isinstance(node, Mapping):
        own = node.get("index", node.get("layer", layer))  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        for key, value in node.items():  # pyright: ignore[reportUnknownVariableType]
            inner = path if key == "layers" else f"{path}.{key}".lstrip(".")
            yield from places(value, own, inner)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(node, list | tuple):
        for value in node:  # pyright: ignore[reportUnknownVariableType]
            yield from places(value, layer, path)


def _beginning(found: Iterator[Place]) -> dict[str, Any] | None:
    ranked = [(rank, place) for place in found if (rank := _rank(place)) is not None]
    if not ranked:
        return None
    _, place = min(ranked, key=lambda item: item[0])
    quantity = place.quantity.split(".")[1] if place.quantity in AFTER else place.quantity
    return {"layer": place.layer, "quantity": quantity.removesuffix("_after")}


def _rank(place: Place) -> tuple[int, int, int] | None:
    layer, quantity = place.layer or 0, place.quantity
    if layer and quantity in FORWARD:
        return (0, layer, FORWARD.index(quantity))
    if quantity in AFTER:
        return (2, layer, AFTER.index(quantity))
    return {"loss": (1, 0, 0), "loss_after": (3, 0, 0)}.get(quantity)


def _name(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
