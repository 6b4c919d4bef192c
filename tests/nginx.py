"""The proxy of compose.yaml for tests: nginx as a process, with the very file that the container gets."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.serving import ROOT

CONFIG = ROOT / "deploy" / "nginx.conf"
# Where Debian has it, which is on the path of root alone.
PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))


def program() -> str:
    found = shutil.which("nginx", path=PLACES)
    if found is None:
        pytest.fail(
            "This test starts nginx, and none was found: install the package 'nginx-light' of your system.",
            pytrace=False,
        )
    return found


def adapted(folder: Path, port: int, servers: Sequence[str]) -> Path:
    """The file with addresses of this machine in place of the container's, each of which it has to name."""
    text = CONFIG.read_text(encoding="utf-8")
    changes = {"listen 8080;": f"listen 127.0.0.1:{port};", "/tmp/": f"{folder}/"}
    changes |= {f"server-{i}:8000": address for i, address in enumerate(servers, 1)}
    changes["access_log /dev/stdout"] = f"access_log {folder}/access.log"
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    file = folder / "nginx.conf"
    file.write_text(text)
    return file


@contextmanager
def proxying(folder: Path, servers: Sequence[str]) -> Generator[str]:
    """The address of a proxy before servers, each given as host:port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [program(), "-c", str(adapted(folder, port, servers)), "-e", "stderr"]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    with (folder / "error.log").open("w") as errors:
        process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=errors)
    try:
        deadline = time.monotonic() + 10
        while not answers(port):
            assert process.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < deadline, "nginx does not answer"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
