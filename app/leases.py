"""A training run holds its network against all other servers: by a lease, that is renewed until it ends."""

import asyncio
import contextlib
import logging

from app.errors import Problem
from app.store.base import Store, StoreError
from app.tasks import ended

log = logging.getLogger(__name__)

# A lease is renewed so many times while it lasts, so that one answer that is late does not end a run.
RENEWALS = 3


class Taken(Problem):
    """A run holds the network, on this server or another."""

    def __init__(self, id: str) -> None:
        super().__init__(409, f"A training run holds network {id}; wait until it ends, or pause it.")


class Lost(Problem):
    """Another server has taken the network over, since this one was silent for too long."""

    def __init__(self, id: str) -> None:
        detail = f"Another server has taken over network {id}, since this one was silent for too long."
        super().__init__(409, f"{detail} What was saved of the run is kept; read the network again.")


class Lease:
    """Of network `id`, for so many `seconds` at a time. Its `token` goes with every change of its holder."""

    def __init__(self, store: Store, id: str, token: int, seconds: float) -> None:
        self.token = token
        self._store, self._id, self._seconds = store, id, seconds
        self._lost = self._released = False
        self._renewing = asyncio.create_task(self._renew())

    def check(self) -> None:
        """Raises Lost if it is known to be."""
        if self._lost:
            raise Lost(self._id)

    async def release(self) -> None:
        """Once it is released, doing so again waits for nothing. A run is a use, however long it was."""
        if self._released:
            return
        self._released = True
        await ended(self._renewing)
        with contextlib.suppress(StoreError):
            await self._store.touch(self._id)
        with contextlib.suppress(StoreError):  # it ends by itself then
            await self._store.release(self._id, self.token)

    async def _renew(self) -> None:
        while not self._lost:
            await asyncio.sleep(self._seconds / RENEWALS)
            try:
                self._lost = not await self._store.renew(self._id, self.token, self._seconds)
            except StoreError as error:  # the token guards what is written, so trying again is safe
                log.warning("the lease of network %s could not be renewed: %s", self._id, error)
