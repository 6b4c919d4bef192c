"""The proofs of numbers behind batch norm, skip and dropout: their arithmetic, and finite differences."""

from typing import Any

import httpx
import pytest

from tests.contract.client import Create
from tests.contract.rich import OUTPUTS, X, with_loss

Json = dict[str, Any]
near = pytest.approx


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("loss", OUTPUTS)
def test_gradient_check_agrees_in_the_mode_of_the_pass(
    client: httpx.Client, create: Create, loss: str, training: bool
) -> None:
    request, batch = with_loss(loss)
    path = f"/networks/{create(request)}"
    client.post(f"{path}/step", json=batch)
    back = client.post(f"{path}/backward", json={**batch, "training": training}).json()
    latest = client.post(f"{path}/gradient-check", json={}).json()
    given = client.post(f"{path}/gradient-check", json={**batch, "training": training}).json()
    assert latest == given
    assert (latest["agree"], latest["kinks"]) == (latest["checked"], 0)
    assert latest["checked"] == client.get(path).json()["parameters"]["total"]
    for layer, checked in zip(back["layers"], latest["layers"], strict=True):
        assert checked["w"]["analytic"] == layer["grad_w"]
        if "batch_norm" in layer:
            assert checked["gamma"]["analytic"] == layer["batch_norm"]["grad_gamma"]
    step = client.post(f"{path}/gradient-check", json=batch).json()
    assert (step == given) == training


@pytest.mark.parametrize("loss", OUTPUTS)
def test_every_number_can_be_taken_apart_down_to_what_was_given(
    client: httpx.Client, create: Create, loss: str
) -> None:
    request, batch = with_loss(loss)
    path = f"/networks/{create(request)}"
    trace = client.post(f"{path}/step", json=batch).json()
    waiting: list[Json] = [
        {"quantity": "update_gamma", "layer": 1, "unit": 1},
        {"quantity": "a", "layer": 2, "unit": 0, "example": 3},
        {"quantity": "grad_x", "layer": 1, "unit": 0, "example": 1},
    ]
    seen: dict[str, Json] = {}
    while waiting:
        ref = waiting.pop()
        if str(ref) in seen:
            continue
        answer = client.post(f"{path}/explain", json=ref)
        assert answer.status_code == 200, (ref, answer.text)
        seen[str(ref)] = found = answer.json()
        for term in found["terms"]:
            for factor in term["factors"]:
                # one unit and example of each is enough to see that all can be asked for
                if factor["ref"] and (factor["ref"]["unit"] or 0) < 2 and (factor["ref"]["example"] or 0) < 2:
                    waiting.append(factor["ref"])
        if found["then"] is None:
            assert found["sum"] == near(found["value"], rel=1e-9, abs=1e-12), ref
    quantities = {answer["quantity"] for answer in seen.values()}
    assert {"batch_norm", "x_hat", "mean", "var", "gamma", "h", "mask", "grad_h", "grad_y"} <= quantities
    asked = {"quantity": "batch_norm", "layer": 1, "unit": 2, "example": 3}
    assert (
        client.post(f"{path}/explain", json=asked).json()["value"]
        == trace["layers"][0]["batch_norm"]["y"][3][2]
    )
    outside = client.post(f"{path}/explain", json={**asked, "x": X}).json()
    assert (
        outside["value"]
        == client.post(f"{path}/forward", json={"x": X}).json()["layers"][0]["batch_norm"]["y"][3][2]
    )


def test_a_jacobian_is_of_what_softmax_gave_and_not_of_what_the_layer_hands_on(
    client: httpx.Client, create: Create
) -> None:
    layers = [{"units": 2, "activation": "softmax", "skip": True}, {"units": 1}]
    path = f"/networks/{create({'network': {'inputs': 2, 'layers': layers}})}"
    asked = {"x": [[1, 2]], "quantity": "jacobian", "layer": 1, "unit": 0, "from": 1}
    told = client.post(f"{path}/explain", json=asked).json()
    shown = client.post(f"{path}/forward?include=jacobian,h", json={"x": [[1, 2]]}).json()["layers"][0]
    assert told["value"] == shown["jacobian"][0][0][1] == near(-shown["h"][0][0] * shown["h"][0][1])
