"""How a server ends: runs saved, sockets told, within its time; and at once when asked twice."""

import json
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.processes import descendants, wait_until_gone
from tests.serving import Server, serving, start

MOONS = {"data": {"name": "moons"}, "network": {"layers": [{"units": 4, "activation": "tanh"}]}}
# Less than the ten seconds after which a server no longer waits.
PROMPT = 9.0

Begin = Callable[..., Server]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Starts a server, which is gone when the test is over."""
    with ExitStack() as ends:

        def started(**settings: str) -> Server:
            server = start(tmp_path, 0, **settings)
            ends.callback(server.kill)
            return server

        yield started


def made(server: Server) -> str:
    return httpx.post(f"{server.address}/api/v1/networks", json=MOONS).json()["id"]


def live(server: Server, id: str) -> ClientConnection:
    return connect(f"{server.address.replace('http', 'ws')}/api/v1/networks/{id}/live")


def end(server: Server, sent: signal.Signals = signal.SIGTERM) -> float:
    """Sends a signal; answers how long the server took to end, in seconds."""
    began = time.monotonic()
    server.process.send_signal(sent)
    server.process.wait(timeout=30)
    return time.monotonic() - began


def heard(talk: ClientConnection) -> tuple[list[Any], ConnectionClosed]:
    """All messages until the end, and the end."""
    messages: list[Any] = []
    try:
        while True:
            messages.append(json.loads(talk.recv(timeout=20)))
    except ConnectionClosed as closed:
        return messages, closed


def test_a_live_run_is_saved_and_its_watchers_are_told(begin: Begin, tmp_path: Path) -> None:
    server = begin()
    id = made(server)
    with live(server, id) as leader, live(server, id) as watcher, ThreadPoolExecutor(3) as pool:
        leader.send(json.dumps({"type": "run"}))
        while json.loads(leader.recv(timeout=20))["type"] != "frame":
            pass
        told = [pool.submit(heard, talk) for talk in (leader, watcher)]
        workers = descendants(server.process.pid)
        assert end(server) < PROMPT
        for messages, closed in (each.result() for each in told):
            assert messages[-1]["type"] == "paused"
            assert messages[-1]["reason"] == "shutdown"
            assert messages[-2]["step"] == messages[-1]["step"]
            assert closed.rcvd is not None
            assert (closed.rcvd.code, closed.rcvd.reason) == (
                1012,
                "The server is stopping; what was done is saved.",
            )
        (last, _) = told[0].result()
    wait_until_gone(workers)
    with serving(tmp_path) as address:
        assert httpx.get(f"{address}/api/v1/networks/{id}").json()["step"] == last[-1]["step"] > 0


def test_a_train_call_is_told_how_far_it_came(begin: Begin, tmp_path: Path) -> None:
    server = begin()
    api = f"{server.address}/api/v1/networks"
    id = made(server)
    with ThreadPoolExecutor(1) as pool:
        train = pool.submit(httpx.post, f"{api}/{id}/train", json={"steps": 10**9}, timeout=60)
        with httpx.Client() as client:
            while client.get(f"{api}/{id}").json()["step"] < 100:
                time.sleep(0.05)
        assert end(server) < PROMPT
        answer = train.result()
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    with serving(tmp_path) as address:
        step = httpx.get(f"{address}/api/v1/networks/{id}").json()["step"]
    assert answer.json()["detail"] == f"The server is stopping; the training is saved up to step {step}."


def test_a_follower_who_hears_nothing_does_not_hold_up_the_end(begin: Begin) -> None:
    server = begin(store="memory", shutdown_seconds="1")
    room = httpx.post(f"{server.address}/api/v1/rooms").json()
    address = f"{server.address.replace('http', 'ws')}/api/v1/rooms/{room['id']}"
    with connect(address) as told, connect(address, close_timeout=0.1) as deaf:
        deaf.socket.setblocking(False)
        assert end(server) < PROMPT
        _, closed = heard(told)
        assert closed.rcvd is not None
        assert closed.rcvd.code == 1012


def test_the_second_signal_ends_it_at_once(begin: Begin) -> None:
    server = begin(shutdown_seconds="60")
    id = made(server)
    head = f"POST /api/v1/networks/{id}/forward HTTP/1.1\r\nHost: localhost\r\n"
    host, port = server.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(
            f"{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{".encode()
        )  # and never the rest
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert server.process.poll() is None, "it waits for the request that is on its way"
        assert end(server) < 1
    assert server.process.returncode == 128 + signal.SIGTERM
