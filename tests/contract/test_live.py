"""The live socket as a client sees it: runs, frames, acknowledgements, settings, refusals and endings."""

import time

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.contract.client import Create
from tests.contract.talking import SPIRAL, Json, talking

SINE: Json = {"network": {"layers": [{"units": 5, "activation": "tanh"}]}, "data": {"name": "sine"}}


def test_a_run_shows_frames_and_pauses_at_the_step_that_is_kept(
    client: httpx.Client, create: Create, server: str, openapi: Json
) -> None:
    id = create(SPIRAL)
    with talking(server, openapi, id) as talk:
        hello = talk.hear()
        assert (hello["id"], hello["step"], hello["running"]) == (id, 0, False)
        talk.say("run")
        frames = [talk.hear() for _ in range(5)]
        assert client.get(f"/networks/{id}").status_code == 200
        assert client.post(f"/networks/{id}/step", json={}).status_code == 409
        talk.say("pause")
        more, paused = talk.until("paused")
    frames += more
    assert paused["reason"] == "pause"
    assert frames[-1]["step"] == paused["step"]
    assert [frame["frame"] for frame in frames] == list(range(1, len(frames) + 1))
    assert [frame["step"] for frame in frames] == sorted(frame["step"] for frame in frames)
    summary = client.get(f"/networks/{id}").json()
    assert summary["step"] == paused["step"]
    assert summary["metrics"]["train"]["loss"] == frames[-1]["train_loss"]
    assert summary["metrics"]["validation"]["accuracy"] == frames[-1]["validation_accuracy"]
    other = create(SPIRAL)
    client.post(f"/networks/{other}/train", json={"steps": paused["step"]})
    traces = [client.get(f"/networks/{each}/steps/{paused['step']}").json() for each in (id, other)]
    assert traces[0] == traces[1]
    assert (
        traces[0]["layers"][0]["update"]["w"]["after"]
        == (client.get(f"/networks/{id}/parameters").json()["layers"][0]["w"])
    )


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        ({"steps": 137}, "steps"),
        ({"epochs": 3}, "epochs"),
        ({"loss": 0.68}, "loss"),
        ({"accuracy": 0.55}, "accuracy"),
        ({"plateau": 1}, "plateau"),
        ({"time": 0.2}, "time"),
    ],
)
def test_a_run_ends_where_it_was_told_to(
    create: Create, server: str, openapi: Json, stop: Json, reason: str
) -> None:
    with talking(server, openapi, create(SPIRAL)) as talk:
        talk.hear()
        talk.say("run", stop=stop)
        frames, paused = talk.until("paused", 30)
    assert paused["reason"] == reason
    assert frames[-1]["step"] == paused["step"]
    assert reason != "steps" or paused["step"] == 137
    assert reason != "epochs" or frames[-1]["epoch"] == 3


def test_steps_are_taken_by_number_and_one_after_another(create: Create, server: str, openapi: Json) -> None:
    with talking(server, openapi, create(SPIRAL)) as talk:
        talk.hear()
        for n, step in ((1, 1), (1, 2), (30, 32)):
            talk.say("step", n=n)
            frames, paused = talk.until("paused")
            assert (paused["reason"], paused["step"], frames[-1]["step"]) == ("steps", step, step)


def test_a_pace_is_kept_and_may_be_changed(create: Create, server: str, openapi: Json) -> None:
    with talking(server, openapi, create(SPIRAL)) as talk:
        talk.hear()
        talk.say("run", max_steps_per_second=20)
        began = time.monotonic()
        frames = [talk.hear() for _ in range(11)]
        assert [frame["step"] for frame in frames] == list(range(1, 12))
        assert 0.4 < time.monotonic() - began < 3
        talk.say("run")
        while talk.frame()["step"] < 500:
            pass
        talk.say("run", max_steps_per_second=0.01)
        time.sleep(0.2)
        asked = time.monotonic()
        talk.say("pause")
        _, paused = talk.until("paused")
        assert time.monotonic() - asked < 2
        assert paused["reason"] == "pause"


def test_settings_change_from_the_next_slice_on_and_are_kept(
    client: httpx.Client, create: Create, server: str, openapi: Json
) -> None:
    id = create(SPIRAL)
    change = {"optimizer": {"name": "adam", "learning_rate": 0.007}, "batch_size": 20, "l2": 0.01}
    with talking(server, openapi, id) as talk:
        talk.hear()
        talk.say("run")
        talk.hear()
        talk.say("configure", training=change)
        while (frame := talk.hear())["learning_rate"] != 0.007:
            pass
        talk.say("configure", training={"batch_size": 0})
        _, error = talk.until("error")
        assert "batch_size must be at least 1, got 0" in error["problem"]["detail"]
        assert talk.hear()["step"] > frame["step"]
        talk.say("pause")
        talk.until("paused")
        talk.say("configure", training={"l2": 0.02})
        talk.say("step", n=1)
        talk.until("paused")
    training = client.get(f"/networks/{id}").json()["training"]
    assert (training["optimizer"]["name"], training["batch_size"], training["l2"]) == ("adam", 20, 0.02)
    first = client.get(f"/networks/{id}/steps/1").json()
    now = client.get(f"/networks/{id}").json()["step"]
    last = client.get(f"/networks/{id}/steps/{now}").json()
    assert (first["learning_rate"], last["learning_rate"]) == (0.1, 0.007)
    assert "m" in last["layers"][0]["update"]["w"]["state"]


def test_at_most_two_frames_are_unacknowledged_and_the_run_goes_on(
    client: httpx.Client, create: Create, server: str, openapi: Json
) -> None:
    id = create(SPIRAL)
    with talking(server, openapi, id) as slow, talking(server, openapi, id) as fast:
        slow.acknowledges = False
        for talk in (slow, fast):
            talk.hear()
        slow.say("run")
        assert [slow.hear()["frame"] for _ in range(2)] == [1, 2]
        with pytest.raises(TimeoutError):
            slow.hear(timeout=0.5)
        seen = [fast.hear() for _ in range(30)]
        slow.say("ack", frame=1)
        third = slow.hear()
        assert third["frame"] == 3
        assert third["step"] >= seen[-1]["step"]
        slow.say("pause")
        _, ended = fast.until("paused")
        with pytest.raises(TimeoutError):
            slow.hear(timeout=0.3)
        slow.say("ack", frame=3)
        last, paused = slow.hear(), slow.hear()
        assert (last["type"], last["step"], paused["type"]) == ("frame", ended["step"], "paused")
        slow.say("ack", frame=99)
        assert "1 to 4, got 99" in slow.hear()["problem"]["detail"]


def test_a_run_belongs_to_the_socket_that_began_it(
    create: Create, server: str, openapi: Json, client: httpx.Client
) -> None:
    id = create(SPIRAL)
    with talking(server, openapi, id) as own:
        own.hear()
        own.say("run")
        own.hear()
        with talking(server, openapi, id) as other:
            assert other.hear()["running"] is True
            assert other.hear()["type"] == "frame"
            other.say("run")
            _, error = other.until("error")
            assert error["problem"]["status"] == 409
            other.say("configure", training={"l2": 0.1})
            _, error = other.until("error")
            assert error["problem"]["status"] == 409
        before = own.hear()["step"]
        while own.hear()["step"] <= before:
            pass
    deadline = time.monotonic() + 10
    while client.post(f"/networks/{id}/step", json={}).status_code == 409:
        assert time.monotonic() < deadline
    kept = client.get(f"/networks/{id}").json()
    assert kept["step"] > before
    assert client.get(f"/networks/{id}/steps/{kept['step']}").status_code == 200


def test_training_over_http_is_seen_by_who_watches(
    client: httpx.Client, create: Create, server: str, openapi: Json
) -> None:
    id = create(SPIRAL)
    with talking(server, openapi, id) as talk:
        talk.hear()
        summary = client.post(f"/networks/{id}/train", json={"epochs": 20}).json()
        frames, paused = talk.until("paused")
        assert (paused["reason"], paused["step"]) == ("epochs", summary["step"])
        assert frames[-1]["step"] == summary["step"]


REFUSED = [
    ("not json", 400, "JSON"),
    ('{"type": "fly"}', 422, "fly"),
    ('{"type": "step", "n": 0}', 422, "at least 1"),
    ('{"type": "run", "max_steps_per_second": -1}', 422, "greater than 0"),
    ('{"type": "run", "stop": {"loss": "low"}}', 422, "stop.loss"),
    ('{"type": "watch", "surface": {"resolution": 1000}}', 422, "at most 200"),
    ('{"type": "watch", "histogram": {}}', 422, "histogram"),
    ('{"type": "watch", "example": 100000000000000000000}', 422, "example must be at most"),
    ('{"type": "configure", "training": {"optimizer": {"name": "adamant"}}}', 422, "adamant"),
    ('{"type": "ack", "frame": 1}', 422, "got 1"),
    ("[]", 422, ""),
]


@pytest.mark.parametrize(("text", "status", "says"), REFUSED, ids=[text for text, _, _ in REFUSED])
def test_a_message_that_is_refused_is_answered_and_the_socket_stays_open(
    create: Create, server: str, openapi: Json, text: str, status: int, says: str
) -> None:
    with talking(server, openapi, create(SPIRAL)) as talk:
        talk.hear()
        talk.socket.send(text)
        problem = talk.hear()["problem"]
        assert problem["status"] == status
        assert says in problem["detail"]
        talk.say("step")
        assert talk.until("paused")[1]["step"] == 1


def test_a_network_without_data_cannot_run_and_says_so(spam: str, server: str, openapi: Json) -> None:
    with talking(server, openapi, spam) as talk:
        talk.hear()
        talk.say("watch", parameters=True)
        talk.say("run")
        assert "data is required" in talk.hear()["problem"]["detail"]
        talk.say("pause")
        assert talk.hear() == {"type": "paused", "reason": "pause", "step": 0}


@pytest.mark.parametrize(
    ("id", "headers", "status"),
    [
        (None, {"Origin": "https://example.org"}, 403),
        (None, {"Origin": "null"}, 403),
        ("AAAAAAAAAAAAAAAAAAAAAA", {}, 404),
    ],
)
def test_a_socket_that_is_not_wanted_is_refused_before_it_opens(
    create: Create, server: str, openapi: Json, id: str | None, headers: dict[str, str], status: int
) -> None:
    with pytest.raises(InvalidStatus) as refused, talking(server, openapi, id or create(), headers):
        pass
    response = refused.value.response
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_loss_that_leaves_all_numbers_ends_the_run_with_its_place(
    create: Create, server: str, openapi: Json
) -> None:
    wild = {**SINE, "training": {"optimizer": {"name": "sgd", "learning_rate": 1000}}}
    wild["network"] = {"layers": [{"units": 8}, {"units": 8}]}
    with talking(server, openapi, create(wild)) as talk:
        talk.hear()
        talk.say("watch", parameters=True)
        talk.say("run")
        frames, paused = talk.until("paused")
    assert paused["reason"] == "diverged"
    assert frames[-1]["train_loss"] is None
    assert frames[-1]["non_finite"]["total"] > 0
