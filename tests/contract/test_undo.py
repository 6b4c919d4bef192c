"""Undo and redo over HTTP: every kind of change there and back, across a restart, and what is refused."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.client import BATCH, SPAM, Create
from tests.contract.talking import SPIRAL, talking
from tests.serving import serving

Json = dict[str, Any]

W: Json = {"layer": 1, "parameter": "w", "index": [0, 1]}
ADAM: Json = {"training": {"optimizer": {"name": "adam", "learning_rate": 0.05}}}
# What is asked, and what it is called where it is undone.
ACTS: list[tuple[str, str, Json, str]] = [
    ("POST", "/step", {}, "step"),
    ("PATCH", "/parameters", {"edits": [{**W, "value": 0.25}]}, "edit"),
    ("POST", "/train", {"steps": 1200}, "train 1,200 steps"),
    ("PATCH", "", ADAM, "settings"),
    ("PATCH", "/parameters", {"edits": [{**W, "index": [k, 0], "frozen": True} for k in (0, 1)]}, "freeze"),
    ("POST", "/step", {}, "step"),
    ("PATCH", "/parameters", {"edits": [{**W, "off": True}]}, "switch off"),
    ("POST", "/train", {"epochs": 2}, "train 16 steps"),
    ("PATCH", "", {"data": {"noise": 0.3}}, "data"),
    ("POST", "/train", {"steps": 1}, "train 1 step"),
    ("PATCH", "", {"name": "Another"}, "name"),
    ("POST", "/steps/700/restore", {}, "restore to step 700"),
    ("POST", "/step", {}, "step"),
    ("PATCH", "", {"layers": [{"index": 2, "frozen": True}], "name": "Third"}, "settings"),
    ("PATCH", "/parameters", {"edits": [{**W, "value": 1}, {**W, "frozen": True}]}, "edit"),
]  # fmt: skip


def all_of(client: httpx.Client, path: str) -> Json:
    """All that can be seen of a network, but for its version and what can be undone."""
    summary = client.get(path).json()
    last, seen = summary["step"], [1, 2, 600, 1199, 1203, 1230]
    traces = {k: client.get(f"{path}/steps/{k}").json() for k in seen if k <= last}
    left = {name: value for name, value in summary.items() if name not in ("version", "undo", "redo")}
    parameters = client.get(f"{path}/parameters").json()
    history = client.get(f"{path}/history", params={"points": 10000}).json()
    return {**left, "numbers": parameters, "traces": traces, "history": history}


def ask(client: httpx.Client, method: str, path: str, body: Json | None = None, if_match: str = "*") -> Json:
    response = client.request(method, path, json=body, headers={"If-Match": if_match})
    assert response.status_code == 200, response.text
    return response.json()


def test_every_change_is_undone_and_done_again_even_after_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path) as address, httpx.Client(base_url=f"{address}/api/v1", timeout=60) as client:
        path = f"/networks/{client.post('/networks', json=SPIRAL).json()['id']}"
        seen = [all_of(client, path)]
        for method, tail, body, label in ACTS:
            ask(client, method, path + tail, body)
            assert client.get(path).json()["undo"] == {"number": len(seen), "label": label}
            seen.append(all_of(client, path))
        for i in range(len(ACTS) - 1, 5, -1):
            summary = ask(client, "POST", f"{path}/undo")
            assert summary["undo"] == {"number": i, "label": ACTS[i - 1][3]}
            assert summary["redo"] == {"number": i + 1, "label": ACTS[i][3]}
            assert all_of(client, path) == seen[i]
    with serving(tmp_path) as address, httpx.Client(base_url=f"{address}/api/v1", timeout=60) as client:
        assert all_of(client, path) == seen[6]
        for i in range(5, -1, -1):
            version = client.get(path).headers["etag"]
            summary = ask(client, "POST", f"{path}/undo", if_match=version)
            assert f'"{summary["version"]}"' != version
            assert all_of(client, path) == seen[i]
        assert client.get(path).json()["undo"] is None
        refused = client.post(f"{path}/undo")
        assert refused.status_code == 409
        assert refused.json()["detail"].startswith("There is nothing to undo in network")
        for i in range(1, len(ACTS) + 1):
            ask(client, "POST", f"{path}/redo")
            now = all_of(client, path)
            more = now.pop("history"), seen[i]["history"]  # undo brought back points that training thinned
            assert set(more[0]["step"]) >= set(more[1]["step"])
            assert now == {name: value for name, value in seen[i].items() if name != "history"}
        assert client.post(f"{path}/redo").status_code == 409


def test_a_new_change_after_undo_leaves_nothing_to_redo(client: httpx.Client, spam: str) -> None:
    path = f"/networks/{spam}"
    for _ in range(3):
        client.post(f"{path}/step", json=BATCH)
    ask(client, "POST", f"{path}/undo")
    assert client.get(f"{path}/steps/3").status_code == 404
    first = client.get(f"{path}/steps/2").json()
    assert ask(client, "POST", f"{path}/undo")["step"] == 1
    summary = ask(client, "PATCH", path, {"name": "Other"})
    assert (summary["undo"], summary["redo"]) == ({"number": 2, "label": "name"}, None)
    assert client.post(f"{path}/redo").status_code == 409
    assert client.post(f"{path}/step", json=BATCH).json() == first
    versions = [ask(client, "POST", f"{path}/undo")["version"] for _ in range(3)]
    assert versions == [9, 10, 11]
    assert client.get(path).json()["name"] == SPAM["name"]
    assert client.get(path).json()["undo"] is None


def test_steps_that_join_the_training_before_them_are_undone_together(
    client: httpx.Client, spam: str
) -> None:
    path = f"/networks/{spam}"

    def step(**query: bool) -> Json:
        client.post(f"{path}/step", json=BATCH, params=query)
        return client.get(path).json()

    assert step(join=True)["undo"] == {"number": 1, "label": "step"}  # nothing before it
    for _ in range(3):
        step(join=True)
    three = client.get(path).json()
    assert (three["step"], three["undo"]) == (4, {"number": 1, "label": "train 4 steps"})
    assert step()["undo"]["number"] == 2
    ask(client, "PATCH", f"{path}/parameters", {"edits": [{**W, "value": 0.5}]})
    assert step(join=True)["undo"] == {"number": 4, "label": "step"}  # an edit is no training
    for left in (5, 5, 4):
        undone = ask(client, "POST", f"{path}/undo")
        assert undone["step"] == left
    assert step(join=True)["undo"] == {"number": 2, "label": "step"}  # what is undone is not gone on with
    for _ in range(2):
        undone = ask(client, "POST", f"{path}/undo")
    assert (undone["step"], undone["undo"]) == (0, None)
    again = ask(client, "POST", f"{path}/redo")
    assert again == {**three, "version": again["version"], "redo": {"number": 2, "label": "step"}}


def test_a_network_tells_whether_it_was_edited_since_its_latest_step(client: httpx.Client, spam: str) -> None:
    path = f"/networks/{spam}"
    edit = ("PATCH", f"{path}/parameters", {"edits": [{**W, "value": 0.5}]})
    acts: list[tuple[str, str, Json | None, bool]] = [
        (*edit, True),
        ("POST", f"{path}/step", BATCH, False),
        ("PATCH", path, {"name": "Other"}, False),
        ("PATCH", path, {"example": {"x": [[1, 0, 1]], "y": [[0]]}}, True),
        ("POST", f"{path}/undo", None, False),
        (*edit, True),
        ("POST", f"{path}/steps/1/restore", None, False),
        ("POST", f"{path}/undo", None, True),
        ("POST", f"{path}/undo", None, False),
        ("POST", f"{path}/undo", None, False),
        ("POST", f"{path}/undo", None, True),
        ("POST", f"{path}/undo", None, False),
    ]
    assert client.get(path).json()["edited"] is False
    for method, where, body, edited in acts:
        ask(client, method, where, body)
        assert client.get(path).json()["edited"] is edited


def test_a_stale_version_is_refused(client: httpx.Client, spam: str) -> None:
    path = f"/networks/{spam}"
    client.post(f"{path}/step", json=BATCH)
    for way in ("undo", "redo"):
        assert client.post(f"{path}/{way}", headers={"If-Match": '"1"'}).status_code == 412
        assert client.post(f"{path}/{way}").status_code == 200
        assert client.post(f"/networks/none/{way}").status_code == 404


def test_a_live_run_is_one_change_whatever_is_set_on_the_way(
    client: httpx.Client, create: Create, server: str, openapi: Json
) -> None:
    path = f"/networks/{(id := create(SPIRAL))}"
    start = client.get(f"{path}/parameters").json()
    with talking(server, openapi, id) as talk:
        talk.say("run")
        for _ in range(20):
            talk.until("frame")
        assert client.post(f"{path}/undo").status_code == 409
        talk.say("configure", training={"optimizer": {"name": "momentum", "learning_rate": 0.02}})
        for _ in range(20):
            talk.until("frame")
        talk.say("pause")
        talk.until("paused")
    summary, after = client.get(path).json(), client.get(f"{path}/parameters").json()
    assert summary["undo"] == {"number": 1, "label": f"train {summary['step']:,} steps"}
    trace = client.get(f"{path}/steps/{summary['step']}").json()
    assert [layer["update"]["w"]["after"] for layer in trace["layers"]] == [
        layer["w"] for layer in after["layers"]
    ]
    undone = ask(client, "POST", f"{path}/undo")
    assert (undone["step"], undone["undo"]) == (0, None)
    assert undone["training"]["optimizer"]["name"] == "sgd"
    assert client.get(f"{path}/parameters").json() == start
    again = ask(client, "POST", f"{path}/redo")
    changed = {"version", "undo", "redo"}
    assert {k: v for k, v in again.items() if k not in changed} == {
        k: v for k, v in summary.items() if k not in changed
    }
    assert client.get(f"{path}/parameters").json() == after
    assert client.get(f"{path}/steps/{summary['step']}").json() == trace


@pytest.mark.parametrize("stop", ["early_stopping", "plateau"])
def test_what_is_left_when_training_stops_belongs_to_the_run(
    client: httpx.Client, create: Create, stop: str
) -> None:
    early: Json = {"early_stopping": {"patience": 2}} if stop == "early_stopping" else {}
    path = f"/networks/{create(SPIRAL | {'training': SPIRAL['training'] | early})}"
    start = client.get(f"{path}/parameters").json()
    body: Json = {"epochs": 500} | ({} if early else {"stop": {"plateau": 2}})
    assert client.post(f"{path}/train", json=body).json()["stopped"] == stop
    after = client.get(f"{path}/parameters").json()
    ask(client, "POST", f"{path}/undo")
    assert client.get(f"{path}/parameters").json() == start
    assert client.get(path).json()["undo"] is None
    ask(client, "POST", f"{path}/redo")
    assert client.get(f"{path}/parameters").json() == after
