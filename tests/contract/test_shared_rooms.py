"""A room on two servers that share a Redis is one room: who leads and who follows may sit at either."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.contract.attending import Json, Seat, attending
from tests.contract.client import BATCH, SPAM
from tests.contract.talking import SPIRAL, talking
from tests.redis import Redis, redis_running
from tests.serving import Server, start

# How long a seat is held of which nothing is heard, and most followers.
SEAT, MOST = 2.5, 6
SETTINGS = {"lease_seconds": str(SEAT), "max_followers": str(MOST), "workers": "1"}
LESSON = "/lessons/slopes"


class House:
    """Two servers, more when they are asked for, and their Redis."""

    def __init__(self, folder: Path, redis: Redis, ends: ExitStack) -> None:
        self.folder, self.redis, self._ends = folder, redis, ends
        self.one, self.other = self.server().address, self.server().address

    def server(self, **settings: str) -> Server:
        made = start(self.folder, 0, store=self.redis.url, **{**SETTINGS, **settings})
        self._ends.callback(lambda: made.process.poll() is None and made.stop())
        return made


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("rooms")
    with redis_running(str(folder)) as redis, ExitStack() as ends:
        yield House(folder, redis, ends)


def opened(address: str) -> tuple[str, str]:
    """The id and the key of a new room."""
    room = httpx.post(f"{address}/api/v1/rooms").json()
    return room["id"], room["key"]


def status(address: str, id: str) -> tuple[bool, int]:
    room = httpx.get(f"{address}/api/v1/rooms/{id}").json()
    return room["led"], room["followers"]


def made(address: str, body: Json = SPAM) -> str:
    return httpx.post(f"{address}/api/v1/networks", json=body).json()["id"]


def places(seat: Seat, last: str) -> list[str]:
    """Of all that is shown until the last."""
    heard: list[str] = []
    while not heard or heard[-1] != last:
        heard.append(seat.until("shown")["place"])
    return heard


def test_who_follows_at_either_server_sees_what_the_leader_shows_and_in_its_order(
    house: House, openapi: Json
) -> None:
    id, key = opened(house.one)
    assert httpx.get(f"{house.other}/follow/{id}").status_code == 200
    with ExitStack() as stack:
        followers = [
            stack.enter_context(attending(address, openapi, id))
            for address in (house.one, house.other, house.other)
        ]
        for follower in followers:
            assert follower.hear() == {"type": "waiting", "reason": "not_begun"}
        leader = stack.enter_context(attending(house.one, openapi, id, key))
        assert leader.hear() == {"type": "followers", "count": 3}
        moves = 300
        for number in range(moves):
            leader.say("show", url=LESSON, place=f"{number:04}")
            time.sleep(0.002)
        leader.say("show", url=LESSON, place="last", training=True)
        for follower in followers:
            heard = places(follower, "last")
            assert all(a < b for a, b in pairwise(heard))
            assert len(heard) > moves / 10
        late = stack.enter_context(attending(house.other, openapi, id))
        assert late.hear() == {
            "type": "shown", "url": LESSON, "place": "last", "version": None, "training": True
        }  # fmt: skip
        leader.until("followers", count=4)
        assert [status(address, id) for address in (house.one, house.other)] == [(True, 4)] * 2


def test_a_follower_looks_at_the_very_network_and_its_training_at_another_server(
    house: House, openapi: Json
) -> None:
    spam, spiral = made(house.one), made(house.one, SPIRAL)
    id, key = opened(house.one)
    with (
        attending(house.one, openapi, id, key) as leader,
        attending(house.other, openapi, id) as follower,
    ):
        httpx.post(f"{house.one}/api/v1/networks/{spam}/step", json=BATCH)
        leader.show(spam, "step=1")
        name = follower.until("shown")["url"].removeprefix("/shared/")
        for address in (house.one, house.other):
            seen = httpx.get(f"{address}/api/v1/networks/{name}").json()
            assert (seen["id"], seen["read_only"], seen["step"]) == (name, True, 1)
            refused = httpx.post(f"{address}/api/v1/networks/{name}/step", json=BATCH)
            assert refused.status_code == 409
            assert spam not in refused.text
        leader.show(spiral, "", training=True)
        watched = follower.until("shown", training=True)["url"].removeprefix("/shared/")
        with talking(house.other, openapi, watched) as watching:
            assert watching.hear()["id"] == watched
        leader.say("end")
        for seat in (leader, follower):
            assert seat.until("ended")["reason"] == "stopped"
            with pytest.raises(ConnectionClosed):
                seat.hear()
    for address in (house.one, house.other):
        assert httpx.get(f"{address}/api/v1/networks/{name}").status_code == 404
        assert httpx.get(f"{address}/api/v1/rooms/{id}").status_code == 404
        assert httpx.get(f"{address}/follow/{id}").status_code == 404


def test_a_room_is_full_whichever_server_its_followers_sit_at(house: House, openapi: Json) -> None:
    id, _ = opened(house.one)
    with ExitStack() as stack:
        servers = (house.one, house.other)
        seats = [stack.enter_context(attending(servers[number % 2], openapi, id)) for number in range(MOST)]
        for address in servers:
            with pytest.raises(InvalidStatus) as full, attending(address, openapi, id):
                pass
            assert full.value.response.status_code == 429
        seats[0].socket.close()
        deadline = time.monotonic() + 5
        while status(house.other, id)[1] == MOST:
            assert time.monotonic() < deadline
        stack.enter_context(attending(house.other, openapi, id))


def test_a_leader_who_connects_at_another_server_takes_the_seat_over(house: House, openapi: Json) -> None:
    id, key = opened(house.one)
    with (
        attending(house.one, openapi, id) as near,
        attending(house.other, openapi, id) as far,
        attending(house.one, openapi, id, key) as first,
    ):
        first.say("show", url=LESSON, place="1")
        near.until("shown", place="1")
        with attending(house.other, openapi, id, key) as second:
            assert first.until("ended")["reason"] == "replaced"
            with pytest.raises(ConnectionClosed):
                first.hear()
            assert second.hear() == {"type": "followers", "count": 2}
            second.say("show", url=LESSON, place="2")
            assert [places(near, "2"), places(far, "2")] == [["2"], ["1", "2"]]
        for follower in (near, far):
            assert follower.hear() == {"type": "waiting", "reason": "left"}
        with pytest.raises(InvalidStatus) as refused, attending(house.other, openapi, id, "wrong"):
            pass
        assert refused.value.response.status_code == 403


def test_when_the_leaders_server_is_killed_the_others_are_told_and_the_leader_comes_back(
    house: House, openapi: Json
) -> None:
    third = house.server()
    id, key = opened(third.address)
    with attending(house.other, openapi, id) as follower:
        with (
            attending(third.address, openapi, id) as gone,
            attending(third.address, openapi, id, key) as leader,
        ):
            leader.say("show", url=LESSON, place="1")
            assert follower.until("shown")["place"] == gone.until("shown")["place"] == "1"
            third.kill()
            killed = time.monotonic()
            assert follower.hear() == {"type": "waiting", "reason": "left"}
            assert time.monotonic() - killed < 2 * SEAT + 1
            with pytest.raises(ConnectionClosed):
                gone.hear()
        with attending(house.other, openapi, id, key) as leader:
            assert leader.until("followers", count=1)
            leader.say("show", url=LESSON, place="2")
            assert follower.until("shown")["place"] == "2"
            leader.say("end")
            assert follower.until("ended")["reason"] == "stopped"


def test_a_server_that_is_told_to_end_lets_go_of_its_seats_at_once(house: House, openapi: Json) -> None:
    third = house.server(lease_seconds="600")
    id, key = opened(third.address)
    with (
        attending(house.other, openapi, id) as follower,
        attending(third.address, openapi, id) as gone,
        attending(third.address, openapi, id, key) as leader,
    ):
        leader.say("show", url=LESSON)
        follower.until("shown")
        third.stop()
        assert follower.hear() == {"type": "waiting", "reason": "left"}
        for seat in (gone, leader):
            with pytest.raises(ConnectionClosed) as closed:
                seat.until("ended")
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1012
        assert status(house.one, id) == (False, 1)


def test_a_leader_who_comes_back_at_once_is_missed_by_nobody(house: House, openapi: Json) -> None:
    third = house.server()
    id, key = opened(house.one)
    with attending(house.one, openapi, id) as follower:
        with attending(third.address, openapi, id, key) as leader:
            leader.say("show", url=LESSON, place="1")
            follower.until("shown", place="1")
            third.kill()
        with attending(house.other, openapi, id, key) as leader:
            leader.say("show", url=LESSON, place="2")
            assert follower.hear()["place"] == "2"
            time.sleep(1.5 * SEAT)
            leader.say("show", url=LESSON, place="3")
            assert follower.hear()["place"] == "3"


def test_a_room_goes_on_after_redis_was_killed_and_is_there_again(house: House, openapi: Json) -> None:
    """Longer than a seat is held: whoever sits there still does."""
    id, key = opened(house.one)
    with (
        attending(house.one, openapi, id, key) as leader,
        attending(house.one, openapi, id) as near,
        attending(house.other, openapi, id) as far,
    ):
        leader.say("show", url=LESSON, place="1")
        for follower in (near, far):
            follower.until("shown", place="1")
        leader.until("followers", count=2)
        house.redis.kill()
        leader.say("show", url=LESSON, place="lost")
        assert leader.until("error")["problem"]["status"] == 503
        with pytest.raises(InvalidStatus) as refused, attending(house.other, openapi, id):
            pass
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["Content-Type"] == "application/problem+json"
        time.sleep(SEAT)
        house.redis.start()
        deadline = time.monotonic() + 10
        while status(house.other, id) != (True, 2):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        leader.say("show", url=LESSON, place="2")
        for follower in (near, far):
            assert "lost" not in places(follower, "2")
        leader.say("end")
        for seat in (leader, near, far):
            assert seat.until("ended")["reason"] == "stopped"


@pytest.mark.long
def test_a_room_in_which_nothing_is_shown_ends_at_all_servers(house: House, openapi: Json) -> None:
    servers = [house.server(room_seconds="2") for _ in range(2)]
    id, key = opened(servers[0].address)
    with (
        attending(servers[0].address, openapi, id, key) as leader,
        attending(servers[1].address, openapi, id) as follower,
    ):
        began = time.monotonic()
        while time.monotonic() < began + 3:
            leader.say("show", url=LESSON, place="")
            time.sleep(0.2)
        for seat in (leader, follower):
            assert seat.until("ended")["reason"] == "idle"
        assert time.monotonic() > began + 4
    for server in servers:
        assert httpx.get(f"{server.address}/api/v1/rooms/{id}").status_code == 404
