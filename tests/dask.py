"""Dask for tests: a scheduler as its own command starts it, and workers as ours does, each a process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.processes import descendants
from tests.serving import ROOT


@dataclass
class Dask:
    """`kill` its scheduler and `start` it again on the same port: the workers come back by themselves."""

    port: int
    folder: Path
    scheduler: subprocess.Popen[bytes] | None = None
    crews: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])

    @property
    def url(self) -> str:
        return f"dask://127.0.0.1:{self.port}"

    def start(self) -> None:
        choices = ["--host", "127.0.0.1", "--port", str(self.port), "--dashboard-address", "127.0.0.1:0"]
        self.scheduler = self._started("-m", "distributed.cli.dask_scheduler", *choices)
        deadline = time.monotonic() + 15
        while not self._answers():
            assert self.scheduler.poll() is None, "the scheduler ended"
            assert time.monotonic() < deadline, "the scheduler does not answer"
            time.sleep(0.02)

    def kill(self) -> None:
        """Its scheduler, without warning."""
        assert self.scheduler is not None
        self.scheduler.kill()
        self.scheduler.wait()

    def work(self, count: int, **variables: str) -> subprocess.Popen[bytes]:
        """Starts `mlpscope worker` with so many of them."""
        crew = self._started("-m", "app", "worker", self.url, MLPSCOPE_WORKERS=str(count), **variables)
        self.crews.append(crew)
        return crew

    def workers(self) -> list[int]:
        """The processes that train."""
        return [pid for crew in self.crews for pid in descendants(crew.pid) if is_worker(pid)]

    def end(self) -> None:
        for crew in self.crews:
            crew.send_signal(signal.SIGTERM)
        for crew in self.crews:
            crew.wait(15)
        self.kill()

    def _started(self, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("MLPSCOPE_")}
        with (self.folder / "dask.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, *arguments], cwd=ROOT, env={**inherited, **variables}, stdout=log, stderr=log
            )

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False


def is_worker(pid: int) -> bool:
    """Spawned by multiprocessing to run, not to look after what others share."""
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@contextmanager
def dask_running(folder: Path, workers: int) -> Generator[Dask]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    dask = Dask(port, folder)
    dask.start()
    dask.work(workers)
    try:
        yield dask
    finally:
        dask.end()
