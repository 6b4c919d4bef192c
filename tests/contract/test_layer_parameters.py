"""What layers with batch norm, skip and dropout hold: counted, set, edited, and read back bit for bit."""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.client import Create
from tests.contract.rich import BATCH, HIDDEN, RICH, X, read
from tests.thorough import examples

Json = dict[str, Any]

finite = st.floats(allow_nan=False, allow_infinity=False)
four = st.lists(finite, min_size=4, max_size=4)


def test_a_summary_says_what_each_layer_has_and_makes_the_same_network(
    client: httpx.Client, create: Create
) -> None:
    first = create(RICH)
    summary, numbers = read(client, f"/networks/{first}")
    wanted = [
        {"batch_norm": False, "dropout": 0, "skip": False, "frozen": False, **layer}
        for layer in RICH["network"]["layers"]
    ]
    shown = [{k: v for k, v in layer.items() if k != "initializer"} for layer in summary["network"]["layers"]]
    assert shown == wanted
    again = create({key: summary[key] for key in ("name", "network", "training")})
    assert read(client, f"/networks/{again}")[1] == numbers
    counts = summary["parameters"]["layers"]
    assert [layer["batch_norm"] for layer in counts] == [8, 0, 8, 0]
    assert [layer["total"] for layer in counts] == [3 * 4 + 4 + 8, 20, 28, 10]
    assert summary["parameters"]["total"] == 82
    assert [layer["gamma"] for layer in numbers["layers"] if "gamma" in layer] == [[1] * 4] * 2


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(four, four, four, st.lists(st.floats(0, allow_infinity=False), min_size=4, max_size=4))
def test_batch_norms_numbers_come_back_bit_for_bit(
    client: httpx.Client, create: Create, gamma: list[float], beta: list[float], mean: list[float], var: Any
) -> None:
    layer = {"w": [[0.1] * 4] * 3, "b": [0.0] * 4}
    norm = {"gamma": gamma, "beta": beta, "running_mean": mean, "running_var": var}
    network = {"inputs": 3, "layers": HIDDEN[:1]}
    made = create({"network": network, "parameters": [{**layer, **norm}]})
    put = create({"network": network})
    client.put(f"/networks/{put}/parameters", json={"layers": [{**layer, **norm}]})
    for id in (made, put):
        (back,) = client.get(f"/networks/{id}/parameters").json()["layers"]
        for name, values in norm.items():
            assert [float(value).hex() for value in back[name]] == [value.hex() for value in values]


def test_what_is_left_out_of_an_entry_is_as_before_any_step(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(RICH)}"
    _, start = read(client, path)
    client.post(f"{path}/step", json=BATCH)
    entries = [{name: layer[name] for name in "wb"} for layer in start["layers"]]
    client.put(f"{path}/parameters", json={"layers": entries})
    assert read(client, path)[1] == start


def test_single_numbers_of_batch_norm_can_be_edited(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(RICH)}"
    new = {"gamma": 2.5, "beta": -1, "running_mean": 0.25, "running_var": 4}
    edits = [{"layer": 3, "parameter": name, "index": [1], "value": value} for name, value in new.items()]
    client.patch(f"{path}/parameters", json={"edits": edits})
    wrong = {"layer": 1, "parameter": "running_var", "index": [0], "value": -0.5}
    refused = client.patch(f"{path}/parameters", json={"edits": [*edits, wrong]})
    assert refused.json()["errors"][0]["loc"] == ["body", "edits", 4, "value"]
    assert refused.json()["detail"] == "running_var must be at least 0, got -0.5."
    layer = client.get(f"{path}/parameters").json()["layers"][2]
    assert {name: layer[name][1] for name in new} == new
    norm = client.post(f"{path}/forward", json={"x": X}).json()["layers"][2]["batch_norm"]
    assert (norm["gamma"][1], norm["beta"][1], norm["mean"][1], norm["var"][1]) == (2.5, -1, 0.25, 4)


@pytest.mark.parametrize(
    ("entry", "quantity", "place"),
    [
        ({"w": [[1e200]] * 3}, "var", {"quantity": "batch_norm.var", "index": [0]}),
        ({"gamma": [1e308], "beta": [1e308]}, "batch_norm", {"quantity": "batch_norm.y", "index": [0, 0]}),
    ],
)
def test_batch_norm_that_overflows_is_said(
    client: httpx.Client, create: Create, entry: Json, quantity: str, place: Json
) -> None:
    network = {"inputs": 3, "layers": [{"units": 1, "batch_norm": True}]}
    parameters = [{"w": [[1]] * 3, "b": [0], **entry}]
    path = f"/networks/{create({'network': network, 'parameters': parameters})}"
    trace = client.post(f"{path}/forward", json={"x": [[9, 9, 9], [0, 0, 0]], "training": True}).json()
    assert trace["diverged"] == {"layer": 1, "quantity": quantity}
    assert {"layer": 1, "value": "Infinity", **place} in trace["non_finite"]["first"]


def test_what_a_step_leaves_not_finite_is_said_of_gamma_too(client: httpx.Client, create: Create) -> None:
    network = {"inputs": 1, "layers": [{"units": 1, "batch_norm": True}]}
    training = {"optimizer": {"name": "sgd", "learning_rate": 1000}}
    parameters = [{"w": [[1]], "b": [0], "gamma": [1e306]}]
    path = f"/networks/{create({'network': network, 'parameters': parameters, 'training': training})}"
    step = client.post(f"{path}/step", json={"x": [[1], [2]], "y": [[0], [0]]}).json()
    assert step["diverged"]["quantity"] == "loss"
    answer = client.get(f"{path}/parameters").json()
    assert answer["layers"][0]["gamma"] == [None]
    assert answer["diverged"]["layer"] == 1


def test_a_frozen_layer_keeps_its_batch_norm(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(RICH)}"
    client.patch(path, json={"layers": [{"index": 1, "frozen": True}]})
    before = client.get(f"{path}/parameters").json()["layers"]
    client.post(f"{path}/step", json=BATCH)
    after = client.get(f"{path}/parameters").json()["layers"]
    assert after[0] == before[0]
    assert after[2]["gamma"] != before[2]["gamma"]
