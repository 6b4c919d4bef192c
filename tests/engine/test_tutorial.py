"""The numbers of the tutorial and of Matt Mazur's example, worked by hand."""

import numpy as np
import pytest

from engine.passes import backward, forward
from engine.presets import BY_HAND, HandPreset
from engine.training import Step, TrainState, initial_state, train_step


def first_step(name: str) -> tuple[TrainState, Step]:
    preset: HandPreset = BY_HAND[name]
    state = initial_state(preset.network, preset.training, preset.weights)
    return train_step(state, preset.example.x, preset.example.y)


def test_the_spam_filter_goes_forward_as_in_the_tutorial() -> None:
    preset = BY_HAND["spam"]
    hidden, output = forward(preset.network, preset.weights, [[3, 1, 0.8]]).layers
    np.testing.assert_allclose(hidden.z, [[2.16, -0.18]], rtol=1e-12)
    np.testing.assert_allclose(hidden.a, [[2.16, 0]], rtol=1e-12)
    np.testing.assert_allclose(output.z, [[1.212]], rtol=1e-12)
    np.testing.assert_allclose(output.a, [[0.7707]], atol=5e-5)


def test_the_spam_filter_comes_back_as_worked_by_hand() -> None:
    trace = first_step("spam")[1].backward
    hidden, output = trace.layers
    assert trace.loss == pytest.approx(0.2605, abs=5e-5)
    np.testing.assert_allclose(output.grad_z, [[-0.2293]], atol=5e-5)
    np.testing.assert_allclose(output.grad_w, [[-0.4954], [0]], atol=5e-5)
    np.testing.assert_allclose(output.grad_x, [[-0.1605, -0.2752]], atol=5e-5)
    np.testing.assert_array_equal(hidden.grad_a, output.grad_x)


def test_the_second_gate_of_the_spam_filter_is_shut() -> None:
    trace = first_step("spam")[1].backward
    np.testing.assert_array_equal(trace.forward.layers[0].slope, [[1, 0]])
    assert trace.layers[0].grad_z[0, 1] == 0
    np.testing.assert_array_equal(trace.layers[0].grad_w[:, 1], 0)


def test_one_step_takes_the_weight_from_0_7_to_0_7495_and_lowers_the_loss() -> None:
    state, step = first_step("spam")
    update = step.updates[1].w
    assert update.after[0, 0] == pytest.approx(0.7495, abs=5e-5)
    assert state.network.views(state.parameters)[1].w[0, 0] == update.after[0, 0]
    assert step.loss_after < step.backward.loss


def test_mazurs_example_gives_his_numbers() -> None:
    preset = BY_HAND["mazur"]
    trace = backward(
        preset.network, forward(preset.network, preset.weights, preset.example.x), preset.example.y
    )
    assert trace.loss == pytest.approx(0.298371109, abs=5e-10)
    assert trace.layers[0].grad_w[0, 0] == pytest.approx(0.000438568, abs=5e-10)
    assert trace.layers[1].grad_w[0, 0] == pytest.approx(0.082167041, abs=5e-10)


def test_mazurs_first_step_gives_his_new_weights() -> None:
    _, step = first_step("mazur")
    np.testing.assert_allclose(
        step.updates[0].w.after.T.ravel(), [0.149780716, 0.19956143, 0.24975114, 0.29950229], atol=5e-9
    )
    np.testing.assert_allclose(
        step.updates[1].w.after.T.ravel(), [0.35891648, 0.408666186, 0.511301270, 0.561370121], atol=5e-9
    )


def test_the_counting_network_counts_220_and_315_and_16() -> None:
    network = BY_HAND["counting"].network
    assert network.layer_parameter_counts == (220, 315, 16)
    assert network.parameter_count == 551
