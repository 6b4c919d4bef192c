"""Every initializer draws what its formula says."""

import math

import numpy as np
import pytest

from engine.initializers import INITIALIZERS
from engine.types import Array

D_IN, D_OUT = 300, 200
DEVIATIONS = {
    "zeros": 0.0,
    "normal": 0.05,
    "uniform": 0.05 / math.sqrt(3),
    "xavier_uniform": math.sqrt(2 / (D_IN + D_OUT)),
    "xavier_normal": math.sqrt(2 / (D_IN + D_OUT)),
    "he_uniform": math.sqrt(2 / D_IN),
    "he_normal": math.sqrt(2 / D_IN),
    "lecun_normal": math.sqrt(1 / D_IN),
}


def draw(name: str) -> Array:
    return INITIALIZERS[name].draw(np.random.default_rng(3), D_IN, D_OUT)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_spread_is_the_formulas(name: str) -> None:
    w = draw(name)
    assert w.shape == (D_IN, D_OUT)
    assert w.dtype == np.float64
    assert float(w.std()) == pytest.approx(DEVIATIONS[name], rel=0.02)
    assert abs(float(w.mean())) <= 0.02 * DEVIATIONS[name]


@pytest.mark.parametrize("name", ["uniform", "xavier_uniform", "he_uniform"])
def test_a_uniform_draw_stays_within_its_bounds(name: str) -> None:
    bound = DEVIATIONS[name] * math.sqrt(3)
    assert 0.99 * bound < float(np.abs(draw(name)).max()) <= bound


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_same_generator_draws_the_same(name: str) -> None:
    np.testing.assert_array_equal(draw(name), draw(name))
