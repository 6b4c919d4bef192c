"""Requests as OpenTelemetry spans: named by their route, going on with the trace of whoever asked."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from opentelemetry import trace

from app.main import create_app
from app.settings import Settings
from app.store.memory import MemoryStore

TRACE = "0af7651916cd43dd8448eb211c80319c"


@dataclass
class Recorded:
    """A span, and the tracer that makes it."""

    name: str = ""
    parent: int = 0
    attributes: dict[str, Any] = field(default_factory=dict[str, Any])

    @contextmanager
    def start_as_current_span(self, name: str, context: Any, kind: Any) -> Generator["Recorded"]:
        self.parent = trace.get_current_span(context).get_span_context().trace_id
        yield self

    def update_name(self, name: str) -> None:
        self.name = name

    def set_attribute(self, key: str, value: Any) -> None:
        self.attributes[key] = value


def asked(settings: Settings) -> None:
    """One request to an application with these settings, under a trace."""

    async def ask() -> None:
        transport = httpx.ASGITransport(create_app(settings, MemoryStore()))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
            assert (await client.get("/api/v1/health", headers=headers)).status_code == 200

    asyncio.run(ask())


def test_a_request_is_a_span_of_the_trace_that_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    span = Recorded()
    monkeypatch.setattr(trace, "get_tracer", lambda name: span)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    asked(Settings(tracing=True))
    assert span.name == "GET /api/v1/health"
    assert f"{span.parent:032x}" == TRACE
    assert span.attributes == {
        "http.request.method": "GET",
        "http.route": "/api/v1/health",
        "http.response.status_code": 200,
    }


def test_nothing_is_traced_unless_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    span = Recorded()
    monkeypatch.setattr(trace, "get_tracer", lambda name: span)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    asked(Settings())
    assert span == Recorded()


def test_a_request_is_served_where_no_spans_are_recorded() -> None:
    asked(Settings(tracing=True))
