"""The application factory: settings in, an ASGI application out."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from app import errors, openapi, pages, sign_in
from app.access import Token
from app.air import Air
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
    metrics,
    networks,
    passes,
    rooms,
    rows,
    surface,
    training,
    undo,
)
from app.api.common import Parts
from app.compute import Compute, open_workers
from app.expiry import Expiry, touch_seconds
from app.guard import GuardMiddleware
from app.operations.metered import metered
from app.operations.observed import ObservedMiddleware
from app.operations.tracing import tracer
from app.pace import Pace
from app.quota import Quota
from app.rates import Rates
from app.register import open_register
from app.relay import open_relay
from app.rooms import Rooms
from app.runs import Runs
from app.security import BodyLimitMiddleware, CompressionMiddleware, SecurityMiddleware
from app.sessions import Sessions
from app.settings import Settings, load
from app.store import open_store
from app.store.base import Store
from app.talks import Talks
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
    metrics.router,
    live.router,
    rooms.router,
    exercises.router,
)


def create_app(settings: Settings | None = None, store: Store | None = None) -> FastAPI:
    """The application. Its store is the given one, or opened when the server starts."""
    settings = settings or load()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        kept, relay = metered(store or open_store(settings)), open_relay(settings)
        compute = Compute(open_workers(settings))
        days = settings.expire_days
        register, touched = open_register(settings), touch_seconds(days)
        sessions = Sessions(
            kept, compute, settings.cached_networks, settings.lease_seconds, touched, register.lent
        )
        air = Air(relay, settings.lease_seconds)
        runs = Runs(compute, sessions, Quota("training runs", settings.max_runs), air)
        sockets, talks = Quota("live sockets", settings.max_sockets), Talks()
        held = Quota("rooms", settings.max_rooms)
        classes = Rooms(sessions, register, relay, held, settings.max_followers)
        app.state.parts = Parts(
            settings, kept, sessions, compute, runs, sockets, classes, talks, Pace(settings.message_rate)
        )
        expiry = asyncio.create_task(Expiry(kept, sessions.forget, days).go())
        yield
        expiry.cancel()
        await app.state.parts.stop()
        await classes.close()
        await register.close()
        compute.close()
        await air.close()
        await relay.close()
        await kept.close()

    app = Application(
        settings,
        title="mlpscope",
        version=app_version(),
        description=openapi.DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        # FastAPI's own spans would carry paths and queries, and with them what lets in whoever knows it.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    for router in ROUTERS:
        app.router.routes.extend(router.routes)  # including them would cost each request another look-up
    errors.install(app)
    pages.install(app)
    sign_in.install(app)
    openapi.install(app, settings)
    app.add_middleware(BodyLimitMiddleware, limit=settings.max_body)
    app.add_middleware(CompressionMiddleware, minimum_size=1000, compresslevel=5)
    token = None if settings.token is None else Token(settings.token.get_secret_value())
    app.state.token, app.state.rates = token, Rates(settings)
    app.add_middleware(GuardMiddleware, rates=app.state.rates, token=token)
    return app


class Application(FastAPI):
    """Answers to what nobody foresaw are observed, and say what a browser may do, like all the others."""

    def __init__(self, settings: Settings, **given: Any) -> None:
        self._settings = settings
        super().__init__(**given)

    def build_middleware_stack(self) -> ASGIApp:
        inner = SecurityMiddleware(super().build_middleware_stack(), self._settings.allowed_hosts)
        return ObservedMiddleware(inner, tracer(self._settings.tracing))
