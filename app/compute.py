"""Where work is done: small work at once, on the event loop; larger work in a thread; training in processes.

So the loop never waits long. A thread is enough for one pass: NumPy lets go of the interpreter in the matrix
products that make it large. Training is many small calls, which do not let go, so it has processes.
"""

import asyncio
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from app.worker import Keyed, Missing, prepare, work
from engine.training import TrainState

P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V")

# About a millisecond of NumPy: less than what handing over to a thread may cost under load.
INLINE_WORK = 200_000
ALWAYS_ASIDE = INLINE_WORK + 1

# A worker that is killed is replaced and its work done again; work that kills every worker is given up.
ATTEMPTS = 4


# A worker gives way to the server, and may have a line of slices before it.
CHECK_SECONDS = 8.0


class ComputeError(Exception):
    """No worker answers; the message is a sentence for the person who runs the server."""


class Compute:
    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="compute")
        self._processes: asyncio.Future[Executor] | None = None
        self.workers = os.cpu_count() or 1
        # What was handed to each pool and is not back: more than its workers is what waits in line.
        self.under_way: Counter[str] = Counter(threads=0, processes=0)

    async def run(self, work: int, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args)`, of about `work` multiply-adds or numbers written."""
        if work <= INLINE_WORK:
            return function(*args, **kwargs)
        loop = asyncio.get_running_loop()
        with self._counted("threads"):
            return await loop.run_in_executor(self._threads, lambda: function(*args, **kwargs))

    async def train(
        self,
        function: Callable[Concatenate[TrainState, V, ...], T],
        state: TrainState,
        given: Keyed[V],
        *args: Any,
    ) -> T:
        """`function(state, given, *args)` in a worker process: a pure function, found there by its name."""
        sent: V | None = None
        for attempt in range(ATTEMPTS):
            pool = await self._pool()
            try:
                task = pool.submit(work, function, state, given.key, sent, *args)
                with self._counted("processes"):
                    answer: Any = await asyncio.wrap_future(task)
            except BrokenExecutor:
                if attempt == ATTEMPTS - 1:
                    raise
                self._replace(pool)
                continue
            if not isinstance(answer, Missing):
                return answer
            sent = given.value
        raise RuntimeError("no worker kept what it was sent")

    async def check(self) -> None:
        """Raises ComputeError if no worker answers in time; a broken pool is replaced by the way."""
        pool = await self._pool()
        try:
            await asyncio.wait_for(asyncio.wrap_future(pool.submit(os.getpid)), CHECK_SECONDS)
        except BrokenExecutor:
            self._replace(pool)
            raise ComputeError("The workers have ended; new ones are being started.") from None
        except TimeoutError:
            raise ComputeError(f"No worker answered in {CHECK_SECONDS} s.") from None

    @contextmanager
    def _counted(self, pool: Literal["threads", "processes"]) -> Generator[None]:
        self.under_way[pool] += 1
        try:
            yield
        finally:
            self.under_way[pool] -= 1

    def warm_up(self) -> None:
        """Starts the worker processes, so that the first slice need not wait for them."""
        self._started()

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        if self._processes is not None and self._processes.done():
            self._processes.result().shutdown(cancel_futures=True)

    async def _pool(self) -> Executor:
        return await asyncio.shield(self._started())

    def _started(self) -> "asyncio.Future[Executor]":
        """The processes, in a moment: the loop goes on while they are started."""
        if self._processes is None:
            self._processes = asyncio.ensure_future(asyncio.to_thread(started, self.workers))
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
