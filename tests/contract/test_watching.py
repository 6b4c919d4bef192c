"""Who watches a network sees its run, whichever of the servers that share a Redis trains it."""

import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import redis as redis_client

from tests.contract.talking import SPIRAL, Json, Talk, talking
from tests.redis import Redis, redis_running
from tests.serving import Server, start

LEASE = 2.0
clients = cast(Any, redis_client.Redis).from_url
SURFACE: Json = {"surface": {"resolution": 12}}


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    with redis_running(str(tmp_path_factory.mktemp("redis"))) as server:
        yield server


class House:
    """Servers on one Redis; the first trains in most tests, the second watches."""

    def __init__(self, redis: Redis, folder: Path, ends: ExitStack) -> None:
        self._redis, self._folder, self._ends = redis, folder, ends
        self.servers = [self.add(), self.add()]
        self.openapi: Json = httpx.get(f"{self.servers[0].address}/openapi.json", timeout=60).json()

    def add(self) -> Server:
        server = start(self._folder, store=self._redis.url, lease_seconds=str(LEASE))
        self._ends.callback(lambda: server.process.poll() is None and server.stop())
        return server

    def api(self, number: int) -> str:
        return f"{self.servers[number].address}/api/v1/networks"

    def create(self) -> str:
        return httpx.post(self.api(0), json=SPIRAL).json()["id"]

    @contextmanager
    def at(self, server: int | Server, id: str, **watch: Json) -> Generator[Talk]:
        """One who watches on this server, and has been greeted."""
        place = self.servers[server] if isinstance(server, int) else server
        with talking(place.address, self.openapi, id) as talk:
            assert talk.hear()["type"] == "hello"
            if watch:
                talk.say("watch", **watch)
                talk.frame()
            yield talk


@pytest.fixture(scope="module")
def house(redis: Redis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with ExitStack() as ends:
        yield House(redis, tmp_path_factory.mktemp("servers"), ends)


def test_all_see_the_same_numbers_and_how_it_ends(house: House) -> None:
    id = house.create()
    with house.at(0, id, **SURFACE) as here, house.at(1, id, **SURFACE) as there:
        here.say("run", max_steps_per_second=20, stop={"steps": 30})
        seen = both(here, there)
    for frames, paused in seen:
        assert (paused["reason"], paused["step"]) == ("steps", 30)
        assert frames[-1]["step"] == 30
        assert [frame["frame"] for frame in frames] == list(range(2, len(frames) + 2))
        steps = [frame["step"] for frame in frames]
        assert steps == sorted(steps)
    own, other = [{frame["step"]: bare(frame) for frame in frames} for frames, _ in seen]
    common = own.keys() & other.keys()
    assert len(common) >= 10  # of 30, if the machine is idle; who is late is sent fewer
    assert {step: own[step] for step in common} == {step: other[step] for step in common}
    assert all(frame["surface"]["data"] for frame in other.values())
    kept = httpx.get(f"{house.api(1)}/{id}").json()
    assert kept["metrics"]["train"]["loss"] == seen[1][0][-1]["train_loss"]


def both(*talks: Talk) -> list[tuple[list[Json], Json]]:
    """What each hears until the run has ended, at the same time."""

    def ended(talk: Talk) -> tuple[list[Json], Json]:
        return talk.until("paused", 30)

    with ThreadPoolExecutor(len(talks)) as pool:
        return list(pool.map(ended, talks))


def bare(frame: Json) -> Json:
    """Without its number, which counts the frames of one socket."""
    return {name: value for name, value in frame.items() if name != "frame"}


def test_who_comes_in_the_midst_or_looks_at_something_else_sees_it(house: House) -> None:
    id = house.create()
    with house.at(0, id) as own:
        own.say("run")
        own.frame()
        with talking(house.servers[1].address, house.openapi, id) as late:
            hello = late.hear()
            assert hello["running"] is True
            assert "surface" not in late.frame()
            late.say("watch", **SURFACE)
            while "surface" not in (frame := late.frame()):
                pass
            assert frame["surface"]["resolution"] == 12
            late.say("watch", parameters=True)
            while "parameters" not in (frame := late.frame()):
                pass
            assert "surface" not in frame
        step = own.frame()["step"]
        while own.frame()["step"] <= step:
            pass


def test_a_run_belongs_to_its_socket_on_whichever_server(house: House) -> None:
    id = house.create()
    with house.at(0, id) as own, house.at(1, id) as other:
        own.say("run")
        step = other.frame()["step"]
        for type, more in (("run", {}), ("configure", {"training": {"l2": 0.1}})):
            other.say(type, **more)
            _, error = other.until("error")
            assert error["problem"]["status"] == 409
        while other.frame()["step"] <= step:
            pass
        own.say("pause")
        (_, ended), (frames, paused) = both(own, other)
        assert (paused["reason"], paused["step"]) == ("pause", ended["step"])
        assert frames[-1]["step"] == ended["step"]
        other.say("step", n=1)
        for talk in (own, other):
            frames, paused = talk.until("paused")
            assert (paused["reason"], paused["step"]) == ("steps", ended["step"] + 1)
            assert frames[-1]["step"] == ended["step"] + 1


def test_training_over_http_is_seen_on_other_servers_however_short(house: House) -> None:
    id, step = house.create(), 0
    with house.at(1, id, **SURFACE) as there:
        for steps in (1, 1, 400):
            step += steps
            assert httpx.post(f"{house.api(0)}/{id}/train", json={"steps": steps}, timeout=60).is_success
            frames, paused = there.until("paused")
            assert (paused["reason"], paused["step"], frames[-1]["step"]) == ("steps", step, step)
            assert "surface" in frames[-1]


def test_who_reads_slowly_slows_nobody(house: House) -> None:
    id = house.create()
    with house.at(0, id) as own, house.at(1, id) as slow, house.at(1, id) as fast:
        slow.acknowledges = False
        own.say("run")
        assert [slow.hear()["frame"] for _ in range(2)] == [1, 2]
        began = time.monotonic()
        for talk in (own, fast):
            assert [talk.frame()["type"] for _ in range(30)]
        assert time.monotonic() - began < 10  # at one frame in the second of patience it were 30
        with pytest.raises(TimeoutError):
            slow.hear(timeout=0.3)
        own.say("pause")
        _, ended = fast.until("paused")
        with pytest.raises(TimeoutError):
            slow.hear(timeout=0.3)
        slow.say("ack", frame=2)
        last, paused = slow.hear(), slow.hear()
        assert (last["type"], last["step"], paused["type"]) == ("frame", ended["step"], "paused")


def test_one_slow_viewer_alone_gets_the_next_frame_when_it_has_room(house: House) -> None:
    """And not only after the patience with what may be lost, which is a second."""
    id = house.create()
    with house.at(0, id) as own, house.at(1, id) as slow:
        slow.acknowledges = False
        own.say("run")
        waits = list[float]()
        for number in range(1, 7):
            frame = slow.hear()
            assert frame["frame"] == number
            if number > 1:
                time.sleep(0.1)
                slow.say("ack", frame=number)
        for _ in range(10):
            began = time.monotonic()
            slow.say("ack", frame=slow.hear()["frame"])
            waits.append(time.monotonic() - began)
        assert sorted(waits)[len(waits) // 2] < 0.5


def test_a_server_that_is_killed_while_it_watches_costs_a_run_nothing(house: House) -> None:
    id, third = house.create(), house.add()
    with house.at(0, id) as own:
        with talking(third.address, house.openapi, id) as there:
            there.hear()
            own.say("run")
            there.frame()
            third.kill()
        step, until = own.frame()["step"], time.monotonic() + LEASE + 1
        while time.monotonic() < until:
            own.frame()
        assert own.frame()["step"] > step
        own.say("pause")
        assert own.until("paused")[1]["reason"] == "pause"


def test_who_watches_a_run_whose_server_is_killed_is_told(house: House) -> None:
    id, third = house.create(), house.add()
    with house.at(1, id, **SURFACE) as there:
        with talking(third.address, house.openapi, id) as own:
            own.hear()
            own.say("run")
            while there.frame()["step"] < 300:
                pass
            third.kill()
        with talking(house.servers[0].address, house.openapi, id) as late:
            assert late.hear()["running"] is True
            (frames, paused), (_, told) = (talk.until("paused", 4 * LEASE + 10) for talk in (there, late))
    kept = httpx.get(f"{house.api(1)}/{id}").json()["step"]
    assert (paused["reason"], paused["step"], frames[-1]["step"]) == ("failed", kept, kept)
    assert (told["reason"], told["step"]) == ("failed", kept)
    assert "surface" in frames[-1]


def test_frames_come_again_after_connections_between_servers_were_cut(house: House, redis: Redis) -> None:
    id = house.create()
    with house.at(0, id) as own, house.at(1, id) as there, clients(redis.url) as client:
        own.say("run")
        for _ in range(2):
            there.frame()
            assert client.client_kill_filter(_type="pubsub") >= 2
            settle(there)
            step = there.frame(4 * LEASE)["step"]
            while there.frame()["step"] < step + 500:
                pass
        own.say("pause")
        (_, ended), (frames, paused) = both(own, there)
        assert (paused["reason"], paused["step"]) == ("pause", ended["step"])
        assert frames[-1]["step"] == ended["step"]


def settle(talk: Talk) -> None:
    """Until what was on its way has been heard."""
    deadline = time.monotonic() + 0.1
    while (left := deadline - time.monotonic()) > 0:
        try:
            talk.hear(left)
        except TimeoutError:
            return


def test_a_redis_that_starts_anew_in_the_midst_costs_a_run_nothing(house: House, redis: Redis) -> None:
    id = house.create()
    with house.at(0, id) as own, house.at(1, id) as there:
        own.say("run", max_steps_per_second=50)
        there.frame()
        redis.kill()
        redis.start()
        settle(there)
        step = own.frame()["step"]
        while there.frame(4 * LEASE)["step"] < step + 50:
            pass
        own.say("pause")
        (_, ended), (frames, paused) = both(own, there)
        assert (paused["reason"], paused["step"]) == ("pause", ended["step"])
        assert frames[-1]["step"] == ended["step"]
