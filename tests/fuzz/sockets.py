"""Random messages at every kind of socket, and random bytes in place of frames, while honest clients go on.

`python -m tests.fuzz.sockets --messages 1000000 --seed 1`. Fails if the server falls silent, an honest client
is held up, the log holds a traceback, or memory grows after the first tenth.
"""

import argparse
import asyncio
import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import connect

from tests.contract.talking import SPIRAL
from tests.fuzz.attack import attack
from tests.processes import descendants, resident
from tests.serving import Server, start

POINTS = 5
MOST_GROWTH_MB = 8.0
MOST_WAIT_SECONDS = 10.0
TRAIN: dict[str, Any] = {"type": "run", "max_steps_per_second": 40}


@dataclass
class Tally:
    """What was done, and what went wrong."""

    messages: int = 0
    answers: int = 0
    closes: Counter[int] = field(default_factory=Counter[int])
    longest: dict[str, float] = field(default_factory=dict[str, float])
    memory: list[float] = field(default_factory=list[float])
    faults: list[str] = field(default_factory=list[str])

    def waited(self, who: str, began: float) -> None:
        self.longest[who] = max(self.longest.get(who, 0.0), time.perf_counter() - began)


class Fuzz:
    """The honest clients, and the process of those that are not."""

    def __init__(self, server: Server, messages: int, seed: int) -> None:
        self._server, self._most, self._seed = server, messages, seed
        self._api = f"{server.address}/api/v1"
        self._ws = self._api.replace("http", "ws")
        self._warm, self._over = asyncio.Event(), asyncio.Event()
        self.tally = Tally()

    async def go(self) -> Tally:
        async with httpx.AsyncClient(base_url=self._api, timeout=MOST_WAIT_SECONDS) as client:
            self._client = client
            made = [(await client.post("/networks", json=SPIRAL)).json()["id"] for _ in range(4)]
            here, there = multiprocessing.Pipe()
            context = multiprocessing.get_context("spawn")
            process = context.Process(target=attack, args=(self._api, made[1:], self._seed, there))
            working = [self._health(), self._train(made[0]), self._class()]
            tasks = [asyncio.create_task(each) for each in working]
            await self._warm.wait()
            process.start()
            tasks.append(asyncio.create_task(self._attacked(here)))
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            self._over.set()
            here.send(None)
            for done in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(done, BaseException):
                    self.tally.faults.append(f"{type(done).__name__}: {done}")
            await asyncio.to_thread(process.join, 30)
            if process.exitcode != 0:
                self.tally.faults.append(f"the attack ended with {process.exitcode}")
                process.kill()
        return self.tally

    async def _attacked(self, here: Connection) -> None:
        """Hears how far the attack is; takes the memory at even points, the first after a tenth of it."""
        due = [self._most * (0.1 + 0.9 * point / (POINTS - 1)) for point in range(POINTS)]
        while due and not self._over.is_set():
            if not here.poll():
                await asyncio.sleep(0.01)
                continue
            self.tally.messages, self.tally.answers, self.tally.closes = here.recv()
            if self.tally.messages >= due[0]:
                due.pop(0)
                pid = self._server.process.pid
                self.tally.memory.append(resident([pid, *descendants(pid)]))

    async def _health(self) -> None:
        while not self._over.is_set():
            began = time.perf_counter()
            (await self._client.get("/health")).raise_for_status()
            self.tally.waited("GET /health", began)
            await asyncio.sleep(0.1)

    async def _train(self, id: str) -> None:
        """An honest socket, whose frames have to come, one after another."""
        async with connect(f"{self._ws}/networks/{id}/live", max_size=None, compression=None) as socket:
            await socket.send(json.dumps(TRAIN))
            step = -1
            while not self._over.is_set():
                began = time.perf_counter()
                message = json.loads(await asyncio.wait_for(socket.recv(), MOST_WAIT_SECONDS))
                if self._warm.is_set():
                    self.tally.waited("a frame", began)
                assert message["type"] in ("hello", "frame"), message
                if message["type"] == "frame":
                    assert message["step"] > step, (message["step"], step)
                    step = message["step"]
                    self._warm.set()
                    await socket.send(json.dumps({"type": "ack", "frame": message["frame"]}))

    async def _class(self) -> None:
        """An honest room: what the leader shows, the follower has to see."""
        room = (await self._client.post("/rooms")).json()
        url = f"{self._ws}/rooms/{room['id']}"
        async with connect(f"{url}?key={room['key']}") as leader, connect(url) as follower:
            number = 0
            while not self._over.is_set():
                began, number = time.perf_counter(), number + 1
                await leader.send(
                    json.dumps({"type": "show", "url": "/lessons/one", "place": f"step={number}"})
                )
                async with asyncio.timeout(MOST_WAIT_SECONDS):
                    while json.loads(await follower.recv()).get("place") != f"step={number}":
                        pass
                self.tally.waited("what a leader shows", began)
                await asyncio.sleep(0.1)


def tracebacks(log: str) -> list[str]:
    """That a log holds one, with the first."""
    at = log.find("Traceback")
    return [] if at < 0 else [f"the log holds a traceback: {log[at : at + 9000]}"]


def judged(tally: Tally, log: str) -> list[str]:
    """All that is not as it should be, in words."""
    faults = tally.faults + tracebacks(log)
    growth = tally.memory[-1] - tally.memory[len(tally.memory) // 2] if tally.memory else 0.0
    if growth > MOST_GROWTH_MB:
        faults.append(f"memory grew by {growth:.1f} MB in the second half, at most {MOST_GROWTH_MB} allowed")
    return faults


def fuzz(messages: int, seed: int, folder: Path) -> tuple[Tally, list[str]]:
    server = start(folder, max_rooms="1000000", max_sockets="1000")
    try:
        tally = asyncio.run(Fuzz(server, messages, seed).go())
        if server.process.poll() is not None:
            tally.faults.append(f"the server ended with {server.process.returncode}")
    finally:
        server.stop()
    return tally, judged(tally, (folder / "server.log").read_text())


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally, faults = fuzz(options.messages, options.seed, Path(folder))
    print(
        f"sockets   seed {options.seed}   {tally.messages:,} messages in {time.monotonic() - began:.0f} s, "
        f"{tally.answers:,} bytes of answers, sockets closed by the server, by code: "
        f"{dict(sorted(tally.closes.items()))}"
    )
    print("          longest wait, s   " + "   ".join(f"{who} {t:.2f}" for who, t in tally.longest.items()))
    print("          memory, MB        " + "  ".join(f"{value:.0f}" for value in tally.memory))
    for fault in faults:
        print(f"FAULT     {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
