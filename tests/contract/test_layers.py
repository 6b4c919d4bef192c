"""Batch norm, skip and dropout over HTTP: every number beside PyTorch's, in training and outside of it."""

from typing import Any

import httpx
import numpy as np
import pytest

from tests.contract.client import Create
from tests.contract.rich import BATCH, OUTPUTS, RICH, X, numbers, pytorchs, read, with_loss

Json = dict[str, Any]
near = pytest.approx


def assert_pytorchs(summary: Json, parameters: Json, trace: Json) -> None:
    """Every number of the trace is PyTorch's; ∂L/∂a only where the loss is not computed from logits."""
    loss, expected = pytorchs(summary, parameters, trace)
    assert trace["loss"] == near(loss, rel=1e-12)
    for layer, theirs in zip(trace["layers"], expected, strict=True):
        mine = numbers(layer)
        compared = mine.keys() & theirs.keys()
        assert {"z", "a", "grad_z", "grad_w", "grad_b"} <= compared
        for name in compared:
            np.testing.assert_allclose(mine[name], theirs[name], 1e-10, 1e-14, err_msg=name)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("loss", OUTPUTS)
def test_every_number_is_pytorchs(client: httpx.Client, create: Create, loss: str, training: bool) -> None:
    request, batch = with_loss(loss)
    path = f"/networks/{create(request)}"
    for _ in range(3):
        client.post(f"{path}/step", json=batch)
    trace = client.post(f"{path}/backward", json={**batch, "training": training}).json()
    first, second = trace["layers"][:2]
    assert {"mean", "var", "x_hat", "gamma", "beta", "y", "grad_y", "grad_gamma", "grad_beta"} == set(
        first["batch_norm"]
    )
    assert [("mask" in layer, "h" in layer, "grad_h" in layer) for layer in (first, second)] == [
        (training, training, training),
        (training, True, True),
    ]
    assert_pytorchs(*read(client, path), trace)


def test_steps_follow_pytorch_and_move_the_running_statistics(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(RICH)}"
    for _ in range(4):
        summary, before = read(client, path)
        trace = client.post(f"{path}/step", json=BATCH).json()
        assert_pytorchs(summary, before, trace)
        _, after = read(client, path)
        _, theirs = pytorchs(summary, before, trace)
        for old, new, layer, torch in zip(
            before["layers"], after["layers"], trace["layers"], theirs, strict=True
        ):
            assert set(new) == set(old)
            for name in ("running_mean", "running_var"):
                if name in new:
                    np.testing.assert_allclose(new[name], torch[name], 1e-12)
            for name, own in layer["update"].items():
                gradient = layer["batch_norm"] if name in ("gamma", "beta") else layer
                assert own["gradient"] == gradient[f"grad_{name}"]
                np.testing.assert_allclose(own["change"], -0.2 * np.array(own["gradient"]), 1e-9, 1e-16)
                assert own["after"] == new[name]
        assert set(trace["layers"][0]["update"]) == {"w", "b", "gamma", "beta"}
        assert set(trace["layers"][1]["update"]) == {"w", "b"}


def test_training_asks_for_the_mask_that_the_next_step_takes(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(RICH)}"
    seen: list[Any] = []
    for _ in range(2):
        back = client.post(f"{path}/backward", json={**BATCH, "training": True}).json()
        ahead = client.post(f"{path}/forward", json={"x": X, "training": True}).json()
        preview = client.post(f"{path}/preview", json=BATCH).json()
        step = client.post(f"{path}/step", json=BATCH).json()
        assert preview == step
        assert back["loss"] == step["loss"]
        for one, two, three in zip(back["layers"], step["layers"], ahead["layers"], strict=True):
            assert {**one, "update": two["update"]} == two
            assert three["a"] == two["a"]
        assert back["beats"] == step["beats"][: len(back["beats"])]
        seen.append([layer.get("mask") for layer in step["layers"]])
    assert {value for row in seen[0][1] for value in row} == {0, 2}
    assert {value for row in seen[0][0] for value in row} == {0, 1 / 0.7}
    assert seen[0] != seen[1]
    for k in (1, 2):
        masks = [layer.get("mask") for layer in client.get(f"{path}/steps/{k}").json()["layers"]]
        assert masks == seen[k - 1]


def test_outside_of_training_rows_are_independent_and_nothing_is_dropped(
    client: httpx.Client, create: Create
) -> None:
    path = f"/networks/{create(RICH)}"
    client.post(f"{path}/step", json=BATCH)
    _, parameters = read(client, path)
    whole = client.post(f"{path}/forward", json={"x": X}).json()
    alone = client.post(f"{path}/forward", json={"x": X[:1]}).json()
    assert alone["a"] == [near(whole["a"][0], rel=1e-14)]
    norm, own = whole["layers"][0]["batch_norm"], parameters["layers"][0]
    assert (norm["mean"], norm["var"]) == (own["running_mean"], own["running_var"])
    assert not any("mask" in layer for layer in whole["layers"])
    ops = [beat["op"] for beat in whole["beats"] if beat["layer"] == 2]
    assert ops == ["product", "sum", "activation", "skip"]
    ops = [
        b["op"] for b in client.post(f"{path}/step", json=BATCH).json()["beats"] if b["phase"] == "forward"
    ]
    assert ops[:5] == ["product", "sum", "batch_norm", "activation", "dropout"]


def test_two_rows_are_needed_to_train_batch_norm(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(RICH)}"
    one = {"x": X[:1], "y": [[1, 0]]}
    for call, body in (
        ("forward", {"x": X[:1], "training": True}),
        ("backward", {**one, "training": True}),
        ("preview", one),
        ("step", one),
        ("explain", {**one, "quantity": "loss", "training": True}),
        ("gradient-check", {**one, "training": True}),
    ):
        response = client.post(f"{path}/{call}", json=body)
        assert response.status_code == 422, (call, response.text)
        assert response.json()["detail"] == "x must have 2 rows or more to train batch norm, got 1."
        assert response.json()["errors"][0]["loc"] == ["body", "x"]
    assert client.get(path).json()["version"] == 1
    for call, body in (("explain", {**one, "quantity": "loss"}), ("gradient-check", one)):
        assert client.post(f"{path}/{call}", json=body).status_code == 200, call


def test_mini_batches_train_batch_norm(client: httpx.Client, create: Create) -> None:
    data = {"name": "moons", "samples": 21, "validation_fraction": 0}
    layers = [{"units": 3, "activation": "relu", "batch_norm": True, "dropout": 0.2}]
    path = f"/networks/{create({'network': {'layers': layers}, 'data': data, 'training': {'batch_size': 4}})}"
    taken = [client.post(f"{path}/step", json={}).json() for _ in range(6)]
    assert [len(trace["batch"]) for trace in taken] == [4, 4, 4, 4, 5, 4]  # no rest of one row
    assert taken[-1]["layers"][0]["batch_norm"]["mean"] != [0, 0, 0]
    summary, parameters = read(client, path)
    (mean,) = parameters["layers"][0]["running_mean"][:1]
    assert mean != 0
    surface = client.get(f"{path}/surface?resolution=3").json()
    points = [[x, y] for y in surface["y"] for x in surface["x"]]
    outputs = client.post(f"{path}/forward", json={"x": points}).json()["a"]
    assert [value for row in surface["values"] for value in row] == near([a[0] for a in outputs], rel=1e-12)
    assert summary["metrics"]["train"]["loss"] > 0


def test_a_trace_can_be_narrowed_to_them(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(RICH)}"
    body = {**BATCH, "training": True}
    whole = client.post(f"{path}/backward", json=body).json()
    some = client.post(f"{path}/backward?include=batch_norm,h,mask,grad_h&layers=1&example=2", json=body)
    (layer,), full = some.json()["layers"], whole["layers"][0]
    assert set(layer) == {"index", "batch_norm", "h", "mask", "grad_h"}
    for name in ("h", "mask", "grad_h"):
        assert layer[name] == full[name][2:3]
    by_row = {"x_hat", "y", "grad_y"}
    for name, values in full["batch_norm"].items():
        assert layer["batch_norm"][name] == (values[2:3] if name in by_row else values)
    assert "batch_norm" not in client.post(f"{path}/backward?include=z", json=body).json()["layers"][0]
    client.post(f"{path}/forward", json={"x": X, "training": True})
    latest = client.get(f"{path}/layers").json()["layers"]
    assert latest[0]["mask"] == full["mask"]
    assert "grad_y" not in latest[0]["batch_norm"]
