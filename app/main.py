"""The application factory: settings in, an ASGI application out."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import errors, openapi, pages
from app.api import (
    arrival,
    catalog,
    copies,
    datasets,
    diagnosis,
    exchange,
    exercises,
    explain,
    health,
    live,
    look,
    networks,
    passes,
    rooms,
    rows,
    surface,
    training,
    undo,
)
from app.api.common import Parts
from app.compute import Compute
from app.expiry import Expiry, touch_seconds
from app.quota import Quota
from app.rooms import Rooms
from app.runs import Runs
from app.security import BodyLimitMiddleware, CompressionMiddleware, SecurityMiddleware
from app.sessions import Sessions
from app.settings import Settings, load
from app.store import open_store
from app.store.base import Store
from app.web import app_version

# The busiest first: routes are tried in order.
ROUTERS = (
    passes.router,
    explain.router,
    networks.router,
    training.router,
    diagnosis.router,
    surface.router,
    rows.router,
    exchange.router,
    arrival.router,
    undo.router,
    copies.router,
    look.router,
    datasets.router,
    catalog.router,
    health.router,
    live.router,
    rooms.router,
    exercises.router,
)


def create_app(settings: Settings | None = None, store: Store | None = None) -> FastAPI:
    """The application. Its store is the given one, or opened when the server starts."""
    settings = settings or load()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        kept = store or open_store(settings)
        compute = Compute()
        days = settings.expire_days
        sessions = Sessions(
            kept, compute, settings.cached_networks, settings.lease_seconds, touch_seconds(days)
        )
        runs, sockets = Runs(compute, sessions), Quota("live sockets", settings.max_sockets)
        held = Quota("rooms", settings.max_rooms)
        classes = Rooms(sessions, held, settings.max_followers, settings.room_seconds)
        app.state.parts = Parts(settings, kept, sessions, compute, runs, sockets, classes)
        expiry = asyncio.create_task(Expiry(kept, sessions.forget, days).go())
        yield
        expiry.cancel()
        compute.close()
        await kept.close()

    app = FastAPI(
        title="mlpscope",
        version=app_version(),
        description=openapi.DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    for router in ROUTERS:
        app.router.routes.extend(router.routes)  # including them would cost each request another look-up
    errors.install(app)
    pages.install(app)
    openapi.install(app, settings)
    app.add_middleware(BodyLimitMiddleware, limit=settings.max_body)
    app.add_middleware(CompressionMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(SecurityMiddleware, allowed_hosts=settings.allowed_hosts)
    return app
