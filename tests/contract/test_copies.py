"""A network again, here or elsewhere: what it comes to is what the first one came to, to the bit."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from tests.contract.client import BATCH, SPAM, Create
from tests.contract.own import ROWS, SIGMOID
from tests.contract.taken import export

Json = dict[str, Any]

few = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def learners(draw: st.DrawFn) -> Json:
    """Requests of networks that remember something from one step to the next."""
    layers = [{"units": 3, "activation": "tanh", "batch_norm": draw(st.booleans()), "dropout": 0.2}]
    training: Json = {
        "optimizer": {"name": draw(st.sampled_from(sorted(OPTIMIZERS))), "learning_rate": 0.05},
        "schedule": {"name": draw(st.sampled_from(sorted(SCHEDULES)))},
        "batch_size": draw(st.sampled_from([7, 32])),
        "early_stopping": draw(st.sampled_from([None, {"patience": 30}])),
    }
    network = {"layers": layers, "dtype": draw(st.sampled_from(["float64", "float32"]))}
    own = draw(st.sampled_from([{"rows": ROWS}, {"name": "moons", "samples": 60}]))
    data = {**own, "validation_fraction": draw(st.sampled_from([0.0, 0.3]))}
    return {"network": network, "training": training, "data": data}


@few
@given(request=learners(), steps=st.integers(1, 12))
def test_a_network_goes_on_elsewhere_as_it_does_here(
    client: httpx.Client, create: Create, request: Json, steps: int
) -> None:
    id = create(request)
    client.post(f"/networks/{id}/train", json={"steps": steps})
    there = create(export(client, id, "json").json())
    assert export(client, there, "json").json() == export(client, id, "json").json()
    for _ in range(6):
        assert client.post(f"/networks/{there}/step", json={}).content == (
            client.post(f"/networks/{id}/step", json={}).content
        )
    assert export(client, there, "json").content == export(client, id, "json").content


@few
@given(request=learners(), back=st.integers(0, 5))
def test_a_step_is_taken_again_elsewhere(
    client: httpx.Client, create: Create, request: Json, back: int
) -> None:
    id = create(request)
    client.post(f"/networks/{id}/train", json={"steps": 9})
    k = 9 - back
    there = create(export(client, id, "json", before=k).json())
    taken = client.post(f"/networks/{there}/step", json={})
    assert taken.content == client.get(f"/networks/{id}/steps/{k}").content


def test_before_a_step_is_after_what_was_edited_since_the_one_before(client: httpx.Client, spam: str) -> None:
    client.post(f"/networks/{spam}/step", json=BATCH)
    edit = {"layer": 1, "parameter": "w", "index": [0, 0], "value": -7.5}
    client.patch(f"/networks/{spam}/parameters", json={"edits": [edit]})
    client.post(f"/networks/{spam}/step", json=BATCH)
    document = export(client, spam, "json", before=2).json()
    assert document["parameters"][0]["w"][0][0] == -7.5
    assert document["state"]["step"] == 1


def test_a_network_that_comes_with_steps_begins_there(
    client: httpx.Client, create: Create, spam: str
) -> None:
    for _ in range(3):
        client.post(f"/networks/{spam}/step", json=BATCH)
    there = create(export(client, spam, "json").json())
    summary = client.get(f"/networks/{there}").json()
    assert (summary["start"], summary["step"]) == (3, 3)
    for gone in (0, 1, 3):
        answer = client.get(f"/networks/{there}/steps/{gone}")
        assert answer.status_code == 404
    assert "came here at step 3" in client.get(f"/networks/{there}/steps/2").json()["detail"]
    client.post(f"/networks/{there}/step", json=BATCH)
    assert client.get(f"/networks/{there}/steps/4").json()["step"] == 4
    assert client.post(f"/networks/{there}/steps/2/restore").status_code == 404
    assert client.post(f"/networks/{there}/steps/3/restore").json()["step"] == 3
    assert client.get(f"/networks/{there}/history").status_code == 200
    assert client.get(f"/networks/{there}/diagnosis").status_code == 200


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"step": -1}, "state.step"),
        ({"position": 1}, "state.position"),
        ({"optimizer": {}}, "state.optimizer must hold what momentum remembers"),
        ({"optimizer": {"m": [0.0]}}, "must have shape (11,), got (1,)"),
        ({"optimizer": {"m": [None] * 11}}, "state.optimizer.m[0]"),
        ({"best": {"loss": 1.0, "parameters": [1.0]}}, "state.best.parameters must have shape (11,)"),
        ({"plateau": {"scale": 0.0}}, "state.plateau.scale"),
        ({"wisdom": 1}, "state.wisdom"),
    ],
)
def test_a_state_that_cannot_be_is_refused(client: httpx.Client, change: Json, named: str) -> None:
    state: Json = {"step": 2, "optimizer": {"m": [0.5] * 11}}
    training = {"optimizer": {"name": "momentum", "learning_rate": 0.1}}
    whole = {**SPAM, "training": training, "state": state}
    assert client.post("/networks", json=whole).status_code == 201
    answer = client.post("/networks", json={**whole, "state": {**state, **change}})
    assert answer.status_code == 422
    assert named in answer.json()["detail"], answer.text


def test_only_json_is_exported_as_it_was_before_a_step(client: httpx.Client, spam: str) -> None:
    answer = client.get(f"/networks/{spam}/export?format=npz&before=1")
    assert answer.status_code == 422
    assert "format=json" in answer.json()["detail"]
    assert client.get(f"/networks/{spam}/export?format=json&before=1").status_code == 404


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("batch", [{}, {"x": [[0.5, -1.0], [0.25, 2.0]], "y": [[0.0], [1.0]]}])
def test_a_copy_shows_the_step_that_it_was_made_of(
    client: httpx.Client, create: Create, batch: Json, read_only: bool
) -> None:
    id = create({"network": SIGMOID, "data": {"rows": ROWS}, "name": "Mine"})
    for body in ({}, batch, {}):
        client.post(f"/networks/{id}/step", json=body)
    made = client.post(f"/networks/{id}/copies", json={"step": 2, "read_only": read_only})
    assert made.status_code == 201
    copy = made.json()
    assert (copy["name"], copy["start"], copy["step"], copy["read_only"]) == ("Mine", 1, 2, read_only)
    assert copy["url"] == f"/{'shared' if read_only else 'networks'}/{copy['id']}"
    shown, original = (client.get(f"/networks/{own}/steps/2").content for own in (copy["id"], id))
    assert shown == original


def test_a_copy_of_no_step_is_as_the_network_is_now(client: httpx.Client, spam: str) -> None:
    copy = client.post(f"/networks/{spam}/copies", json={}).json()["id"]
    assert export(client, copy, "json").content == export(client, spam, "json").content
    assert client.post(f"/networks/{spam}/copies", json={"step": 1}).status_code == 404


def changes(id: str) -> list[tuple[str, str, Json]]:
    return [
        ("PATCH", f"/networks/{id}", {"name": "Other"}),
        ("PUT", f"/networks/{id}/parameters", {"layers": SPAM["parameters"]}),
        (
            "PATCH",
            f"/networks/{id}/parameters",
            {"edits": [{"layer": 1, "parameter": "b", "index": [0], "value": 1}]},
        ),
        ("POST", f"/networks/{id}/step", BATCH),
        ("POST", f"/networks/{id}/train", {"steps": 1}),
        ("POST", f"/networks/{id}/steps/0/restore", {}),
        ("DELETE", f"/networks/{id}", {}),
    ]


def test_a_snapshot_can_be_looked_at_and_copied_but_not_changed(client: httpx.Client, create: Create) -> None:
    id = create({**SPAM, "data": {"name": "spam"}})
    snapshot = client.post(f"/networks/{id}/copies", json={"read_only": True}).json()["id"]
    before = export(client, snapshot, "json").content
    for method, path, body in changes(snapshot):
        answer = client.request(method, path, json=body)
        assert answer.status_code == 409, (method, path)
        assert "snapshot" in answer.json()["detail"]
    for path, body in [("preview", {}), ("forward", {"x": BATCH["x"]}), ("gradient-check", BATCH)]:
        assert client.post(f"/networks/{snapshot}/{path}", json=body).status_code == 200
    assert export(client, snapshot, "json").content == before
    mine = client.post(f"/networks/{snapshot}/copies", json={}).json()
    assert not mine["read_only"]
    assert client.patch(f"/networks/{mine['id']}", json={"name": "Mine"}).status_code == 200


def test_a_snapshot_stays_as_it_is_whatever_becomes_of_the_network(client: httpx.Client, spam: str) -> None:
    snapshot = client.post(f"/networks/{spam}/copies", json={"read_only": True}).json()["id"]
    before = export(client, snapshot, "json").content
    client.post(f"/networks/{spam}/step", json=BATCH)
    client.delete(f"/networks/{spam}")
    assert export(client, snapshot, "json").content == before


def test_who_made_a_snapshot_may_withdraw_it_and_nobody_else(
    client: httpx.Client, create: Create, spam: str
) -> None:
    snapshot = client.post(f"/networks/{spam}/copies", json={"read_only": True}).json()["id"]
    copy = client.post(f"/networks/{spam}/copies", json={}).json()["id"]
    for id, gone in ((create(), snapshot), (snapshot, snapshot), (spam, copy), (spam, "nothing")):
        assert client.delete(f"/networks/{id}/copies/{gone}").status_code == 404
    assert client.delete(f"/networks/{spam}/copies/{snapshot}").status_code == 204
    assert client.get(f"/networks/{snapshot}").status_code == 404
    assert client.get(f"/networks/{copy}").status_code == 200


def test_the_file_is_the_body_that_makes_the_network(client: httpx.Client, spam: str) -> None:
    client.post(f"/networks/{spam}/step", json=BATCH)
    content = export(client, spam, "json").content
    made = client.post("/networks", content=content, headers={"Content-Type": "application/json"}).json()
    assert export(client, made["id"], "json").content == content
    assert json.loads(content)["state"]["step"] == 1
