"""Each data preset solves its task: from any weights, in seconds, and as well as scikit-learn does."""

import statistics
import time

import pytest

from engine.presets import ON_DATA
from tests.engine.solving import best_of_peer, reached

# Accuracy on the validation rows; for sine the mean squared error instead.
AT_LEAST = {
    "xor_data": 0.97,
    "circle": 0.97,
    "moons": 0.97,
    "spiral": 0.97,
    "iris": 0.95,
    "wine": 0.95,
    "breast_cancer": 0.95,
    "digits": 0.96,
}
AT_MOST = {"sine": 0.01, "approximation": 0.01}
# The tutorial's sizes are larger than these tasks need.
SIZES = {"small_data": 0.95, "medium_data": 0.95, "large_data": 0.95}
FAULTS = {"vanishing", "cured", "too_fast", "underfit", "overfit"}
SECONDS = 5.0
POINTS = 0.02
# The mean square of what was added to sine, which no network can tell.
NOISE = 0.0025
SEEDS = range(1, 6)


def test_every_data_preset_is_either_solved_or_shows_a_fault() -> None:
    assert {*AT_LEAST, *AT_MOST, *SIZES, *FAULTS} == set(ON_DATA)


@pytest.mark.parametrize("name", SIZES)
def test_a_size_to_begin_with_does_well_on_data_that_are_smaller(name: str) -> None:
    assert reached(ON_DATA[name], seed=1) >= SIZES[name]


@pytest.mark.parametrize("name", AT_LEAST)
def test_a_task_with_classes_is_solved_as_well_as_by_scikit_learn(name: str) -> None:
    began = time.perf_counter()
    figures = [reached(ON_DATA[name], seed) for seed in SEEDS]
    assert time.perf_counter() - began < SECONDS * len(SEEDS)
    assert min(figures) >= AT_LEAST[name]
    assert statistics.median(figures) >= best_of_peer(ON_DATA[name], seed=1) - POINTS


@pytest.mark.parametrize("name", AT_MOST)
def test_a_curve_is_fitted_as_well_as_by_scikit_learn(name: str) -> None:
    figures = [reached(ON_DATA[name], seed) for seed in SEEDS]
    assert max(figures) <= AT_MOST[name]
    assert statistics.median(figures) <= best_of_peer(ON_DATA[name], seed=1) + NOISE
