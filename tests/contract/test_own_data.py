"""One's own rows: brought along or uploaded, learned from like any data, and refused by row and column."""

from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import torch

from engine.datasets import OwnSpec, prepare_sheet, sheet_of
from tests.contract.client import Create
from tests.contract.own import COLUMNS, POINTS, ROWS, SIGMOID, VALUES, made, upload
from tests.serving import serving, start

Json = dict[str, Any]
near = pytest.approx


def test_rows_in_the_request_become_data(client: httpx.Client, create: Create) -> None:
    request = {"network": SIGMOID, "data": {"rows": ROWS, "validation_fraction": 0.2, "seed": 3}}
    summary = made(client, create, request)
    assert summary["data"]["rows"] == {"columns": COLUMNS, "target": "kind", "count": 30}
    assert (summary["network"]["inputs"], summary["network"]["loss"]) == (2, "binary_cross_entropy")
    assert summary["data"]["features"] == ["x1", "x2"]
    path = f"/networks/{summary['id']}"
    sheet = sheet_of("rows", COLUMNS, VALUES)
    spec = OwnSpec(sheet=sheet.key, target=("kind",), seed=3, validation_fraction=0.2)
    data = prepare_sheet(sheet, spec, "binary_cross_entropy")
    trace = client.post(f"{path}/step", json={}).json()
    assert trace["x"] == data.x[trace["batch"]].tolist()
    assert trace["y"] == data.y[trace["batch"]].tolist()
    assert len(trace["batch"]) == 24
    assert client.get(path).json()["epoch"] == 1


def test_metrics_on_own_rows_are_those_of_pytorch(client: httpx.Client, create: Create) -> None:
    request = {"network": {"layers": [{"units": 4, "activation": "relu"}]}, "data": {"rows": ROWS}}
    summary = made(client, create, request)
    path = f"/networks/{summary['id']}"
    assert [layer["activation"] for layer in summary["network"]["layers"]] == ["relu", "softmax"]
    for _ in range(3):
        client.post(f"{path}/step", json={})
    first, second = client.get(f"{path}/parameters").json()["layers"]
    found = client.get(path).json()["metrics"]["validation"]
    sheet = sheet_of("rows", COLUMNS, VALUES)
    data = prepare_sheet(sheet, OwnSpec(sheet=sheet.key, target=("kind",)), "categorical_cross_entropy")
    w1, b1, w2, b2 = (
        torch.tensor(layer[name], dtype=torch.float64) for layer in (first, second) for name in "wb"
    )
    logits = torch.relu(torch.tensor(np.array(data.x_validation)) @ w1 + b1) @ w2 + b2
    labels = torch.tensor(data.y_validation.argmax(axis=1))
    assert found["loss"] == near(float(torch.nn.functional.cross_entropy(logits, labels)), rel=1e-12)
    assert found["accuracy"] == float((logits.argmax(dim=1) == labels).double().mean())


@pytest.mark.parametrize(
    ("values", "loss", "units", "activation"),
    [
        (["a", "b", "c", "a"], None, 3, "softmax"),
        (["a", "b", "b", "a"], None, 2, "softmax"),
        (["a", "b", "b", "a"], "binary_cross_entropy", 1, "sigmoid"),
        ([0, 5, 7, 5], "categorical_cross_entropy", 3, "softmax"),
        ([0, 5, 7, 5], None, 1, "linear"),
        ([0, 1, 1, 0], "binary_cross_entropy", 1, "sigmoid"),
        ([0.5, -1.5, 2, 3], "huber", 1, "linear"),
    ],
)
def test_the_output_layer_follows_target_and_loss(
    client: httpx.Client, create: Create, values: list[Any], loss: str | None, units: int, activation: str
) -> None:
    rows = {"columns": ["a", "y"], "values": [[i, y] for i, y in enumerate(values)], "target": ["y"]}
    request = {"network": {"loss": loss}, "data": {"rows": rows, "validation_fraction": 0}}
    (layer,) = made(client, create, request)["network"]["layers"]
    assert (layer["units"], layer["activation"]) == (units, activation)


def test_a_network_with_own_data_is_made_again_from_its_summary(client: httpx.Client, create: Create) -> None:
    request = {"network": SIGMOID, "data": {"rows": ROWS, "features": ["x1_x2", "x1"], "seed": 5}}
    one = made(client, create, request)
    two = made(client, create, {key: one[key] for key in ("network", "training", "data")})
    assert [two[key] for key in ("network", "data", "metrics")] == [
        one[key] for key in ("network", "data", "metrics")
    ]


def test_x_is_in_the_units_of_own_rows(client: httpx.Client, create: Create) -> None:
    values = [[0, "u", 1.5], [10, "v", 2.5], [20, "u", 0]]
    rows = {"columns": ["a", "b", "y"], "values": values, "target": "y"}
    path = f"/networks/{create({'data': {'rows': rows, 'validation_fraction': 0}})}"
    seen = client.post(f"{path}/forward", json={"x": [[10, 1, 0], [0, 0, 1]]}).json()["x"]
    b = (np.array([[1, 0], [0, 1]]) - [2 / 3, 1 / 3]) / np.sqrt(2 / 9)
    assert np.allclose(seen, np.column_stack([[0, -np.sqrt(1.5)], b]), rtol=1e-14)
    trace = client.post(f"{path}/step", json={"x": [[10, 1, 0]], "y": [[2]]}).json()
    assert trace["x"] == seen[:1]


def test_the_surface_lies_around_own_rows(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create({'network': SIGMOID, 'data': {'rows': ROWS}})}"
    found = client.get(f"{path}/surface?resolution=5").json()
    assert found["x"] == near(np.linspace(-0.6, 6.6, 5).tolist())
    assert found["y"] == near(np.linspace(-0.4, 4.4, 5).tolist())
    points = [[x, y] for y in found["y"] for x in found["x"]]
    outputs = client.post(f"{path}/forward", json={"x": points}).json()["a"]
    assert [value for row in found["values"] for value in row] == near([a for (a,) in outputs], rel=1e-12)


def test_a_surface_takes_two_columns_of_many(client: httpx.Client, create: Create) -> None:
    values = [[i, i * 2, i * 3, i] for i in range(9)]
    rows = {"columns": ["a", "b", "c", "y"], "values": values, "target": "y"}
    two = create({"data": {"rows": rows, "features": ["c", "a"]}})
    found = client.get(f"/networks/{two}/surface?resolution=3").json()
    assert (found["x"][-1], found["y"][-1]) == (near(8.8), near(26.4))
    three = create({"data": {"rows": rows}})
    assert client.get(f"/networks/{three}/surface").status_code == 422


def test_own_data_is_patched_and_steps_on_it_are_replayed(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create({'network': SIGMOID, 'data': {'rows': ROWS}})}"
    taken = client.post(f"{path}/step", json={}).json()

    def patch(data: Json) -> Json:
        response = client.patch(path, json={"data": data})
        assert response.status_code == 200, response.text
        return response.json()["data"]

    first = client.get(path).json()["data"]
    assert patch({"validation_fraction": 0.1, "features": ["x1", "x1_squared"]}) == {
        **first,
        "validation_fraction": 0.1,
        "features": ["x1", "x1_squared"],
    }
    assert patch({**first, "seed": 4}) == {**first, "seed": 4}
    moons = patch({"name": "moons", "noise": 0.2})
    assert (moons["name"], "rows" in moons, moons["seed"]) == ("moons", False, 4)
    other = upload(client, POINTS + "3,3,ham\n").json()["id"]
    own = patch({"dataset_id": other})
    assert (own["rows"]["count"], "name" in own, own["rows"]["target"]) == (31, False, "kind")
    last = patch({"rows": {**ROWS, "values": VALUES[:20]}})
    assert (last["rows"]["count"], last["dataset_id"] != other) == (20, True)
    assert client.get(f"{path}/steps/1").json() == taken
    assert client.post(f"{path}/steps/0/restore").json()["data"] == first
    assert client.post(f"{path}/step", json={}).json() == taken


def test_own_data_survives_kill_9(tmp_path: Path) -> None:
    server = start(tmp_path)
    api = f"{server.address}/api/v1"
    uploaded = httpx.post(f"{api}/datasets", files={"file": ("points.csv", POINTS)}).json()
    requests = [{"rows": ROWS}, {"dataset_id": uploaded["id"]}]
    ids = [
        httpx.post(f"{api}/networks", json={"network": SIGMOID, "data": each}).json()["id"]
        for each in requests
    ]
    for id in ids:
        httpx.post(f"{api}/networks/{id}/step", json={})
    before = [httpx.get(f"{api}/networks/{id}").json() for id in ids]
    previews = [httpx.post(f"{api}/networks/{id}/preview", json={}).json() for id in ids]
    server.kill()

    with serving(tmp_path) as address:
        api = f"{address}/api/v1"
        assert httpx.get(f"{api}/datasets/{uploaded['id']}").json() == uploaded
        assert [httpx.get(f"{api}/networks/{id}").json() for id in ids] == before
        steps = [httpx.post(f"{api}/networks/{id}/step", json={}).json() for id in ids]
        assert steps == previews
        back = httpx.post(f"{api}/networks/{ids[0]}/steps/0/restore").json()
        assert back["data"] == before[0]["data"]


@pytest.mark.long
def test_rows_are_kept_once_however_many_networks_learn_from_them(tmp_path: Path) -> None:
    values = [[i * 0.1, i * 0.2, i % 2] for i in range(20_000)]
    body = {"data": {"rows": {"columns": ["a", "b", "y"], "values": values, "target": "y"}}}
    with serving(tmp_path) as address:
        made = httpx.post(f"{address}/api/v1/networks", json=body, timeout=30)
        assert made.status_code == 201
        path = f"{address}/api/v1/networks/{made.json()['id']}"
        for seed in range(5):
            assert httpx.patch(path, json={"data": {"seed": seed}}).status_code == 200
            httpx.post(f"{path}/step", json={})
            httpx.post(f"{address}/api/v1/networks", json=body, timeout=30)
    rows = 20_000 * 3 * 8
    assert rows < sum(file.stat().st_size for file in tmp_path.glob("*.sqlite3")) < 1.5 * rows


@pytest.mark.parametrize(
    ("data", "loc", "says"),
    [
        ({"rows": {**ROWS, "values": [[1, 2, "a"], [1, None, "b"]]}}, "rows.values.1.1", "column 'x2'"),
        (
            {"rows": {**ROWS, "values": [[1, 2, "a"], [1, 2]]}},
            "rows.values.1",
            "values[1] must hold 3 values",
        ),
        ({"rows": {**ROWS, "values": []}}, "rows.values", "at least one row"),
        ({"rows": {**ROWS, "values": [[1, 2, True]]}}, "rows.values.0.2", "got true"),
        ({"rows": {**ROWS, "values": [1]}}, "rows.values.0", "must be a list"),
        ({"rows": {**ROWS, "columns": ["a", "a", "b"]}}, "rows.columns", "'a' for columns 1 and 2"),
        ({"rows": {**ROWS, "target": "y"}}, "target", "columns x1, x2, kind; got 'y'"),
        ({"rows": {"columns": COLUMNS, "values": VALUES}}, "rows.target", "required"),
        ({"rows": {"columns": COLUMNS, "target": "kind"}}, "rows.values", "required"),
        ({"rows": ROWS, "features": ["x3"]}, "features.0", "'x3'"),
        ({"rows": ROWS, "name": "xor"}, "", "one of name, dataset_id and rows, got name and rows"),
        ({"rows": ROWS, "samples": 3}, "samples", "samples belongs to a data set of the catalog"),
        ({"rows": ROWS, "target": "x1"}, "target", "that of rows, 'kind', got 'x1'"),
        ({"name": "xor", "target": "x1"}, "target", "target belongs to one's own rows"),
        ({"name": "xor", "missing": "drop"}, "missing", "missing belongs to one's own rows"),
        ({"dataset_id": "nowhere"}, "dataset_id", "no data set 'nowhere'"),
        ({"dataset_id": 7}, "dataset_id", "must be a text"),
        ({}, "name", "data.name is required"),
    ],
)
def test_data_that_cannot_be_meant_is_refused(client: httpx.Client, data: Json, loc: str, says: str) -> None:
    response = client.post("/networks", json={"data": data})
    assert response.status_code == 422
    problem = response.json()
    assert says in problem["detail"]
    where = ["body", "data", *(int(part) if part.isdigit() else part for part in loc.split(".") if part)]
    assert problem["errors"][0]["loc"] == where
