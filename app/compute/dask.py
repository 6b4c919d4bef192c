"""Workers on other machines: those of a Dask scheduler.

The library is imported when it is first needed, and speaks to the scheduler in threads of its own.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

from app.compute.workers import CHECK_SECONDS, ComputeError, Lost

T = TypeVar("T")

LOG = logging.getLogger(__name__)

CONNECT_SECONDS = 2.0
# How often is looked who is there: while all is well, and while it is waited for.
LOOK_SECONDS, WAIT_SECONDS = 1.0, 0.1
# A scheduler that stands still keeps its connections, and is away all the same.
SILENT_SECONDS = 10.0

CONFIG = {
    # A network of a million parameters with Adam takes 24 MB.
    "distributed.admin.large-graph-warning-threshold": "1 GiB",
    "distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s",
    # Without this it would print to the console by handlers of its own.
    "logging": {"version": 1, "disable_existing_loggers": False},
}


class Dask:
    """A connection to the scheduler at dask://host:port, made again whenever it is lost.

    Work waits for the scheduler and for a first worker, but no longer than so many seconds.
    """

    # A round trip takes about 12 ms: four frames on screen are 66 ms, so 50 ms and more of them are work.
    looks = 4
    slice_seconds = 0.2

    def __init__(self, address: str, patience: float) -> None:
        self._address = address.replace("dask://", "tcp://", 1)
        self._patience = patience
        self._client: Any = None
        self._executor: Executor | None = None
        self._link: object = None
        self._heard = 0.0
        self._keeper: asyncio.Task[None] | None = None
        self._closed = False
        self.count = 0

    def start(self) -> None:
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        executor, link = await self._ready()
        future = await asyncio.to_thread(executor.submit, function, *args)
        answer = asyncio.wrap_future(future)
        try:
            while not answer.done():
                await asyncio.wait((answer,), timeout=LOOK_SECONDS)
                if not answer.done() and (await self._ready())[1] is not link:
                    raise Lost  # of this work the new scheduler has never heard
        finally:
            if not answer.done():  # Dask waits for its own thread here
                asyncio.get_running_loop().run_in_executor(None, future.cancel)
        if answer.cancelled():
            raise Lost
        error = answer.exception()
        if isinstance(error, OSError) or type(error).__name__ == "KilledWorker":
            raise Lost from error
        return answer.result()

    async def check(self) -> None:
        self.start()
        if missing := self._missing():
            raise ComputeError(missing)
        try:
            await asyncio.wait_for(self.run(os.getpid), CHECK_SECONDS)
        except Lost:
            raise ComputeError("The connection to the Dask scheduler was lost just now.") from None
        except TimeoutError:
            raise ComputeError(f"No Dask worker answered in {CHECK_SECONDS} s.") from None

    def close(self) -> None:
        self._closed = True
        if self._keeper is not None:
            self._keeper.cancel()
        if self._client is not None:
            self._client.close(timeout=CONNECT_SECONDS)

    async def _ready(self) -> tuple[Executor, object]:
        """What takes work, and the link to the scheduler that it goes by. Raises ComputeError."""
        self.start()
        deadline = time.monotonic() + self._patience
        while missing := self._missing():
            if time.monotonic() >= deadline:
                raise ComputeError(f"{missing} Nothing can be trained until that is mended.")
            await asyncio.sleep(WAIT_SECONDS)
        assert self._executor is not None
        return self._executor, self._link

    def _missing(self) -> str:
        """What is missing to take work, as a sentence; empty where nothing is."""
        client = self._client
        if client is None or client.status != "running" or client.scheduler_comm is not self._link:
            return "The Dask scheduler cannot be reached."
        if time.monotonic() - self._heard > SILENT_SECONDS:
            return "The Dask scheduler does not answer."
        return "" if self.count else "The Dask scheduler has no workers."

    async def _keep(self) -> None:
        """Looks who is there, again and again, and connects where nothing is."""
        before = ""
        while True:
            try:
                await asyncio.to_thread(self._look)
            except Exception as error:  # of the network, and whatever the library makes of it
                self.count = 0
                LOG.debug("%s: %s", self._address, error)
            missing = self._missing()
            if missing != before:
                LOG.warning("%s (%s)", missing or f"{self.count} Dask workers are there.", self._address)
            before = missing
            await asyncio.sleep(WAIT_SECONDS if missing else LOOK_SECONDS)

    def _look(self) -> None:
        """Counts the workers; in a thread, since all of this waits for answers."""
        client: Any = self._client
        if client is None or client.status in ("closing", "closed"):
            client = self._connect()
        if client.status != "running":
            self.count = 0
            return
        link, count = client.scheduler_comm, len(client.nthreads())
        self._link, self.count, self._heard = link, count, time.monotonic()

    def _connect(self) -> Any:
        import dask.config

        dask.config.set(CONFIG)
        from distributed import Client

        client: Any = Client(self._address, timeout=CONNECT_SECONDS, set_as_default=False)
        self._client, self._executor = client, client.get_executor(pure=False)
        if self._closed:  # meanwhile
            client.close(timeout=CONNECT_SECONDS)
        return client
