"""The rows that a network learns from, as they were and as it sees them."""

from typing import Any

from fastapi import Response

from app.answer import answer
from app.api.common import App, Current, Limit
from app.api.route import api_router
from app.documents import wide
from app.errors import NotFound
from app.schemas.data import DataRows
from engine.datasets import Data
from engine.types import Array

router = api_router("/networks/{id}", "data")


@router.get("/rows", response_model=DataRows)
async def read_rows(app: App, session: Current, limit: Limit) -> Response:
    """Training and validation rows: raw columns, what the network is fed, and its targets."""
    data = session.data
    if data is None:
        raise NotFound(f"Network {session.id} has no data.")
    version, size = (
        session.kept.version,
        min(limit.limit, len(data.raw)) * (data.raw.shape[1] + data.x.shape[1]),
    )
    document = await app.compute.run(size, rows, data, limit.limit)
    return answer(document, version=version)


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
