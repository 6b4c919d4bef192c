"""Workers on this machine: processes of the server's own, which end with it."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from typing import Any, TypeVar

from app.compute.workers import CHECK_SECONDS, ComputeError, Lost
from app.worker import prepare

T = TypeVar("T")


class Pool:
    """Processes that are started when they are first needed, and replaced when one is killed."""

    # The way there and back takes well under a millisecond; watched, it costs one frame of two.
    looks = 2
    slice_seconds = 0.05

    def __init__(self, count: int | None = None) -> None:
        self.count = count or os.cpu_count() or 1
        self._processes: asyncio.Future[Executor] | None = None

    def start(self) -> None:
        self._started()

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        processes = await asyncio.shield(self._started())
        try:
            return await asyncio.wrap_future(processes.submit(function, *args))
        except BrokenExecutor:
            self._replace(processes)
            raise Lost from None

    async def check(self) -> None:
        try:
            await asyncio.wait_for(self.run(os.getpid), CHECK_SECONDS)
        except Lost:
            raise ComputeError("The workers have ended; new ones are being started.") from None
        except TimeoutError:
            raise ComputeError(f"No worker answered in {CHECK_SECONDS} s.") from None

    def close(self) -> None:
        if self._processes is not None and self._processes.done():
            self._processes.result().shutdown(cancel_futures=True)

    def _started(self) -> asyncio.Future[Executor]:
        """The processes, in a moment: the loop goes on while they are started."""
        if self._processes is None:
            self._processes = asyncio.ensure_future(asyncio.to_thread(started, self.count))
        return self._processes

    def _replace(self, broken: Executor) -> None:
        """Others may have found it broken too, and replaced it already."""
        if self._processes is not None and self._processes.done() and self._processes.result() is broken:
            self._processes = None
            broken.shutdown(wait=False)


def started(count: int) -> Executor:
    """Processes that take work. Waits until the first is there, since all that it imports is read before."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.worker", "app.showing"])  # read once, and shared by all
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=prepare)
    for _ in range(count):
        pool.submit(os.getpid)
    return pool
