"""Named arrays: those that mlpscope wrote, with a request beside them, or those of a PyTorch `state_dict`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from app.exporters.subject import REQUEST, STANDARDIZE, Standardize
from app.importers import state_dict
from app.importers.found import Found, Hints, LayerNumbers, check_arrays, refused

NUMBERS = ("w", "b", "gamma", "beta", "running_mean", "running_var")
OWN_NAME = re.compile(rf"layers\.([1-9]\d{{0,3}})\.({'|'.join(NUMBERS)})")


def read(
    arrays: Mapping[str, np.ndarray[Any, Any]],
    text: str | None,
    name: str,
    hints: Hints,
    most: int,
    order: Sequence[str],
) -> Found:
    """`text` is the request, if there is one; `order` is that of the layers in a state_dict."""
    numbers = {key: array for key, array in arrays.items() if key != REQUEST}
    if not numbers:
        raise refused("file must hold the arrays of a network, got none")
    if text is None:
        return state_dict.read({key: numbers[key] for key in order if key in numbers}, name, hints, most)
    check_arrays(numbers, most)
    standardize = _standardize(numbers)
    return Found(text.encode(), _layers(numbers), standardize)


def text_of(arrays: Mapping[str, np.ndarray[Any, Any]]) -> str | None:
    """The request as an npz file has it: an array of one text."""
    if REQUEST not in arrays:
        return None
    text = arrays[REQUEST]
    if text.dtype.kind != "U" or text.ndim:
        raise refused(f"{REQUEST} must be one text, got {text.dtype} of shape {text.shape}")
    return str(text[()])


def natural(names: Mapping[str, Any]) -> list[str]:
    """In the order in which a person counts: `layers.2` before `layers.10`."""
    return sorted(
        names, key=lambda name: [(len(part), part) if part.isdigit() else (0, part) for part in parts(name)]
    )


def parts(name: str) -> list[str]:
    return re.findall(r"\d+|\D+", name)


def _layers(numbers: Mapping[str, Any]) -> tuple[LayerNumbers, ...]:
    layers: dict[int, dict[str, Any]] = {}
    for key, array in numbers.items():
        if key.startswith(f"{STANDARDIZE}."):
            continue
        place = OWN_NAME.fullmatch(key)
        if place is None:
            raise refused(
                f"arrays must be named as layers.1.w is, with one of {', '.join(NUMBERS)}; got {key!r}"
            )
        layers.setdefault(int(place[1]), {})[place[2]] = array
    if sorted(layers) != list(range(1, len(layers) + 1)):
        raise refused(f"layers must count from 1 without a gap, got {', '.join(map(str, sorted(layers)))}")
    for i, own in sorted(layers.items()):
        for need in ("w", "b"):
            if need not in own:
                raise refused(f"layers.{i}.{need} is required, and is not in the file")
        if (own.get("running_var", np.zeros(1)) < 0).any():
            raise refused(f"layers.{i}.running_var must be at least 0, got {own['running_var'].min()}")
    return tuple(LayerNumbers(**layers[i]) for i in sorted(layers))


def _standardize(numbers: Mapping[str, Any]) -> Standardize | None:
    found = {
        key.partition(".")[2]: array for key, array in numbers.items() if key.startswith(f"{STANDARDIZE}.")
    }
    if not found:
        return None
    if set(found) != {"mean", "scale"}:
        raise refused(f"{STANDARDIZE} must hold mean and scale, got {', '.join(sorted(found))}")
    return Standardize(found["mean"], found["scale"])
