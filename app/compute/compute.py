"""Where work is done: small work at once, on the event loop; larger work in a thread; training by workers.

So the loop never waits long. A thread is enough for one pass: NumPy lets go of the interpreter in the matrix
products that make it large. Training is many small calls, which do not let go, so it has processes.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from app.compute.pool import Pool
from app.compute.workers import ComputeError, Lost, Workers
from app.worker import Keyed, Missing, work
from engine.training import TrainState

P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V")

# About a millisecond of NumPy: less than what handing over to a thread may cost under load.
INLINE_WORK = 200_000
ALWAYS_ASIDE = INLINE_WORK + 1

# Work that was lost with its worker is done again; work that takes every worker along is given up.
ATTEMPTS = 4


class Compute:
    """What the workers are is theirs to know; left out, they are processes of this machine."""

    def __init__(self, workers: Workers | None = None) -> None:
        self.threads = os.cpu_count() or 1
        self.workers = workers or Pool()
        self._threads = ThreadPoolExecutor(self.threads, thread_name_prefix="compute")
        # What was handed over and is not back: more than there are to do it is what waits in line.
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
        """`function(state, given, *args)` by a worker: a pure function, found there by its name.

        What is given goes along only once a worker has said that it lacks it, and then until it is done:
        so it does not matter which of them is asked next. Raises ComputeError if none can do it.
        """
        sent: V | None = None
        lost = 0
        while lost < ATTEMPTS:
            try:
                with self._counted("processes"):
                    answer: Any = await self.workers.run(work, function, state, given.key, sent, *args)
            except Lost:
                lost += 1
                continue
            if not isinstance(answer, Missing):
                return answer
            sent = given.value
        raise ComputeError("Every worker that was given this work has ended, so it was given up.")

    @contextmanager
    def _counted(self, pool: Literal["threads", "processes"]) -> Generator[None]:
        self.under_way[pool] += 1
        try:
            yield
        finally:
            self.under_way[pool] -= 1

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        self.workers.close()
