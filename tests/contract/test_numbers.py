"""The numbers of the tutorial, of Mazur's example and of any float64, as they stand in the answers."""

import math
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.client import BATCH, Create
from tests.thorough import examples

near = pytest.approx


def test_forward_of_the_spam_filter_is_the_tutorials(client: httpx.Client, spam: str) -> None:
    trace = client.post(f"/networks/{spam}/forward", json={"x": [[3, 1, 0.8]]}).json()
    first, second = trace["layers"]
    assert first["z"] == [near([2.16, -0.18])]
    assert first["a"] == [near([2.16, 0])]
    assert second["z"] == [near([1.212])]
    assert trace["a"] == [near([0.7707], abs=5e-5)]


def test_step_of_the_spam_filter_is_the_tutorials(client: httpx.Client, spam: str) -> None:
    trace = client.post(f"/networks/{spam}/step", json=BATCH).json()
    first, second = trace["layers"]
    assert trace["loss"] == near(0.2605, abs=5e-5)
    assert second["grad_z"] == [near([-0.2293], abs=5e-5)]
    assert second["grad_w"] == [near([-0.4954], abs=5e-5), [0]]
    assert second["grad_x"] == [near([-0.1605, -0.2752], abs=5e-5)]
    assert first["slope"] == [[1, 0]]
    assert second["update"]["w"]["after"][0] == near([0.7495], abs=5e-5)
    assert trace["loss_after"] < trace["loss"]
    assert (trace["step"], trace["epoch"], trace["batch"], len(trace["beats"])) == (1, 0, None, 17)


def test_mazurs_example(client: httpx.Client, create: Create) -> None:
    presets = {preset["name"]: preset for preset in client.get("/catalog").json()["presets"]}
    id = create(presets["mazur"]["request"])
    trace = client.post(f"/networks/{id}/backward", json={"x": [[0.05, 0.1]], "y": [[0.01, 0.99]]}).json()
    assert trace["loss"] == near(0.298371109, abs=5e-10)
    assert trace["layers"][0]["grad_w"][0][0] == near(0.000438568, abs=5e-10)
    assert trace["layers"][1]["grad_w"][0][0] == near(0.082167041, abs=5e-10)


def test_10_20_15_1_counts_551_parameters(client: httpx.Client, create: Create) -> None:
    layers = [{"units": units, "activation": "relu"} for units in (20, 15)]
    id = create({"network": {"inputs": 10, "layers": [*layers, {"units": 1, "activation": "sigmoid"}]}})
    counts = client.get(f"/networks/{id}").json()["parameters"]
    assert [layer["total"] for layer in counts["layers"]] == [220, 315, 16]
    assert counts["total"] == 551


def test_every_preset_can_be_made_and_stepped(client: httpx.Client, create: Create) -> None:
    for preset in client.get("/catalog").json()["presets"]:
        request = preset["request"]
        id = create(request)
        example = request.get("example")
        batch = {} if example is None else {"x": example["x"], "y": example["y"]}
        assert client.post(f"/networks/{id}/step", json=batch).status_code == 200, preset["name"]
        summary = client.get(f"/networks/{id}").json()
        assert summary["example"] == example
        assert (summary["data"] is None) == (preset["epochs"] is None)
        assert summary["training"] == request["training"]


def put_and_get(client: httpx.Client, id: str, numbers: list[float]) -> list[float]:
    """Six numbers as weights, there and back."""
    entry = {"w": [numbers[0:2], numbers[2:4], numbers[4:6]], "b": [0, 0]}
    last = {"w": [[0], [0]], "b": [0]}
    response = client.put(f"/networks/{id}/parameters", json={"layers": [entry, last]})
    assert response.status_code == 200, response.text
    w: list[list[float]] = client.get(f"/networks/{id}/parameters").json()["layers"][0]["w"]
    return [value for row in w for value in row]


@settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=6, max_size=6))
def test_numbers_come_back_bit_for_bit(client: httpx.Client, spam: str, numbers: list[float]) -> None:
    back = put_and_get(client, spam, numbers)
    assert [value.hex() for value in back] == [value.hex() for value in numbers]


def test_float32_numbers_are_those_of_float64(client: httpx.Client, create: Create) -> None:
    id = create({"network": {"inputs": 1, "layers": [{"units": 1}], "dtype": "float32"}})
    entry = {"w": [[0.1]], "b": [0]}
    client.put(f"/networks/{id}/parameters", json={"layers": [entry]})
    assert client.get(f"/networks/{id}/parameters").json()["layers"][0]["w"] == [[0.10000000149011612]]


def linear(client: httpx.Client, create: Create, w: float) -> str:
    network = {"inputs": 1, "layers": [{"units": 1}, {"units": 1}], "loss": "mean_squared_error"}
    parameters = [{"w": [[w]], "b": [0]}, {"w": [[w]], "b": [0]}]
    return create({"network": network, "parameters": parameters})


def test_what_is_not_finite_is_null_and_is_said(client: httpx.Client, create: Create) -> None:
    id = linear(client, create, 1e200)
    trace = client.post(f"/networks/{id}/backward", json={"x": [[-1]], "y": [[0]]}).json()
    assert trace["layers"][1]["z"] == [[None]]
    first: list[dict[str, Any]] = trace["non_finite"]["first"]
    assert {"layer": 2, "quantity": "z", "index": [0, 0], "value": "-Infinity"} in first
    assert {"layer": None, "quantity": "loss", "index": [], "value": "Infinity"} in first
    assert trace["non_finite"]["total"] >= len(first)
    assert trace["diverged"] == {"layer": 2, "quantity": "z"}


def test_a_step_that_diverges_says_where_and_the_server_goes_on(client: httpx.Client, create: Create) -> None:
    id = linear(client, create, 1e100)
    trace = client.post(f"/networks/{id}/step", json={"x": [[1]], "y": [[0]]}).json()
    assert trace["diverged"] == {"layer": 1, "quantity": "w"} or trace["diverged"]["quantity"] == "loss"
    assert client.get(f"/networks/{id}/parameters").status_code == 200
    assert client.get(f"/networks/{id}/steps/1").json() == trace


def test_a_loss_that_only_the_step_made_infinite_is_told_as_such(
    client: httpx.Client, create: Create
) -> None:
    id = create({"network": {"inputs": 1, "layers": [{"units": 1}]}, "parameters": [{"w": [[1]], "b": [0]}]})
    trace = client.post(f"/networks/{id}/step", json={"x": [[1e70]], "y": [[0]]}).json()
    assert (trace["loss"], trace["loss_after"]) == (near(1e140), None)
    assert trace["diverged"] == {"layer": None, "quantity": "loss_after"}
    told = client.post(f"/networks/{id}/explain", json={"quantity": "loss_after"}).json()
    assert told["non_finite"]["first"][0]["value"] == "Infinity"


def test_a_finite_answer_says_nothing_of_it(client: httpx.Client, spam: str) -> None:
    trace = client.post(f"/networks/{spam}/step", json=BATCH).json()
    assert "non_finite" not in trace
    assert "diverged" not in trace


def test_factors_multiply_to_terms_and_terms_add_up(client: httpx.Client, spam: str) -> None:
    asked = {**BATCH, "quantity": "z", "layer": 1, "unit": 0}
    answer = client.post(f"/networks/{spam}/explain", json=asked).json()
    for term in answer["terms"]:
        assert math.prod(factor["value"] for factor in term["factors"]) == term["value"]
    assert sum(term["value"] for term in answer["terms"]) == answer["sum"] == near(2.16)


def test_every_ref_of_every_explanation_can_be_explained_in_turn(client: httpx.Client, spam: str) -> None:
    client.post(f"/networks/{spam}/step", json=BATCH)
    waiting: list[dict[str, Any]] = [{"quantity": "update", "layer": 1, "unit": 0, "from": 0}]
    seen: set[str] = set()
    while waiting:
        ref = waiting.pop()
        if str(ref) in seen:
            continue
        seen.add(str(ref))
        response = client.post(f"/networks/{spam}/explain", json=ref)
        assert response.status_code == 200, (ref, response.text)
        for term in response.json()["terms"]:
            waiting += [factor["ref"] for factor in term["factors"] if factor["ref"]]
    assert any("'y'" in ref for ref in seen)


def test_gradient_check_agrees(client: httpx.Client, spam: str) -> None:
    check = client.post(f"/networks/{spam}/gradient-check", json=BATCH).json()
    assert (check["checked"], check["agree"], check["kinks"]) == (11, 11, 0)


def test_gradient_check_says_so_at_a_kink(client: httpx.Client, create: Create) -> None:
    network = {"inputs": 1, "layers": [{"units": 1, "activation": "relu"}, {"units": 1}]}
    ones = {"w": [[1]], "b": [0]}
    id = create({"network": network, "parameters": [ones, ones]})
    check = client.post(f"/networks/{id}/gradient-check", json={"x": [[0]], "y": [[1]], "layer": 1}).json()
    assert check["kinks"] >= 1
    assert "kink" in check["summary"]
