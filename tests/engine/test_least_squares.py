"""Linear regression in closed form against scikit-learn, and against what training comes to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression  # pyright: ignore[reportMissingTypeStubs]

from engine.datasets.prepare import DataSpec, prepare
from engine.edits import Edit, edited
from engine.errors import RuleError
from engine.least_squares import least_squares, solved
from engine.network import Layer, Network
from engine.optimizers import OPTIMIZERS
from engine.passes import backward, forward
from engine.settings import Training
from engine.training import TrainState, initial_state, train_step
from engine.types import Array


def linear(inputs: int, outputs: int = 1, rate: float = 0.1, **more: Any) -> TrainState:
    network = Network.build(inputs, [Layer.of(outputs, **more)], "mean_squared_error")
    return initial_state(network, Training(optimizer=OPTIMIZERS.choose("sgd", {"learning_rate": rate})))


@given(
    rows=st.integers(9, 60),
    inputs=st.integers(1, 6),
    outputs=st.integers(1, 3),
    seed=st.integers(0, 1000),
    mean=st.floats(-1e4, 1e4),
)
def test_it_agrees_with_scikit_learn(rows: int, inputs: int, outputs: int, seed: int, mean: float) -> None:
    rng = np.random.default_rng(seed)
    x = mean + rng.standard_normal((rows, inputs))
    y = rng.standard_normal((rows, outputs)) + 3
    w, b = least_squares(x, y)
    referee = cast(Any, LinearRegression()).fit(x, y)
    np.testing.assert_allclose(x @ w + b, referee.predict(x), atol=1e-8)
    np.testing.assert_allclose(w.T, referee.coef_, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(b, referee.intercept_, rtol=1e-6, atol=1e-4)


@given(rows=st.integers(2, 40), seed=st.integers(0, 1000))
def test_no_gradient_is_left_where_it_leads(rows: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((rows, 3)), rng.standard_normal((rows, 2))
    state = solved(linear(3, 2), x, y)
    trace = backward(state.network, forward(state.network, state.parameters, x), y)
    np.testing.assert_allclose(trace.gradient, 0, atol=1e-12)


def test_of_two_columns_that_are_the_same_each_carries_half() -> None:
    x = np.array([[1.0, 1], [2, 2], [4, 4]])
    w, b = least_squares(x, 6 * x[:, :1] + 1)
    np.testing.assert_allclose(w, [[3], [3]])
    np.testing.assert_allclose(b, [1])


def test_one_row_is_met_by_its_own_value() -> None:
    w, b = least_squares(np.array([[7.0, -2]]), np.array([[5.0]]))
    np.testing.assert_array_equal(w, 0)
    np.testing.assert_array_equal(b, [5])


@pytest.mark.parametrize("name", ["sine", "plane", "moons"])
def test_training_by_gradient_descent_comes_to_the_same_weights(name: str) -> None:
    data = prepare(DataSpec(name=name, samples=60), "mean_squared_error")
    state = linear(data.x.shape[1], rate=0.3)
    wanted = solved(state, data.x, data.y).parameters
    assert not np.allclose(state.parameters, wanted, atol=1e-2)
    for _ in range(400):
        state, _ = train_step(state, data.x, data.y)
    np.testing.assert_allclose(state.parameters, wanted, atol=1e-10)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_nothing_but_the_weights_and_what_was_remembered_of_others_changes(dtype: str) -> None:
    network = Network.build(2, [Layer.of(1)], "half_squared_error", dtype=dtype)
    adam = Training(optimizer=OPTIMIZERS.choose("adam"))
    rng = np.random.default_rng(0)
    x, y = (rng.standard_normal((20, n)).astype(dtype) for n in (2, 1))
    begun, _ = train_step(initial_state(network, adam), x, y)
    state = solved(begun, x, y)
    assert state.parameters.dtype == dtype
    assert not any(vector.any() for vector in state.optimizer_state.values())
    assert replace(state, parameters=begun.parameters, optimizer_state=begun.optimizer_state) == begun


X: Array = np.array([[1.0, 2], [3, 5]])


@pytest.mark.parametrize(
    ("layers", "loss", "training", "words"),
    [
        ([Layer.of(2), Layer.of(1)], None, Training(), "one layer, got 2 layers"),
        ([Layer.of(1, "tanh")], None, Training(), "a linear layer, got tanh"),
        ([Layer.of(1)], "huber", Training(), "a squared error, got the loss huber"),
        ([Layer.of(1, batch_norm=True)], None, Training(), "got one with batch norm"),
        ([Layer.of(1, dropout=0.5)], None, Training(), "got one with dropout"),
        ([Layer.of(2, skip=True)], None, Training(), "got one with skip"),
        ([Layer.of(1)], None, Training(l2=0.1), "no penalty, got l1 0.0 and l2 0.1"),
        ([Layer.of(1, frozen=True)], None, Training(), "some are frozen or off"),
    ],
)
def test_where_there_is_no_closed_form_it_says_why(
    layers: list[Layer], loss: str | None, training: Training, words: str
) -> None:
    state = initial_state(Network.build(2, layers, loss or "mean_squared_error"), training)
    with pytest.raises(RuleError, match=words):
        solved(state, X, np.zeros((2, layers[-1].units)))


def test_single_numbers_that_are_frozen_are_in_its_way() -> None:
    state = edited(linear(2), [Edit(1, "b", (0,), frozen=True)])
    with pytest.raises(RuleError, match="some are frozen or off"):
        solved(state, X, np.zeros((2, 1)))


def test_numbers_too_large_to_be_added_up_are_refused() -> None:
    with pytest.raises(RuleError, match="sums are finite"):
        solved(linear(1), X[:, :1], np.full((2, 1), 1.7e308))
