"""Two servers on one Redis behind the proxy of compose.yaml are as one, over HTTP and sockets."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.contract.client import BATCH, SPAM
from tests.contract.talking import SPIRAL, Json, talking
from tests.nginx import proxying
from tests.serving import Server, start


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proxied")


@pytest.fixture(scope="module")
def servers(redis_url: str, folder: Path) -> Iterator[list[Server]]:
    settings = {"store": redis_url, "log_level": "info", "log_format": "json", "lease_seconds": "2"}
    settings["rate_limit"] = "100000/minute"
    both = [start(folder / name, 0, **settings) for name in ("1", "2")]
    yield both
    for server in both:
        server.stop()


@pytest.fixture(scope="module")
def proxy(servers: list[Server], folder: Path) -> Iterator[str]:
    with proxying(folder, [server.address.removeprefix("http://") for server in servers]) as address:
        yield address


@pytest.fixture(scope="module")
def http(proxy: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{proxy}/api/v1", timeout=60) as client:
        yield client


def routes(folder: Path, name: str) -> list[str]:
    """What one of the servers has answered."""
    lines = map(json.loads, (folder / name / "server.log").read_text().splitlines())
    return [line["route"] for line in lines if "route" in line]


def test_one_history_whichever_server_a_request_comes_to(http: httpx.Client, folder: Path) -> None:
    id = http.post("/networks", json=SPAM).json()["id"]
    steps = [http.post(f"/networks/{id}/step", json=BATCH).json()["step"] for _ in range(12)]
    assert steps == list(range(1, 13))
    for name in ("1", "2"):
        assert routes(folder, name).count("/api/v1/networks/{id}/step") >= 3


def test_sockets_train_through_it_and_frames_come_at_once(
    http: httpx.Client, proxy: str, openapi: Json
) -> None:
    for _ in range(4):  # whichever server it comes to
        id = http.post("/networks", json=SPIRAL).json()["id"]
        with talking(proxy, openapi, id) as talk:
            assert talk.hear()["type"] == "hello"
            talk.say("step", n=1000)
            frames, paused = talk.until("paused", 30)
        assert paused["step"] == 1000
        assert frames
        assert http.get(f"/networks/{id}").json()["step"] == 1000


def test_servers_learn_of_client_host_and_scheme(http: httpx.Client, proxy: str, folder: Path) -> None:
    """By Host and Origin a page's own requests are told from foreign ones, so they have to arrive as sent."""
    own = http.post("/networks", json=SPAM, headers={"Origin": proxy})
    assert own.status_code == 201
    foreign = http.post("/networks", json=SPAM, headers={"Origin": "http://example.org"})
    assert foreign.status_code == 403
    lied = http.get("/networks/nobody", headers={"X-Forwarded-For": "198.51.100.1"})
    assert lied.headers["RateLimit-Remaining"] < own.headers["RateLimit-Remaining"]  # the same client
    id = foreign.headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", id)
    assert id in (folder / "access.log").read_text()


def test_large_bodies_pass_and_too_large_ones_are_refused(http: httpx.Client) -> None:
    wide = {"x": [[0.125] * 3] * 10_000}
    id = http.post("/networks", json=SPAM).json()["id"]
    assert http.post(f"/networks/{id}/forward?include=a&layers=2", json=wide).status_code == 200
    named = {"Content-Type": "application/json"}
    assert http.post("/networks", content=bytes(10_000_001), headers=named).status_code == 413
    assert http.post("/networks", content=bytes(20_000_000), headers=named).status_code == 413


def test_metrics_and_ids_stay_inside(http: httpx.Client, proxy: str, folder: Path) -> None:
    assert httpx.get(f"{proxy}/metrics").status_code == 404
    id = http.post("/networks", json=SPAM).json()["id"]
    http.get(f"/networks/{id}")
    assert id not in (folder / "access.log").read_text()


def test_when_a_server_is_killed_the_other_answers(
    http: httpx.Client, servers: list[Server], openapi: Json, proxy: str
) -> None:
    """The last test of this file, since a server is missing after it."""
    id = http.post("/networks", json=SPIRAL).json()["id"]
    servers[0].kill()
    for _ in range(6):
        assert http.get(f"/networks/{id}").status_code == 200
    with talking(proxy, openapi, id) as talk:
        talk.hear()
        talk.say("step", n=100)
        assert talk.until("paused", 30)[1]["step"] == 100
