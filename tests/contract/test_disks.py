"""A disk that is full or a file that is damaged ends in a sentence, and what was kept is kept."""

import resource
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import redis

from tests.contract.talking import SPIRAL, Json, talking
from tests.redis import Redis, redis_running
from tests.serving import Server, serving, start
from tests.thorough import some

# Enough parameters that a few of them fill what room there is.
LARGE: Json = {"network": {"inputs": 20, "layers": [{"units": 100}, {"units": 20}]}}


def leave(server: Server, folder: Path, room: int) -> None:
    """No file of the server may grow larger than the largest is now and so many bytes."""
    largest = max(path.stat().st_size for path in folder.iterdir())
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (largest + room, resource.RLIM_INFINITY))


def tidy_up(server: Server) -> None:
    """There is room again."""
    resource.prlimit(
        server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    )


def test_a_full_disk_is_told_and_what_was_kept_stays(tmp_path: Path) -> None:
    server = start(tmp_path)
    try:
        with httpx.Client(base_url=f"{server.address}/api/v1", timeout=30) as client:
            kept = [client.post("/networks", json=LARGE).json()]
            leave(server, tmp_path, 200_000)
            while (refused := client.post("/networks", json=LARGE)).status_code == 201:
                kept.append(refused.json())
            assert refused.status_code == 503
            assert refused.headers["content-type"] == "application/problem+json"
            assert "nothing was changed" in refused.json()["detail"]
            assert [client.get(f"/networks/{each['id']}").json() for each in kept] == kept
            tidy_up(server)
            assert client.post("/networks", json=LARGE).status_code == 201
            before = {summary["id"]: parameters(client, summary["id"]) for summary in kept}
    finally:
        server.kill()
    with serving(tmp_path) as address, httpx.Client(base_url=f"{address}/api/v1") as client:
        assert {id: parameters(client, id) for id in before} == before


def parameters(client: httpx.Client, id: str) -> Any:
    return client.get(f"/networks/{id}/parameters").json()


def test_a_run_on_a_full_disk_ends_and_what_it_kept_is_right(tmp_path: Path) -> None:
    server = start(tmp_path)
    try:
        with httpx.Client(base_url=f"{server.address}/api/v1", timeout=60) as client:
            openapi = httpx.get(f"{server.address}/openapi.json").json()
            id = client.post("/networks", json=SPIRAL).json()["id"]
            with talking(server.address, openapi, id) as talk:
                talk.hear()
                talk.say("run")
                talk.frame()
                leave(server, tmp_path, 20_000)
                _, paused = talk.until("paused")
                assert paused["reason"] == "failed"
            tidy_up(server)
            step = client.get(f"/networks/{id}").json()["step"]
            assert step == paused["step"]
            fresh = client.post("/networks", json=SPIRAL).json()["id"]
            if step:
                client.post(f"/networks/{fresh}/train", json={"steps": step})
            assert parameters(client, id) == parameters(client, fresh)
            assert client.post(f"/networks/{id}/train", json={"steps": 5}).json()["step"] == step + 5
    finally:
        server.stop()


def test_a_redis_that_is_full_is_told_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    def limit(server: Redis, memory: str) -> None:
        with cast(Any, redis.Redis).from_url(server.url) as client:
            client.config_set("maxmemory", memory)

    with (
        redis_running(str(tmp_path)) as server,
        serving(tmp_path / "data", store=server.url) as address,
        httpx.Client(base_url=f"{address}/api/v1", timeout=30) as client,
    ):
        id = client.post("/networks", json=LARGE).json()["id"]
        before = parameters(client, id)
        limit(server, "1mb")
        for refused in (
            client.post("/networks", json=LARGE),
            client.patch(f"/networks/{id}", json={"name": "other"}),
        ):
            assert refused.status_code == 503
            assert "nothing was changed" in refused.json()["detail"]
        assert parameters(client, id) == before
        limit(server, "0")
        assert client.patch(f"/networks/{id}", json={"name": "other"}).json()["name"] == "other"


@pytest.mark.parametrize("damage", some(["cut", "garbage", "head"], 1))
def test_a_damaged_file_is_told_at_the_start_and_left_as_it_is(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "mlpscope.sqlite3"
    with serving(tmp_path) as address, httpx.Client(base_url=f"{address}/api/v1") as client:
        for _ in range(5):
            client.post("/networks", json=LARGE)
    content = path.read_bytes()
    path.write_bytes(
        {
            "garbage": b"no database at all" * 1000,
            "cut": content[: len(content) // 2 + 100],
            "head": bytes(200) + content[200:],
        }[damage]
    )
    found = path.read_bytes()
    with pytest.raises(RuntimeError, match=r"mlpscope\.sqlite3 is damaged .* put a backup") as ended:
        start(tmp_path).kill()
    assert "Traceback" not in str(ended.value)
    assert path.read_bytes() == found


def test_a_file_that_is_damaged_while_it_is_used_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mlpscope.sqlite3"
    with (
        serving(tmp_path, cached_networks="1") as address,
        httpx.Client(base_url=f"{address}/api/v1") as client,
    ):
        made = [client.post("/networks", json=LARGE).json() for _ in range(6)]
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(bytes(path.stat().st_size - 4096))
        told = [(summary, client.get(f"/networks/{summary['id']}")) for summary in made]
        assert {503} <= {answer.status_code for _, answer in told} <= {200, 503}
        for summary, answer in told:
            if answer.status_code == 200:  # it was in memory
                assert answer.json() == summary
        page = client.get(f"{address}/?network={made[0]['id']}", headers={"Accept": "text/html"})
        assert page.status_code == 200
