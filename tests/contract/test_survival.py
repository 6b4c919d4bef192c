"""What was answered is kept: a server that is killed without warning loses nothing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.contract.client import BATCH, SPAM
from tests.serving import serving, start

NO_HEADERS: dict[str, str] = {}


def test_what_was_answered_survives_kill_9(tmp_path: Path) -> None:
    server = start(tmp_path)
    api = f"{server.address}/api/v1/networks"
    id = httpx.post(api, json=SPAM).json()["id"]
    traces = [httpx.post(f"{api}/{id}/step", json=BATCH).json() for _ in range(3)]
    edit = {"layer": 1, "parameter": "w", "index": [0, 0], "value": 0.1 + 0.2}
    summary = httpx.patch(f"{api}/{id}/parameters", json={"edits": [edit]}).json()
    parameters = httpx.get(f"{api}/{id}/parameters").json()
    server.kill()

    with serving(tmp_path) as address:
        api = f"{address}/api/v1/networks"
        assert httpx.get(f"{api}/{id}").json() == summary
        assert httpx.get(f"{api}/{id}/parameters").json() == parameters
        assert [httpx.get(f"{api}/{id}/steps/{k}").json() for k in (1, 2, 3)] == traces
        assert httpx.get(f"{api}/{id}/layers").json()["layers"] == traces[2]["layers"]
        assert httpx.post(f"{api}/{id}/step", json=BATCH).json()["step"] == 4
        assert httpx.get(f"{api}/{id}").json()["version"] == summary["version"] + 1


def test_more_networks_than_the_cache_holds_are_all_there(tmp_path: Path) -> None:
    with serving(tmp_path, cached_networks="2") as address:
        api = f"{address}/api/v1/networks"
        ids = [httpx.post(api, json={**SPAM, "name": f"n{i}"}).json()["id"] for i in range(5)]
        for id in ids:
            httpx.post(f"{api}/{id}/step", json=BATCH)
        found = [httpx.get(f"{api}/{id}").json() for id in ids]
        assert [(each["name"], each["step"]) for each in found] == [(f"n{i}", 1) for i in range(5)]


def test_limits_are_settings(tmp_path: Path) -> None:
    with serving(tmp_path, store="memory", max_units="2", max_body="200") as address:
        api = f"{address}/api/v1"
        assert httpx.get(f"{api}/catalog").json()["limits"]["units"] == 2
        assert httpx.post(f"{api}/networks", json=SPAM).status_code == 413
        wide = {"network": {"inputs": 1, "layers": [{"units": 3}]}}
        assert httpx.post(f"{api}/networks", json=wide).status_code == 422
        assert not list(tmp_path.glob("*.sqlite3"))


def test_steps_asked_for_at_once_are_taken_one_after_another(tmp_path: Path) -> None:
    with serving(tmp_path) as address, ThreadPoolExecutor(8) as pool:
        api = f"{address}/api/v1/networks"
        id = httpx.post(api, json=SPAM).json()["id"]

        def step(headers: dict[str, str]) -> httpx.Response:
            return httpx.post(f"{api}/{id}/step", json=BATCH, headers=headers)

        taken = [response.json()["step"] for response in pool.map(step, [NO_HEADERS] * 24)]
        assert sorted(taken) == list(range(1, 25))
        once = {"If-Match": httpx.get(f"{api}/{id}").headers["ETag"]}
        statuses = [response.status_code for response in pool.map(step, [once] * 8)]
        assert sorted(statuses) == [200] + [412] * 7
