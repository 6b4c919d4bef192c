"""Around everything else: names each request, and tells logs, meters and traces what became of it."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import request_id
from app.operations import logs, meters, tracing
from app.security import header

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
NO_ROUTE, FILES = "(none)", "/static"
# What starts an answer, to a request or in place of taking up a socket.
STARTS = {"http.response.start", "websocket.http.response.start"}
ACCEPTED = 101


class ObservedMiddleware:
    def __init__(self, app: ASGIApp, tracer: tracing.Tracer | tracing.NoTracer) -> None:
        self.app, self.tracer = app, tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        id = request_id.take(header(scope, request_id.HEADER))
        method = method_of(scope)
        began, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] in STARTS or message["type"] == "websocket.accept":
                status = message.get("status", ACCEPTED)
                message["headers"] = [*message.get("headers", ()), (request_id.HEADER, id.encode())]
                if status == ACCEPTED:  # told now: it may stay open for hours
                    meters.REQUESTS.labels(method, route_of(scope), str(status)).inc()
            await send(message)

        with self.tracer.request(scope, method) as span:
            try:
                await self.app(scope, receive, noting)
            finally:
                tell(method, route_of(scope), status or 500, time.perf_counter() - began)
                tracing.describe(span, method, route_of(scope), status or 500)


def tell(method: str, route: str, status: int, seconds: float) -> None:
    if status != ACCEPTED:
        meters.REQUESTS.labels(method, route, str(status)).inc()
        meters.REQUEST_SECONDS.labels(method, route).observe(seconds)
    logs.request(method, route, status, seconds)


def method_of(scope: Scope) -> str:
    """Few, whatever a client makes up."""
    if scope["type"] == "websocket":
        return "WEBSOCKET"
    return scope["method"] if scope["method"] in METHODS else "OTHER"


def route_of(scope: Scope) -> str:
    """The template of the path, once it is known: `/api/v1/networks/{id}`."""
    files = FILES if scope["path"].startswith(FILES + "/") else NO_ROUTE
    return getattr(scope.get("route"), "path", files)
