"""Training by Dask workers: the bits of the server's own processes, whatever is killed meanwhile."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.contract.talking import SPIRAL, Json, talking
from tests.dask import Dask, dask_running
from tests.serving import serving

SEEDS = range(5, 9)
http = httpx.Client(timeout=60)


@pytest.fixture(scope="session", autouse=True)
def _connections() -> Iterator[None]:
    """Once in all, as tests of a module may come in any order."""
    with http:
        yield


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    with dask_running(tmp_path_factory.mktemp("dask"), workers=2) as dask:
        yield dask


@pytest.fixture(scope="module")
def remote(dask: Dask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that trains by Dask, and waits long for it: its address."""
    yield from served(tmp_path_factory.mktemp("remote"), dask, seconds=30)


@pytest.fixture
def hasty(dask: Dask, tmp_path: Path) -> Iterator[str]:
    """One that does not wait long."""
    yield from served(tmp_path, dask, seconds=1)


def served(folder: Path, dask: Dask, seconds: int) -> Iterator[str]:
    with serving(folder, executor=dask.url, executor_seconds=str(seconds)) as address:
        until_ready(address, 200)
        yield address


def until_ready(address: str, status: int) -> str:
    """Waits for an answer of this status, and says what it says."""
    deadline = monotonic() + 20
    while (answer := http.get(f"{address}/api/v1/ready")).status_code != status:
        assert monotonic() < deadline, answer.text
        sleep(0.1)
    return answer.json().get("detail", "")


def made(address: str, request: Json = SPIRAL) -> str:
    return http.post(f"{address}/api/v1/networks", json=request).json()["id"]


def train(address: str, id: str, steps: int) -> httpx.Response:
    return http.post(f"{address}/api/v1/networks/{id}/train", json={"steps": steps})


def kept(address: str, id: str, *steps: int) -> list[Any]:
    """Its parameters, and what some of its steps were."""
    network = f"{address}/api/v1/networks/{id}"
    places = ("parameters", *(f"steps/{step}?include=z,grad_w" for step in steps))
    return [http.get(f"{network}/{place}").json() for place in places]


def test_training_has_the_bits_of_the_pool(remote: str, server: str) -> None:
    """A wide network, too, whose products a BLAS library would share out among threads."""
    network = {"layers": [{"units": 300, "activation": "tanh"}, {"units": 100, "activation": "tanh"}]}
    adam = {"batch_size": 61, "optimizer": {"name": "adam", "learning_rate": 0.01}}
    wide = {"data": {"name": "digits"}, "network": network, "training": adam}
    for request, steps in ((wide, 12), (SPIRAL, 3000)):
        found: list[Any] = []
        for address in (remote, server):
            id = made(address, request)
            assert train(address, id, steps).json()["step"] == steps
            found.append(kept(address, id, steps // 2, steps))
        assert found[0] == found[1]


@pytest.mark.long
def test_several_data_sets_find_their_way_to_each_worker(remote: str, server: str) -> None:
    def trained(address: str, seed: int) -> list[Any]:
        id = made(address, {**SPIRAL, "data": {"name": "spiral", "seed": seed, "samples": 200}})
        for steps in (150, 50, 100):
            assert train(address, id, steps).status_code == 200
        return kept(address, id, 300)

    with ThreadPoolExecutor(len(SEEDS)) as pool:
        there = list(pool.map(trained, [remote] * len(SEEDS), SEEDS))
    assert there == [trained(server, seed) for seed in SEEDS]
    assert there[0] != there[1]


def test_workers_that_are_killed_cost_a_run_no_bit(
    remote: str, server: str, dask: Dask, openapi: Json
) -> None:
    id = made(remote)
    with talking(remote, openapi, id) as talk:
        talk.hear()
        talk.say("run")
        seen = 0
        for _ in range(2):
            while seen < 400:
                seen = talk.frame()["step"]
            os.kill(dask.workers()[0], signal.SIGKILL)
            after = seen + 400
            while seen < after:
                seen = talk.frame(20)["step"]
        talk.say("pause")
        _, paused = talk.until("paused")
    assert paused["reason"] == "pause"
    other = made(server)
    train(server, other, paused["step"])
    assert kept(remote, id, seen) == kept(server, other, seen)


@pytest.mark.long
def test_a_scheduler_that_comes_back_in_time_is_waited_for(
    remote: str, server: str, dask: Dask, openapi: Json
) -> None:
    id = made(remote)
    with talking(remote, openapi, id) as talk:
        talk.hear()
        talk.say("run")
        while (seen := talk.frame()["step"]) < 400:
            pass
        dask.kill()
        dask.start()
        after = seen + 2000
        while seen < after:
            seen = talk.frame(30)["step"]
        talk.say("pause")
        assert talk.until("paused")[1]["reason"] == "pause"
    other = made(server)
    train(server, other, seen)
    assert kept(remote, id, seen)[1] == kept(server, other, seen)[1]


def test_a_scheduler_that_stays_away_is_told_and_nothing_is_lost(
    hasty: str, server: str, dask: Dask, openapi: Json
) -> None:
    id, live = made(hasty), made(hasty)
    with talking(hasty, openapi, live) as talk, ThreadPoolExecutor(1) as pool:
        talk.hear()
        talk.say("run")
        answer = pool.submit(train, hasty, id, 10**7)
        seen = until_step(hasty, id, 500)
        dask.kill()
        assert "Dask scheduler cannot be reached" in until_ready(hasty, 503)
        before, paused = talk.until("paused", 30)
        shown = [message["step"] for message in before if message["type"] == "frame"]
        assert "Dask scheduler cannot be reached" in talk.until("error")[1]["problem"]["detail"]
        refused = answer.result()
    assert paused["reason"] == "failed"
    assert refused.status_code == 503
    assert "Dask scheduler cannot be reached" in refused.json()["detail"]
    assert http.get(f"{hasty}/api/v1/health").status_code == 200
    steps = [http.get(f"{hasty}/api/v1/networks/{each}").json()["step"] for each in (id, live)]
    assert steps[0] >= seen
    assert steps[1] == paused["step"] >= max(shown)
    dask.start()
    until_ready(hasty, 200)
    assert train(hasty, id, 50).json()["step"] == steps[0] + 50
    other = made(server)
    train(server, other, steps[0] + 50)
    assert kept(hasty, id, steps[0]) == kept(server, other, steps[0])


@pytest.mark.long
def test_who_trains_is_told_to_whoever_runs_the_server(remote: str, dask: Dask) -> None:
    until_ready(remote, 200)
    deadline = monotonic() + 10
    while (count := gauge(remote, "mlpscope_compute_workers")) != len(dask.workers()):
        assert monotonic() < deadline, count
        sleep(0.1)


def gauge(address: str, name: str) -> float:
    metrics = text_string_to_metric_families(http.get(f"{address}/metrics").text)
    return next(sample.value for family in metrics for sample in family.samples if sample.name == name)


def until_step(address: str, id: str, step: int) -> int:
    deadline = monotonic() + 30
    while (seen := http.get(f"{address}/api/v1/networks/{id}").json()["step"]) < step:
        assert monotonic() < deadline, f"still at step {seen}"
        sleep(0.02)
    return seen
