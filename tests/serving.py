"""Starts the app as a user would, as a process of its own, for tests that speak to it over a socket."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = re.compile(r"http://[^\s/]+")


@dataclass(frozen=True)
class Server:
    """A running server: its address, without a slash at the end, and its process."""

    address: str
    process: subprocess.Popen[str]

    def stop(self) -> None:
        """Ask it to end as Ctrl-C does, and wait until it has."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=15)
        finally:
            self.kill()

    def kill(self) -> None:
        """End it with no chance to tidy up, as a power cut would."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def start(data_dir: Path, port: int = 0, **settings: str) -> Server:
    """A server on a free port (`port` 0) with its data in `data_dir`; settings go as `max_body="1000"`."""
    variables = {f"MLPSCOPE_{name.upper()}": value for name, value in settings.items()}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MLPSCOPE_")}
    log = data_dir / "server.log"
    data_dir.mkdir(parents=True, exist_ok=True)
    with log.open("a") as errors:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "app", "serve", "--port", str(port)],
            cwd=ROOT,
            env={**inherited, "MLPSCOPE_DATA_DIR": str(data_dir), **variables},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    server = Server("", process)
    try:
        return replace(server, address=_address(process, log))
    except RuntimeError:
        server.kill()
        raise


@contextmanager
def serving(data_dir: Path, port: int = 0, **settings: str) -> Generator[str]:
    """The address of a server that lives as long as the block."""
    server = start(data_dir, port, **settings)
    try:
        yield server.address
    finally:
        server.stop()


def _address(process: subprocess.Popen[str], log: Path) -> str:
    """The address that the server prints once it answers."""
    assert process.stdout is not None
    began = time.monotonic()
    for line in process.stdout:
        if found := ADDRESS.search(line):
            return found.group()
    raise RuntimeError(f"The server ended after {time.monotonic() - began:.1f} s: {log.read_text()}")
