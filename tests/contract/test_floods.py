"""Who floods a socket is read at its rate, and what is too long is not read at all."""

import json
import time
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import ClientConnection, connect

from app.messages import MOST_BYTES
from tests.contract.talking import SPIRAL, Json, talking
from tests.serving import serving


def live(address: str, id: str) -> ClientConnection:
    return connect(f"{address.replace('http', 'ws')}/api/v1/networks/{id}/live", compression=None)


def test_a_client_is_read_at_its_rate(tmp_path: Path) -> None:
    with serving(tmp_path, store="memory", message_rate="50/second") as address:
        id = httpx.post(f"{address}/api/v1/networks", json=SPIRAL).json()["id"]
        with live(address, id) as socket:
            socket.recv()
            began = time.monotonic()
            for _ in range(120):
                socket.send('{"type":"leap"}')
            for _ in range(120):
                assert json.loads(socket.recv())["problem"]["status"] == 422
            assert time.monotonic() - began >= 1.2  # one second's worth at once, the rest at the rate


def test_a_message_that_is_too_long_is_refused_and_a_huge_one_ends_its_socket(
    server: str, openapi: Json
) -> None:
    id = httpx.post(f"{server}/api/v1/networks", json=SPIRAL).json()["id"]
    with talking(server, openapi, id) as talk:
        talk.hear()
        talk.socket.send(" " * (MOST_BYTES + 1))
        problem = talk.until("error")[1]["problem"]
        assert problem["status"] == 413
        assert problem["detail"] == f"A message must be at most {MOST_BYTES} bytes, got {MOST_BYTES + 1}."
        talk.say("step")
        assert talk.until("paused")[1]["step"] == 1
        talk.socket.send(" " * 2_000_000)
        with pytest.raises(ConnectionClosedError) as closed:
            talk.until("paused")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
