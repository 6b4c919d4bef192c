"""Linear regression in closed form over HTTP: where it leads, that it can be undone, why it is refused."""

from __future__ import annotations

from typing import Any, cast

import httpx
import numpy as np
import pytest
from sklearn.linear_model import LinearRegression  # pyright: ignore[reportMissingTypeStubs]

from tests.contract.client import SPAM, Create

Json = dict[str, Any]
LINE: Json = {
    "network": {"loss": "mean_squared_error", "layers": [{"units": 1, "activation": "linear"}]},
    "data": {"name": "sine", "samples": 80, "standardize": False},
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.1}, "batch_size": 100},
}


def numbers(client: httpx.Client, id: str) -> Json:
    return client.get(f"/networks/{id}/parameters").json()["layers"][0]


@pytest.mark.parametrize("data", ["sine", "plane", "moons"])
def test_its_weights_and_losses_are_those_of_scikit_learn(
    client: httpx.Client, create: Create, data: str
) -> None:
    id = create({**LINE, "data": {**LINE["data"], "name": data}})
    rows = client.get(f"/networks/{id}/rows").json()
    answer = client.post(f"/networks/{id}/solve")
    assert answer.status_code == 200, answer.text
    referee = cast(Any, LinearRegression()).fit(rows["train"]["x"], rows["train"]["y"])
    layer = numbers(client, id)
    np.testing.assert_allclose(np.transpose(layer["w"]), referee.coef_, rtol=1e-9)
    np.testing.assert_allclose(layer["b"], referee.intercept_, rtol=1e-9)
    for part in ("train", "validation"):
        missed: Any = referee.predict(rows[part]["x"]) - np.array(rows[part]["y"])
        assert answer.json()["metrics"][part]["loss"] == pytest.approx((missed**2).mean(), rel=1e-12)


def test_training_from_there_finds_nothing_better(client: httpx.Client, create: Create) -> None:
    id = create(LINE)
    solved = client.post(f"/networks/{id}/solve").json()
    trained = client.post(f"/networks/{id}/train", json={"steps": 200}).json()
    assert solved["step"] == 0
    assert trained["metrics"]["train"]["loss"] == pytest.approx(solved["metrics"]["train"]["loss"], rel=1e-12)


def test_training_from_elsewhere_comes_to_the_same(client: httpx.Client, create: Create) -> None:
    one, other = create(LINE), create(LINE)
    client.post(f"/networks/{one}/solve")
    client.post(f"/networks/{other}/train", json={"steps": 400})
    for name in ("w", "b"):
        np.testing.assert_allclose(numbers(client, one)[name], numbers(client, other)[name], atol=1e-9)


def test_it_is_a_change_that_can_be_undone(client: httpx.Client, create: Create) -> None:
    id = create(LINE)
    before = numbers(client, id)
    version = client.get(f"/networks/{id}").json()["version"]
    stale = client.post(f"/networks/{id}/solve", headers={"If-Match": f'"{version + 1}"'})
    assert stale.status_code == 412
    solved = client.post(f"/networks/{id}/solve", headers={"If-Match": f'"{version}"'})
    assert solved.json()["undo"] == {"number": 1, "label": "solve"}
    assert solved.headers["ETag"] == f'"{version + 1}"'
    after = numbers(client, id)
    client.post(f"/networks/{id}/undo")
    assert numbers(client, id) == before != after
    client.post(f"/networks/{id}/redo")
    assert numbers(client, id) == after


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (SPAM, "has no data to solve for"),
        ({**SPAM, "data": {"name": "spam"}}, "needs a network of one layer, got 2 layers"),
        ({"data": {"name": "moons"}}, "needs a linear layer, got sigmoid"),
        ({**LINE, "training": {"l2": 0.5}}, "needs no penalty, got l1 0.0 and l2 0.5"),
    ],
)
def test_a_network_without_a_closed_form_is_told_why(
    client: httpx.Client, create: Create, request_: Json, words: str
) -> None:
    answer = client.post(f"/networks/{create(request_)}/solve")
    assert answer.status_code == 409
    assert words in answer.json()["detail"]
