"""Where work is done: small work at once, on the event loop; larger work in a thread.

So the loop never waits long. A thread is enough here: NumPy lets go of the interpreter in the matrix
products that make work large.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# About a millisecond of NumPy: less than what handing over to a thread may cost under load.
INLINE_WORK = 200_000


class Compute:
    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="compute")

    async def run(self, work: int, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args)`, of about `work` multiply-adds or numbers written."""
        if work <= INLINE_WORK:
            return function(*args, **kwargs)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: function(*args, **kwargs))

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
