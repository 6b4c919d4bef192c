"""For whoever runs the server: is it alive, and can it serve."""

from fastapi import Response

from app.answer import answer
from app.api.common import App
from app.api.route import api_router
from app.runs import stopping
from app.schemas.answers import Health
from app.web import app_version

router = api_router("", "health")


@router.get("/health", response_model=Health)
async def health() -> Response:
    """The process answers."""
    return answer({"status": "ok", "version": app_version()})


@router.get("/ready", response_model=Health)
async def ready(app: App) -> Response:
    """The store answers and a worker does, and the server is not about to end; 503 otherwise."""
    if app.talks.stopping:
        raise stopping("The server is stopping.")
    await app.store.check()
    await app.compute.workers.check()
    return answer({"status": "ok", "version": app_version()})
