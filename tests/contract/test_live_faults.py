"""A run when something breaks: a worker is killed, the socket is cut, or the server itself."""

import contextlib
import os
import signal
import time
from pathlib import Path

import httpx
from websockets.exceptions import ConnectionClosed

from tests.contract.talking import SPIRAL, Json, Talk, talking
from tests.processes import descendants
from tests.serving import Server, serving, start


def begun(server: Server) -> tuple[str, Json, str]:
    """Where its networks are, its OpenAPI document, and the id of a new network."""
    api = f"{server.address}/api/v1/networks"
    openapi = httpx.get(f"{server.address}/openapi.json").json()
    return api, openapi, httpx.post(api, json=SPIRAL).json()["id"]


def steps_until(talk: Talk, step: int) -> list[int]:
    """The steps of the frames that come, up to one that has this step behind it."""
    seen: list[int] = []
    while not seen or seen[-1] < step:
        seen.append(talk.frame()["step"])
    return seen


def steps_until_closed(talk: Talk) -> list[int]:
    seen: list[int] = []
    with contextlib.suppress(ConnectionClosed):
        while True:
            message = talk.hear()
            seen += [message["step"]] if message["type"] == "frame" else []
    return seen


def traces(api: str, id: str, steps: list[int]) -> list[Json]:
    return [httpx.get(f"{api}/{id}/steps/{step}").json() for step in steps]


def same_run(api: str, steps: int) -> str:
    """A network that has taken so many steps in peace."""
    id = httpx.post(api, json=SPIRAL).json()["id"]
    httpx.post(f"{api}/{id}/train", json={"steps": steps}, timeout=60)
    return id


def test_workers_that_are_killed_in_a_run_cost_no_step_that_was_shown(tmp_path: Path) -> None:
    server = start(tmp_path)
    try:
        api, openapi, id = begun(server)
        with talking(server.address, openapi, id) as talk:
            talk.hear()
            talk.say("run")
            seen = steps_until(talk, 300)
            for _ in range(2):
                for worker in workers(server.process.pid):
                    os.kill(worker, signal.SIGKILL)
                seen += steps_until(talk, seen[-1] + 300)
            talk.say("pause")
            _, paused = talk.until("paused")
        assert paused["reason"] == "pause"
        assert seen == sorted(set(seen))
        other = same_run(api, paused["step"])
        looked_at = [*seen[:: max(1, len(seen) // 5)], paused["step"]]
        assert traces(api, id, looked_at) == traces(api, other, looked_at)
    finally:
        server.stop()


def workers(pid: int) -> list[int]:
    """The workers, which the fork server, a child of the server, has started."""
    children = set(descendants(pid))
    return [child for child in children if parent(child) in children and parent(child) != pid]


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def test_a_socket_that_is_cut_loses_no_step_that_was_shown(
    client: httpx.Client, server: str, openapi: Json
) -> None:
    api = f"{server}/api/v1/networks"
    id = httpx.post(api, json=SPIRAL).json()["id"]
    with talking(server, openapi, id) as talk:
        talk.hear()
        talk.say("run")
        seen = steps_until(talk, 200)
        talk.socket.socket.close()  # no farewell, as when a cable is pulled
    deadline = time.monotonic() + 10
    while httpx.post(f"{api}/{id}/step", json={}).status_code == 409:
        assert time.monotonic() < deadline, "the run goes on without its socket"
    kept = httpx.get(f"{api}/{id}").json()["step"]
    assert kept > seen[-1]
    other = same_run(api, kept)
    assert traces(api, id, [seen[-1], kept]) == traces(api, other, [seen[-1], kept])


def test_a_server_that_is_asked_to_end_saves_its_runs(tmp_path: Path) -> None:
    server = start(tmp_path)
    _, openapi, id = begun(server)
    with talking(server.address, openapi, id) as talk:
        talk.hear()
        talk.say("run")
        seen = steps_until(talk, 200)
        server.process.send_signal(signal.SIGTERM)
        seen += steps_until_closed(talk)
    server.process.wait(15)
    server.kill()
    with serving(tmp_path) as address:
        assert httpx.get(f"{address}/api/v1/networks/{id}").json()["step"] >= seen[-1]
