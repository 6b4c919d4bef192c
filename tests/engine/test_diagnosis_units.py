"""Dead, saturated and identical units are found where they are, and nowhere else."""

import numpy as np
import pytest

from engine.diagnosis import Case
from engine.network import Layer, Network
from engine.passes import backward, forward
from engine.presets import BY_HAND
from tests.engine.ailing import changed, found, points, stack, trace


@pytest.mark.parametrize("activation", ["relu", "elu", "gelu", "silu", "softplus"])
def test_a_layer_pushed_below_zero_is_dead(activation: str) -> None:
    network = stack(4, 1, activation)
    (dead,) = found("dead_units", Case(trace(network, parameters=changed(network, 1, b=-60.0))))
    assert (dead.layer, dead.units, dead.severity) == (1, (0, 1, 2, 3), "error")
    assert dead.evidence["largest_slope"] <= 1e-6
    assert dead.evidence["largest_z"] < 0


@pytest.mark.parametrize("activation", ["leaky_relu", "tanh", "sigmoid", "linear"])
def test_units_that_cannot_die_do_not(activation: str) -> None:
    network = stack(4, 2, activation)
    assert not found("dead_units", Case(trace(network, parameters=changed(network, 1, b=-60.0))))


@pytest.mark.parametrize("activation", ["relu", "gelu", "silu", "tanh"])
def test_a_fresh_network_has_no_dead_and_no_saturated_units(activation: str) -> None:
    case = Case(trace(stack(8, 1, activation)))
    assert not found("dead_units", case)
    assert not found("saturated_units", case)
    assert not found("symmetric_weights", case)


def test_one_dead_unit_among_others_is_named() -> None:
    network = stack(4, 1, "relu")
    parameters = changed(network, 1)
    network.views(parameters)[0].b[2] = -60
    (dead,) = found("dead_units", Case(trace(network, parameters=parameters)))
    assert (dead.units, dead.severity, dead.evidence["units"]) == ((2,), "warning", 1)


def test_few_examples_make_it_a_guess() -> None:
    preset = BY_HAND["spam"]
    seen = backward(
        preset.network, forward(preset.network, preset.weights, preset.example.x), preset.example.y
    )
    (dead,) = found("dead_units", Case(seen))
    assert (dead.layer, dead.units, dead.severity) == (1, (1,), "info")
    assert dead.evidence["largest_z"] == pytest.approx(-0.18)


def test_the_preset_with_dead_units_is_caught() -> None:
    preset = BY_HAND["dead_relu"]
    seen = backward(
        preset.network, forward(preset.network, preset.weights, preset.example.x), preset.example.y
    )
    assert found("dead_units", Case(seen))[0].units == (0, 1, 2)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_large_weights_saturate(activation: str) -> None:
    network = stack(3, 2, activation)
    (found_,) = found("saturated_units", Case(trace(network, parameters=changed(network, 2, b=40.0))))
    assert (found_.layer, found_.units, found_.severity) == (2, (0, 1, 2), "error")
    assert found_.evidence["mean_open"] < 0.05


def test_a_sigmoid_output_may_be_sure() -> None:
    sure = Network.build(2, [Layer.of(4, "relu"), Layer.of(1, "sigmoid")])
    assert not found("saturated_units", Case(trace(sure, parameters=changed(sure, 2, b=40.0))))
    other = Network.build(2, sure.layers, "mean_squared_error")
    assert found("saturated_units", Case(trace(other, parameters=changed(other, 2, b=40.0))))


@pytest.mark.parametrize("activation", ["relu", "linear", "leaky_relu"])
def test_what_is_not_flat_on_both_sides_cannot_saturate(activation: str) -> None:
    network = stack(3, 1, activation)
    assert not found("saturated_units", Case(trace(network, parameters=changed(network, 1, b=40.0))))


def test_zeros_and_constants_are_symmetric() -> None:
    network = stack(3, 2, "tanh", initializer="zeros")
    (first,) = found("symmetric_weights", Case(trace(network)))
    assert first.layer == 1
    assert (first.units, first.severity, first.evidence["distinct"]) == ((0, 1, 2), "error", 1)


def test_twins_are_symmetric_only_if_the_weights_out_agree_too() -> None:
    network = stack(4, 1, "tanh")
    parameters = changed(network, 1)
    view, after = network.views(parameters)
    view.w[:, 3] = view.w[:, 1]
    assert not found("symmetric_weights", Case(trace(network, parameters=parameters)))
    after.w[3] = after.w[1]
    (twins,) = found("symmetric_weights", Case(trace(network, parameters=parameters)))
    assert (twins.units, twins.evidence["distinct"], twins.severity) == ((1, 3), 3, "warning")


def test_a_softmax_network_is_looked_at_too() -> None:
    network = Network.build(2, [Layer.of(4, "relu"), Layer.of(3, "softmax")])
    seen = trace(network, points("blobs"), changed(network, 1, b=-60.0))
    assert found("dead_units", Case(seen))
    assert not np.isnan(seen.loss)
