"""Rooms as clients see them: a class follows one cursor, looks at the very network, and changes nothing."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.contract.attending import Json, attending
from tests.contract.client import BATCH, Create
from tests.contract.talking import SPIRAL, talking
from tests.serving import serving


@pytest.fixture
def room(client: httpx.Client, server: str, openapi: Json) -> Iterator[Json]:
    answer = client.post("/rooms")
    assert answer.status_code == 201
    room = answer.json()
    assert answer.headers["Location"] == f"/api/v1/rooms/{room['id']}"
    yield room
    if client.get(f"/rooms/{room['id']}").status_code == 200:
        with attending(server, openapi, room["id"], room["key"]) as leader:
            leader.say("end")
            leader.until("ended", reason="stopped")


def lent(message: Json) -> str:
    """The name under which a follower looks at the network that is shown."""
    return message["url"].removeprefix("/shared/")


def test_followers_see_each_move_and_whoever_comes_late_sees_the_last(
    client: httpx.Client, server: str, openapi: Json, room: Json, spam: str
) -> None:
    id = room["id"]
    with attending(server, openapi, id) as early:
        assert early.hear() == {"type": "waiting", "reason": "not_begun"}
        with attending(server, openapi, id, room["key"]) as leader:
            assert leader.hear() == {"type": "followers", "count": 1}
            leader.show(spam, "step=1&beat=forward-1-gather", version=1)
            first = early.hear()
            assert (first["type"], first["place"]) == ("shown", "step=1&beat=forward-1-gather")
            leader.show(spam, "step=1&beat=forward-1-add", version=1, training=True)
            second = early.hear()
            assert second == {**first, "place": "step=1&beat=forward-1-add", "training": True}
            with attending(server, openapi, id) as late:
                assert late.hear() == second
                assert leader.hear() == {"type": "followers", "count": 2}
                status = client.get(f"/rooms/{id}").json()
                assert status == {"id": id, "url": f"/follow/{id}", "led": True, "followers": 2}
            assert leader.hear() == {"type": "followers", "count": 1}


def test_followers_look_at_the_very_network_and_change_nothing_of_it(
    client: httpx.Client, server: str, openapi: Json, room: Json, spam: str
) -> None:
    with (
        attending(server, openapi, room["id"], room["key"]) as leader,
        attending(server, openapi, room["id"]) as follower,
    ):
        client.post(f"/networks/{spam}/step", json=BATCH)
        leader.show(spam, "step=1")
        name = lent(follower.until("shown"))
        assert name != spam
        summary = client.get(f"/networks/{name}").json()
        assert (summary["id"], summary["read_only"], summary["step"]) == (name, True, 1)
        taken = client.get(f"/networks/{spam}/steps/1")
        assert client.get(f"/networks/{name}/steps/1").content == taken.content
        client.post(f"/networks/{spam}/step", json=BATCH)
        assert client.get(f"/networks/{name}").json()["step"] == 2
        before = client.get(f"/networks/{spam}").json()
        edits = {"edits": [{"layer": 1, "parameter": "b", "index": [0], "value": 9}]}
        for refused in (
            client.post(f"/networks/{name}/step", json=BATCH),
            client.patch(f"/networks/{name}/parameters", json=edits),
            client.patch(f"/networks/{name}", json={"name": "mine"}),
            client.post(f"/networks/{name}/steps/1/restore"),
            client.post(f"/networks/{name}/undo"),
            client.delete(f"/networks/{name}"),
        ):
            assert refused.status_code == 409
            assert refused.json()["detail"] == (f"Network {name} is lent to look at; change a copy of it.")
            assert spam not in refused.text
        assert spam not in client.get(f"/networks/{name}/steps/7").text
        assert client.get(f"/networks/{spam}").json() == before
        copy = client.post(f"/networks/{name}/copies", json={"step": 1, "read_only": False}).json()
        assert (copy["step"], copy["read_only"]) == (1, False)
        assert client.post(f"/networks/{copy['id']}/step", json=BATCH).status_code == 200
        leader.say("end")
        assert follower.until("ended")["reason"] == "stopped"
    assert client.get(f"/networks/{name}").status_code == 404
    assert client.get(f"/networks/{spam}").json() == before


def test_a_follower_watches_a_run_of_the_leader_and_cannot_end_it(
    create: Create, server: str, openapi: Json, room: Json
) -> None:
    spiral = create(SPIRAL)
    with (
        attending(server, openapi, room["id"], room["key"]) as leader,
        attending(server, openapi, room["id"]) as follower,
    ):
        leader.show(spiral, "", training=True)
        name = lent(follower.until("shown"))
        with talking(server, openapi, spiral) as own, talking(server, openapi, name) as watching:
            own.hear()
            assert watching.hear()["id"] == name
            watching.say("run", stop={"steps": 1})
            assert "lent to look at" in watching.until("error")[1]["problem"]["detail"]
            own.say("run", stop={"steps": 200})
            assert watching.frame()["type"] == "frame"
            assert watching.until("paused", 30)[1] == own.until("paused", 30)[1]


def test_a_leader_who_leaves_comes_back_with_the_key(
    server: str, openapi: Json, room: Json, spam: str
) -> None:
    with attending(server, openapi, room["id"]) as follower:
        with attending(server, openapi, room["id"], room["key"]) as leader:
            leader.show(spam, "step=1")
            shown = follower.until("shown")
        assert follower.hear() == {"type": "waiting", "reason": "left"}
        with attending(server, openapi, room["id"]) as late:
            assert [late.hear(), late.hear()] == [shown, {"type": "waiting", "reason": "left"}]
        with (
            attending(server, openapi, room["id"], room["key"]) as again,
            attending(server, openapi, room["id"], room["key"]) as elsewhere,
        ):
            assert again.until("ended")["reason"] == "replaced"
            elsewhere.show(spam, "step=2")
            assert follower.until("shown")["place"] == "step=2"


def test_who_reads_slowly_skips_to_the_newest_and_holds_up_nobody(
    server: str, openapi: Json, room: Json, spam: str
) -> None:
    with (
        attending(server, openapi, room["id"], room["key"]) as leader,
        attending(server, openapi, room["id"], max_queue=1) as slow,
        attending(server, openapi, room["id"]) as fast,
    ):
        many = 30_000
        for k in range(many):
            leader.show(spam, f"step={k}".ljust(480, "0"))
        leader.show(spam, "step=last")
        fast.until("shown", place="step=last")
        places: list[str] = []
        while (message := slow.hear()).get("place") != "step=last":
            places.append(message.get("place", ""))
        assert len(places) < many / 2


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        ("{", 400, "A message must be JSON."),
        ('{"type": "dance"}', 422, "type"),
        ('{"type": "show"}', 422, "url is required."),
        ('{"type": "show", "url": "https://example.org"}', 422, "url must be of the form ^/(networks|"),
        ('{"type": "show", "url": "/networks/abc", "place": 3}', 422, "place must be a text, got 3."),
        ('{"type": "show", "url": "/lessons/a", "version": 0}', 422, "version must be at least 1, got 0."),
        ('{"type": "show", "url": "/lessons/a", "colour": 1}', 422, "colour is not a known field, got 1."),
        ('{"type": "show", "url": "/networks/abc"}', 404, "There is no network 'abc'."),
        (json.dumps({"type": "show", "url": "/lessons/a", "place": "x" * 501}), 422, "at most 500"),
        ("x" * 5000, 413, "A message must be at most 4096 bytes, got 5000."),
    ],
)
def test_a_message_that_is_refused_is_answered_and_the_room_goes_on(
    server: str, openapi: Json, room: Json, text: str, status: int, says: str
) -> None:
    with (
        attending(server, openapi, room["id"], room["key"]) as leader,
        attending(server, openapi, room["id"]) as follower,
    ):
        leader.socket.send(text)
        problem = leader.until("error")["problem"]
        assert problem["status"] == status
        assert says in problem["detail"]
        leader.say("show", url="/lessons/slopes", place="passage-3")
        assert follower.until("shown")["url"] == "/lessons/slopes"


def test_what_a_follower_says_is_refused_and_shown_to_nobody(
    server: str, openapi: Json, room: Json, spam: str
) -> None:
    with (
        attending(server, openapi, room["id"], room["key"]) as leader,
        attending(server, openapi, room["id"]) as follower,
        attending(server, openapi, room["id"]) as other,
    ):
        follower.show(spam, "step=9")
        assert follower.until("error")["problem"]["status"] == 403
        leader.show(spam, "step=1")
        assert other.until("shown")["place"] == "step=1"


@pytest.mark.parametrize(
    ("id", "key", "headers", "status"),
    [
        ("nothing", None, {}, 404),
        (None, "wrong", {}, 403),
        (None, None, {"Origin": "https://example.org"}, 403),
    ],
)
def test_a_socket_that_is_not_wanted_is_refused_before_it_opens(
    server: str,
    openapi: Json,
    room: Json,
    id: str | None,
    key: str | None,
    headers: dict[str, str],
    status: int,
) -> None:
    with (
        pytest.raises(InvalidStatus) as refused,
        attending(server, openapi, id or room["id"], key, headers),
    ):
        pass
    response = refused.value.response
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"


def test_rooms_and_followers_have_limits_and_an_end(openapi: Json, tmp_path: Path) -> None:
    with (
        serving(tmp_path, max_rooms="2", max_followers="1", room_seconds="1") as server,
        httpx.Client(base_url=f"{server}/api/v1") as client,
    ):
        rooms: list[Json] = [client.post("/rooms").json() for _ in range(2)]
        refused = client.post("/rooms")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
        assert refused.json()["detail"] == "One client may hold 2 rooms at a time; close one first."
        with attending(server, openapi, rooms[0]["id"]) as only:
            with pytest.raises(InvalidStatus) as full, attending(server, openapi, rooms[0]["id"]):
                pass
            assert full.value.response.status_code == 429
            began = time.monotonic()
            with attending(server, openapi, rooms[1]["id"], rooms[1]["key"]) as leader:
                while time.monotonic() < began + 1.5:
                    leader.say("show", url="/lessons/slopes")
                    time.sleep(0.1)
                assert only.until("ended")["reason"] == "idle"
                with pytest.raises(ConnectionClosed):
                    only.hear()
                assert client.get(f"/rooms/{rooms[0]['id']}").status_code == 404
                assert client.get(f"/rooms/{rooms[1]['id']}").json()["led"] is True
        assert client.post("/rooms").status_code == 201
