"""Fifty networks in training at once: is the server still there for others, and does each get its turn?

Prints how late the event loop wakes, how long `POST /forward` on another network takes, how far the slowest
network got beside the fastest, how the server's memory grows, and all that went wrong; exits with 1 where a
goal is missed. `make load` runs it for ten minutes, with 200 idle sockets beside.
"""

import argparse
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
from websockets.exceptions import ConnectionClosed

from tests.processes import descendants, resident

MEMORY_POINTS = 10
MOST_GROWTH_MB = 10.0
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
    import uvloop

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

    uvloop.run(run())  # as the command does


class Load:
    """Clients of one server; what they saw, and all that went wrong."""

    def __init__(self, address: str) -> None:
        self._api = f"{address}/api/v1"
        self._ended = asyncio.Event()
        self.steps: dict[str, int] = {}
        self._begun: dict[str, int] = {}
        self.taken: list[float] = []
        self.memory: list[float] = []
        self.errors: list[str] = []

    async def go(self, pid: int, networks: int, idle: int, seconds: float) -> None:
        async with httpx.AsyncClient(base_url=self._api, timeout=30) as client:
            made = [(await client.post("/networks", json=SPIRAL)).json()["id"] for _ in range(networks + 1)]
            tasks = [asyncio.create_task(self._rest(made[-1])) for _ in range(idle)]
            tasks += [asyncio.create_task(self._train(id)) for id in made[:-1]]
            tasks.append(asyncio.create_task(self._ask(client, f"/networks/{made[-1]}/forward")))
            for _ in range(MEMORY_POINTS):
                await asyncio.sleep(seconds / MEMORY_POINTS)
                self._begun = self._begun or dict(self.steps)  # by then all have begun
                self.memory.append(resident([pid, *descendants(pid)]))
            self._ended.set()
            for done in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(done, BaseException):
                    self.errors.append(f"{type(done).__name__}: {done}")

    def _connect(self, id: str) -> connect:
        url = f"{self._api.replace('http', 'ws')}/networks/{id}/live"
        return connect(url, max_size=None, compression=None, open_timeout=60)

    async def _rest(self, id: str) -> None:
        """A socket that says nothing, and is told nothing beyond the greeting."""
        async with self._connect(id) as socket:
            await socket.recv()
            hearing = asyncio.create_task(socket.recv())
            ended = asyncio.create_task(self._ended.wait())
            await asyncio.wait([hearing, ended], return_when=asyncio.FIRST_COMPLETED)
            if hearing.done():
                self.errors.append(f"an idle socket heard {hearing.result()[:200]!r}")
            hearing.cancel()

    async def _train(self, id: str) -> None:
        """Watches a network in training and acknowledges every frame, until it is over."""
        async with self._connect(id) as socket:
            await socket.recv()
            await socket.send(json.dumps(WATCH))
            await socket.send('{"type":"run"}')
            listening = asyncio.create_task(self._listen(socket, id))
            await self._ended.wait()
            await socket.send('{"type":"pause"}')
            await asyncio.wait_for(listening, 30)

    async def _listen(self, socket: ClientConnection, id: str) -> None:
        async for message in socket:
            text = message if isinstance(message, str) else message.decode()
            if found := FRAME.search(text[:80]):
                self.steps[id] = int(found[2])
                await socket.send(f'{{"type":"ack","frame":{found[1]}}}')
            elif text.startswith('{"type":"paused","reason":"pause"'):
                return
            else:
                self.errors.append(text[:200])
        raise ConnectionClosed(None, None)

    async def _ask(self, client: httpx.AsyncClient, path: str) -> None:
        """How long forward passes of another network take, one every 50 ms."""
        while not self._ended.is_set():
            began = time.perf_counter()
            answer = await client.post(path, json={"x": [[0.5, 0.5]]})
            self.taken.append(time.perf_counter() - began)
            if not answer.is_success:
                self.errors.append(f"forward answered {answer.status_code}")
            await asyncio.sleep(0.05)

    def met(self) -> list[bool]:
        """Prints what was seen beside its goal; answers which goals are met."""
        p50, p95, p99 = np.percentile(np.array(self.taken) * 1000, [50, 95, 99])
        print(f"POST /forward, ms    p50 {p50:.1f}   p95 {p95:.1f}   p99 {p99:.1f}   goal p99 100")
        steps = sorted(step - self._begun.get(id, 0) for id, step in self.steps.items()) or [0]
        ratio = steps[0] / max(1, steps[-1])
        print(f"steps of a network   slowest {steps[0]}   fastest {steps[-1]}   ratio {ratio:.2f}   goal 0.5")
        told, growth = "  ".join(f"{v:.0f}" for v in self.memory), self.memory[-1] - self.memory[4]
        print(f"memory, MB           {told}   second half {growth:+.1f}   goal {MOST_GROWTH_MB}")
        print(f"errors               {len(self.errors)}   goal 0")
        for error in self.errors[:10]:
            print(f"    {error}")
        return [p99 <= 100, ratio >= 0.5, growth <= MOST_GROWTH_MB, not self.errors]


def main() -> int:
    if sys.argv[1:2] == ["--serve"]:
        serve(Path(sys.argv[2]))
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--networks", type=int, default=50)
    parser.add_argument("--idle", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lag_file = Path(folder) / "lags.npy"
        limits = {"MLPSCOPE_DATA_DIR": folder, "MLPSCOPE_MAX_SOCKETS": "1000", "MLPSCOPE_MAX_RUNS": "1000"}
        command = [sys.executable, __file__, "--serve", str(lag_file)]
        with Popen(command, stdin=PIPE, stdout=PIPE, text=True, env={**os.environ, **limits}) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            load = Load(server.stdout.readline().strip())
            asyncio.run(load.go(server.pid, options.networks, options.idle, options.seconds))
            server.stdin.close()
            server.wait(20)
        met = load.met()
        p50, p99 = np.percentile(np.load(lag_file) * 1000, [50, 99])
        print(f"event loop late, ms  p50 {p50:.2f}   p99 {p99:.2f}   goal p99 20")
        average = os.getloadavg()[0]
        print(f"load average at the end {average:.1f} on {os.cpu_count()} processors")
    return 0 if all(met) and p99 <= 20 else 1


if __name__ == "__main__":
    sys.exit(main())
