"""The processes that a server has started, as Linux tells of them, for tests that end some."""

import contextlib
import os
import time
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    children = [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and stat(entry)[1] == str(pid)
    ]
    return [*children, *(below for child in children for below in descendants(child))]


def wait_until_gone(pids: list[int], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while alive := [pid for pid in pids if stat(Path(f"/proc/{pid}"))[0] != "Z"]:
        assert time.monotonic() < deadline, f"still running: {alive}"
        time.sleep(0.05)


def stat(process: Path) -> list[str]:
    """State, parent and more of a process in /proc; one that is gone counts as ended, Z."""
    try:
        return (process / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return ["Z", ""]


def resident(pids: list[int]) -> float:
    """Megabytes that the processes hold, each by itself."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):  # it may have ended meanwhile
            pages = Path(f"/proc/{pid}/statm").read_text().split()
            total += (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGESIZE")
    return total / 1e6
