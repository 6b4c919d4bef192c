"""What is shown of a network in training: computed where it trains, and written as JSON there."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import traces
from app.answer import json_bytes
from app.data import Subject
from app.documents import wide
from app.passes import Pass
from app.points import COLUMNS
from app.surface import Plane
from engine.batches import Rows
from engine.diagnosis.look import look
from engine.frames import Frame
from engine.losses import LOSSES
from engine.passes import answers, outputs
from engine.training import TrainState
from engine.types import Array

Document = dict[str, Any]
Whole = NDArray[np.intp]

# The rows that histograms, predictions and the confusion are of, at most, of each part.
MOST_ROWS = 1000
MOST_UNITS = 400


@dataclass(frozen=True, slots=True)
class Watch:
    """What one viewer wants to see in every frame. None and False are nothing; see `schemas.live`."""

    surface: int | None = None
    units: int | None = None
    curve: int | None = None
    parameters: bool = False
    example: int | None = None
    histograms: int | None = None
    predictions: bool = False
    confusion: bool = False


@np.errstate(all="ignore")
def shown(state: TrainState, subject: Subject, frame: Frame, watches: Sequence[Watch]) -> list[bytes]:
    """The frame with what each watch adds to it, as JSON objects."""
    head = {name: getattr(frame, name) for name in COLUMNS}
    return [json_bytes({**head, **watched(state, subject, watch)}) for watch in watches]


def watched(state: TrainState, subject: Subject, watch: Watch) -> Document:
    """The parts of a frame under their names. What the network does not have is left out."""
    makers = {
        "surface": lambda: _surface(state, subject, watch.surface or 0),
        "units": lambda: _units(state, subject, watch.units or 0),
        "curve": lambda: _curve(state, subject, watch.curve or 0),
        "parameters": lambda: _parameters(state),
        "trace": lambda: _trace(state, subject, watch.example or 0),
        "histograms": lambda: _histograms(state, subject, watch.histograms or 0),
        "predictions": lambda: _predictions(state, subject),
        "confusion": lambda: _confusion(state, subject),
    }
    names = {field.name: "trace" if field.name == "example" else field.name for field in fields(watch)}
    off = (None, False)
    wanted = [name for field, name in names.items() if not any(getattr(watch, field) is no for no in off)]
    made = {name: makers[name]() for name in wanted}
    return {name: value for name, value in made.items() if value is not None}


@lru_cache(maxsize=256)
def _plane(subject: Subject, resolution: int) -> Array | None:
    """Every point of the plane as the network sees it, row by row of y; None if there is no plane."""
    data = subject.data
    return data.inputs_of(Plane.around(data, resolution).points) if len(data.columns) == 2 else None


def _surface(state: TrainState, subject: Subject, resolution: int) -> Document | None:
    """One plane an output, one after another."""
    x = _plane(subject, resolution)
    if x is None:
        return None
    a = _outputs(state, x)
    low, high, data = _bytes(a.T.reshape(1, -1))
    return {"resolution": resolution, "outputs": a.shape[1], "min": low[0], "max": high[0], "data": data[0]}


def _units(state: TrainState, subject: Subject, resolution: int) -> list[Document] | None:
    """What each unit hands on over the plane; of the first layers, where all are too many."""
    x = _plane(subject, resolution)
    if x is None:
        return None
    layers = answers(state.network, state.parameters, x, state.running)
    places = [(layer.index, unit) for layer in layers for unit in range(layer.a.shape[1])][:MOST_UNITS]
    a = np.ascontiguousarray(np.concatenate([layer.a.T for layer in layers])[: len(places)])
    return [
        {"layer": layer, "unit": unit, "resolution": resolution, "min": low, "max": high, "data": data}
        for (layer, unit), low, high, data in zip(places, *_bytes(a), strict=True)
    ]


def _bytes(planes: Array) -> tuple[list[float], list[float], list[str]]:
    """Each plane (P, N) as base64 of bytes, from its lowest number, 0, to its highest, 255.

    What is not finite is left out of both, and told as the nearer end, NaN as the lower.
    """
    finite = np.isfinite(planes)
    low = np.min(planes, axis=1, where=finite, initial=np.inf)
    high = np.max(planes, axis=1, where=finite, initial=-np.inf)
    low, high = np.where(low > high, 0, low), np.where(low > high, 0, high)
    span = high - low
    scale = np.divide(255, span, out=np.zeros_like(span), where=span > 0)
    scaled = (planes - low[:, None]) * scale[:, None]
    if not finite.all():
        scaled = np.nan_to_num(scaled, nan=0, posinf=255, neginf=0)
    data = np.rint(scaled).astype(np.uint8)
    return low.tolist(), high.tolist(), [base64.b64encode(plane).decode() for plane in data]


def _curve(state: TrainState, subject: Subject, resolution: int) -> Document | None:
    """The outputs over the one column of the data, a little beyond it; None if there are more."""
    data = subject.data
    if len(data.columns) != 1:
        return None
    low, high = float(data.raw.min()), float(data.raw.max())
    margin = 0.1 * (high - low)
    x = np.linspace(low - margin, high + margin, resolution)
    return {"x": x, "values": wide(_outputs(state, data.inputs_of(x[:, None])))}


def _parameters(state: TrainState) -> Document:
    layers = [
        {name: np.ascontiguousarray(array, np.float32) for name, array in view.named().items()}
        for view in state.network.views(state.parameters)
    ]
    return {"layers": layers}


def _trace(state: TrainState, subject: Subject, example: int) -> Document:
    """Forward and backward of one training row, as outside of training."""
    row = slice(min(example, len(subject.x) - 1), min(example, len(subject.x) - 1) + 1)
    return traces.trace(Pass("backward", state, subject.x[row], subject.y[row]).run())


def _histograms(state: TrainState, subject: Subject, bins: int) -> Document:
    """How the numbers of each layer are spread, over the first training rows."""
    seen = look(state, subject.x[:MOST_ROWS], subject.y[:MOST_ROWS])
    layers = [
        {
            "index": ahead.index,
            "quantities": {
                "z": _histogram(ahead.z, bins),
                "a": _histogram(ahead.a, bins),
                "w": _histogram(ahead.w, bins),
                "grad_z": _histogram(back.grad_z, bins),
                "grad_w": _histogram(back.grad_w, bins),
            },
        }
        for ahead, back in zip(seen.forward.layers, seen.layers, strict=True)
    ]
    return {"bins": bins, "layers": layers}


def _histogram(values: Array, bins: int) -> Document:
    """`counts` of equally wide bins from `min` to `max`; what is not finite is counted beside."""
    finite = values[np.isfinite(values)].astype(np.float64)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    counts, _ = np.histogram(finite, bins, (low, high if high > low else low + 1))
    lost = values.size - finite.size
    return {"min": low, "max": high, "counts": counts.astype(np.int64), "not_finite": lost}


def _parts(subject: Rows) -> dict[str, tuple[Array, Array]]:
    parts = {"train": (subject.x, subject.y)}
    if subject.x_validation is not None and subject.y_validation is not None:
        parts["validation"] = (subject.x_validation, subject.y_validation)
    return {name: (x[:MOST_ROWS], y[:MOST_ROWS]) for name, (x, y) in parts.items()}


def _outputs(state: TrainState, x: Array) -> Array:
    return outputs(state.network, state.parameters, x, state.running).a


def _predictions(state: TrainState, subject: Subject) -> Document:
    """What the network answers to the first rows of each part, (N, D_out)."""
    return {
        name: np.ascontiguousarray(_outputs(state, x), np.float32) for name, (x, _) in _parts(subject).items()
    }


def _confusion(state: TrainState, subject: Subject) -> Document | None:
    """How often each class (row) was taken for each (column); None where the outputs are no classes."""
    matched, data = LOSSES[state.network.loss].activation, subject.data
    if matched is None or (matched == "sigmoid" and subject.y.shape[1] > 1):
        return None
    counts = {
        name: _counts(_classes(y), _classes(_outputs(state, x)), len(data.targets))
        for name, (x, y) in _parts(subject).items()
    }
    return {"classes": list(data.targets), **counts}


def _classes(outputs: Array) -> Whole:
    return outputs.argmax(axis=1) if outputs.shape[1] > 1 else (outputs[:, 0] >= 0.5).astype(np.intp)


def _counts(right: Whole, taken: Whole, classes: int) -> Whole:
    flat = np.bincount(right * classes + taken, minlength=classes * classes)
    return flat.reshape(classes, classes)
