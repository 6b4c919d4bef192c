"""The paths from a weight to the loss, and every number of a step unfolded, as a client sees them."""

import math
from typing import Any

import httpx
import pytest

from tests.contract.client import BATCH, Create

Json = dict[str, Any]
near = pytest.approx


def a_network(layers: int, width: int, **own: Any) -> Json:
    layer = {"units": width, "activation": "tanh", **own}
    return {"network": {"inputs": width, "layers": [layer] * layers, "seed": 1}}


def a_batch(width: int) -> Json:
    return {"x": [[0.5] * width, [-1.0] * width], "y": [[0.1] * width, [0.9] * width]}


def test_shown_paths_and_the_rest_add_up_to_the_examples_share_of_the_gradient(
    client: httpx.Client, create: Create
) -> None:
    path, batch = f"/networks/{create(a_network(4, 3, skip=True))}", a_batch(3)
    trace = client.post(f"{path}/backward", json=batch).json()
    share = 0.0
    for example in (0, 1):
        asked = {**batch, "layer": 1, "unit": 2, "from": 1, "example": example, "count": 5}
        found = client.post(f"{path}/paths", json=asked).json()
        assert (found["paths"], found["rest"]["paths"], len(found["shown"])) == (4**3, 4**3 - 5, 5)
        for shown in found["shown"]:
            assert math.prod(factor["value"] for factor in shown["factors"]) == shown["value"]
        added = sum(shown["value"] for shown in found["shown"]) + found["rest"]["value"]
        assert added == near(found["value"])
        share += found["value"]
    assert share == near(trace["layers"][0]["grad_w"][1][2])


def test_every_factor_of_a_path_can_be_explained(client: httpx.Client, spam: str) -> None:
    client.post(f"/networks/{spam}/step", json=BATCH)
    found = client.post(f"/networks/{spam}/paths", json={"step": 1, "layer": 1, "unit": 0, "from": 2}).json()
    (shown,) = found["shown"]
    assert [(node["layer"], node["unit"], node["at"], node["past"]) for node in shown["units"]] == [
        (1, 0, "z", False),
        (1, 0, "a", False),
        (2, 0, "z", False),
    ]
    for factor in shown["factors"]:
        told = client.post(f"/networks/{spam}/explain", json={"step": 1, **factor["ref"]}).json()
        assert told["value"] == factor["value"]
    assert found["multiplications"] == {"one_by_one": 3, "passed_on": 3}
    assert (found["rest"], found["note"]) == ({"paths": 0, "value": 0}, None)


def test_a_skip_is_seen_on_the_path(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(a_network(2, 1, skip=True))}"
    found = client.post(f"{path}/paths", json={**a_batch(1), "layer": 0, "unit": 0}).json()
    past = sorted([node["past"] for node in shown["units"] if node["at"] == "a"] for shown in found["shown"])
    assert past == [[False, False, False], [False, False, True], [False, True, False], [False, True, True]]


def test_more_paths_than_64_bits_can_count_are_counted_exactly(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(a_network(40, 20))}"
    answer = client.post(f"{path}/paths", json={**a_batch(20), "layer": 1, "unit": 0, "from": 0})
    found = answer.json()
    assert found["paths"] == 20**39
    assert found["rest"]["paths"] == 20**39 - 8
    assert found["multiplications"]["one_by_one"] == 20**39 * 80
    assert str(20**39) in answer.text
    assert len(found["shown"]) == 8


def test_paths_across_a_batch_are_counted_and_not_listed(client: httpx.Client, create: Create) -> None:
    path, batch = f"/networks/{create(a_network(2, 2, batch_norm=True))}", a_batch(2)
    asked = {**batch, "layer": 1, "unit": 0, "from": 0}
    crossing = client.post(f"{path}/paths", json=asked).json()
    assert crossing["paths"] == 2 * 2 * 2
    assert (crossing["shown"], crossing["multiplications"]) == ([], None)
    assert crossing["rest"] == {"paths": 8, "value": crossing["value"]}
    assert "ties the examples of the batch together" in crossing["note"]
    alone = client.post(f"{path}/paths", json={**asked, "training": False}).json()
    assert (alone["paths"], alone["note"]) == (2, None)


def test_the_loss_of_a_step_is_foretold_and_measured_by_its_parts(client: httpx.Client, spam: str) -> None:
    trace = client.post(f"/networks/{spam}/step", json=BATCH).json()
    told = {
        quantity: client.post(f"/networks/{spam}/explain", json={"quantity": quantity}).json()
        for quantity in ("loss", "foretold", "loss_after", "penalty", "objective")
    }
    assert told["loss_after"]["value"] == trace["loss_after"]
    assert told["objective"]["value"] == trace["objective"]
    assert told["penalty"]["value"] == 0
    foretold = -0.1 * sum(
        sum(value**2 for row in layer["grad_w"] for value in row) + sum(value**2 for value in layer["grad_b"])
        for layer in trace["layers"]
    )
    assert told["foretold"]["value"] == near(foretold)
    for part in told["foretold"]["terms"]:
        inner = client.post(f"/networks/{spam}/explain", json=part["factors"][0]["ref"]).json()
        assert inner["value"] == part["value"] == near(inner["sum"])


def test_the_penalty_of_a_backward_pass_is_told_by_the_settings(client: httpx.Client, create: Create) -> None:
    request = {**a_network(2, 2), "training": {"l1": 0.1, "l2": 0.2}}
    path, batch = f"/networks/{create(request)}", a_batch(2)
    trace = client.post(f"{path}/backward", json=batch).json()
    told = client.post(f"{path}/explain", json={"quantity": "penalty"}).json()
    assert told["value"] == trace["penalty"] == near(told["sum"])
    w = trace["layers"][0]["w"]
    assert told["terms"][0]["value"] == near(sum(0.1 * abs(v) + 0.1 * v * v for row in w for v in row))
