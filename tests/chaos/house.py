"""The processes of a deployment: Redis, servers at fixed addresses, their workers. Any can be killed."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.processes import descendants, stat
from tests.redis import Redis
from tests.serving import Server, start

LEASE_SECONDS = 2

Again = Callable[[], None]


def nothing() -> None:
    """What restarts by itself."""


@dataclass
class House:
    """`redis` is None where the store is SQLite. Servers come back at the ports they had."""

    folder: Path
    redis: Redis | None
    ports: list[int]
    servers: list[Server] = field(default_factory=list[Server])
    left: list[int] = field(default_factory=list[int])

    @property
    def addresses(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self.ports]

    @property
    def victims(self) -> dict[str, Callable[[Random], Again]]:
        """What can be killed, by name: each kills one at random, and answers how to start it again."""
        found: dict[str, Callable[[Random], Again]] = {
            "server": self.kill_server,
            "worker": self.kill_worker,
            "helper": self.kill_helper,
        }
        return found if self.redis is None else {**found, "redis": self.kill_redis}

    def begin(self) -> None:
        if self.redis is not None:
            self.redis.start()
        for port in self.ports:
            self.servers.append(self._server(port))

    def end(self) -> None:
        for server in self.servers:
            with suppress(Exception):
                server.stop()
        if self.redis is not None:
            self.redis.kill()

    def kill_server(self, chance: Random) -> Again:
        place = chance.randrange(len(self.servers))
        server = self.servers[place]
        self.left += descendants(server.process.pid)
        server.kill()

        def again() -> None:
            self.servers[place] = self._server(self.ports[place])

        return again

    def kill_worker(self, chance: Random) -> Again:
        """One of the processes that training runs in."""
        return self._kill_below(chance, workers=True)

    def kill_helper(self, chance: Random) -> Again:
        """The process that forks the workers, or the one that tidies up after them."""
        return self._kill_below(chance, workers=False)

    def kill_redis(self, chance: Random) -> Again:
        assert self.redis is not None
        self.redis.kill()
        return self.redis.start

    def _kill_below(self, chance: Random, *, workers: bool) -> Again:
        own = chance.choice(self.servers).process.pid
        found = [pid for pid in descendants(own) if (stat(Path(f"/proc/{pid}"))[1] != str(own)) is workers]
        if found:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(found), signal.SIGKILL)
        return nothing

    def orphans(self, seconds: float = 15) -> list[int]:
        """Processes of killed servers that are still there after so long."""
        deadline = time.monotonic() + seconds
        while alive := [pid for pid in self.left if stat(Path(f"/proc/{pid}"))[0] != "Z"]:
            if time.monotonic() > deadline:
                return alive
            time.sleep(0.1)
        return []

    def _server(self, port: int) -> Server:
        store = "sqlite" if self.redis is None else self.redis.url
        folder = self.folder / (f"{port}" if self.redis else "data")
        return start(folder, port, store=store, lease_seconds=str(LEASE_SECONDS))


def build(folder: Path, store: str, replicas: int) -> House:
    """Redis or SQLite, and so many servers on it, not yet started."""
    ports = [free_port() for _ in range(replicas + 1)]
    redis = None
    if store == "redis":
        (folder / "redis").mkdir(parents=True)
        redis = Redis(ports[-1], str(folder / "redis"))
    return House(folder, redis, ports[:-1])


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
