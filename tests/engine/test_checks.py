"""The gradient check agrees where backward is right, objects where it is wrong, and owns up at kinks."""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import checks
from engine.checks import gradient_check
from engine.errors import RuleError
from engine.network import Layer, Network, initial_parameters
from engine.passes import Backward, backward
from engine.presets import BY_HAND
from tests.engine.cases import Case, cases
from tests.engine.rich import riches
from tests.thorough import examples

SPAM = BY_HAND["spam"]


@given(cases(most_units=3, most_layers=3))
@settings(max_examples=examples(80), deadline=None)
def test_backward_agrees_with_central_differences(case: Case) -> None:
    found = gradient_check(case.network, case.parameters, case.x, case.y)
    assert found.agree + found.kinks == found.checked == case.network.parameter_count, found.worst


@given(cases(dtype="float32", most_units=3, most_layers=3))
@settings(max_examples=examples(40), deadline=None)
def test_float32_gradients_agree_with_differences_taken_in_float64(case: Case) -> None:
    found = gradient_check(case.network, case.parameters, case.x, case.y)
    assert found.agree + found.kinks == found.checked, found.worst


@pytest.mark.parametrize("name", BY_HAND)
def test_all_presets_are_proved(name: str) -> None:
    preset = BY_HAND[name]
    found = gradient_check(preset.network, preset.weights, preset.example.x, preset.example.y)
    assert found.agree == found.checked
    assert found.kinks == 0


def test_a_wrong_gradient_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*given: object) -> Backward:
        trace = backward(*given)  # pyright: ignore[reportArgumentType]
        spoiled = replace(trace.layers[1], grad_w=trace.layers[1].grad_w * 1.0001)
        return replace(trace, layers=(trace.layers[0], spoiled))

    monkeypatch.setattr(checks, "backward", wrong)
    found = gradient_check(SPAM.network, SPAM.weights, SPAM.example.x, SPAM.example.y)
    assert found.checked - found.agree == 1
    assert found.worst is not None
    assert (found.worst.layer, found.worst.parameter, found.worst.index) == (2, "w", (0, 0))
    assert found.worst.relative_error == pytest.approx(1e-4, rel=0.01)
    assert found.summary == "10 of 11 gradients agree with finite differences."


def test_a_step_across_a_relu_kink_is_called_one() -> None:
    network = Network.build(1, [Layer.of(1, "relu"), Layer.of(1, "linear")])
    found = gradient_check(network, np.array([1.0, 1e-6, 2.0, 0.0]), [[0.0]], [[1.0]])
    assert found.layers[0].b.kink.all()
    assert found.kinks == 1
    assert "1 more cannot be measured" in found.summary
    assert found.agree == 3


def test_a_step_across_the_kink_of_a_loss_is_called_one() -> None:
    network = Network.build(1, [Layer.of(1, "linear")], "mean_absolute_error")
    found = gradient_check(network, np.array([1.0, 0.0]), [[1.0]], [[1.0]])
    assert (found.checked, found.kinks, found.worst) == (2, 2, None)


def test_logits_of_800_agree() -> None:
    network = Network.build(1, [Layer.of(2, "sigmoid")])
    found = gradient_check(network, np.array([800.0, -800.0, 0, 0]), [[1.0], [-1.0]], [[0, 0], [0, 0]])
    assert found.agree == found.checked == 4
    np.testing.assert_array_equal(found.layers[0].w.analytic, [[0.25, -0.25]])


def test_one_layer_can_be_checked_alone() -> None:
    found = gradient_check(SPAM.network, SPAM.weights, SPAM.example.x, SPAM.example.y, layer=2)
    assert found.checked == 3
    assert [layer.index for layer in found.layers] == [2]


@pytest.mark.parametrize("epsilon", [1e-7, 1e-5, 1e-3])
def test_another_epsilon_does_too(epsilon: float) -> None:
    found = gradient_check(SPAM.network, SPAM.weights, SPAM.example.x, SPAM.example.y, epsilon)
    assert found.agree == 11


@pytest.mark.parametrize(
    ("epsilon", "layer", "loc"), [(0.0, None, "epsilon"), (2.0, 1, "epsilon"), (1e-4, 3, "layer")]
)
def test_settings_out_of_range_are_refused(epsilon: float, layer: int | None, loc: str) -> None:
    with pytest.raises(RuleError) as caught:
        gradient_check(SPAM.network, SPAM.weights, SPAM.example.x, SPAM.example.y, epsilon, layer)
    assert caught.value.loc == (loc,)


def test_551_parameters_take_well_under_a_second() -> None:
    preset = BY_HAND["counting"]
    begin = perf_counter()
    gradient_check(preset.network, preset.weights, preset.example.x, preset.example.y)
    assert perf_counter() - begin < 1


def test_numbers_that_are_not_finite_do_not_agree() -> None:
    network = Network.build(1, [Layer.of(1), Layer.of(1)])
    found = gradient_check(network, np.array([1e200, 0, 1e200, 0]), [[1.0]], [[0.0]])
    assert found.agree == 0


def test_zeros_agree() -> None:
    network = Network.build(2, [Layer.of(2, "relu", "zeros"), Layer.of(1, "linear", "zeros")])
    found = gradient_check(network, initial_parameters(network), [[1, 2]], [[1]])
    assert found.agree + found.kinks == 9


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@given(data=st.data())
@settings(max_examples=examples(60), deadline=None)
def test_batch_norm_skip_and_dropout_agree_with_differences(dtype: str, data: st.DataObject) -> None:
    case = data.draw(riches(dtype=dtype, most_units=3))
    found = gradient_check(
        case.network,
        case.parameters,
        case.x,
        case.y,
        training=case.training,
        running=case.running,
        masks=case.masks,
    )
    assert found.agree + found.kinks == found.checked == case.network.parameter_count, found.worst


def test_a_dropped_unit_of_softmax_is_as_unsure_as_the_others() -> None:
    layers = [Layer.of(2, "softmax", batch_norm=True, dropout=0.3, skip=True), Layer.of(2, skip=True)]
    network = Network.build(2, layers, seed=29, dtype="float32")
    x, y = np.array([[0.01, -0.28], [1.29, 1.01]]), np.array([[-5.4, -3.8], [-0.35, -0.84]])
    mask = np.array([[1 / 0.7, 0], [1 / 0.7, 0]])
    for seed in range(20):
        parameters = np.random.default_rng(seed).normal(size=network.parameter_count)
        found = gradient_check(network, parameters, x, y, training=True, masks=(mask, None))
        assert found.agree == found.checked, found.worst


def test_a_wrong_gamma_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network.build(2, [Layer.of(3, "tanh", batch_norm=True), Layer.of(1)], seed=3)

    def wrong(*given: object) -> Backward:
        trace = backward(*given)  # pyright: ignore[reportArgumentType]
        norm = trace.layers[0].batch_norm
        assert norm is not None
        spoiled = replace(norm, grad_gamma=norm.grad_gamma * 1.001)
        return replace(trace, layers=(replace(trace.layers[0], batch_norm=spoiled), trace.layers[1]))

    monkeypatch.setattr(checks, "backward", wrong)
    x, y = np.random.default_rng(0).normal(size=(8, 2)), np.ones((8, 1))
    found = gradient_check(network, initial_parameters(network), x, y, training=True)
    assert found.checked - found.agree == 3
    assert found.worst is not None
    assert (found.worst.layer, found.worst.parameter) == (1, "gamma")
