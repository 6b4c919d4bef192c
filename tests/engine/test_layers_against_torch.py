"""PyTorch as the referee of batch norm, skip and dropout, in training and evaluation, masks handed over."""

import numpy as np
import pytest
from hypothesis import given, settings

from engine.batch_norm import initial_running, running_views
from engine.errors import RuleError
from engine.network import Layer, Network, initial_parameters
from engine.passes import Backward, backward, forward
from engine.randomness import dropout_masks
from engine.training import Training, initial_state, train_step
from engine.types import Array
from tests.engine.rich import Rich, riches
from tests.engine.torch_mlp import Numbers, torch_trace
from tests.thorough import examples


def run(case: Rich) -> Backward:
    taken = forward(case.network, case.parameters, case.x, case.training, case.running, case.masks)
    return backward(case.network, taken, case.y)


def referee(case: Rich) -> tuple[float, list[Numbers]]:
    running = running_views(case.network, case.running)
    return torch_trace(case.network, case.parameters, case.x, case.y, case.training, running, case.masks)


def assert_same(actual: Array, expected: Array, size: float, relative: float, what: str) -> None:
    """|actual − expected| ≤ relative · size: where large terms cancel, what is left has few digits."""
    assert actual.shape == expected.shape, what
    off = float(np.abs(actual - expected).max())
    assert off <= relative * max(size, float(np.abs(expected).max())), f"{what} is off by {off}"


def assert_agrees(case: Rich, relative: float) -> None:
    trace = run(case)
    loss, expected = referee(case)
    steep = steepness(trace)
    assert abs(trace.loss - loss) <= relative * steep * (1 + abs(loss))
    for ahead, behind, numbers in zip(trace.forward.layers, trace.layers, expected, strict=True):
        forward_size = (1 + float(np.abs(ahead.z).max())) * steep
        mine = {"z": ahead.z, "a": ahead.a}
        if ahead.h is not None:
            mine["h"] = ahead.h
        if ahead.batch_norm is not None:
            mine["y"] = ahead.batch_norm.y
        for name, array in mine.items():
            assert_same(array, numbers[name], forward_size, relative, f"{name} of layer {ahead.index}")
        # a gradient is a sum over rows and units of products with all that the layers after it are made of
        size = float(np.abs(trace.grad_a[np.isfinite(trace.grad_a)]).sum() + 1) * forward_size * steep
        back = {"z": behind.grad_z, "w": behind.grad_w, "b": behind.grad_b, "x": behind.grad_x}
        if behind.grad_h is not None:
            back["h"] = behind.grad_h
        if behind.batch_norm is not None:
            back["y"] = behind.batch_norm.grad_y
            back["gamma"] = behind.batch_norm.grad_gamma
            back["beta"] = behind.batch_norm.grad_beta
        for name, array in back.items():
            if f"grad_{name}" in numbers:
                what = f"grad_{name} of layer {ahead.index}"
                assert_same(array, numbers[f"grad_{name}"], size, relative, what)


def steepness(trace: Backward) -> float:
    """How much the layers can amplify a rounding error: the product of their weights and slopes."""
    product = 1.0
    for seen in trace.forward.layers:
        weights = 1 + float(np.abs(seen.w).sum(axis=0).max())
        norm = seen.batch_norm
        scale = 1.0 if norm is None else 1 + float((np.abs(norm.gamma) / np.sqrt(norm.var + 1e-5)).max())
        product *= weights * scale / min(1.0, 1 - trace.forward.network.layers[seen.index - 1].dropout)
    return product


@given(riches(batch_norm=False))
@settings(max_examples=examples(150), deadline=None)
def test_skip_and_dropout_agree_with_autograd(case: Rich) -> None:
    assert_agrees(case, 1e-14)


@given(riches())
@settings(max_examples=examples(200), deadline=None)
def test_batch_norm_agrees_with_autograd(case: Rich) -> None:
    assert_agrees(case, 1e-12)


def whole(activation: str, batch_norm: bool, training: bool) -> Rich:
    """A well-conditioned network with everything at once, on 16 rows."""
    middle = Layer.of(6, activation, batch_norm=batch_norm, skip=True, dropout=0.25)
    layers = [Layer.of(6, activation, batch_norm=batch_norm), middle, middle]
    network = Network.build(4, [*layers, Layer.of(3, "softmax", batch_norm=batch_norm)], seed=8)
    rng = np.random.default_rng(1)
    start = initial_running(network)
    return Rich(
        network,
        initial_parameters(network) + 0.1 * rng.normal(size=network.parameter_count),
        rng.normal(size=(16, 4)),
        np.eye(3)[rng.integers(3, size=16)],
        start + 0.1 * rng.random(len(start)),
        dropout_masks(network, 3, 16) if training else (None,) * 4,
        training,
    )


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(("batch_norm", "relative"), [(True, 1e-10), (False, 1e-12)])
@pytest.mark.parametrize("activation", ["linear", "relu", "leaky_relu", "gelu", "tanh", "sigmoid", "softmax"])
def test_each_number_agrees_relative_to_the_largest_of_its_kind(
    activation: str, batch_norm: bool, relative: float, training: bool
) -> None:
    case = whole(activation, batch_norm, training)
    trace, (loss, expected) = run(case), referee(case)
    assert trace.loss == pytest.approx(loss, rel=relative)
    for ahead, behind, numbers in zip(trace.forward.layers, trace.layers, expected, strict=True):
        pairs = {"z": ahead.z, "a": ahead.a, "grad_z": behind.grad_z, "grad_w": behind.grad_w}
        pairs |= {"grad_x": behind.grad_x}
        # Σ ∂L/∂z behind batch norm is 0 but for rounding, whose size is that of the terms
        size = float(np.abs(behind.grad_z).sum()) if batch_norm and training else 0.0
        assert_same(behind.grad_b, numbers["grad_b"], size, relative, "grad_b")
        if behind.batch_norm is not None:
            pairs |= {"grad_y": behind.batch_norm.grad_y, "grad_gamma": behind.batch_norm.grad_gamma}
            pairs |= {"grad_beta": behind.batch_norm.grad_beta}
        for name, array in pairs.items():
            assert_same(array, numbers[name], 0.0, relative, f"{name} of layer {ahead.index}")


def test_the_running_statistics_follow_torch() -> None:
    case = whole("tanh", True, True)
    state = initial_state(case.network, Training.sgd(0.0), case.parameters)
    running = running_views(case.network, state.running)
    masks = dropout_masks(case.network, 1, 16)
    _, expected = torch_trace(case.network, case.parameters, case.x, case.y, True, running, masks)
    after, _ = train_step(state, case.x, case.y)
    for own, numbers in zip(running_views(case.network, after.running), expected, strict=True):
        assert own is not None
        np.testing.assert_allclose(own[0], numbers["running_mean"], rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(own[1], numbers["running_var"], rtol=1e-12)


def test_a_frozen_layer_keeps_its_running_statistics() -> None:
    layers = [Layer.of(3, "relu", batch_norm=True, frozen=True), Layer.of(1, batch_norm=True)]
    state = initial_state(Network.build(2, layers), Training())
    after, _ = train_step(state, [[1, 2], [3, 5]], [[1], [0]])
    first, last = running_views(after.network, after.running)
    assert first is not None
    assert last is not None
    np.testing.assert_array_equal(first[0], 0)
    assert last[0] != 0


def test_the_mask_is_0_or_makes_up_for_what_is_dropped() -> None:
    network = Network.build(2, [Layer.of(400, "relu", dropout=0.2), Layer.of(1)])
    mask, none = dropout_masks(network, 5, 50)
    assert none is None
    assert mask is not None
    assert set(np.unique(mask)) == {0.0, 1.25}
    assert (mask == 0).mean() == pytest.approx(0.2, abs=0.02)
    again, other = dropout_masks(network, 5, 50)[0], dropout_masks(network, 6, 50)[0]
    assert again is not None
    assert other is not None
    np.testing.assert_array_equal(mask, again)
    assert not np.array_equal(mask, other)


def test_the_loss_after_a_step_is_measured_with_the_same_mask() -> None:
    network = Network.build(2, [Layer.of(8, "tanh", dropout=0.5), Layer.of(1)], seed=2)
    x, y = [[1.0, 2.0], [0.5, -1.0]], [[1.0], [0.0]]
    after, step = train_step(initial_state(network, Training()), x, y)
    masks = step.backward.forward.masks
    again = forward(network, after.parameters, x, training=True, masks=masks)
    assert step.loss_after == again.loss(step.backward.y)
    assert masks[0] is not None


def test_what_does_not_fit_is_refused() -> None:
    norm = Network.build(2, [Layer.of(2, batch_norm=True)])
    with pytest.raises(RuleError, match="x must have 2 rows or more to train batch norm, got 1"):
        forward(norm, initial_parameters(norm), [[1, 2]], training=True)
    forward(norm, initial_parameters(norm), [[1, 2]])
    drop = Network.build(2, [Layer.of(2, dropout=0.5)])
    with pytest.raises(RuleError, match="layer 1 has dropout and needs a mask to train"):
        forward(drop, initial_parameters(drop), [[1, 2]], training=True)
    with pytest.raises(RuleError, match=r"mask of layer 1 must have shape \(1, 2\), got \(1, 3\)"):
        forward(drop, initial_parameters(drop), [[1, 2]], training=True, masks=[np.ones((1, 3))])
    with pytest.raises(RuleError, match=r"running statistics must have shape \(4,\), got \(3,\)"):
        forward(norm, initial_parameters(norm), [[1, 2]], running=np.zeros(3))


@pytest.mark.parametrize(
    ("layer", "rule"),
    [
        (Layer.of(3, "relu", skip=True), "skip of layer 1 needs as many units as inputs, got 3 units"),
        (Layer.of(2, dropout=1.0), "dropout of layer 1 must be at least 0 and below 1, got 1.0"),
        (Layer.of(2, "sigmoid", skip=True), "the output layer takes no skip under binary_cross_entropy"),
        (Layer.of(2, "softmax", dropout=0.1), "the output layer takes no dropout under categorical"),
    ],
)
def test_a_layer_that_breaks_a_rule_is_refused(layer: Layer, rule: str) -> None:
    with pytest.raises(RuleError, match=rule):
        Network.build(2, [layer])
