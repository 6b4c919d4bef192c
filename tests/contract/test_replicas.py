"""Two servers on one store are as one: one history, nothing that was answered is lost, one run at a time."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

from tests.contract.client import BATCH, SPAM
from tests.processes import descendants, wait_until_gone
from tests.serving import Server, start

MOONS = {"data": {"name": "moons"}, "network": {"layers": [{"units": 4, "activation": "tanh"}]}}
LEASE = 2.0
http = httpx.Client(timeout=60)


@pytest.fixture(scope="session", autouse=True)
def _connections() -> Iterator[None]:
    """Once in all: among several processes the tests of one module may come in parts."""
    with http:
        yield


Pair = tuple[Server, Server]


@pytest.fixture(scope="module", params=["sqlite", "redis"])
def settings(request: pytest.FixtureRequest) -> dict[str, str]:
    store = request.getfixturevalue("redis_url") if request.param == "redis" else "sqlite"
    return {"store": store, "lease_seconds": str(LEASE)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="module")
def pair(settings: dict[str, str], folder: Path) -> Iterator[Pair]:
    with ExitStack() as ends:
        servers: list[Server] = []
        for _ in range(2):
            servers.append(start(folder, 0, **settings))
            ends.callback(servers[-1].stop)
        yield servers[0], servers[1]


def apis(pair: Pair) -> list[str]:
    return [f"{server.address}/api/v1/networks" for server in pair]


def edit_of(value: float) -> dict[str, Any]:
    return {"edits": [{"layer": 1, "parameter": "b", "index": [0], "value": value}]}


def test_what_one_server_changes_the_other_shows_at_once(pair: Pair) -> None:
    one, other = apis(pair)
    id = http.post(one, json=SPAM).json()["id"]
    for number in range(20):
        changed = http.patch(f"{one}/{id}/parameters", json=edit_of(number))
        seen = http.get(f"{other}/{id}/parameters")
        assert seen.json()["layers"][0]["b"][0] == number
        assert seen.headers["ETag"] == changed.headers["ETag"]
        one, other = other, one
    stale = http.patch(f"{other}/{id}/parameters", json=edit_of(1), headers={"If-Match": '"3"'})
    assert stale.status_code == 412
    assert http.post(f"{one}/{id}/undo").json()["undo"] is not None
    assert http.get(f"{other}/{id}/parameters").json()["layers"][0]["b"][0] == 18
    assert http.delete(f"{one}/{id}").status_code == 204
    assert http.get(f"{other}/{id}").status_code == 404


def test_steps_and_edits_from_both_at_once_are_one_history(pair: Pair) -> None:
    """Each is made on what came before, whichever server it went to, and every step replays to its bits."""
    id = http.post(apis(pair)[0], json=SPAM).json()["id"]
    chance = Random(7)

    def act(number: int) -> httpx.Response:
        place = f"{apis(pair)[number % 2]}/{id}"
        if number % 3:
            return http.post(f"{place}/step", json=BATCH)
        return http.patch(f"{place}/parameters", json=edit_of(chance.random()))

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(act, range(60)))
    assert [answer.status_code for answer in answers] == [200] * 60
    versions = sorted(int(answer.headers["ETag"].strip('"')) for answer in answers)
    assert versions == list(range(2, 62))
    taken = [answer.json() for answer in answers if answer.url.path.endswith("/step")]
    traces = {trace["step"]: trace for trace in taken}
    assert sorted(traces) == list(range(1, 41))
    for number, trace in traces.items():
        for api in apis(pair):
            assert http.get(f"{api}/{id}/steps/{number}").json() == trace


def test_of_many_that_expect_one_version_one_comes_first(pair: Pair) -> None:
    id = http.post(apis(pair)[0], json=SPAM).json()["id"]
    with ThreadPoolExecutor(6) as pool:

        def act(number: int) -> int:
            place = f"{apis(pair)[number % 2]}/{id}/step"
            return http.post(place, json=BATCH, headers={"If-Match": '"1"'}).status_code

        assert sorted(pool.map(act, range(12))) == [200] + [412] * 11


def test_what_one_server_trains_no_other_changes(pair: Pair) -> None:
    one, other = apis(pair)
    id, whole = (http.post(one, json=MOONS).json()["id"] for _ in range(2))
    with connect(f"{one}/{id}/live".replace("http", "ws", 1)) as socket:
        socket.send(json.dumps({"type": "run"}))
        until_step(other, id, 500)
        refused = [
            http.patch(f"{other}/{id}/parameters", json=edit_of(1)),
            http.post(f"{other}/{id}/train", json={"steps": 5}),
            http.post(f"{other}/{id}/undo"),
            http.delete(f"{other}/{id}"),
        ]
        with connect(f"{other}/{id}/live".replace("http", "ws", 1)) as watching:
            assert json.loads(watching.recv(30))["running"]
        socket.send(json.dumps({"type": "pause"}))
        while (message := json.loads(socket.recv(30)))["type"] != "paused":
            if message["type"] == "frame":
                socket.send(json.dumps({"type": "ack", "frame": message["frame"]}))
    assert [answer.status_code for answer in refused] == [409] * 4
    assert "training run holds" in refused[0].json()["detail"]
    steps = http.get(f"{other}/{id}").json()["step"]
    assert message["step"] == steps
    assert http.post(f"{other}/{id}/train", json={"steps": 100}).json()["step"] == steps + 100
    http.post(f"{other}/{whole}/train", json={"steps": steps + 100})
    found = [http.get(f"{one}/{each}/parameters").json() for each in (id, whole)]
    assert found[0] == found[1]


def test_a_run_whose_server_is_killed_goes_on_at_the_other(
    pair: Pair, settings: dict[str, str], folder: Path
) -> None:
    other = apis(pair)[0]
    third = start(folder, 0, **settings)
    api = f"{third.address}/api/v1/networks"
    id, whole = (http.post(api, json=MOONS).json()["id"] for _ in range(2))
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(http.post, f"{api}/{id}/train", json={"steps": 10**9})
        seen = until_step(other, id, 2000)
        workers = descendants(third.process.pid)
        third.kill()
        killed = monotonic()
        assert isinstance(run.exception(), httpx.HTTPError)
    wait_until_gone(workers)
    while (answer := http.post(f"{other}/{id}/train", json={"steps": 50})).status_code == 409:
        assert settings["store"] != "sqlite", "in a file, the lease ends with its server"
        assert monotonic() - killed < LEASE + 2
        sleep(0.1)
    kept = answer.json()["step"] - 50
    assert kept >= seen
    http.post(f"{other}/{whole}/train", json={"steps": kept + 50})
    found = [http.get(f"{other}/{each}/parameters").json() for each in (id, whole)]
    assert found[0] == found[1]
    assert http.get(f"{other}/{id}/steps/{kept}").status_code == 200


def until_step(api: str, id: str, step: int) -> int:
    deadline = monotonic() + 60
    while (seen := http.get(f"{api}/{id}").json()["step"]) < step:
        assert monotonic() < deadline, f"still at step {seen}"
        sleep(0.05)
    return seen
