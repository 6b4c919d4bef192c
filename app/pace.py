"""How fast a client is read on its sockets: whoever says more than its rate waits, in its own connection.

Nothing is refused or lost: what is not read yet fills the buffers on the way, and then nothing more is sent.
"""

import asyncio
import time
from collections.abc import Callable
from importlib import import_module

from app.settings import AUTO, NONE

# So many seconds of its rate a client may have said at once.
BURST_SECONDS = 1.0


class Pace:
    """Of all clients; each is told apart as for all rates."""

    def __init__(self, rate: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = 0.0
        if rate not in (AUTO, NONE):
            parsed = import_module("limits").parse(rate)
            self._seconds = parsed.get_expiry() / parsed.amount
        self._clock = clock
        self._due: dict[str, float] = {}

    async def turn(self, client: str) -> None:
        """Before its next message: lets all others have theirs, and waits for as long as it was too fast."""
        await asyncio.sleep(self._wait(client) if self._seconds else 0)

    def _wait(self, client: str) -> float:
        """Seconds until the client is no more ahead of its rate than it may be; one message is counted."""
        now = self._clock()
        if client not in self._due:
            self._due = {other: due for other, due in self._due.items() if due > now}
        due = max(self._due.get(client, now), now)
        self._due[client] = due + self._seconds
        return max(0.0, due - now - BURST_SECONDS)
