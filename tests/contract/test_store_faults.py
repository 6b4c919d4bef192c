"""A store that is away, or a network that is damaged, is refused clearly: no wrong number, nothing lost."""

import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import codec
from tests.contract.client import BATCH, SPAM
from tests.redis import redis_running
from tests.serving import serving


def test_a_redis_that_is_killed_is_told_and_nothing_answered_is_lost(tmp_path: Path) -> None:
    with (
        redis_running(str(tmp_path)) as redis,
        serving(tmp_path / "server", store=redis.url) as address,
        httpx.Client(timeout=60) as http,
    ):
        api = f"{address}/api/v1"
        id = http.post(f"{api}/networks", json=SPAM).json()["id"]
        trace = http.post(f"{api}/networks/{id}/step", json=BATCH).json()
        redis.kill()
        refused = [
            http.get(f"{api}/networks/{id}"),
            http.post(f"{api}/networks/{id}/step", json=BATCH),
            http.get(f"{api}/ready"),
        ]
        assert [answer.status_code for answer in refused] == [503] * 3
        for answer in refused:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["detail"] == (
                "The store cannot be reached or used at the moment; nothing was changed."
            )
        assert http.post(f"{api}/networks", json=SPAM).status_code == 503
        assert http.get(f"{api}/health").status_code == 200
        redis.start()
        assert http.get(f"{api}/networks/{id}/steps/1").json() == trace
        assert http.post(f"{api}/networks/{id}/step", json=BATCH).json()["step"] == 2


def damaged(how: str, state: bytes) -> bytes:
    match how:
        case "a bit":
            return state[:-20] + bytes([state[-20] ^ 1]) + state[-19:]
        case "cut":
            return state[: len(state) // 2]
        case "foreign":
            return b"\x80\x04pickle"
        case "newer":
            return state.replace(b'"format":%d' % codec.FORMAT, b'"format":9')
        case _:
            return b""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("damaged")
    with serving(folder) as address, httpx.Client(base_url=f"{address}/api/v1") as http:
        yield folder / "mlpscope.sqlite3", http


@pytest.mark.parametrize("how", ["a bit", "cut", "foreign", "newer", "nothing"])
@pytest.mark.parametrize("table", ["networks", "entries"])
def test_a_network_that_is_damaged_concerns_no_other(
    here: tuple[Path, httpx.Client], table: str, how: str
) -> None:
    path, http = here
    id, sound = (http.post("/networks", json=SPAM).json()["id"] for _ in range(2))
    for each in (id, sound):
        http.post(f"/networks/{each}/step", json=BATCH)
    column = "state" if table == "networks" else "content"
    kept = "id = ?" if table == "networks" else "id = ? AND kind = 'checkpoint'"
    with sqlite3.connect(path, timeout=20) as connection:
        (content,) = connection.execute(f"SELECT {column} FROM {table} WHERE {kept}", (id,)).fetchone()
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {kept}", (damaged(how, content), id))
        connection.execute(
            "UPDATE networks SET version = version + 1 WHERE id = ?", (id,)
        )  # so that it is read
    connection.close()
    answer = http.get(f"/networks/{id}" if table == "networks" else f"/networks/{id}/steps/1")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    detail = answer.json()["detail"]
    assert detail.startswith(f"What is kept of network {id} cannot be read: it ") or how == "foreign"
    assert ("newer mlpscope" in detail) == (how == "newer")
    assert str(path.parent) not in detail
    assert id in (path.parent / "server.log").read_text()
    assert http.get(f"/networks/{sound}/steps/1").status_code == 200
    assert http.post(f"/networks/{sound}/step", json=BATCH).json()["step"] == 2
    if table == "entries":
        assert http.get(f"/networks/{id}").status_code == 200
