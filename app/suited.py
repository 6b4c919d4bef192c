"""What a network for some data has to look like, before there is one."""

from typing import Any

import numpy as np

from app.data import prepared
from app.rows import rows
from app.source import Source
from engine.datasets import OUTPUTS, Data
from engine.losses import LOSSES

Json = dict[str, Any]


def previewed(source: Source, limit: int) -> Json:
    """At most `limit` rows of each part, and which inputs, output and loss suit them. Raises RuleError."""
    data, fit = suited(source)
    return {**rows(data, limit), **fit, "dropped": source.count(len(data.raw)) - len(data.raw)}


def suited(source: Source) -> tuple[Data, Json]:
    """The rows under the loss that suits their targets, and what a network for them has to look like.

    Two classes are one output between 0 and 1, whether they came as words or as numbers.
    """
    data = prepared(source, None)
    if data.task == "classes" and len(data.targets) == 2:
        data = prepared(source, "binary_cross_entropy")
    activation, units = OUTPUTS[data.task], data.y.shape[1]
    loss = next(
        (loss.name for loss in LOSSES.values() if loss.activation == activation), "mean_squared_error"
    )
    return data, {
        "inputs": data.x.shape[1],
        "output": {"units": units, "activation": activation},
        "loss": loss,
        "classes": [
            {"name": name, "count": count} for name, count in zip(data.targets, _counts(data), strict=False)
        ],
    }


def _counts(data: Data) -> list[int]:
    """How many rows there are of each class; none where the targets are numbers."""
    if data.task == "regression":
        return []
    y = np.concatenate([data.y, data.y_validation])
    labels = y.argmax(axis=1) if data.task == "classes" else y[:, 0].astype(np.intp)
    return np.bincount(labels, minlength=len(data.targets)).tolist()
