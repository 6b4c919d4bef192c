"""Networks with data: derived shapes, mini-batches, epochs, metrics, and x in the units of the data."""

from typing import Any

import httpx
import numpy as np
import pytest
import torch

from engine.datasets import DATASETS, Data, DataSpec, prepare
from tests.contract.client import Create

Json = dict[str, Any]
near = pytest.approx

LAYERS: list[Json] = [{"units": 4, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]
MOONS: Json = {
    "network": {"inputs": 2, "layers": LAYERS},
    "training": {"optimizer": {"name": "adam", "learning_rate": 0.05}, "batch_size": 16},
    "data": {"name": "moons", "samples": 60, "noise": 0.1, "seed": 3, "validation_fraction": 0.25},
}


def moons() -> Data:
    return prepare(DataSpec(name="moons", samples=60, noise=0.1, seed=3, validation_fraction=0.25))


def prepared(asked: Json) -> Data:
    """By the engine, what `data` asks for."""
    spec: Json = {**asked, "features": tuple(asked["features"])}
    return prepare(DataSpec(**spec))


def outputs(layers: list[Json], x: Any) -> torch.Tensor:
    """The logits of the 2-4-1 network, by PyTorch."""
    w = [[torch.tensor(layer[name], dtype=torch.float64) for name in "wb"] for layer in layers]
    return torch.tanh(torch.tensor(np.array(x)) @ w[0][0] + w[0][1]) @ w[1][0] + w[1][1]


def loss(layers: list[Json], x: Any, y: Any) -> float:
    logits = outputs(layers, x)
    return float(torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(np.array(y))))


def test_the_catalog_holds_every_data_set_with_what_it_is_made_of(client: httpx.Client) -> None:
    found = {entry["name"]: entry for entry in client.get("/catalog").json()["datasets"]}
    assert list(found) == list(DATASETS)
    assert found["spiral"]["task"] == "binary"
    assert "x1_x2" in [feature["name"] for feature in found["spiral"]["features"]]
    assert len(found["digits"]["columns"]) == 64
    assert len(found["iris"]["targets"]) == 3


def test_the_catalog_shows_what_a_gallery_needs(client: httpx.Client) -> None:
    for entry in client.get("/catalog").json()["datasets"]:
        for text in ("label", "summary", "formula", "source"):
            assert entry[text], entry["name"]
        samples, noise = entry["parameters"]
        assert (samples["name"], noise["name"]) == ("samples", "noise")
        assert samples["minimum"] <= samples["default"] <= samples["maximum"]
        assert [each["name"] for each in entry["features"]][: len(entry["columns"])] == [
            each["name"] for each in entry["columns"]
        ]
        x, y = np.array(entry["preview"]["x"]), entry["preview"]["y"]
        assert x.shape == (len(y), len(entry["columns"]))
        assert len(y) >= 10
        if entry["task"] != "regression":
            assert set(y) == set(range(len(entry["targets"])))
        drawn = DATASETS[entry["name"]].table(0)
        rows = {(*row, value) for row, value in zip(drawn.x.tolist(), drawn.y[:, 0].tolist(), strict=True)}
        assert {(*row, value) for row, value in zip(x.tolist(), y, strict=True)} <= rows


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_is_prepared_as_asked(client: httpx.Client, create: Create, name: str) -> None:
    """Noise, samples, seed, features, standardize and validation_fraction, each to be seen in the batch."""
    entry = next(each for each in client.get("/catalog").json()["datasets"] if each["name"] == name)
    features = [each["name"] for each in entry["features"]][::-1][:3]
    asked: Json = {"name": name, "samples": 50, "noise": 0.25, "seed": 11, "validation_fraction": 0.4}
    asked |= {"features": features, "standardize": False}
    id = create({"data": asked, "training": {"batch_size": 1000}})
    summary = client.get(f"/networks/{id}").json()
    assert summary["data"] == asked
    trace = client.post(f"/networks/{id}/step", json={}).json()
    data = prepared(asked)
    assert (trace["x"], trace["y"]) == (data.x.tolist(), data.y.tolist())
    assert (len(trace["x"]), len(data.x_validation)) == (30, 20)
    changes: list[Json] = [{"noise": 0.5}, {"seed": 12}, {"standardize": True}, {"features": features[-1:]}]
    for change in changes:
        again = create({"data": {**asked, **change}, "training": {"batch_size": 1000}})
        batch = client.post(f"/networks/{again}/step", json={}).json()
        other = prepared({**asked, **change})
        assert (batch["x"], batch["y"]) == (other.x.tolist(), other.y.tolist())
        assert (batch["x"], batch["y"]) != (trace["x"], trace["y"])


@pytest.mark.parametrize("name", DATASETS)
def test_a_network_can_be_made_from_data_alone(client: httpx.Client, create: Create, name: str) -> None:
    summary = client.get(f"/networks/{create({'data': {'name': name, 'samples': 40}})}").json()
    data = prepare(DataSpec(name=name, samples=40))
    assert summary["network"]["inputs"] == data.x.shape[1]
    (layer,) = summary["network"]["layers"]
    assert layer["units"] == data.y.shape[1]
    expected = {"binary": "sigmoid", "classes": "softmax", "regression": "linear"}[data.task]
    assert layer["activation"] == expected
    assert ("accuracy" in summary["metrics"]["train"]) == (data.task != "regression")


def test_hidden_layers_may_be_given_and_the_rest_derived(client: httpx.Client, create: Create) -> None:
    hidden = {"layers": [{"units": 5, "activation": "relu"}], "seed": 4}
    features = ["x1", "x2", "x1_x2"]
    id = create({"network": hidden, "data": {"name": "circle", "features": features}})
    summary = client.get(f"/networks/{id}").json()
    assert summary["name"] == "3-5-1"
    assert summary["network"]["loss"] == "binary_cross_entropy"
    assert summary["data"]["features"] == features
    again = create({key: summary[key] for key in ("name", "network", "training", "data")})
    other = client.get(f"/networks/{again}").json()
    assert (other["network"], other["data"], other["metrics"]) == tuple(
        summary[key] for key in ("network", "data", "metrics")
    )


def test_metrics_are_those_of_pytorch(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(MOONS)}"
    for _ in range(5):
        client.post(f"{path}/step", json={})
    layers = client.get(f"{path}/parameters").json()["layers"]
    found, data = client.get(path).json()["metrics"], moons()
    for part, x, y in (("train", data.x, data.y), ("validation", data.x_validation, data.y_validation)):
        assert found[part]["loss"] == near(loss(layers, x, y), rel=1e-12)
        right = (outputs(layers, x) >= 0) == (torch.tensor(np.array(y)) >= 0.5)
        assert found[part]["accuracy"] == float(right.double().mean())


def test_an_epoch_takes_each_training_row_once_in_an_order_of_its_own(
    client: httpx.Client, create: Create
) -> None:
    path, data = f"/networks/{create(MOONS)}", moons()
    orders: list[list[int]] = []
    for epoch in range(2):
        taken = [client.post(f"{path}/step", json={}).json() for _ in range(3)]
        assert [len(trace["batch"]) for trace in taken] == [16, 16, 13]
        assert [trace["epoch"] for trace in taken] == [epoch] * 3
        for trace in taken:
            assert trace["x"] == data.x[trace["batch"]].tolist()
            assert trace["y"] == data.y[trace["batch"]].tolist()
        orders.append([row for trace in taken for row in trace["batch"]])
        assert client.get(path).json()["epoch"] == epoch + 1
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(45))
    assert orders[0] != orders[1]


def test_a_step_on_data_is_previewed_read_again_and_restored_exactly(
    client: httpx.Client, create: Create
) -> None:
    path = f"/networks/{create(MOONS)}"
    taken: list[Json] = []
    for _ in range(4):
        preview = client.post(f"{path}/preview", json={}).json()
        taken.append(client.post(f"{path}/step", json={}).json())
        assert preview == taken[-1]
    client.patch(path, json={"data": {"seed": 9, "samples": 20}, "training": {"batch_size": 4}})
    assert len(client.post(f"{path}/step", json={}).json()["batch"]) == 4
    for k, trace in enumerate(taken, start=1):
        assert client.get(f"{path}/steps/{k}").json() == trace
    summary = client.post(f"{path}/steps/2/restore").json()
    assert (summary["data"]["samples"], summary["epoch"]) == (60, 0)
    assert [client.post(f"{path}/step", json={}).json() for _ in range(2)] == taken[2:]


def test_x_is_in_the_units_of_the_data(client: httpx.Client, create: Create) -> None:
    data = prepare(DataSpec(name="iris"))
    path = f"/networks/{create({'data': {'name': 'iris'}})}"
    raw = np.array([[5.1, 3.5, 1.4, 0.2], [6.3, 3.3, 6.0, 2.5]])
    trace = client.post(f"{path}/forward", json={"x": raw.tolist()}).json()
    assert np.allclose(trace["x"], data.inputs_of(raw), rtol=1e-15)
    plain = f"/networks/{create({'data': {'name': 'iris', 'standardize': False}})}"
    assert client.post(f"{plain}/forward", json={"x": raw.tolist()}).json()["x"] == raw.tolist()
    step = client.post(f"{path}/step", json={"x": raw.tolist(), "y": [0, 2]}).json()
    assert step["x"] == trace["x"]
    assert (step["batch"], client.get(path).json()["epoch"]) == (None, 0)


def test_data_can_be_given_changed_and_taken_away(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create({**MOONS, 'data': None})}"
    assert client.get(path).json()["metrics"] is None
    first = client.patch(path, json={"data": {"name": "xor", "validation_fraction": 0}}).json()
    assert first["metrics"]["validation"] is None
    assert (first["data"]["standardize"], first["data"]["features"]) == (True, ["x1", "x2"])
    second = client.patch(path, json={"data": {"name": "circle", "noise": 0.3}}).json()
    assert (second["data"]["noise"], second["data"]["validation_fraction"]) == (0.3, 0)
    last = client.patch(path, json={"data": None}).json()
    assert (last["data"], last["metrics"], last["version"]) == (None, None, 4)
    assert client.post(f"{path}/step", json={}).status_code == 422


def test_the_rows_of_a_network_are_told_as_they_are_and_as_it_sees_them(
    client: httpx.Client, create: Create
) -> None:
    path, data = f"/networks/{create(MOONS)}", moons()
    found = client.get(f"{path}/rows?limit=20").json()
    assert found["count"] == {"train": 45, "validation": 15}
    assert (found["columns"], found["outputs"], found["task"]) == (["x1", "x2"], list(data.outputs), "binary")
    assert [len(found[part]["rows"]) for part in ("train", "validation")] == [20, 15]
    assert found["train"]["x"] == data.x[:20].tolist()
    assert found["validation"]["y"] == data.y_validation.tolist()
    assert np.allclose(data.inputs_of(found["train"]["raw"]), found["train"]["x"], rtol=1e-15)
    step = client.post(f"{path}/step", json={}).json()
    whole = client.get(f"{path}/rows").json()
    assert [whole["train"]["x"][row] for row in step["batch"]] == step["x"]
    bare = client.get(f"/networks/{create({**MOONS, 'data': None})}/rows")
    assert (bare.status_code, "no data" in bare.json()["detail"]) == (404, True)
