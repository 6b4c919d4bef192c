"""Fifty networks in training at once: is the server still there for others, and does each get its turn?

Prints how late the event loop wakes, how long `POST /forward` on another network takes, how far the slowest
network got beside the fastest, and how the server's memory grows. Run with
`python tests/bench/bench_runs.py 300` for the five minutes over which memory should stay flat.
"""

import asyncio
import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import httpx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect

NETWORKS = 50
SECONDS = 20.0
SPIRAL: dict[str, Any] = {
    "network": {"layers": [{"units": 4, "activation": "tanh"}, {"units": 2, "activation": "tanh"}]},
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.03}, "batch_size": 10},
    "data": {"name": "spiral"},
}
WATCH = {"type": "watch", "surface": {"resolution": 50}, "units": {"resolution": 24}, "parameters": True}
FRAME = re.compile(r'"frame":(\d+),"step":(\d+)')


def serve(lag_file: Path) -> None:
    """The server, with a watch on its own event loop."""
    import uvicorn

    from app.main import create_app

    lags: list[float] = []

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append(time.perf_counter() - began - 0.005)

    async def run() -> None:
        config = uvicorn.Config(create_app(), port=0, log_level="warning", ws_per_message_deflate=False)
        server = uvicorn.Server(config)
        watching = asyncio.create_task(watch())
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        print(f"http://127.0.0.1:{port}", flush=True)
        await asyncio.to_thread(sys.stdin.read)  # until whoever started it lets go
        server.should_exit = True
        await serving
        watching.cancel()
        np.save(lag_file, np.array(lags))

    asyncio.run(run())


async def train(address: str, id: str, ended: asyncio.Event, steps: dict[str, int]) -> None:
    """Watches a network in training and acknowledges every frame, until it is over."""
    url = f"{address.replace('http', 'ws')}/api/v1/networks/{id}/live"
    async with connect(url, max_size=None, compression=None) as socket:
        await socket.recv()
        await socket.send(json.dumps(WATCH))
        await socket.send('{"type":"run"}')
        listening = asyncio.create_task(listen(socket, id, steps))
        await ended.wait()
        await socket.send('{"type":"pause"}')
        await asyncio.wait_for(listening, 30)


async def listen(socket: ClientConnection, id: str, steps: dict[str, int]) -> None:
    async for message in socket:
        text = message if isinstance(message, str) else message.decode()
        if found := FRAME.search(text[:80]):
            steps[id] = int(found[2])
            await socket.send(f'{{"type":"ack","frame":{found[1]}}}')
        elif text.startswith('{"type":"paused"'):
            return


async def ask(address: str, ended: asyncio.Event) -> list[float]:
    """How long forward passes of another network take, one every 50 ms."""
    taken: list[float] = []
    async with httpx.AsyncClient(base_url=f"{address}/api/v1") as client:
        path = "/networks/" + (await client.post("/networks", json=SPIRAL)).json()["id"]
        while not ended.is_set():
            began = time.perf_counter()
            await client.post(f"{path}/forward", json={"x": [[0.5, 0.5]]})
            taken.append(time.perf_counter() - began)
            await asyncio.sleep(0.05)
    return taken


def resident(pid: int) -> float:
    """Megabytes that a process and its workers hold."""
    total = 0
    for process in [pid, *children(pid)]:
        pages = Path(f"/proc/{process}/statm").read_text().split()
        total += (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGESIZE")
    return total / 1e6


def children(pid: int) -> list[int]:
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
            except OSError:
                continue
            if int(parent) == pid:
                found += [int(entry.name), *children(int(entry.name))]
    return found


async def measure(address: str, pid: int, seconds: float) -> None:
    ended, steps = asyncio.Event(), dict[str, int]()
    async with httpx.AsyncClient(base_url=f"{address}/api/v1") as client:
        made = [(await client.post("/networks", json=SPIRAL)).json()["id"] for _ in range(NETWORKS)]
    runs = [asyncio.create_task(train(address, id, ended, steps)) for id in made]
    asking = asyncio.create_task(ask(address, ended))
    memory: list[float] = []
    for _ in range(5):
        await asyncio.sleep(seconds / 5)
        memory.append(resident(pid))
    ended.set()
    taken = await asking
    await asyncio.gather(*runs)
    p50, p99 = np.percentile(np.array(taken) * 1000, [50, 99])
    print(f"POST /forward on another network   p50 {p50:7.1f} ms   p99 {p99:7.1f} ms   goal p99 100 ms")
    slow, fast = min(steps.values()), max(steps.values())
    print(f"steps of a network   slowest {slow}   fastest {fast}   ratio {slow / fast:.2f}   goal 0.5")
    print(f"memory over the time, MB   {'  '.join(f'{value:.0f}' for value in memory)}")


def main() -> None:
    if sys.argv[1:2] == ["--serve"]:
        return serve(Path(sys.argv[2]))
    seconds = float(sys.argv[1]) if sys.argv[1:] else SECONDS
    with tempfile.TemporaryDirectory() as folder:
        lag_file = Path(folder) / "lags.npy"
        variables = {**os.environ, "MLPSCOPE_DATA_DIR": folder}
        command = [sys.executable, __file__, "--serve", str(lag_file)]
        with Popen(command, stdin=PIPE, stdout=PIPE, text=True, env=variables) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            asyncio.run(measure(address, server.pid, seconds))
            server.stdin.close()
            server.wait(20)
        p50, p99 = np.percentile(np.load(lag_file) * 1000, [50, 99])
        print(f"event loop wakes late by   p50 {p50:7.2f} ms   p99 {p99:7.2f} ms   goal p99 20 ms")


if __name__ == "__main__":
    main()
