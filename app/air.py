"""What servers say to one another about a network that is watched: headers, some with a frame behind them.

Saying waits for nobody: what cannot be sent soon enough is lost, as on any air.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex
from typing import Any

import orjson

from app.operations import meters
from app.relay.base import Relay, Subscription

# What waits to be sent, at most, and how long a server that ends waits for it.
MOST_BYTES = 32_000_000
FLUSH_SECONDS = 2.0

Header = dict[str, Any]


class Air:
    """Of this server, which has a name of its own. `seconds` is how long one that is silent is waited for."""

    def __init__(self, relay: Relay, seconds: float) -> None:
        self._relay, self.seconds = relay, seconds
        self.server = token_hex(8)
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._bytes = 0
        self._sending: asyncio.Task[None] | None = None

    @property
    def shared(self) -> bool:
        """Whether other servers may be on it."""
        return self._relay.shared

    def say(self, channel: str, body: bytes = b"", **header: object) -> None:
        """Says a header, and what may stand behind it."""
        message = orjson.dumps({"from": self.server, **header}) + b"\n" + body
        if self._bytes + len(message) > MOST_BYTES:
            meters.RELAYED.labels("lost").inc()
            return
        self._waiting.append((channel, message))
        self._bytes += len(message)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())

    async def listen(
        self, channel: str, heard: Callable[[Header, bytes], None], missed: Callable[[], None]
    ) -> Subscription:
        """Hears what others say; its own words come back to no server."""

        def hear(message: bytes) -> None:
            head, _, body = message.partition(b"\n")
            header: Header = orjson.loads(head)
            if header["from"] != self.server:
                heard(header, body)

        return await self._relay.subscribe(channel, hear, missed)

    async def close(self) -> None:
        """Says what is left to say, as far as that is done in time."""
        if self._sending is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._sending, FLUSH_SECONDS)

    async def _send(self) -> None:
        while self._waiting:
            channel, message = self._waiting.popleft()
            await self._relay.publish(channel, message)
            self._bytes -= len(message)


def watchers_of(id: str) -> str:
    """The channel on which a run speaks to those who watch the network on other servers."""
    return f"watch:{id}"


def run_of(id: str) -> str:
    """The channel on which they answer."""
    return f"run:{id}"
