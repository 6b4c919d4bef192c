"""Workers on this machine: processes of the server's own, which end with it.

Each has a pipe of its own, so that one that is killed at any moment, even while it answers, takes nothing
along but the work it had. (The pool of the standard library has one pipe for all answers, and waits without
end for the rest of one whose sender was killed.)
"""

import asyncio
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from traceback import format_exc
from typing import Any, TypeVar

from app.compute.workers import CHECK_SECONDS, ComputeError, Lost
from app.worker import prepare

T = TypeVar("T")

CLOSE_SECONDS = 1.0


class Pool:
    """Processes that are started when they are first needed, and replaced when one is killed."""

    # The way there and back takes well under a millisecond; watched, it costs one frame of two.
    looks = 2
    slice_seconds = 0.05

    def __init__(self, count: int | None = None) -> None:
        self.count = count or os.cpu_count() or 1
        # A thread waits for one worker's answer: so many threads, so many workers, and a line before them.
        self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="worker")
        self._idle: deque[_Worker] = deque()
        self._begun = False

    def start(self) -> None:
        if not self._begun:
            self._begun = True
            for _ in range(self.count):
                self._threads.submit(self._call, os.getpid)

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        self.start()
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._call, function, *args)

    async def check(self) -> None:
        try:
            await asyncio.wait_for(self.run(os.getpid), CHECK_SECONDS)
        except Lost:
            raise ComputeError("The workers have ended; new ones are being started.") from None
        except TimeoutError:
            raise ComputeError(f"No worker answered in {CHECK_SECONDS} s.") from None

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        while self._idle:
            self._idle.pop().close(CLOSE_SECONDS)

    def _call(self, function: Callable[..., T], *args: Any) -> T:
        """In a thread. Raises Lost, and what the function raises."""
        worker = self._take()
        try:
            return worker.call(function, *args)
        except Lost:
            worker.close()
            raise
        finally:
            if worker.open:
                self._idle.append(worker)

    def _take(self) -> "_Worker":
        """One that waits for work, or a new one: no more than there are threads."""
        while True:
            try:
                worker = self._idle.pop()
            except IndexError:
                return _Worker()
            if not worker.ended:
                return worker
            worker.close()


class _Worker:
    """A process that calls one function at a time. It ends when this end of its pipe is closed."""

    def __init__(self) -> None:
        """Waits until it is forked. Raises Lost where that fails: what forks it may be killed too."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["app.worker", "app.showing"])  # read once, and shared by all
        self._pipe, other = multiprocessing.Pipe()
        try:
            self._process = context.Process(target=_serve, args=(other,), daemon=True)
            self._process.start()
        except (OSError, EOFError) as error:
            self._pipe.close()
            raise Lost from error
        finally:
            other.close()

    @property
    def open(self) -> bool:
        return not self._pipe.closed

    @property
    def ended(self) -> bool:
        """Of one that waits for work: it has nothing to say but that it is gone."""
        return self._pipe.poll()

    def call(self, function: Callable[..., T], *args: Any) -> T:
        """Raises Lost, and what the function raises."""
        try:
            self._pipe.send((function, args))
            done, answer = self._pipe.recv()
        except (OSError, EOFError) as error:
            raise Lost from error
        if not done:
            raise answer
        return answer

    def close(self, seconds: float = 0.0) -> None:
        """Waits so long until it has ended."""
        self._pipe.close()
        self._process.join(seconds)


def _serve(pipe: Connection) -> None:
    """What the process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal, for the server
    prepare()
    while True:
        try:
            function, args = pipe.recv()
        except EOFError:
            return
        try:
            answer = True, function(*args)
        except Exception as error:
            error.add_note(format_exc())
            answer = False, error
        try:
            pipe.send(answer)
        except OSError:
            return
