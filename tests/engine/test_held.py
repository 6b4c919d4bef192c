"""Single numbers that are frozen or off: training leaves them alone, and nothing else goes another way."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checks import gradient_check
from engine.diagnosis.experiments import overfit_one_batch, try_learning_rates
from engine.held import NOTHING, Held, held_mask, named
from engine.network import Layer, Network, initial_parameters
from engine.optimizers import OPTIMIZERS
from engine.slices import Budget, run_slice, settled, train_on
from engine.training import Best, EarlyStopping, Training, TrainState, initial_state, train_step
from engine.types import Array, freeze
from tests.engine.holding import held_in, holding
from tests.engine.rich import Rich, riches
from tests.engine.test_explain_updates import trainings
from tests.engine.test_optimizers_against_torch import NETWORK, PEERS, batches, chosen
from tests.engine.test_slices import assert_same_bits, everything, some_rows
from tests.engine.torch_mlp import torch_loss_of
from tests.thorough import examples

Clip = Callable[[list[torch.Tensor]], None]
HALF = 50
FROZEN, OFF = [0, 7, 16, 20, 33, 45], [3, 18, 40]
HELD = FROZEN + OFF


def clip_norm(leaves: list[torch.Tensor]) -> None:
    """PyTorch's own adds 1e-6 to the norm; the contract's does not."""
    grads = [leaf.grad for leaf in leaves if leaf.grad is not None]
    length = torch.sqrt(torch.stack([(grad**2).sum() for grad in grads]).sum())
    if length > 0.2:
        for grad in grads:
            grad *= 0.2 / length


def by_engine(training: Training) -> tuple[TrainState, TrainState]:
    """Fifty steps, then fifty more with some numbers held: the states before and after these."""
    state = initial_state(NETWORK, training)
    for x, y in batches(NETWORK)[:HALF]:
        state, _ = train_step(state, x, y)
    begun = state = holding(state, FROZEN, OFF)
    for x, y in batches(NETWORK)[HALF:]:
        state, _ = train_step(state, x, y)
    return begun, state


def by_torch(name: str, decay: float, clip: Clip = lambda leaves: None) -> Array:
    """The same, by a gradient mask, and by putting back what weight decay or momentum move all the same."""
    leaves: list[dict[str, torch.Tensor]] = []
    for own in NETWORK.views(initial_parameters(NETWORK)):
        leaves.append({k: torch.tensor(v.copy(), requires_grad=True) for k, v in own.named().items()})
    masks = [
        {k: torch.tensor(v.copy()) for k, v in own.items()}
        for own in named(NETWORK, np.isin(np.arange(NETWORK.parameter_count), HELD))
    ]
    dark = [
        {k: torch.tensor(v.copy()) for k, v in own.items()}
        for own in named(NETWORK, np.isin(np.arange(NETWORK.parameter_count), OFF))
    ]
    flat = [leaf[k] for leaf in leaves for k in ("w", "b")]
    held = [mask[k] for mask in masks for k in ("w", "b")]
    weights, biases = [leaf["w"] for leaf in leaves], [leaf["b"] for leaf in leaves]
    groups = [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0.0}]
    peer = PEERS[name](groups, 0.02)
    for step, (x, y) in enumerate(batches(NETWORK)):
        if step == HALF:
            for leaf, off in zip(flat, (own[k] for own in dark for k in ("w", "b")), strict=True):
                leaf.data[off] = 0
        peer.zero_grad()
        torch.autograd.backward(torch_loss_of(NETWORK, leaves, torch.tensor(x), torch.tensor(y)))
        before = [leaf.detach().clone() for leaf in flat]
        if step >= HALF:
            for leaf, mask in zip(flat, held, strict=True):
                assert leaf.grad is not None
                leaf.grad[mask] = 0
        clip(flat)
        peer.step()
        if step >= HALF:
            for leaf, mask, old in zip(flat, held, before, strict=True):
                leaf.data[mask] = old[mask]
    return np.concatenate([leaf.detach().numpy().ravel() for leaf in flat])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_held_numbers_stay_and_the_others_go_on_as_in_torch(name: str) -> None:
    training = chosen(name, {"weight_decay": 0.1}) if name == "adamw" else chosen(name, l2=0.1)
    begun, state = by_engine(training)
    np.testing.assert_allclose(state.parameters, by_torch(name, 0.1), rtol=1e-10, atol=1e-10)
    assert state.parameters[HELD].tobytes() == begun.parameters[HELD].tobytes()
    assert not state.parameters[OFF].any()
    free = np.setdiff1d(np.arange(NETWORK.parameter_count), HELD)
    assert (state.parameters[free] != begun.parameters[free]).all()
    for vector, remembered in begun.optimizer_state.items():
        if vector != "count":
            assert state.optimizer_state[vector][HELD].tobytes() == remembered[HELD].tobytes()


def test_the_norm_that_is_clipped_leaves_held_numbers_out_as_in_torch() -> None:
    _, state = by_engine(chosen("momentum", clip_norm=0.2))
    np.testing.assert_allclose(state.parameters, by_torch("momentum", 0.0, clip_norm), rtol=1e-9, atol=1e-9)


def test_a_momentum_step_with_a_frozen_weight_is_the_one_worked_out_by_hand() -> None:
    """y = w₁x₁ + w₂x₂, (y − 1)²; ∂L/∂w = 2(y − 1)x. By hand: y = 0.5, ∂L/∂w = (−1, −2)."""
    network = Network.build(2, [Layer.of(1)])
    momentum = Training(OPTIMIZERS.choose("momentum", {"learning_rate": 0.1}))
    state = holding(initial_state(network, momentum, np.array([0.5, 0.0, 0.0])), frozen=[1])
    state = replace(state, optimizer_state={"m": np.array([1.0, 3.0, 0.0])})
    after, step = train_step(state, [[1.0, 2.0]], [[1.0]])
    update = step.updates[0].w
    np.testing.assert_array_equal(update.gradient.ravel(), [-1.0, -2.0])
    np.testing.assert_array_equal(update.clipped.ravel(), [-1.0, 0.0])
    np.testing.assert_allclose(update.change.ravel(), [0.01, 0.0], rtol=1e-12, atol=0)  # m = 0.9 − 1
    np.testing.assert_allclose(update.state["m"].ravel(), [-0.1, 3.0], rtol=1e-12)
    assert after.parameters[1] == 0.0
    assert after.optimizer_state["m"][1] == 3.0


@st.composite
def holds(draw: st.DrawFn) -> tuple[Rich, TrainState]:
    """Any network with any settings, some of whose numbers are held; its optimizer remembers something."""
    case: Rich = draw(riches(training=True))
    state = initial_state(case.network, draw(trainings()), case.parameters)
    if draw(st.booleans()):
        state, _ = train_step(state, case.x, case.y)
    return case, draw(held_in(state))


@given(holds())
@settings(max_examples=examples(100), deadline=None)
def test_whatever_the_settings_a_held_number_and_its_memory_keep_every_bit(
    found: tuple[Rich, TrainState],
) -> None:
    case, state = found
    after, step = train_step(state, case.x, case.y)
    mask = held_mask(state.network, state.held)
    if mask is None:
        assert step.held is None
        return
    assert after.parameters[mask].tobytes() == state.parameters[mask].tobytes()
    for name, vector in state.optimizer_state.items():
        if name != "count":
            assert after.optimizer_state[name][mask].tobytes() == vector[mask].tobytes()
    free, _ = train_step(replace(state, held=NOTHING), case.x, case.y)
    for own, other in zip(step.updates, named(state.network, mask), strict=True):
        for kind, update in own.named().items():
            assert not update.change[other[kind]].any()
            assert not update.clipped[other[kind]].any()
    if state.training.clip_norm is None:  # which ties all numbers together
        assert after.parameters[~mask].tobytes() == free.parameters[~mask].tobytes()


def test_held_numbers_keep_the_bits_of_a_negative_zero_and_of_infinity() -> None:
    network = Network.build(2, [Layer.of(1)])
    start = initial_state(network, Training.sgd(0.1), np.array([-0.0, np.inf, 0.5]))
    after, step = train_step(holding(start, frozen=[0, 1]), [[1.0, 2.0]], [[3.0]])
    assert after.parameters[:2].tobytes() == start.parameters[:2].tobytes()
    np.testing.assert_array_equal(step.updates[0].w.change, 0)


def test_the_gradient_of_a_held_number_is_shown_and_agrees_with_differences() -> None:
    state = everything()
    rows = some_rows(state.network)
    _, step = train_on(state, rows)
    for place in np.flatnonzero(step.held if step.held is not None else 0)[:3]:
        assert step.backward.gradient[place] != 0
    seen = step.backward.forward
    checked = gradient_check(
        state.network, state.parameters, seen.x, step.backward.y, training=True, masks=seen.masks
    )
    assert checked.agree == checked.checked - checked.kinks


def test_a_number_that_is_off_comes_back_and_its_optimizer_goes_on_from_there() -> None:
    state = everything()
    rows = some_rows(state.network)
    frozen, off, values = state.held.spread(state.network)
    for _ in range(7):
        state, _ = train_on(state, rows)
    assert Held.of(frozen, off, values).values.tobytes() == state.held.values.tobytes()
    on = replace(
        state,
        parameters=freeze(np.where(off, values, state.parameters)),
        held=Held.of(frozen, np.zeros_like(off), values),
    )
    after, step = train_on(on, rows)
    assert not on.held.off.size
    assert on.held.frozen.tolist() == [0, 13, 17]
    assert (after.parameters[off] != on.parameters[off]).all()
    assert step.held is not None
    assert not step.held[off].any()


@given(st.integers(1, 40), st.integers(0, 3))
@settings(max_examples=examples(20), deadline=None)
def test_a_slice_with_held_numbers_is_its_steps_one_by_one(count: int, kind: int) -> None:
    more: list[dict[str, Any]] = [{}, {"clip_norm": None}, {"l1": 0.0, "l2": 0.0}, {"clip_value": None}]
    state = everything(**more[kind])
    rows, stepped = some_rows(state.network), state
    for _ in range(count):
        stepped, _ = train_on(stepped, rows)
    sliced, _ = run_slice(state, rows, Budget(count))
    assert_same_bits(stepped, sliced)
    assert sliced.held is state.held


def test_early_stopping_brings_back_the_best_weights_but_for_those_that_are_held() -> None:
    """They may have been frozen or switched off since the best epoch."""
    state = replace(everything(), training=replace(everything().training, early_stopping=EarlyStopping(1)))
    best = Best(0.1, 3, freeze(state.parameters + 1), state.running)
    left = settled(replace(state, best=best), "early_stopping")
    mask = held_mask(state.network, state.held)
    assert mask is not None
    assert left.parameters[mask].tobytes() == state.parameters[mask].tobytes()
    assert left.parameters[~mask].tobytes() == (state.parameters + 1)[~mask].tobytes()


def test_experiments_hold_what_is_held() -> None:
    """With all numbers held nothing is learned; the loss stands still."""
    network = Network.build(3, [Layer.of(4, "tanh"), Layer.of(1)], seed=1)
    start = initial_state(network, Training.sgd(0.1))
    rows, batch = some_rows(network), [0, 1, 2]
    held = holding(start, frozen=range(network.parameter_count))
    assert len(set(overfit_one_batch(held, rows, batch, 20).runs[0].losses)) == 1
    assert len(set(try_learning_rates(held, rows, [0.1, 0.2], 20).runs[1].losses)) == 1
    assert len(set(overfit_one_batch(start, rows, batch, 20).runs[0].losses)) > 1
