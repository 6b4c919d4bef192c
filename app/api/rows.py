"""The rows that a network learns from, as they were and as it sees them."""

from fastapi import Response

from app.answer import answer
from app.api.common import App, Current, Limit
from app.api.route import api_router
from app.errors import NotFound
from app.rows import rows
from app.schemas.data import DataRows

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
