"""The sockets that are open, so that a server that ends can say good-bye on each."""

import asyncio
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Protocol

# RFC 6455's registry: the server restarts, and a client may come back.
RESTART = 1012
REASON = "The server is stopping; what was done is saved."
# How long the others are waited for; whoever hears nothing is cut off.
FAREWELL_SECONDS = 2.0


class Ended(Protocol):
    def end(self) -> None:
        """Nothing is said after what is said already."""
        ...


class Talks:
    """All that is talked on sockets. `stopping` is true from the time on when it is to end."""

    def __init__(self) -> None:
        self._open: set[Ended] = set()
        self.stopping = False

    @contextmanager
    def one_more(self, talk: Ended) -> Generator[None]:
        self._open.add(talk)
        if self.stopping:
            talk.end()
        try:
            yield
        finally:
            self._open.discard(talk)

    async def stop(self) -> None:
        """Ends all, and waits for those who say good-bye in return."""
        self.stopping = True
        for talk in tuple(self._open):
            talk.end()
        deadline = time.monotonic() + FAREWELL_SECONDS
        while self._open and time.monotonic() < deadline:
            await asyncio.sleep(0.02)

    @property
    def farewell(self) -> tuple[int, str]:
        """The code and the reason with which a socket is closed by this side."""
        return (RESTART, REASON) if self.stopping else (1000, "")
