"""What a server needs, for docs/operations.md: memory of processes, networks and sockets; bytes on disk.

Proportional set sizes: what processes share is counted once, so that the sum is what a machine has to have.
Run with `python tests/bench/bench_sizing.py`.
"""

import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import httpx
from websockets.sync.client import connect

from tests.contract.client import BATCH, SPAM
from tests.processes import descendants
from tests.serving import start

SOCKETS, NETWORKS, REQUESTS = 150, 200, 400
WIDE = {
    "network": {"layers": [{"units": 128, "activation": "relu"}, {"units": 64, "activation": "relu"}]},
    "data": {"name": "digits"},
}


def megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        server = start(Path(folder), cached_networks="1000")
        print(f"start to address: {time.perf_counter() - began:.2f} s")
        pid, api = server.process.pid, f"{server.address}/api/v1"
        try:
            with httpx.Client(base_url=api, timeout=60) as client, ExitStack() as sockets:
                measure(client, pid, Path(folder), server.address.replace("http", "ws"), sockets)
        finally:
            server.stop()


def measure(client: httpx.Client, pid: int, folder: Path, address: str, sockets: ExitStack) -> None:
    bare = megabytes(pid)
    client.get("/ready")
    workers = [megabytes(child) for child in descendants(pid)]
    print(f"server: {bare:.0f} MB; {len(workers)} processes beside it: {sum(workers):.0f} MB")
    for name, body in (("spam filter", SPAM), ("64-128-64-10 on digits", WIDE)):
        before, kept = megabytes(pid), size(folder)
        ids = [client.post("/networks", json=body).json()["id"] for _ in range(NETWORKS)]
        each, disk = (megabytes(pid) - before) / NETWORKS, (size(folder) - kept) / NETWORKS
        print(f"{name}: {1000 * each:.0f} kB in memory, {disk / 1000:.1f} kB on disk each")
    id = client.post("/networks", json=SPAM).json()["id"]
    before = megabytes(pid)
    for _ in range(SOCKETS):
        sockets.enter_context(connect(f"{address}/api/v1/networks/{id}/live"))
    print(f"an idle socket: {1000 * (megabytes(pid) - before) / SOCKETS:.0f} kB")
    seconds: list[float] = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        client.post(f"/networks/{id}/forward", json={"x": BATCH["x"]}).raise_for_status()
        seconds.append(time.perf_counter() - began)
    seconds.sort()
    middle, late = (1000 * seconds[int(len(seconds) * part)] for part in (0.5, 0.99))
    print(f"forward beside {SOCKETS} idle sockets: median {middle:.1f} ms, p99 {late:.1f} ms")
    before = size(folder)
    client.post(f"/networks/{ids[0]}/train", json={"steps": 2000}).raise_for_status()
    workers = [megabytes(child) for child in descendants(pid)]
    print(f"2,000 steps of the wide one: {(size(folder) - before) / 1e6:.1f} MB on disk")
    print(f"afterwards: server {megabytes(pid):.0f} MB, beside it {sum(workers):.0f} MB")


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("mlpscope.sqlite3*"))


if __name__ == "__main__":
    main()
