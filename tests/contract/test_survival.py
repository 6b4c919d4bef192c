"""What was answered is kept: a server that is killed without warning loses nothing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.client import BATCH, SPAM
from tests.processes import descendants, wait_until_gone
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


def test_a_snapshot_is_there_after_a_restart_and_still_read_only(tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        api = f"{address}/api/v1/networks"
        id = httpx.post(api, json=SPAM).json()["id"]
        trace = httpx.post(f"{api}/{id}/step", json=BATCH).json()
        snapshot = httpx.post(f"{api}/{id}/copies", json={"step": 1, "read_only": True}).json()
    with serving(tmp_path) as address:
        api = f"{address}/api/v1/networks"
        assert httpx.get(f"{api}/{snapshot['id']}").json() == snapshot
        assert httpx.get(f"{api}/{snapshot['id']}/steps/1").json() == trace
        assert httpx.post(f"{api}/{snapshot['id']}/step", json=BATCH).status_code == 409
        assert httpx.get(f"{address}{snapshot['url']}").status_code == 200
        assert httpx.delete(f"{api}/{id}/copies/{snapshot['id']}").status_code == 204
        assert httpx.get(f"{address}{snapshot['url']}").status_code == 404


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


@pytest.mark.long
def test_a_run_that_is_killed_goes_on_from_its_last_saved_step(tmp_path: Path) -> None:
    moons = {"data": {"name": "moons"}, "network": {"layers": [{"units": 4, "activation": "tanh"}]}}
    server = start(tmp_path)
    api = f"{server.address}/api/v1/networks"
    id, whole = (httpx.post(api, json=moons).json()["id"] for _ in range(2))
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(httpx.post, f"{api}/{id}/train", json={"steps": 10**9}, timeout=60)
        while (seen := httpx.get(f"{api}/{id}").json()["step"]) < 3000:
            pass
        workers = descendants(server.process.pid)
        assert workers
        server.kill()
        assert isinstance(run.exception(), httpx.HTTPError)
    wait_until_gone(workers)

    with serving(tmp_path) as address:
        api = f"{address}/api/v1/networks"
        kept = httpx.get(f"{api}/{id}").json()["step"]
        assert kept >= seen
        steps = [httpx.get(f"{api}/{id}/steps/{k}").json() for k in (1, kept // 2, kept)]
        assert httpx.post(f"{api}/{id}/train", json={"steps": 500}).json()["step"] == kept + 500
        httpx.post(f"{api}/{whole}/train", json={"steps": kept + 500}, timeout=60)
        assert [httpx.get(f"{api}/{whole}/steps/{k}").json() for k in (1, kept // 2, kept)] == steps
        ended = [httpx.get(f"{api}/{each}/parameters").json() for each in (id, whole)]
        assert ended[0] == ended[1]


@pytest.mark.long
def test_the_bits_do_not_depend_on_how_many_threads_were_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wide layers, whose matrix products a BLAS library would share out among threads."""
    network = {"layers": [{"units": 300, "activation": "tanh"}, {"units": 100, "activation": "tanh"}]}
    wide = {"data": {"name": "digits"}, "network": network, "training": {"batch_size": 61}}
    traces: list[Any] = []
    for threads in ("2", "1"):
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", threads)
        with serving(tmp_path) as address:
            api = f"{address}/api/v1/networks"
            id = httpx.post(api, json=wide).json()["id"]
            httpx.post(f"{api}/{id}/train", json={"steps": 12}, timeout=60)
            traces.append(httpx.get(f"{api}/{id}/steps/12?include=z,grad_w").json())
    assert traces[0] == traces[1]
