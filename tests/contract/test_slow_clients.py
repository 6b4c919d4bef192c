"""Clients that are silent, slow or gone in the midst of a request hold no connection and disturb nobody."""

import json
import socket
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from tests.contract.client import BATCH, SPAM
from tests.contract.talking import SPIRAL
from tests.serving import Server, start

SECONDS = 1.0
HEAD = "POST /api/v1/networks HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    server = start(
        tmp_path_factory.mktemp("slow"), store="memory", request_seconds=str(SECONDS), train_seconds="2"
    )
    yield server
    server.stop()


def connection(server: Server) -> socket.socket:
    host, port = server.address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def all_that_comes(client: socket.socket) -> str:
    heard = b""
    while part := client.recv(65536):
        heard += part
    return heard.decode()


@pytest.mark.parametrize(
    "begun",
    ["", "P", HEAD, f"{HEAD}content-length: 100\r\n\r\n", f'{HEAD}content-length: 100\r\n\r\n{{"name":'],
    ids=["silent", "a letter", "half a head", "no body", "half a body"],
)
def test_a_request_that_does_not_come_ends_its_connection(impatient: Server, begun: str) -> None:
    with connection(impatient) as client:
        began = time.monotonic()
        client.sendall(begun.encode())
        answer = all_that_comes(client)
        assert SECONDS - 0.1 <= time.monotonic() - began < SECONDS + 5
    if not begun.startswith(f"{HEAD}content"):
        assert answer.startswith("HTTP/1.1 408 Request Timeout\r\n")
        assert "A request must arrive within 1 seconds." in answer


def test_a_request_of_a_letter_at_a_time_ends_too(impatient: Server) -> None:
    with connection(impatient) as client:
        began = time.monotonic()
        with suppress(ConnectionError):
            for letter in HEAD * 100:
                client.sendall(letter.encode())
                time.sleep(0.02)
        assert time.monotonic() - began < SECONDS + 5


def test_the_second_request_of_a_connection_has_its_own_time(impatient: Server) -> None:
    with connection(impatient) as client:
        for _ in range(3):
            client.sendall(b"GET /api/v1/health HTTP/1.1\r\nhost: localhost\r\n\r\n")
            heard = b""
            while not heard.endswith(b"}"):
                heard += client.recv(65536)
            assert heard.startswith(b"HTTP/1.1 200")
            time.sleep(0.6 * SECONDS)
        client.sendall(b"GET /api/v1/health HTTP/1.1\r\n")
        assert all_that_comes(client).startswith("HTTP/1.1 408")


def test_a_long_answer_and_a_socket_are_not_cut(impatient: Server) -> None:
    """The time is that of the request, not of what comes of it."""
    with httpx.Client(base_url=f"{impatient.address}/api/v1", timeout=30) as client:
        id = client.post("/networks", json=SPIRAL).json()["id"]
        answer = client.post(f"/networks/{id}/train", json={"steps": 10_000_000})
        assert answer.json()["stopped"] == "time"
    address = impatient.address.replace("http", "ws")
    with connect(f"{address}/api/v1/networks/{id}/live") as talk:
        assert "hello" in str(talk.recv(5))
        time.sleep(2 * SECONDS)
        talk.send('{"type":"step"}')
        while json.loads(talk.recv(5))["type"] != "paused":
            pass


def test_many_silent_ones_hold_up_nobody(impatient: Server) -> None:
    silent = [connection(impatient) for _ in range(300)]
    try:
        with httpx.Client(base_url=f"{impatient.address}/api/v1", timeout=10) as client:
            id = client.post("/networks", json=SPAM).json()["id"]
            for _ in range(20):
                assert client.post(f"/networks/{id}/forward", json={"x": BATCH["x"]}).status_code == 200
        for client in silent:
            assert "408" in all_that_comes(client)
    finally:
        for client in silent:
            client.close()
    files = Path(f"/proc/{impatient.process.pid}/fd")
    assert len(list(files.iterdir())) < 100


def test_a_client_that_goes_in_the_midst_leaves_nothing(impatient: Server) -> None:
    for cut in range(1, 40, 3):
        with connection(impatient) as client:
            whole = f'{HEAD}content-length: 30\r\n\r\n{{"network": {{"inputs": 1, "lay'
            client.sendall(whole[: len(whole) * cut // 40].encode())
    assert httpx.get(f"{impatient.address}/api/v1/health").status_code == 200
