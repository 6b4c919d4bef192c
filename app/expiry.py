"""Networks that nobody has looked at for a long time are forgotten, except while they are trained."""

import asyncio
import logging
import time
from collections.abc import Callable

from app.store.base import Store, StoreError

log = logging.getLogger(__name__)

DAY = 86_400.0
HOUR = 3_600.0


def touch_seconds(days: float) -> float:
    """How often it is written down that a network is looked at: seldom, as all writing costs."""
    return min(HOUR, days * DAY / 10) if days else HOUR


class Expiry:
    """What time it is, the store knows; `ahead` is how far that clock is ahead of one that nobody can set."""

    def __init__(
        self,
        store: Store,
        forget: Callable[[str], None],
        days: float,
        ahead: Callable[[], float] = lambda: time.time() - time.monotonic(),
    ) -> None:
        self._store, self._forget, self._ahead = store, forget, ahead
        self._seconds, self._every = days * DAY, touch_seconds(days)

    async def go(self) -> None:
        """Sweeps for as long as the server lives; not at all if nothing ever expires.

        A clock may be wrong when the server starts, and may be set while it runs, which makes everything look
        old. So there is time to mend that: the first sweep comes late, and after a jump there is none for a
        day.
        """
        if not self._seconds:
            return
        known = self._ahead()
        await asyncio.sleep(self._every)
        while True:
            jump, known = self._ahead() - known, self._ahead()
            if abs(jump) > self._every:
                log.warning(
                    "The clock was set by %.1f hours: for a day no network is forgotten.", jump / HOUR
                )
                await asyncio.sleep(min(DAY, self._seconds))
                continue
            try:
                await self.sweep()
            except StoreError as error:
                log.warning("idle networks could not be looked for: %s", error)
            await asyncio.sleep(self._every)

    async def sweep(self) -> int:
        """Forgets what is idle; answers how many there were. Raises StoreError."""
        gone = 0
        for id in await self._store.idle(self._seconds):
            if await self._store.expire(id, self._seconds):
                self._forget(id)
                gone += 1
        return gone
