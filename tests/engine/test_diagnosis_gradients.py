"""Gradients that fade, grow or stop being numbers are found with the layer and the ratio."""

import numpy as np
import pytest

from engine.datasets import DataSpec, prepare
from engine.diagnosis import Case
from engine.network import Layer, Network, initial_parameters
from engine.passes import backward, forward
from tests.engine.ailing import changed, found, history, points, stack, trace, train


def test_a_deep_sigmoid_network_fades_and_the_ratio_says_by_how_much() -> None:
    seen = trace(stack(8, 8, "sigmoid"))
    (fading,) = found("vanishing_gradient", Case(seen))
    norms = [float(np.linalg.norm(layer.grad_z)) for layer in seen.layers]
    assert fading.layer == 1
    assert fading.evidence["ratio"] == pytest.approx(norms[0] / norms[-1])
    assert fading.evidence["ratio"] < 1e-3
    assert fading.evidence["layer_9"] == 1
    assert "batch normalization" in fading.advice
    assert fading.severity == "error"


@pytest.mark.parametrize(("activation", "depth"), [("relu", 8), ("tanh", 8), ("sigmoid", 2), ("sigmoid", 0)])
def test_he_and_relu_mend_it_and_few_layers_do_not_need_it(activation: str, depth: int) -> None:
    assert not found("vanishing_gradient", Case(trace(stack(16, depth, activation))))


@pytest.mark.parametrize("mend", [Layer.of(8, "sigmoid", batch_norm=True), Layer.of(8, "sigmoid", skip=True)])
def test_batch_norm_and_skip_each_mend_it(mend: Layer) -> None:
    deep = [Layer.of(8, "sigmoid"), *[mend] * 7, Layer.of(1, "sigmoid")]
    network, data = Network.build(2, deep, seed=1), points()
    seen = forward(network, initial_parameters(network), data.x, training=True)
    assert not found("vanishing_gradient", Case(backward(network, seen, data.y)))


def test_small_weights_fade_too() -> None:
    assert found("vanishing_gradient", Case(trace(stack(8, 5, "relu", initializer="normal"))))


def test_large_weights_explode_on_the_way_back() -> None:
    network = stack(8, 5, "linear")
    parameters = 6 * changed(network, 1)
    (growing,) = found("exploding_gradient", Case(trace(network, parameters=parameters)))
    assert growing.layer == 1
    assert growing.evidence["ratio"] > 100


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "linear"])
def test_a_fresh_network_does_not_explode(activation: str) -> None:
    assert not found("exploding_gradient", Case(trace(stack(16, 6, activation))))


def test_a_gradient_that_grows_from_step_to_step_explodes() -> None:
    norms = np.column_stack([np.ones(40), np.geomspace(1, 1e6, 40)])
    (growing,) = found("exploding_gradient", Case(history=history(np.ones(40), grad_norms=norms)))
    assert (growing.layer, growing.severity) == (2, "error")
    steady = history(np.ones(40), grad_norms=np.ones((40, 2)))
    assert not found("exploding_gradient", Case(history=steady))


@pytest.mark.parametrize(
    ("layer", "w", "b", "symbol"),
    [(1, np.inf, None, "w of layer 1"), (2, None, np.nan, "b of layer 2"), (1, 1e200, None, "z of layer 2")],
)
def test_where_it_began_is_named(layer: int, w: float | None, b: float | None, symbol: str) -> None:
    network = stack(3, 2, "relu")
    parameters = changed(network, layer, w, b)
    if symbol.startswith("z"):
        network.views(parameters)[1].w[:] = 1e200
    (lost,) = found("not_finite", Case(trace(network, parameters=parameters)))
    assert f"It began in {symbol}" in lost.message
    assert lost.layer == int(symbol[-1])
    assert lost.severity == "error"


def test_the_step_at_which_the_loss_was_lost_is_named() -> None:
    (lost,) = found("not_finite", Case(history=history([1.0, 3.0, 90.0, np.nan, np.nan])))
    assert lost.evidence == {"step": 4, "last_finite_loss": 90}


def test_sure_and_wrong_is_finite() -> None:
    network = stack(3, 1, "relu")
    seen = trace(network, parameters=changed(network, 2, b=800.0))
    assert not np.isfinite(seen.grad_a).all()
    assert not found("not_finite", Case(seen))


def test_a_healthy_run_is_finite_and_does_not_explode() -> None:
    kept, parameters = train(stack(8, 1, "tanh"), points(), 0.5, 60)
    case = Case(trace(stack(8, 1, "tanh"), parameters=parameters), kept)
    assert not found("not_finite", case)
    assert not found("exploding_gradient", case)
    assert not found("vanishing_gradient", case)


def test_no_trace_finds_nothing() -> None:
    for code in ("vanishing_gradient", "exploding_gradient", "not_finite"):
        assert not found(code, Case(data=prepare(DataSpec(name="moons"))))
