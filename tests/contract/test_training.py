"""Training settings over HTTP: optimizers beside PyTorch, penalty, clipping, schedules, frozen layers."""

import math
from typing import Any

import httpx
import numpy as np
import pytest
import torch

from tests.contract.client import BATCH, SPAM, Create

Json = dict[str, Any]
near = pytest.approx

TORCH: dict[str, tuple[Any, Json]] = {
    "sgd": (torch.optim.SGD, {}),
    "momentum": (torch.optim.SGD, {"momentum": 0.8}),
    "nesterov": (torch.optim.SGD, {"momentum": 0.8, "nesterov": True}),
    "rmsprop": (torch.optim.RMSprop, {"alpha": 0.9}),
    "adagrad": (torch.optim.Adagrad, {}),
    "adam": (torch.optim.Adam, {"betas": (0.8, 0.95)}),
    "adamw": (torch.optim.AdamW, {"weight_decay": 0}),
}
OWN: dict[str, Json] = {
    "momentum": {"momentum": 0.8},
    "nesterov": {"momentum": 0.8},
    "rmsprop": {"rho": 0.9},
    "adam": {"beta1": 0.8, "beta2": 0.95},
    "adamw": {"weight_decay": 0},
}
REGULAR = {"l1": 0.01, "l2": 0.02, "clip_value": 0.3, "clip_norm": 0.35}


def spam_with(**training: Any) -> Json:
    return {**SPAM, "training": {**SPAM["training"], **training}}


def torch_parameters() -> list[torch.Tensor]:
    return [
        torch.tensor(layer[name], dtype=torch.float64, requires_grad=True)
        for layer in SPAM["parameters"]
        for name in ("w", "b")
    ]


def torch_step(p: list[torch.Tensor], optimizer: torch.optim.Optimizer) -> float:
    """One step with REGULAR by hand; the objective before it."""
    x, y = (torch.tensor(BATCH[name], dtype=torch.float64) for name in ("x", "y"))
    logits = torch.relu(x @ p[0] + p[1]) @ p[2] + p[3]
    penalty = sum((0.01 * w.abs().sum() + 0.01 * (w * w).sum() for w in (p[0], p[2])), torch.tensor(0.0))
    objective = torch.nn.functional.binary_cross_entropy_with_logits(logits, y) + penalty
    optimizer.zero_grad()
    objective.backward()  # pyright: ignore[reportUnknownMemberType]
    for q in p:
        q.grad = torch.zeros_like(q) if q.grad is None else q.grad.clamp(-0.3, 0.3)
    length = math.sqrt(sum(float((q.grad * q.grad).sum()) for q in p if q.grad is not None))
    for q in p:
        q.grad = None if q.grad is None else q.grad * min(1.0, 0.35 / length)
    optimizer.step()  # pyright: ignore[reportUnknownMemberType]
    return float(objective.detach())


@pytest.mark.parametrize("name", TORCH)
def test_every_optimizer_with_penalty_and_clipping_follows_pytorch(
    client: httpx.Client, create: Create, name: str
) -> None:
    own = {"name": name, "learning_rate": 0.05, **OWN.get(name, {})}
    id = create(spam_with(optimizer=own, **REGULAR))
    parameters = torch_parameters()
    kind, settings = TORCH[name]
    optimizer: torch.optim.Optimizer = kind(parameters, lr=0.05, **settings)
    for _ in range(12):
        trace = client.post(f"/networks/{id}/step", json=BATCH).json()
        assert trace["objective"] == near(torch_step(parameters, optimizer), rel=1e-10)
    layers = client.get(f"/networks/{id}/parameters").json()["layers"]
    for i, layer in enumerate(layers):
        for name, tensor in zip("wb", parameters[2 * i : 2 * i + 2], strict=True):
            assert np.allclose(layer[name], tensor.detach().numpy(), rtol=1e-9, atol=1e-12)


def test_an_update_shows_gradient_penalty_clipped_change_after_and_state(
    client: httpx.Client, create: Create
) -> None:
    id = create(spam_with(optimizer={"name": "adam", "learning_rate": 0.01}, l2=0.5, clip_value=0.2))
    trace = client.post(f"/networks/{id}/step", json=BATCH).json()
    layer = trace["layers"][1]
    w = layer["update"]["w"]
    assert w["gradient"] == layer["grad_w"]
    assert w["penalty"] == [[near(0.35)], [near(0.6)]]
    assert w["clipped"] == [[near(layer["grad_w"][0][0] + 0.35)], [0.2]]
    assert w["after"][0][0] == near(0.7 + w["change"][0][0], rel=1e-15)
    assert w["state"]["m"] == [[near(0.1 * w["clipped"][0][0])], [near(0.02)]]
    assert layer["update"]["b"]["penalty"] == [0]
    squares = sum(w * w for layer in SPAM["parameters"] for row in layer["w"] for w in row)
    assert trace["penalty"] == near(0.25 * squares)
    assert trace["objective"] == trace["loss"] + trace["penalty"]
    back = client.post(f"/networks/{create(spam_with(l2=0.5))}/backward", json=BATCH).json()
    assert (back["penalty"], back["objective"]) == (trace["penalty"], trace["objective"])


def test_the_learning_rate_follows_its_schedule(client: httpx.Client, create: Create) -> None:
    id = create(spam_with(schedule={"name": "step", "every": 2, "factor": 0.5}))
    rates = [client.post(f"/networks/{id}/step", json=BATCH).json()["learning_rate"] for _ in range(5)]
    assert rates == [0.1, 0.1, 0.05, 0.05, 0.025]


def test_a_frozen_layer_stays_as_it_is(client: httpx.Client, create: Create) -> None:
    frozen = {**SPAM["network"], "layers": [{**SPAM["network"]["layers"][0], "frozen": True}]}
    frozen["layers"].append(SPAM["network"]["layers"][1])
    path = f"/networks/{create({**SPAM, 'network': frozen})}"
    client.post(f"{path}/step", json=BATCH)
    layers = client.get(f"{path}/parameters").json()["layers"]
    assert layers[0] == SPAM["parameters"][0]
    assert layers[1] != SPAM["parameters"][1]
    patch = {"layers": [{"index": 1, "frozen": False}, {"index": 2, "frozen": True}]}
    summary = client.patch(path, json=patch).json()
    assert [layer["frozen"] for layer in summary["network"]["layers"]] == [False, True]
    trace = client.post(f"{path}/step", json=BATCH).json()
    assert trace["layers"][1]["update"]["w"]["change"] == [[0], [0]]
    assert client.get(f"{path}/parameters").json()["layers"][0] != layers[0]
    restored = client.post(f"{path}/steps/1/restore").json()
    assert [layer["frozen"] for layer in restored["network"]["layers"]] == [True, False]


def test_other_settings_keep_the_optimizers_memory_and_another_optimizer_loses_it(
    client: httpx.Client, create: Create
) -> None:
    path = f"/networks/{create(spam_with(optimizer={'name': 'momentum', 'learning_rate': 0.1}))}"

    def momentum() -> tuple[float, float]:
        update = client.post(f"{path}/step", json=BATCH).json()["layers"][1]["update"]["b"]
        return update["state"]["m"][0], update["clipped"][0]

    first, _ = momentum()
    client.patch(path, json={"training": {"optimizer": {"learning_rate": 0.2}, "l2": 0.1}})
    second, gradient = momentum()
    assert second == near(0.9 * first + gradient)
    client.patch(path, json={"training": {"optimizer": {"name": "nesterov"}}})
    third, gradient = momentum()
    assert third == near(gradient)
    layers = client.get(f"{path}/parameters").json()
    client.put(f"{path}/parameters", json=layers)
    fourth, gradient = momentum()
    assert fourth == near(gradient)


def test_settings_come_back_as_they_were_given(client: httpx.Client, create: Create) -> None:
    path = f"/networks/{create(spam_with(**REGULAR, batch_size=7))}"
    training = client.get(path).json()["training"]
    assert {key: training[key] for key in REGULAR} == REGULAR
    assert training["batch_size"] == 7
    back = client.patch(path, json={"training": {"clip_norm": None, "l1": None}}).json()["training"]
    assert (back["clip_norm"], back["l1"], back["l2"]) == (None, 0, 0.02)


@pytest.mark.parametrize("name", TORCH)
def test_every_update_is_explained_and_so_is_each_of_its_parts(
    client: httpx.Client, create: Create, name: str
) -> None:
    path = f"/networks/{create(spam_with(optimizer={'name': name, 'learning_rate': 0.05}, **REGULAR))}"
    client.post(f"{path}/step", json=BATCH)
    trace = client.post(f"{path}/step", json=BATCH).json()
    asked = {"step": 2, "quantity": "update", "layer": 2, "unit": 0, "from": 0}
    told = client.post(f"{path}/explain", json=asked).json()
    assert told["value"] == trace["layers"][1]["update"]["w"]["after"][0][0]
    assert told["sum"] == near(told["value"], rel=1e-12)
    for term in told["terms"]:
        factors: list[Json] = term["factors"]
        assert math.prod(float(factor["value"]) for factor in factors) == near(term["value"], rel=1e-12)
        for factor in factors:
            if factor["ref"]:
                part = client.post(f"{path}/explain", json={"step": 2, **factor["ref"]})
                assert part.status_code == 200, part.text
                value: float = factor["value"]
                assert abs(part.json()["value"]) == near(abs(value), rel=1e-12)
