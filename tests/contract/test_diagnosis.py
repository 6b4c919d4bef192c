"""The diagnosis over HTTP: ailing networks and what mends them, the checklist and its experiments."""

from typing import Any

import httpx
import pytest

from engine.diagnosis import CHECKLIST, RULES
from tests.contract.client import BATCH, SPAM, Create

Json = dict[str, Any]
near = pytest.approx

SIGMOID: Json = {"units": 6, "activation": "sigmoid"}
CIRCLE: Json = {"data": {"name": "circle", "samples": 300, "seed": 1}}


def deep(layer: Json, **more: Any) -> Json:
    """Eight hidden layers alike."""
    layers = [layer] * 8 + [{"units": 1, "activation": "sigmoid"}]
    return {**CIRCLE, "network": {"layers": layers, "seed": 1}, **more}


def diagnosis(client: httpx.Client, path: str) -> Json:
    response = client.get(f"{path}/diagnosis")
    assert response.status_code == 200, response.text
    return response.json()


def found(client: httpx.Client, path: str) -> dict[str, Json]:
    return {finding["code"]: finding for finding in diagnosis(client, path)["findings"]}


def test_a_deep_sigmoid_network_has_a_vanishing_gradient_with_the_ratio_as_evidence(
    client: httpx.Client, create: Create
) -> None:
    path = f"/networks/{create(deep(SIGMOID))}"
    finding = found(client, path)["vanishing_gradient"]
    assert (finding["severity"], finding["layer"]) == ("error", 1)
    assert finding["evidence"]["ratio"] < 1e-4
    assert "ReLU" in finding["advice"]
    assert "skip" in finding["advice"]
    rows = client.post(f"{path}/train", json={"steps": 50})
    assert rows.status_code == 200
    assert "vanishing_gradient" in found(client, path)


@pytest.mark.parametrize(
    "mended",
    [
        {"units": 6, "activation": "relu", "initializer": "he_normal"},
        {**SIGMOID, "batch_norm": True},
        {**SIGMOID, "skip": True},
    ],
    ids=["He and ReLU", "batch norm", "skip"],
)
def test_each_remedy_mends_the_vanishing_gradient(client: httpx.Client, create: Create, mended: Json) -> None:
    request = deep(mended)
    if "skip" in mended:
        request["network"]["layers"][0] = SIGMOID  # from 2 inputs to 6: nothing to bypass with
    codes = found(client, f"/networks/{create(request)}")
    assert "vanishing_gradient" not in codes


def test_too_large_a_learning_rate_is_named_before_the_loss_leaves_all_numbers(
    client: httpx.Client, create: Create
) -> None:
    layers = [{"units": 8, "activation": "tanh"}, {"units": 1}]
    request = {"network": {"layers": layers}, "data": {"name": "sine"}}
    path = (
        f"/networks/{create({**request, 'training': {'optimizer': {'name': 'sgd', 'learning_rate': 3.0}}})}"
    )
    for _ in range(6):
        client.post(f"{path}/step", json={})
    summary = client.get(path).json()
    assert summary["metrics"]["train"]["loss"] is not None
    finding = found(client, path)["learning_rate_too_high"]
    assert finding["evidence"]["late_loss"] > finding["evidence"]["early_loss"]
    after = client.post(f"{path}/train", json={"steps": 1000}).json()
    assert after["stopped"] == "diverged"
    assert {"learning_rate_too_high", "not_finite"} <= set(found(client, path))
    calm = (
        f"/networks/{create({**request, 'training': {'optimizer': {'name': 'sgd', 'learning_rate': 0.03}}})}"
    )
    client.post(f"{calm}/train", json={"steps": 1000})
    assert not {"learning_rate_too_high", "not_finite"} & set(found(client, calm))


def test_units_that_are_dead_or_alike_are_named(client: httpx.Client, create: Create) -> None:
    zeros = {"units": 4, "activation": "relu", "initializer": "zeros"}
    network = {"layers": [zeros, {"units": 1, "activation": "sigmoid", "initializer": "zeros"}]}
    path = f"/networks/{create({**CIRCLE, 'network': network})}"
    finding = found(client, path)["symmetric_weights"]
    assert (finding["layer"], finding["units"]) == (1, [0, 1, 2, 3])


def test_a_network_without_data_is_looked_at_on_its_latest_batch(client: httpx.Client, spam: str) -> None:
    path = f"/networks/{spam}"
    assert diagnosis(client, path)["findings"] == []
    client.post(f"{path}/backward", json=BATCH)
    seen = diagnosis(client, path)
    (finding,) = seen["findings"]
    assert (finding["code"], finding["layer"], finding["units"]) == ("dead_units", 1, [1])
    assert finding["evidence"]["largest_z"] == near(-0.18)
    assert (seen["step"], seen["capacity"]) == (0, None)
    assert client.get(path).json()["version"] == 1


def test_an_example_is_looked_at_where_there_was_no_pass(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create({**SPAM, 'example': BATCH})}"
    assert list(found(client, path)) == ["dead_units"]


def test_the_checklist_tells_which_findings_answer_it(client: httpx.Client, create: Create) -> None:
    seen = diagnosis(client, f"/networks/{create(deep(SIGMOID))}")
    assert [question["text"] for question in seen["checklist"]] == [question.text for question in CHECKLIST]
    by_name = {question["name"]: question for question in seen["checklist"]}
    assert by_name["gradients"]["codes"] == ["vanishing_gradient"]
    assert by_name["tiny"]["experiment"] == "overfit_one_batch"
    assert seen["capacity"]["evidence"]["examples"] == 210
    assert all(finding["code"] in RULES for finding in seen["findings"])


def test_one_batch_is_learned_by_heart_or_not(client: httpx.Client, create: Create) -> None:
    sound = {"units": 8, "activation": "tanh"}
    training = {"optimizer": {"name": "adam", "learning_rate": 0.05}, "l2": 0.1}
    network = {"layers": [{**sound, "dropout": 0.5}, {"units": 1, "activation": "sigmoid"}]}
    path = f"/networks/{create({**CIRCLE, 'network': network, 'training': training})}"
    answer = client.post(f"{path}/experiments/overfit_one_batch", json={"steps": 300}).json()
    (run,) = answer["runs"]
    assert answer["passed"] is True
    assert (run["step"][0], run["step"][-1]) == (1, 300)
    assert run["train_loss"][-1] == answer["evidence"]["last_loss"] < 0.05 * run["train_loss"][0]
    blind = f"/networks/{create(deep(SIGMOID))}"
    assert client.post(f"{blind}/experiments/overfit_one_batch", json={}).json()["passed"] is False
    assert client.get(blind).json()["version"] == 1


def test_learning_rates_are_tried_side_by_side_from_the_first_weights(
    client: httpx.Client, create: Create
) -> None:
    layers = [{"units": 8, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]
    training = {"optimizer": {"name": "sgd", "learning_rate": 0.02}}
    path = f"/networks/{create({**CIRCLE, 'network': {'layers': layers}, 'training': training})}"
    first = client.post(f"{path}/experiments/learning_rates", json={"steps": 200}).json()
    assert [run["learning_rate"] for run in first["runs"]] == near([0.002, 0.02, 0.2])
    assert (first["passed"], first["evidence"]["best_rate"]) == (False, near(0.2))
    client.post(f"{path}/train", json={"steps": 200})
    again = client.post(f"{path}/experiments/learning_rates", json={"steps": 200}).json()
    assert again == first
    history = client.get(f"{path}/history").json()
    middle = first["runs"][1]
    assert history["train_loss"][-1] == middle["train_loss"][-1]
    assert history["train_loss"][:200] == middle["train_loss"]


def test_an_experiment_needs_data_and_bounds_its_work(
    client: httpx.Client, spam: str, create: Create
) -> None:
    refused = client.post(f"/networks/{spam}/experiments/learning_rates", json={})
    assert (refused.status_code, "data is required" in refused.json()["detail"]) == (422, True)
    wide = {"network": {"layers": [{"units": 200}, {"units": 200}]}, "data": {"name": "sine"}}
    heavy = client.post(f"/networks/{create(wide)}/experiments/overfit_one_batch", json={"steps": 20_000})
    assert (heavy.status_code, "work" in heavy.json()["detail"]) == (422, True)
