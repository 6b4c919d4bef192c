"""Everything there is to choose from, as one document, straight from the registries."""

from functools import cache
from typing import Any

import numpy as np

from app import documents
from app.source import Source
from engine.activations import ACTIVATIONS, Activation
from engine.datasets import DATASETS, Dataset, offered
from engine.datasets.split import split
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.presets import PRESETS, DataPreset, HandPreset, Preset
from engine.registry import Entry
from engine.schedules import SCHEDULES

Document = dict[str, Any]

# Where the curves of the activations are sampled: fine enough for a plot, and 0 is one of the points.
CURVE_Z = np.arange(-60, 61) / 10
# Enough points to recognise a shape, and enough rows of many columns to recognise classes.
PREVIEW_VALUES = 200
PREVIEW_ROWS = 40


@cache
def catalog() -> Document:
    """All of it but the limits, which are a matter of settings."""
    return {
        "activations": [_activation(entry) for entry in ACTIVATIONS.values()],
        "losses": [
            {**_entry(entry), "derivative": entry.derivative, "activation": entry.activation}
            for entry in LOSSES.values()
        ],
        "initializers": [_entry(entry) for entry in INITIALIZERS.values()],
        "optimizers": [_entry(entry) for entry in OPTIMIZERS.values()],
        "schedules": [_entry(entry) for entry in SCHEDULES.values()],
        "datasets": [_dataset(entry) for entry in DATASETS.values()],
        "presets": [_preset(preset) for preset in PRESETS.values()],
    }


def _entry(entry: Entry) -> Document:
    return {
        "name": entry.name,
        "label": entry.label,
        "summary": entry.summary,
        "formula": entry.formula,
        "source": entry.source,
        "parameters": entry.parameters,
    }


def _activation(entry: Activation) -> Document:
    return {
        **_entry(entry),
        "derivative": entry.derivative,
        "range": entry.range,
        "initializer": entry.initializer,
        "curve": _curve(entry),
    }


def _dataset(entry: Dataset) -> Document:
    return {
        **_entry(entry),
        "task": entry.task,
        "columns": entry.features,
        "features": offered(entry.features),
        "targets": entry.targets,
        "preview": _preview(entry),
    }


def _preview(entry: Dataset) -> Document:
    """Some rows of seed 0, every class by its share: many where a row is short."""
    table = entry.table(0)
    y = table.y[:, 0]
    wanted = min(max(PREVIEW_VALUES // len(entry.features), PREVIEW_ROWS), len(y))
    _, shown = split(len(y), wanted / len(y), 0, None if entry.task == "regression" else y)
    return {"x": table.x[shown], "y": y[shown]}


def _curve(entry: Activation) -> Document | None:
    """The function and its slope at its default parameters; none for softmax, no function of one z."""
    if not entry.elementwise:
        return None
    own = {parameter.name: parameter.default for parameter in entry.parameters}
    z = CURVE_Z[:, None]
    a = entry.value(z, **own)
    slope = entry.slope(z, a, **own)
    assert slope is not None
    return {"z": CURVE_Z, "a": a[:, 0].copy(), "slope": slope[:, 0].copy()}


def _preset(preset: Preset) -> Document:
    epochs = preset.epochs if isinstance(preset, DataPreset) else None
    return {**_entry(preset), "group": preset.group, "epochs": epochs, "request": request(preset)}


def request(preset: Preset) -> Document:
    """The body of `POST /networks` that makes the preset."""
    body: Document = {
        "name": preset.label,
        "network": documents.network(preset.network),
        "training": documents.training(preset.training),
    }
    if isinstance(preset, DataPreset):
        body["data"] = documents.data_spec(Source(preset.data))
    if isinstance(preset, HandPreset):
        example = preset.example
        body["parameters"] = documents.layers(preset.network, preset.weights)
        body["example"] = {
            "x": example.x,
            "y": example.y,
            "features": example.features,
            "outputs": example.outputs,
            "text": example.text,
        }
    return body
