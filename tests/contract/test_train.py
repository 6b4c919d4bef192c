"""Training on data over HTTP: how far it goes and why it stops, its history, and every step found again."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from app.data import subject_of
from app.source import Source
from engine.batches import Rows
from engine.datasets import DataSpec
from engine.network import Layer, Network
from engine.optimizers import OPTIMIZERS
from engine.settings import Training
from engine.slices import Budget, run_slice
from engine.training import TrainState, initial_state
from tests.contract.client import SPAM, Create
from tests.serving import serving

Json = dict[str, Any]
near = pytest.approx

LAYERS: list[Json] = [{"units": 4, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]
MOONS: Json = {
    "network": {"layers": LAYERS, "seed": 5},
    "training": {"optimizer": {"name": "adam", "learning_rate": 0.02}, "batch_size": 16},
    "data": {"name": "moons", "samples": 120, "noise": 0.1, "seed": 3, "validation_fraction": 0.25},
}
TOO_FAST: Json = {"optimizer": {"name": "sgd", "learning_rate": 30}}
STEPS_AN_EPOCH = 6  # 90 rows in batches of 16


def moons() -> tuple[TrainState, Rows]:
    """The same network and rows, in this process."""
    network = Network.build(2, [Layer.of(4, "tanh"), Layer.of(1, "sigmoid")], seed=5)
    spec = DataSpec(name="moons", samples=120, noise=0.1, seed=3, validation_fraction=0.25)
    training = Training(OPTIMIZERS.choose("adam", {"learning_rate": 0.02}), batch_size=16)
    return initial_state(network, training), subject_of(Source(spec), network).value


def trained(client: httpx.Client, path: str, **body: Any) -> Json:
    response = client.post(f"{path}/train", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def weights(client: httpx.Client, path: str) -> list[Json]:
    return client.get(f"{path}/parameters").json()["layers"]


def test_training_over_http_has_the_bits_of_the_engine(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(MOONS)}"
    for steps in (1, 7, 1992):
        answer = trained(client, path, steps=steps)
    assert (answer["step"], answer["epoch"], answer["stopped"]) == (2000, 2000 // STEPS_AN_EPOCH, "steps")
    state, rows = moons()
    state, _ = run_slice(state, rows, Budget(2000))
    for layer, own in zip(weights(client, path), state.network.views(state.parameters), strict=True):
        assert layer["w"] == own.w.tolist()
        assert layer["b"] == own.b.tolist()


def test_epochs_are_counted_from_where_the_network_stands(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(MOONS)}"
    client.post(f"{path}/step", json={})
    answer = trained(client, path, epochs=2)
    assert (answer["step"], answer["epoch"], answer["stopped"]) == (2 * STEPS_AN_EPOCH, 2, "epochs")
    assert trained(client, path, epochs=3)["epoch"] == 5


@pytest.mark.parametrize(
    ("training", "stop", "why"),
    [
        ({}, {"loss": 0.1}, "loss"),
        ({}, {"accuracy": 0.9}, "accuracy"),
        ({"optimizer": {"name": "sgd", "learning_rate": 0}}, {"plateau": 3}, "plateau"),
        ({**TOO_FAST, "early_stopping": {"patience": 2}}, {}, "early_stopping"),
    ],
)  # fmt: skip
def test_training_stops_for_its_reason(
    client: httpx.Client, create: Create, training: Json, stop: Json, why: str
) -> None:
    path = f"/networks/{create({**MOONS, 'training': {**MOONS['training'], **training}})}"
    answer = trained(client, path, epochs=500, stop=stop)
    assert answer["stopped"] == why
    assert answer["epoch"] < 500
    measured = answer["metrics"]["train"]
    assert why != "loss" or measured["loss"] <= 0.1
    assert why != "accuracy" or measured["accuracy"] >= 0.9


def test_a_loss_that_leaves_all_numbers_stops_training_and_is_named(
    client: httpx.Client, create: Create
) -> None:
    wild = {"name": "sgd", "learning_rate": 1000}
    request = {"network": {"layers": [{"units": 8}, {"units": 8}]}, "data": {"name": "sine"}}
    path = f"/networks/{create({**request, 'training': {'optimizer': wild}})}"
    answer = trained(client, path, epochs=100)
    assert answer["stopped"] == "diverged"
    assert answer["metrics"]["train"]["loss"] is None
    assert answer["non_finite"]["total"] > 0


def test_early_stopping_leaves_the_best_weights_and_the_last_step_as_it_was(
    client: httpx.Client, create: Create
) -> None:
    path = f"/networks/{create({**MOONS, 'training': {**TOO_FAST, 'early_stopping': {'patience': 3}}})}"
    answer = trained(client, path, epochs=500)
    assert answer["stopped"] == "early_stopping"
    assert answer["training"]["early_stopping"] == {"patience": 3}
    seen = client.get(f"{path}/history?points=10000").json()
    points = zip(seen["step"], seen["validation_loss"], strict=True)
    last_of_epochs = [loss for step, loss in points if step % 3 == 0]  # 90 rows, 32 a batch
    assert answer["metrics"]["validation"]["loss"] == min(last_of_epochs)
    last = client.get(f"{path}/steps/{answer['step']}").json()
    left = weights(client, path)[0]["w"]
    assert last["layers"][0]["update"]["w"]["after"] != left
    after = trained(client, path, steps=1)
    assert client.get(f"{path}/steps/{after['step']}").json()["layers"][0]["w"] == left
    assert client.get(f"{path}/steps/{answer['step']}").json() == last


def test_every_step_is_found_again_whatever_was_done_since(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(MOONS)}"
    taken: dict[int, Json] = {}

    def step(body: Json) -> None:
        trace = client.post(f"{path}/step", json=body).json()
        taken[trace["step"]] = trace

    step({})
    trained(client, path, steps=300)
    step({})
    step({"x": [[0.5, 0.25], [1.0, -0.5]], "y": [[1], [0]]})
    edit = {"layer": 1, "parameter": "w", "index": [0, 0], "value": 0.125}
    client.patch(f"{path}/parameters", json={"edits": [edit]})
    assert client.patch(path, json={"training": {"optimizer": {"name": "sgd"}, "batch_size": 7}}).is_success
    step({})
    trained(client, path, steps=2000)
    patch = {"data": {"seed": 8}, "layers": [{"index": 1, "frozen": True}]}
    assert client.patch(path, json=patch).is_success
    step({})
    trained(client, path, steps=100)
    step({})
    for number, trace in taken.items():
        assert client.get(f"{path}/steps/{number}").json() == trace
    middle = client.get(f"{path}/steps/1234").json()
    again = client.post(f"{path}/steps/1233/restore").json()
    assert (again["step"], again["data"]["seed"], again["training"]["batch_size"]) == (1233, 3, 7)
    assert client.post(f"{path}/step", json={}).json() == middle
    assert client.get(f"{path}/steps/1300").status_code == 404


def test_history_is_spread_over_all_steps_and_true(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(MOONS)}"
    trained(client, path, steps=50)
    first = client.get(f"{path}/history").json()
    assert first["step"] == list(range(1, 51))
    trained(client, path, steps=4950)
    whole: Json = client.get(f"{path}/history?points=10000").json()
    assert 256 <= len(whole["step"]) <= 2 * 512
    assert whole["step"] == sorted(set(whole["step"]))
    assert (whole["step"][-1], whole["epoch"][-1]) == (5000, 5000 // STEPS_AN_EPOCH)
    gaps = np.diff(whole["step"])
    assert gaps.max() == 16
    assert {len(column) for column in whole.values()} == {len(whole["step"])}
    few = client.get(f"{path}/history?points=7").json()
    assert len(few["step"]) == 7
    assert (few["step"][0], few["step"][-1]) == (whole["step"][0], 5000)

    state, rows = moons()
    _, frames = run_slice(state, rows, Budget(3072, every=1024))
    for frame in frames:
        at = whole["step"].index(frame.step)
        assert whole["train_loss"][at] == frame.train_loss
        assert whole["validation_accuracy"][at] == frame.validation_accuracy
        assert whole["grad_norms"][at] == list(frame.grad_norms)
        assert whole["update_ratios"][at] == list(frame.update_ratios)


def test_history_goes_back_with_the_network(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(MOONS)}"
    trained(client, path, steps=40)
    client.post(f"{path}/steps/25/restore")
    assert client.get(f"{path}/history").json()["step"] == list(range(1, 26))
    spam = f"/networks/{create()}"
    assert client.get(f"{spam}/history").json()["step"] == []
    trace = client.post(f"{spam}/step", json={"x": [[3, 1, 0.8]], "y": [[1]]}).json()
    found = client.get(f"{spam}/history").json()
    assert (found["train_loss"], found["validation_loss"]) == ([trace["loss_after"]], [None])
    assert found["grad_norms"][0][1] == near(np.hypot(0.4953903090841076, 0.2293473653165), rel=1e-9)


def test_a_run_holds_its_network_and_reading_goes_on(
    client: httpx.Client, create: Create, server: str
) -> None:
    path = f"/networks/{create(MOONS)}"
    api = f"{server}/api/v1{path}"
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(httpx.post, f"{api}/train", json={"steps": 12_000}, timeout=60)
        while client.get(path).json()["version"] == 1:
            pass
        refused = [
            client.post(f"{path}/step", json={}),
            client.post(f"{path}/train", json={"steps": 1}),
            client.patch(path, json={"name": "x"}),
            client.post(f"{path}/steps/1/restore"),
            client.delete(path),
        ]
        assert [answer.status_code for answer in refused] == [409] * 5
        assert "training run" in refused[0].json()["detail"]
        assert client.post(f"{path}/forward", json={"x": [[0, 0]]}).status_code == 200
        seen = client.get(path).json()["step"]
        assert client.get(f"{path}/steps/{seen}").json()["step"] == seen
        assert run.result().json()["step"] == 12_000
    assert client.post(f"{path}/step", json={}).json()["step"] == 12_001


def test_training_needs_data_and_one_measure_of_how_long(client: httpx.Client, create: Create) -> None:
    spam = client.post(f"/networks/{create(SPAM)}/train", json={"steps": 3})
    assert spam.status_code == 422
    assert "data is required" in spam.json()["detail"]
    path = f"/networks/{create(MOONS)}"
    for body in ({}, {"steps": 1, "epochs": 1}):
        answer = client.post(f"{path}/train", json=body)
        assert answer.status_code == 422
        assert "either steps or epochs" in answer.json()["detail"]
    assert client.get(path).json()["version"] == 1


@pytest.mark.long
def test_ten_thousand_steps_have_the_same_bits_however_they_are_taken(tmp_path: Path) -> None:
    """In one go in this process; over HTTP in calls of any size, with a restart in the middle; by replay."""
    layers = [
        {"units": 5, "activation": "tanh", "batch_norm": True, "dropout": 0.2},
        {"units": 5, "activation": "relu", "skip": True},
        {"units": 1, "activation": "sigmoid"},
    ]
    request = {**MOONS, "network": {"layers": layers, "seed": 5}}
    with serving(tmp_path) as address:
        api = f"{address}/api/v1/networks"
        ids = [httpx.post(api, json=request).json()["id"] for _ in range(2)]
        for steps in (1, 999, 3333):
            httpx.post(f"{api}/{ids[0]}/train", json={"steps": steps}, timeout=60)
    with serving(tmp_path) as address:
        api = f"{address}/api/v1/networks"
        for steps in (5600, 67):
            httpx.post(f"{api}/{ids[0]}/train", json={"steps": steps}, timeout=60)
        httpx.post(f"{api}/{ids[1]}/train", json={"steps": 10_000}, timeout=60)
        ended = [httpx.get(f"{api}/{id}/parameters").json() for id in ids]
        traces = [[httpx.get(f"{api}/{id}/steps/{k}").json() for k in (1, 4334, 7777, 10_000)] for id in ids]
    assert ended[0] == ended[1]
    assert traces[0] == traces[1]
    network = Network.build(
        2,
        [
            Layer.of(5, "tanh", batch_norm=True, dropout=0.2),
            Layer.of(5, "relu", skip=True),
            Layer.of(1, "sigmoid"),
        ],
        seed=5,
    )
    state, rows = moons()
    here, _ = run_slice(initial_state(network, state.training), rows, Budget(10_000))
    for layer, own in zip(ended[0]["layers"], network.views(here.parameters), strict=True):
        assert layer["w"] == own.w.tolist()
        assert layer["b"] == own.b.tolist()
