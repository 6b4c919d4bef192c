"""The rows of data, as a document."""

from typing import Any

from app.documents import wide
from engine.datasets import Data
from engine.types import Array


def rows(data: Data, limit: int) -> dict[str, Any]:
    """At most `limit` of each part, the first ones."""

    def part(x: Array, y: Array, places: tuple[int, ...]) -> dict[str, Any]:
        kept = list(places[:limit])
        return {"rows": kept, "raw": wide(data.raw[kept]), "x": wide(x[:limit]), "y": wide(y[:limit])}

    aside = part(data.x_validation, data.y_validation, data.rows_validation)
    return {
        "task": data.task,
        "columns": list(data.columns),
        "features": [feature.name for feature in data.features],
        "targets": list(data.targets),
        "outputs": list(data.outputs),
        "count": {"train": len(data.x), "validation": len(data.x_validation)},
        "train": part(data.x, data.y, data.rows),
        "validation": aside if data.rows_validation else None,
    }
