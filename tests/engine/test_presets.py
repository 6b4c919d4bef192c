"""Every preset runs, fits its example, and shows what it promises."""

from itertools import pairwise

import numpy as np
import pytest

from engine.batches import Rows
from engine.datasets import prepare
from engine.diagnosis import RULES, Case
from engine.passes import backward, forward
from engine.presets import BY_HAND, ON_DATA, PRESETS
from engine.slices import Budget, Frame, Stop, run_slice
from engine.training import Step, TrainState, initial_state, train_step


def train(name: str, steps: int) -> tuple[TrainState, list[Step]]:
    preset = BY_HAND[name]
    state, taken = initial_state(preset.network, preset.training, preset.weights), list[Step]()
    for _ in range(steps):
        state, step = train_step(state, preset.example.x, preset.example.y)
        taken.append(step)
    return state, taken


@pytest.mark.parametrize("name", BY_HAND)
def test_a_preset_fits_its_example_and_learns_from_it(name: str) -> None:
    preset = BY_HAND[name]
    assert len(preset.example.features) == preset.network.inputs
    assert len(preset.example.outputs) == preset.network.layers[-1].units
    assert preset.example.text
    _, taken = train(name, 300)
    assert taken[-1].loss_after < taken[0].backward.loss


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_at_most_six_layers_deep(name: str) -> None:
    assert len(PRESETS[name].network.layers) <= 6


def test_zeros_never_come_apart() -> None:
    state, _ = train("zeros", 100)
    first, second = state.network.views(state.parameters)
    np.testing.assert_array_equal(first.w, first.w[:, :1].repeat(3, axis=1))
    np.testing.assert_array_equal(second.w, second.w[:1].repeat(3, axis=0))
    assert second.w[0, 0] != 0


def test_dead_relus_stay_dead() -> None:
    _, taken = train("dead_relu", 100)
    for step in taken:
        np.testing.assert_array_equal(step.backward.forward.layers[0].a, 0)
        np.testing.assert_array_equal(step.backward.layers[0].grad_w, 0)


def test_the_gradient_of_the_deep_sigmoid_fades_layer_by_layer() -> None:
    _, (step,) = train("deep_sigmoid", 1)
    largest = [float(np.abs(layer.grad_w).max()) for layer in step.backward.layers]
    assert largest == sorted(largest)
    assert largest[0] < 1e-3 * largest[-1]


def test_exclusive_or_is_learned() -> None:
    _, taken = train("xor", 500)
    np.testing.assert_array_equal(taken[-1].backward.forward.a.round(), BY_HAND["xor"].example.y)


def epochs_of(name: str) -> tuple[TrainState, list[Frame]]:
    """A preset trained for its epochs, and a frame after each step."""
    preset = ON_DATA[name]
    rows = Rows.of(preset.network, prepare(preset.data, preset.network.loss))
    start = initial_state(preset.network, preset.training, preset.weights)
    state, frames = run_slice(start, rows, Budget(10_000, every=1, stop=Stop(epoch=preset.epochs)))
    return state, list(frames)


def test_six_sigmoid_layers_stay_where_they_began_and_the_diagnosis_says_why() -> None:
    state, frames = epochs_of("vanishing")
    data = prepare(ON_DATA["vanishing"].data)
    assert frames[-1].stopped == "epochs"
    assert min(frame.train_loss for frame in frames) > 0.69
    seen = backward(state.network, forward(state.network, state.parameters, data.x), data.y)
    (finding,) = RULES["vanishing_gradient"].examine(Case(seen))
    assert finding.layer == 1
    assert finding.evidence["ratio"] < 1e-3


def test_with_other_gates_weights_and_norms_the_same_six_layers_learn() -> None:
    preset, faulty = ON_DATA["cured"], ON_DATA["vanishing"]
    assert preset.network.shapes == faulty.network.shapes
    state, frames = epochs_of("cured")
    data = prepare(preset.data)
    a = forward(state.network, state.parameters, data.x, running=state.running).a
    assert np.mean((a > 0.5) == data.y) > 0.95
    assert frames[-1].train_loss < 0.2


def test_without_a_hidden_layer_the_opposite_quarters_stay_as_good_as_guessed() -> None:
    _, frames = epochs_of("underfit")
    last = frames[-1]
    assert last.train_loss > 0.6
    assert last.validation_loss is not None
    assert last.validation_loss > 0.6


def test_what_is_learned_by_heart_gets_worse_on_the_rows_kept_aside() -> None:
    _, frames = epochs_of("overfit")
    aside = [frame.validation_loss for frame in frames if frame.validation_loss is not None]
    assert frames[-1].train_loss < 0.01
    assert aside[-1] > 2 * min(aside)
    assert aside.index(min(aside)) < len(aside) / 2


def test_too_large_a_learning_rate_makes_the_loss_grow_until_it_is_no_number() -> None:
    _, frames = epochs_of("too_fast")
    losses = [frame.train_loss for frame in frames]
    assert frames[-1].stopped == "diverged"
    assert all(after > before for before, after in pairwise(losses[:50]))
