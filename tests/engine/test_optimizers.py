"""The optimizers and schedules, as pure functions on vectors."""

import numpy as np

from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES


def test_sgd_goes_straight_downhill_and_keeps_nothing() -> None:
    sgd, gradient = OPTIMIZERS["sgd"], np.array([1.0, -2.0])
    change, state = sgd.update(gradient, sgd.init(2), 0.1, 1)
    np.testing.assert_array_equal(change, [-0.1, 0.2])
    assert state == {}
    np.testing.assert_array_equal(gradient, [1, -2])


def test_every_optimizer_has_a_learning_rate() -> None:
    for optimizer in OPTIMIZERS.values():
        assert "learning_rate" in [parameter.name for parameter in optimizer.parameters]


def test_the_constant_schedule_is_constant() -> None:
    assert [SCHEDULES["constant"].rate(0.3, step) for step in (1, 2, 1000)] == [0.3, 0.3, 0.3]
