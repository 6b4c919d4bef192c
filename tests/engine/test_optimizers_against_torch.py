"""A hundred steps of every optimizer beside torch.optim, with all that may come between."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
import torch

from engine.network import Layer, Network, initial_parameters
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES, Plateau
from engine.training import Training, TrainState, initial_state, train_step
from engine.types import Array
from tests.engine.torch_mlp import torch_loss_of

STEPS = 100
NETWORK = Network.build(3, [Layer.of(5, "tanh"), Layer.of(4, "silu"), Layer.of(2, "linear")], seed=3)
Planned = Callable[[torch.optim.Optimizer], torch.optim.lr_scheduler.LRScheduler]
Optimizers = Callable[[list[dict[str, Any]], float], torch.optim.Optimizer]

PEERS: dict[str, Optimizers] = {
    "sgd": lambda groups, rate: torch.optim.SGD(groups, lr=rate),
    "momentum": lambda groups, rate: torch.optim.SGD(groups, lr=rate, momentum=0.9),
    "nesterov": lambda groups, rate: torch.optim.SGD(groups, lr=rate, momentum=0.9, nesterov=True),
    "rmsprop": lambda groups, rate: torch.optim.RMSprop(groups, lr=rate, alpha=0.99, eps=1e-8),
    "adagrad": lambda groups, rate: torch.optim.Adagrad(groups, lr=rate),
    "adam": lambda groups, rate: torch.optim.Adam(groups, lr=rate),
    "adamw": lambda groups, rate: torch.optim.AdamW(groups, lr=rate),
}


def batches(network: Network) -> list[tuple[Array, Array]]:
    rng = np.random.default_rng(5)
    shapes = (7, network.inputs), (7, network.layers[-1].units)
    return [(rng.normal(size=shapes[0]), 3 * rng.normal(size=shapes[1])) for _ in range(STEPS)]


def by_engine(training: Training, network: Network = NETWORK) -> TrainState:
    state = initial_state(network, training)
    for x, y in batches(network):
        state, _ = train_step(state, x, y)
    return state


def by_torch(
    optimizer: str,
    rate: float,
    decay: float = 0.0,
    schedule: Planned | None = None,
    clip: Callable[[list[torch.Tensor]], None] = lambda leaves: None,
    l1: float = 0.0,
) -> Array:
    """The flat vector after the same steps."""
    leaves: list[dict[str, torch.Tensor]] = []
    for own in NETWORK.views(initial_parameters(NETWORK)):
        leaves.append({k: torch.tensor(v.copy(), requires_grad=True) for k, v in own.named().items()})
    weights, biases = [leaf["w"] for leaf in leaves], [leaf["b"] for leaf in leaves]
    groups = [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0.0}]
    peer = PEERS[optimizer](groups, rate)
    planned = schedule(peer) if schedule else None
    for x, y in batches(NETWORK):
        peer.zero_grad()
        loss = torch_loss_of(NETWORK, leaves, torch.tensor(x), torch.tensor(y))
        loss = loss + l1 * sum(w.abs().sum() for w in weights)
        torch.autograd.backward(loss)
        clip([*weights, *biases])
        peer.step()
        if planned:
            planned.step()
    return np.concatenate([leaf[k].detach().numpy().ravel() for leaf in leaves for k in ("w", "b")])


def chosen(name: str, own: Mapping[str, float] | None = None, rate: float = 0.02, **more: Any) -> Training:
    return Training(OPTIMIZERS.choose(name, {"learning_rate": rate, **(own or {})}), **more)


def assert_same(state: TrainState, expected: Array) -> None:
    assert not np.allclose(expected, initial_parameters(NETWORK), atol=1e-3)
    np.testing.assert_allclose(state.parameters, expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_follows_torch(name: str) -> None:
    own = {"weight_decay": 0.0} if name == "adamw" else None
    assert_same(by_engine(chosen(name, own)), by_torch(name, 0.02))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_l2_is_the_weight_decay_of_torch(name: str) -> None:
    if name == "adamw":
        state = by_engine(chosen(name, {"weight_decay": 0.1}))
    else:
        state = by_engine(chosen(name, l2=0.1))
    assert_same(state, by_torch(name, 0.02, decay=0.1))


def test_l1_follows_autograd() -> None:
    assert_same(by_engine(chosen("momentum", l1=0.01)), by_torch("momentum", 0.02, l1=0.01))


def _clip_value(leaves: list[torch.Tensor]) -> None:
    torch.nn.utils.clip_grad_value_(leaves, 0.05)


def _clip_norm(leaves: list[torch.Tensor]) -> None:
    """PyTorch's own adds 1e-6 to the norm; the contract's does not."""
    length = torch.sqrt(
        sum(((leaf.grad**2).sum() for leaf in leaves if leaf.grad is not None), torch.zeros(()))
    )
    for leaf in leaves:
        if leaf.grad is not None and length > 0.1:
            leaf.grad *= 0.1 / length


def _clip_both(leaves: list[torch.Tensor]) -> None:
    _clip_value(leaves)
    _clip_norm(leaves)


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize(
    ("bounds", "clip"),
    [
        ({"clip_value": 0.05}, _clip_value),
        ({"clip_norm": 0.1}, _clip_norm),
        ({"clip_value": 0.05, "clip_norm": 0.1}, _clip_both),
    ],
)
def test_clipping_comes_after_the_penalty_and_by_value_first(
    name: str, bounds: dict[str, Any], clip: Callable[[list[torch.Tensor]], None]
) -> None:
    assert_same(by_engine(chosen(name, l1=0.02, **bounds)), by_torch(name, 0.02, clip=clip, l1=0.02))


SCHEDULED: dict[str, tuple[dict[str, float], Planned]] = {
    "step": ({"every": 30, "factor": 0.3}, lambda o: torch.optim.lr_scheduler.StepLR(o, 30, 0.3)),
    "exponential": ({"factor": 0.97}, lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.97)),
    "cosine": (
        {"steps": 100, "minimum": 0.001},
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 100, 0.001),
    ),
    "warmup_cosine": (
        {"warmup": 20, "steps": 80, "minimum": 0.001},
        lambda o: torch.optim.lr_scheduler.SequentialLR(
            o,
            [
                torch.optim.lr_scheduler.LinearLR(o, 1 / 20, 1.0, 19),
                torch.optim.lr_scheduler.CosineAnnealingLR(o, 80, 0.001),
            ],
            [20],
        ),
    ),
}


@pytest.mark.parametrize("name", ["sgd", "adam"])
@pytest.mark.parametrize("schedule", SCHEDULED)
@pytest.mark.filterwarnings("ignore:The epoch parameter")
def test_every_schedule_follows_torch(name: str, schedule: str) -> None:
    own, peer = SCHEDULED[schedule]
    state = by_engine(chosen(name, schedule=SCHEDULES.choose(schedule, own)))
    assert_same(state, by_torch(name, 0.02, schedule=peer))


def test_reduce_on_plateau_follows_torch() -> None:
    rng = np.random.default_rng(0)
    losses = np.exp(-np.arange(80) / 8) + 0.05 * rng.random(80)
    peer = torch.optim.SGD([torch.zeros(1)], lr=0.5)
    watched = torch.optim.lr_scheduler.ReduceLROnPlateau(peer, factor=0.5, patience=3, min_lr=0.01)
    own = {"factor": 0.5, "patience": 3.0, "minimum": 0.01}
    training = chosen("sgd", rate=0.5, schedule=SCHEDULES.choose("reduce_on_plateau", own))
    watch, plateau = SCHEDULES["reduce_on_plateau"].watch, Plateau()
    assert watch is not None
    rates: list[float] = []
    for loss in losses:
        watched.step(float(loss))  # pyright: ignore[reportUnknownMemberType]
        plateau = watch(plateau, float(loss), 0.5, **own)
        rates.append(training.learning_rate(1, plateau))
        assert rates[-1] == pytest.approx(peer.param_groups[0]["lr"], rel=1e-12)
    assert rates[-1] == 0.01


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_frozen_layer_keeps_every_bit_while_the_others_go_on_as_in_torch(name: str) -> None:
    layers = [Layer.of(5, "tanh"), Layer.of(4, "silu", frozen=True), Layer.of(2, "linear")]
    network = Network.build(3, layers, seed=3)
    training = chosen(name, l1=0.01, l2=0.01, clip_norm=1.0)
    state = initial_state(network, training)
    for x, y in batches(network):
        state, step = train_step(state, x, y)
        held = step.updates[1]
        np.testing.assert_array_equal(held.w.change, 0)
        assert np.abs(held.w.gradient).max() > 0
        assert all(not vector.any() for vector in held.w.state.values())
        assert np.abs(step.updates[0].w.change).max() > 0
    before, after = network.views(initial_parameters(network)), network.views(state.parameters)
    np.testing.assert_array_equal(before[1].w, after[1].w)
    np.testing.assert_array_equal(before[1].b, after[1].b)
