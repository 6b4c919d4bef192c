"""Single numbers frozen and switched off over HTTP: kept, shown, copied, trained around, and refused."""

from typing import Any

import httpx
import pytest

from tests.contract.client import BATCH, SPAM, Create
from tests.contract.rich import RICH, read

Json = dict[str, Any]


def edit(parameter: str, index: list[int], layer: int = 1, **what: Any) -> Json:
    return {"layer": layer, "parameter": parameter, "index": index, **what}


FROZEN = [edit("w", [0, 1], frozen=True), edit("b", [0], frozen=True)]
OFF = [edit("w", [1, 0], layer=2, off=True), edit("b", [1], off=True)]


def patch(client: httpx.Client, path: str, *edits: Json) -> Json:
    response = client.patch(f"{path}/parameters", json={"edits": edits})
    assert response.status_code == 200, response.text
    return response.json()


def parameters(client: httpx.Client, path: str) -> list[Json]:
    return client.get(f"{path}/parameters").json()["layers"]


def test_several_edits_in_one_request_are_one_change(client: httpx.Client, spam: str) -> None:
    path = f"/networks/{spam}"
    assert patch(client, path, *FROZEN, *OFF)["version"] == 2
    first, second = parameters(client, path)
    assert first["frozen"] == {"w": [[0, 1]], "b": [0]}
    assert first["off"] == {"b": [{"index": [1], "value": -0.5}]}
    assert first["b"] == [0.1, 0]
    assert second["off"] == {"w": [{"index": [1, 0], "value": 1.2}]}
    assert second["w"] == [[0.7], [0]]
    assert "frozen" not in second


def test_a_number_that_is_off_comes_back_as_it_was_and_frozen_if_it_was(
    client: httpx.Client, spam: str
) -> None:
    path = f"/networks/{spam}"
    patch(client, path, edit("w", [0, 1], off=True), edit("w", [0, 1], frozen=True))
    patch(client, path, edit("w", [0, 1], off=True))
    client.post(f"{path}/step", json=BATCH)
    assert parameters(client, path)[0]["w"][0][1] == 0
    patch(client, path, edit("w", [0, 1], off=False), edit("b", [0], off=False), edit("b", [1], frozen=False))
    entry = parameters(client, path)[0]
    assert entry["w"][0][1] == -0.2
    assert entry["frozen"] == {"w": [[0, 1]]}
    assert "off" not in entry


def test_a_step_shows_the_gradient_of_what_it_leaves_alone(client: httpx.Client, create: Create) -> None:
    adam = {"optimizer": {"name": "adamw", "weight_decay": 0.1}, "l2": 0.1, "clip_norm": 0.5}
    path = f"/networks/{create({**SPAM, 'training': adam})}"
    client.post(f"{path}/step", json=BATCH)
    before = client.get(f"{path}/steps/1").json()["layers"][1]["update"]["w"]["state"]
    patch(client, path, *OFF)
    first, second = client.post(f"{path}/step", json=BATCH).json()["layers"]
    assert (first["held"], second["held"]) == ({"b": [1]}, {"w": [[1, 0]]})
    csv = client.get(f"{path}/export", params={"format": "csv", "what": "trace"}).text
    assert "update.w.change" in csv
    assert "held" not in csv
    update = second["update"]["w"]
    assert update["gradient"][0][0] != 0
    assert (update["change"][1], update["clipped"][1], update["after"][1]) == ([0], [0], [0])
    assert update["change"][0] != [0]
    for name in ("m", "v"):
        assert update["state"][name][1] == before[name][1]
        assert update["state"][name][0] != before[name][0]
    explained = {"quantity": "update", "layer": 2, "unit": 0, "from": 1, "step": 2}
    found = client.post(f"{path}/explain", json=explained).json()
    assert found["value"] == 0
    assert found["note"] == "This number is frozen or off, so nothing changes."


def test_steps_before_and_after_are_exact_and_restored_with_what_was_held(
    client: httpx.Client, spam: str
) -> None:
    path = f"/networks/{spam}"
    taken = [client.post(f"{path}/step", json=BATCH).json()]
    patch(client, path, *FROZEN, *OFF)
    held = parameters(client, path)
    taken += [client.post(f"{path}/step", json=BATCH).json() for _ in range(2)]
    patch(client, path, *({**one, "off": False} for one in OFF), edit("w", [0, 1], frozen=False))
    taken.append(client.post(f"{path}/step", json=BATCH).json())
    for k, trace in enumerate(taken, start=1):
        assert client.get(f"{path}/steps/{k}").json() == trace
    client.post(f"{path}/steps/2/restore")
    for i in (0, 1):
        after = parameters(client, path)[i]
        assert after.get("off") == held[i].get("off")
        assert after.get("frozen") == held[i].get("frozen")
    assert client.post(f"{path}/step", json=BATCH).json() == taken[2]


def test_copies_and_exports_hold_the_same(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(RICH)}"
    edits = [edit("gamma", [1], frozen=True), edit("beta", [2], off=True), edit("w", [0, 3], off=True)]
    patch(client, path, *edits, edit("gamma", [3], layer=3, off=True))
    summary, numbers = read(client, path)
    made = create(
        {k: summary[k] for k in ("name", "network", "training")} | {"parameters": numbers["layers"]}
    )
    assert read(client, f"/networks/{made}")[1] == numbers
    put = create(RICH)
    client.put(f"/networks/{put}/parameters", json=numbers)
    assert read(client, f"/networks/{put}")[1] == numbers
    file = client.get(f"{path}/export", params={"format": "json"}).content
    imported = client.post("/networks/import", files={"file": ("n.json", file)}).json()["id"]
    assert read(client, f"/networks/{imported}")[1] == numbers
    bare = [{k: v for k, v in own.items() if k not in ("frozen", "off")} for own in numbers["layers"]]
    client.put(f"{path}/parameters", json={"layers": bare})
    assert read(client, path)[1] == {"layers": bare}


def test_training_on_data_leaves_alone_what_is_held(client: httpx.Client, create: Create) -> None:
    network = {"inputs": 1, "layers": [{"units": 4, "activation": "tanh"}, {"units": 1}], "seed": 1}
    data = {"name": "sine", "samples": 40}
    path = f"/networks/{create({'network': network, 'data': data})}"
    start = parameters(client, path)
    patch(client, path, edit("w", [0, 2], frozen=True), edit("w", [1, 0], layer=2, off=True))
    answer = client.post(f"{path}/train", json={"steps": 500}).json()
    assert answer["step"] == 500
    first, second = parameters(client, path)
    assert first["w"][0][2] == start[0]["w"][0][2]
    assert first["w"][0][3] != start[0]["w"][0][3]
    assert second["w"][1] == [0]
    assert second["off"]["w"] == [{"index": [1, 0], "value": start[1]["w"][1][0]}]
    trace = client.get(f"{path}/steps/300").json()
    assert trace["layers"][0]["update"]["w"]["change"][0][2] == 0


@pytest.mark.parametrize(
    ("wrong", "loc", "detail"),
    [
        (edit("w", [0, 0]), [], "exactly one of value, frozen and off is required, got none."),
        (
            edit("w", [0, 0], value=1, off=True),
            [],
            "exactly one of value, frozen and off is required, got value and off.",
        ),
        (
            edit("running_mean", [0], frozen=True),
            ["parameter"],
            "frozen takes w, b, gamma or beta, got running_mean.",
        ),
        (
            edit("beta", [2], value=0.5),
            ["value"],
            "value needs beta[2] of layer 1 to be switched on, and it is off, got 0.5.",
        ),
        (
            edit("w", [3, 0], off=True),
            ["index"],
            "index must lie within w of layer 1, of shape (3, 4), got [3, 0].",
        ),
        (
            edit("gamma", [0], 2, frozen=True),
            ["parameter"],
            "gamma of layer 2 needs batch_norm, which is off.",
        ),
        (edit("w", [0, 0], 9, frozen=True), ["layer"], "layer must be between 1 and 4, got 9."),
        (edit("w", [0, 0], frozen=1), ["frozen"], "edits[1].frozen must be true or false, got 1."),
    ],
)
def test_an_edit_that_breaks_a_rule_is_refused_and_nothing_is_changed(
    client: httpx.Client, create: Create, wrong: Json, loc: list[Any], detail: str
) -> None:
    path = f"/networks/{create(RICH)}"
    patch(client, path, edit("beta", [2], off=True))
    before = read(client, path)
    body = {"edits": [edit("w", [0, 0], frozen=True), wrong]}
    refused = client.patch(f"{path}/parameters", json=body)
    assert refused.status_code == 422
    assert refused.json()["detail"] == detail
    assert refused.json()["errors"][0]["loc"] == ["body", "edits", 1, *loc]
    assert read(client, path) == before


@pytest.mark.parametrize(
    ("held", "loc", "detail"),
    [
        (
            {"off": {"w": [{"index": [0, 1], "value": 0.5}]}},
            ["w"],
            "w[0, 1] of layer 1 must be 0, for it is off, got -0.2.",
        ),
        (
            {"frozen": {"b": [2]}},
            ["frozen", "b", 0],
            "index must lie within b of layer 1, of shape (2,), got [2].",
        ),
        (
            {"frozen": {"w": [[0, 1], [0, 1]]}},
            ["frozen", "w", 1],
            "w[0, 1] of layer 1 must be named once, got it twice.",
        ),
        (
            {"frozen": {"gamma": [0]}},
            ["frozen", "gamma", 0],
            "gamma of layer 1 needs batch_norm, which is off.",
        ),
    ],
)
def test_an_entry_that_holds_what_is_not_there_is_refused(
    client: httpx.Client, spam: str, held: Json, loc: list[Any], detail: str
) -> None:
    first, second = parameters(client, f"/networks/{spam}")
    refused = client.put(f"/networks/{spam}/parameters", json={"layers": [{**first, **held}, second]})
    assert refused.status_code == 422
    assert refused.json()["detail"] == detail
    assert refused.json()["errors"][0]["loc"] == ["body", "layers", 0, *loc]
