"""Runs inside the container that `tools.try_image` has started, with nothing but the standard library."""

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

API = "http://127.0.0.1:8000/api/v1"
# Where the application has no business; what is mounted there may be written to all the same. The locks of
# its processes are in /dev/shm, which is memory.
ELSEWHERE = ("/tmp", "/var/tmp", "/run", "/home", "/root")
WAIT_SECONDS = 30


def main(task: str, id: str = "") -> dict[str, Any]:
    seconds, work = first_answer()
    found: dict[str, Any] = {"seconds": seconds, "work": work, "at": time.time(), "id": id}
    network: dict[str, Any] = {"layers": [{"units": 8, "activation": "tanh"}]}
    if task == "make":
        made = ask("POST", "/networks", {"data": {"name": "moons"}, "network": network})
        found["id"] = made["id"]
        ask("POST", f"/networks/{made['id']}/train", {"steps": 50})
    kept = ask("GET", f"/networks/{found['id']}")
    page = urlopen("http://127.0.0.1:8000/").read()
    status = dict(
        line.split(":", 1) for line in Path("/proc/1/status").read_text(encoding="ascii").splitlines()
    )
    holds = {
        "the trained network is not kept": kept["step"] == 50,
        "the page is not served whole": b"vendor/page.js" in page,
        "it runs as root": status["Uid"].split()[0] != "0" and status["Gid"].split()[0] != "0",
        "it has capabilities": int(status["CapEff"], 16) == 0 and int(status["CapBnd"], 16) == 0,
        "it could get new privileges": status["NoNewPrivs"].strip() == "1",
        "it has a network": os.listdir("/sys/class/net") == ["lo"],
        "its root can be written to": all(map(is_read_only, ("/", "/app", "/usr/local", "/etc"))),
        "it keeps its networks elsewhere than in /data": Path("/data/mlpscope.sqlite3").is_file(),
        f"it wrote elsewhere than to /data: {written()}": not written(),
    }
    found["failures"] = [failure for failure, right in holds.items() if not right]
    return found


def first_answer() -> tuple[float, float]:
    """Seconds from the start of process 1 to the first answer of /health, and those of a processor's work."""
    began = time.monotonic()
    while time.monotonic() - began < WAIT_SECONDS:
        with contextlib.suppress(URLError, OSError):
            urlopen(f"{API}/health", timeout=5).close()
            now, tick = time.clock_gettime(time.CLOCK_BOOTTIME), os.sysconf("SC_CLK_TCK")
            fields = Path("/proc/1/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            return now - int(fields[19]) / tick, (int(fields[11]) + int(fields[12])) / tick
        time.sleep(0.01)
    raise SystemExit(f"no answer within {WAIT_SECONDS} s")


def ask(method: str, path: str, body: Any = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = Request(API + path, data, {"Content-Type": "application/json"}, method=method)
    with urlopen(request, timeout=60) as answer:
        return json.load(answer)


def is_read_only(folder: str) -> bool:
    """Whether the file system is, not whether this user may write to it."""
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def written() -> list[str]:
    """Files in places other than the data folder."""
    return [
        str(path)
        for folder in ELSEWHERE
        for path in Path(folder).rglob("*")
        if path.is_file() and path.stat().st_uid == os.getuid()
    ]


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
