"""Requests as OpenTelemetry spans, where that is asked for and its API is installed.

The API alone records nothing: whoever wants spans installs an SDK, and starts the server under
`opentelemetry-instrument`. A span tells of the route, never of the path.
"""

from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import Any, Protocol

from starlette.types import Scope


class Span(Protocol):
    def set_attribute(self, key: str, value: str | int) -> object: ...

    def update_name(self, name: str) -> object: ...


class Tracer:
    """Spans of requests, which go on with the trace that a `traceparent` header names."""

    def __init__(self) -> None:
        """Raises ModuleNotFoundError where opentelemetry-api is not installed."""
        trace: Any = import_module("opentelemetry.trace")
        self._extract: Any = import_module("opentelemetry.propagate").extract
        self._tracer: Any = trace.get_tracer("mlpscope")
        self._server: Any = trace.SpanKind.SERVER

    def request(self, scope: Scope, method: str) -> AbstractContextManager[Span | None]:
        carrier = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        return self._tracer.start_as_current_span(method, context=self._extract(carrier), kind=self._server)


class NoTracer:
    def request(self, scope: Scope, method: str) -> AbstractContextManager[Span | None]:
        return nullcontext()


def tracer(wanted: bool) -> Tracer | NoTracer:
    return Tracer() if wanted else NoTracer()


def describe(span: Span | None, method: str, route: str, status: int) -> None:
    """Names a span by the OpenTelemetry conventions for HTTP servers."""
    if span is not None:
        span.update_name(f"{method} {route}")
        span.set_attribute("http.request.method", method)
        span.set_attribute("http.route", route)
        span.set_attribute("http.response.status_code", status)
