"""All there is to choose from, and how large a request may be."""

from fastapi import Response

from app import limits
from app.answer import answer
from app.api.common import App
from app.api.route import api_router
from app.catalog import catalog
from app.schemas.catalog import Catalog

router = api_router("", "catalog")


@router.get("/catalog", response_model=Catalog)
async def read_catalog(app: App) -> Response:
    """Activations, losses, initializers, optimizers, schedules and ready-made networks."""
    return answer({**catalog(), **limits.document(app.settings)})
