"""How often one client may ask: refused with 429 and when to come back, each client by itself."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.http11 import Response
from websockets.sync.client import ClientConnection, connect

from app.guard import in_words
from tests.contract.client import SPAM
from tests.serving import serving

MOST = 6


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(
        tmp_path_factory.mktemp("limited"),
        store="memory",
        rate_limit=f"{MOST}/hour",
        create_rate_limit="2/hour",
        heavy_rate_limit="1/hour",
        max_runs="1",
        run_seconds="1",
    ) as address:
        yield address


def as_client(address: str, number: int) -> httpx.Client:
    """One of many clients: the server trusts a proxy on its own machine to name whom it speaks for."""
    return httpx.Client(base_url=address, headers={"X-Forwarded-For": f"198.51.100.{number}"})


def test_too_many_requests_are_refused_with_when_to_come_back(limited: str) -> None:
    with as_client(limited, 1) as client:
        for left in reversed(range(MOST)):
            answer = client.get("/api/v1/catalog")
            assert answer.status_code == 200
            assert answer.headers["RateLimit-Remaining"] == str(left)
        refused = client.get("/api/v1/catalog")
    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused.headers["Retry-After"]) <= 3600
    assert refused.headers["RateLimit-Limit"] == str(MOST)
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert refused.headers["RateLimit-Policy"] == f"{MOST};w=3600"
    assert refused.json()["detail"].startswith(f"One client may ask {MOST} times in 3600 s; wait ")


def test_one_client_does_not_use_up_what_another_may(limited: str) -> None:
    with as_client(limited, 2) as greedy, as_client(limited, 3) as patient:
        statuses = [greedy.get("/api/v1/catalog").status_code for _ in range(MOST + 3)]
        assert statuses == [200] * MOST + [429] * 3
        assert patient.get("/api/v1/catalog").status_code == 200


def test_what_is_kept_and_what_takes_long_have_rates_of_their_own(limited: str) -> None:
    data = {**SPAM, "data": {"name": "spam"}}
    with as_client(limited, 4) as client:
        made = [client.post("/api/v1/networks", json=data) for _ in range(3)]
        assert [each.status_code for each in made] == [201, 201, 429]
        assert "make something that is kept 2 times" in made[2].json()["detail"]
        train = f"/api/v1/networks/{made[0].json()['id']}/train"
        trained = [client.post(train, json={"steps": 1}) for _ in range(2)]
        assert [each.status_code for each in trained] == [200, 429]
        assert "ask for what may take long 1 times" in trained[1].json()["detail"]


def test_probes_and_files_of_the_page_are_not_counted(limited: str) -> None:
    with as_client(limited, 5) as client:
        for path in ("/api/v1/health", "/api/v1/ready", "/metrics", "/static/css/tokens.css"):
            for _ in range(MOST + 1):
                answer = client.get(path)
                assert answer.status_code == 200
                assert "RateLimit-Limit" not in answer.headers


def test_a_socket_counts_as_a_request(limited: str) -> None:
    address = limited.replace("http", "ws") + "/api/v1/rooms/none"
    forwarded = {"X-Forwarded-For": "198.51.100.6"}
    answers: list[Response] = []
    for _ in range(MOST + 1):
        with pytest.raises(InvalidStatus) as refused, connect(address, additional_headers=forwarded):
            pass
        answers.append(refused.value.response)
    assert [answer.status_code for answer in answers] == [404] * MOST + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_one_client_may_train_so_much_at_a_time_and_so_long(limited: str) -> None:
    data = {"data": {"name": "moons"}, "network": {"layers": [{"units": 4, "activation": "tanh"}]}}
    with as_client(limited, 8) as client:
        ids = [client.post("/api/v1/networks", json=data).json()["id"] for _ in range(2)]
        first, second = (
            connect(
                f"{limited.replace('http', 'ws')}/api/v1/networks/{id}/live",
                additional_headers={"X-Forwarded-For": "198.51.100.8"},
            )
            for id in ids
        )
        with first, second:
            first.send('{"type": "run"}')
            assert told(first)["type"] == "frame"
            second.send('{"type": "run"}')
            refused = told(second)
            assert refused["problem"]["status"] == 429
            assert refused["problem"]["detail"].startswith("One client may hold 1 training runs at a time")
            while (message := told(first))["type"] != "paused":
                first.send(json.dumps({"type": "ack", "frame": message["frame"]}))
            assert message["reason"] == "time"
            second.send('{"type": "run"}')
            assert told(second)["type"] == "frame"


def told(socket: ClientConnection) -> Any:
    """The next message but the greeting."""
    message = json.loads(socket.recv(timeout=20))
    return told(socket) if message["type"] == "hello" else message


def test_the_catalog_shows_the_rates_and_all_limits(limited: str) -> None:
    with as_client(limited, 7) as client:
        shown = client.get("/api/v1/catalog").json()
    rates = {"requests": f"{MOST}/hour", "creations": "2/hour", "heavy": "1/hour", "messages": "none"}
    assert shown["rates"] == rates
    limits = {name: shown["limits"][name] for name in ("sockets", "runs", "train_seconds", "body")}
    assert limits == {"sockets": 200, "runs": 1, "train_seconds": 60, "body": 10_000_000}


def test_a_loopback_server_counts_nothing_by_default(server: str) -> None:
    answer = httpx.get(f"{server}/api/v1/catalog")
    assert "RateLimit-Limit" not in answer.headers
    assert answer.json()["rates"]["requests"] == "none"


def test_a_person_is_told_on_a_page_when_to_come_back(limited: str) -> None:
    with as_client(limited, 9) as client:
        for _ in range(MOST):
            client.get("/api/v1/catalog")
        refused = client.get("/lessons?part=1", headers={"Accept": "text/html,*/*"})
        told = client.get("/api/v1/catalog", headers={"Accept": "text/html,*/*"})
    assert refused.status_code == told.status_code == 429
    assert refused.headers["Content-Type"].startswith("text/html")
    assert refused.headers["Cache-Control"] == "no-store"
    assert int(refused.headers["Retry-After"]) >= 1
    assert re.search(r"Wait \d+ (minute|second)s?\.", refused.text)
    assert 'href="/lessons?part=1"' in refused.text
    assert told.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (119, "119 seconds"), (120, "2 minutes"), (121, "3 minutes"), (7201, "3 hours")],
)
def test_a_time_to_wait_is_never_told_too_short(seconds: int, words: str) -> None:
    assert in_words(seconds) == words


@pytest.mark.parametrize("store", ["memory", "sqlite"])
def test_a_server_keeps_so_many_networks_in_all(tmp_path: Path, store: str) -> None:
    with (
        serving(tmp_path, store=store, max_networks="2") as address,
        httpx.Client(base_url=f"{address}/api/v1") as client,
    ):
        assert client.get("/catalog").json()["limits"]["networks"] == 2
        made = [client.post("/networks", json=SPAM) for _ in range(3)]
        assert [each.status_code for each in made] == [201, 201, 429]
        assert "keeps at most 2 networks" in made[2].json()["detail"]
        assert int(made[2].headers["Retry-After"]) >= 1
        first = f"/networks/{made[0].json()['id']}"
        assert client.post(f"{first}/copies", json={"read_only": True}).status_code == 429
        file = client.get(f"{first}/export", params={"format": "json"}).content
        assert client.post("/networks/import", files={"file": ("n.json", file)}).status_code == 429
        assert client.delete(f"/networks/{made[1].json()['id']}").status_code == 204
        assert client.post(f"{first}/copies", json={}).status_code == 201
