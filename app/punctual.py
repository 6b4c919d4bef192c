"""Whoever begins a request has to end it in time: else a few silent clients could hold all connections."""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app import errors


class Punctual(HttpToolsProtocol):
    """A request, head and body, arrives within so many seconds of the connection or, on one that is kept,
    of its own first byte; or the connection ends, with 408 where nothing was answered yet."""

    def __init__(self, seconds: float, **given: Any) -> None:
        super().__init__(**given)
        self._seconds = seconds
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().connection_made(transport)
        self._expect()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._late is None:
            self._expect()

    def on_message_complete(self) -> None:
        self._arrived()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._arrived()
        super().handle_websocket_upgrade()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def _expect(self) -> None:
        self._late = asyncio.get_running_loop().call_later(self._seconds, self._end)

    def _arrived(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _end(self) -> None:
        cycle = cast(RequestResponseCycle | None, self.cycle)  # none before the first request
        if cycle is None or cycle.response_complete:
            content = errors.document(408, f"A request must arrive within {self._seconds:g} seconds.")
            head = (
                f"content-type: {errors.PROBLEM_JSON}\r\ncontent-length: {len(content)}\r\nconnection: close"
            )
            self.transport.write(f"HTTP/1.1 408 Request Timeout\r\n{head}\r\n\r\n".encode() + content)
        self.transport.close()
