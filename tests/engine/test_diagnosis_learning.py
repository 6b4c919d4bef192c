"""What a training run shows about its pace and its fit, on real runs and on curves drawn by hand."""

import numpy as np
import pytest

from engine.datasets import DataSpec, prepare
from engine.diagnosis import RULES, Case, History
from engine.network import Layer, Network
from engine.slices import Budget, run_slice
from engine.training import Training, initial_state
from engine.types import Array
from tests.engine.ailing import found, history, points, stack, trace, train

PACE = ("learning_rate_too_high", "learning_rate_too_low", "loss_stuck")
FIT = ("overfitting", "underfitting")
SMOOTH = np.geomspace(1, 0.02, 100)


def codes(case: Case) -> list[str]:
    return [code for code in (*PACE, *FIT) if found(code, case)]


@pytest.mark.parametrize("batch", [None, 16])
@pytest.mark.parametrize("name", ["circle", "moons", "gaussians"])
def test_a_run_that_learns_is_healthy(name: str, batch: int | None) -> None:
    kept, _ = train(stack(8, 1, "tanh"), points(name, 200), 0.5, 300, batch)
    assert codes(Case(history=kept)) == []


def test_too_large_a_rate_is_caught_before_and_after_nan() -> None:
    network = Network.build(2, [Layer.of(8, "relu"), Layer.of(1, "linear")], seed=1)
    data = prepare(DataSpec(name="plane", samples=100, seed=1))
    kept, _ = train(network, data, 2.0, 40)
    lost = int(np.flatnonzero(~np.isfinite(kept.train_loss))[0])
    assert lost > 4
    for end in (4, lost, 40):
        seen = history(kept.train_loss[:end])
        (high,) = found("learning_rate_too_high", Case(history=seen))
        assert high.severity == "error"
        assert not found("loss_stuck", Case(history=seen))
    assert "learning rate" in RULES["not_finite"].advice
    kept, _ = train(network, data, 0.05, 40)
    assert not found("learning_rate_too_high", Case(history=kept))


def test_a_loss_that_is_lost_at_once_is_blamed_on_the_rate() -> None:
    (high,) = found("learning_rate_too_high", Case(history=history([1.0, np.inf, np.nan])))
    assert high.evidence == {"step": 2}
    assert not found("learning_rate_too_high", Case(history=history([np.nan] * 3)))


def test_a_loss_that_bounces_is_too_fast() -> None:
    bounce = 1 + 0.5 * (-1.0) ** np.arange(60)
    (high,) = found("learning_rate_too_high", Case(history=history(bounce)))
    assert high.severity == "warning"
    assert high.evidence["turns"] == 1
    assert codes(Case(history=history(bounce))) == ["learning_rate_too_high"]


def test_weights_that_are_replaced_all_the_time_are_too_fast() -> None:
    flat = np.full(60, 0.7) + 0.01 * np.sin(np.arange(60))
    ratios = np.full((60, 2), 0.3)
    (high,) = found("learning_rate_too_high", Case(history=history(flat, update_ratios=ratios)))
    assert high.evidence["update_ratio"] == 0.3
    fast_and_falling = history(SMOOTH, update_ratios=np.full((100, 2), 0.3))
    assert not found("learning_rate_too_high", Case(history=fast_and_falling))


@pytest.mark.parametrize("rate", [1e-5, 1e-3])
def test_too_small_a_rate_crawls(rate: float) -> None:
    kept, _ = train(stack(8, 1, "tanh"), points("circle", 200), rate, 200)
    (low,) = found("learning_rate_too_low", Case(history=kept))
    assert 0 < low.evidence["fall"] < 0.1
    assert low.evidence["steps"] == 199
    assert not found("loss_stuck", Case(history=kept))


def test_a_plateau_is_stuck_not_slow() -> None:
    zeros = stack(4, 1, "relu", initializer="zeros")
    kept, _ = train(zeros, points("xor", 200), 0.1, 200)
    still = history(kept.train_loss)
    (stuck,) = found("loss_stuck", Case(history=still))
    assert stuck.evidence["left"] > 0.9
    assert not found("learning_rate_too_high", Case(history=still))
    plateau = np.concatenate([np.linspace(1, 0.8, 30), np.full(170, 0.8)])
    assert codes(Case(history=history(plateau))) == ["loss_stuck"]


@pytest.mark.parametrize("loss", [SMOOTH, np.full(60, 1e-9), np.linspace(1, 0.01, 50) ** 2])
def test_a_curve_that_falls_or_is_solved_is_not_stuck(loss: Array) -> None:
    assert codes(Case(history=history(loss))) == []


def test_few_moments_tell_nothing() -> None:
    for losses in ([], [1.0], [1.0, 1.0, 1.0], [1.0] * 10):
        assert codes(Case(history=history(losses))) == []
    assert codes(Case()) == []


def test_a_large_network_on_few_noisy_examples_overfits() -> None:
    data = prepare(DataSpec(name="xor", samples=40, noise=0.7, seed=4, validation_fraction=0.5))
    kept, _ = train(stack(64, 2, "tanh"), data, 0.2, 600)
    (over,) = found("overfitting", Case(history=kept))
    assert over.evidence["validation_loss"] > 1.2 * over.evidence["best_validation_loss"]
    assert over.evidence["gap"] > 0.1
    assert over.evidence["best_step"] < 600
    assert not found("underfitting", Case(history=kept))


def test_the_tutorials_accuracies_overfit() -> None:
    right = {"train_accuracy": np.full(30, 0.99), "validation_accuracy": np.full(30, 0.6)}
    (over,) = found("overfitting", Case(history=history(SMOOTH[:30], **right)))
    assert over.evidence["gap"] == pytest.approx(0.39)
    right["validation_accuracy"] = np.full(30, 0.97)
    assert not found("overfitting", Case(history=history(SMOOTH[:30], **right)))


def test_gaps_in_the_validation_column_are_no_numbers() -> None:
    validation = np.where(np.arange(100) % 4, np.nan, SMOOTH)
    assert not found("overfitting", Case(history=history(SMOOTH, validation_loss=validation)))
    rising = np.where(np.arange(100) % 4, np.nan, 1 + np.abs(np.arange(100) - 40) / 40)
    (over,) = found("overfitting", Case(history=history(SMOOTH, validation_loss=rising)))
    assert over.evidence["best_step"] == 41


def test_a_validation_loss_that_rises_with_the_training_loss_is_no_overfitting() -> None:
    up = np.linspace(1, 3, 50)
    assert not found("overfitting", Case(history=history(up, validation_loss=up)))


def test_the_frames_of_a_run_are_a_history() -> None:
    network, data = stack(8, 1, "tanh"), points("moons", 200)
    frames = run_slice(initial_state(network, Training.sgd(0.5)), data, Budget(200, every=4))[1]
    kept = History.of_frames(frames)
    assert kept.step.tolist() == list(range(4, 201, 4))
    assert kept.grad_norms is not None
    assert kept.grad_norms.shape == (50, 2)
    assert codes(Case(history=History.of_frames([]))) == []
    alone = prepare(DataSpec(name="moons", samples=50, validation_fraction=0))
    (frame,) = run_slice(initial_state(network, Training.sgd(0.5)), alone, Budget(1))[1]
    unknown = History.of_frames([frame]).validation_loss
    assert unknown is not None
    assert np.isnan(unknown).all()


def test_what_was_learned_before_the_first_moment_counts() -> None:
    network, data = stack(8, 1, "tanh"), points("moons", 200)
    converged, stuck = history(np.full(60, 0.3)), history(np.full(60, 0.69))
    assert found("loss_stuck", Case(history=converged))
    assert not found("loss_stuck", Case(trace(network, data), converged, data))
    assert found("loss_stuck", Case(trace(network, data), stuck, data))


def test_one_unit_underfits_exclusive_or() -> None:
    kept, _ = train(Network.build(2, [Layer.of(1, "sigmoid")]), points("xor", 200), 0.5, 200)
    (under,) = found("underfitting", Case(history=kept))
    assert under.evidence["train_accuracy"] < 0.85
    assert not found("overfitting", Case(history=kept))


def test_a_plane_underfits_the_hills() -> None:
    data = prepare(DataSpec(name="multi_gaussian", samples=200, noise=0))
    line = Network.build(2, [Layer.of(1, "linear")])
    kept, parameters = train(line, data, 0.1, 200)
    alone = history(kept.train_loss)
    (under,) = found("underfitting", Case(trace(line, data, parameters), alone, data))
    assert under.evidence["unexplained"] > 0.9
    data = prepare(DataSpec(name="plane", samples=200))
    kept, parameters = train(line, data, 0.1, 200)
    case = Case(trace(line, data, parameters), history(kept.train_loss), data)
    assert not found("underfitting", case)
