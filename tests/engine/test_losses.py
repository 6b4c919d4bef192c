"""Every loss: its mean, its gradients, and what it takes for a target."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS
from engine.errors import RuleError
from engine.losses import LOSSES
from engine.types import Array

RNG = np.random.default_rng(1)
Z = RNG.normal(size=(3, 4))


def matching(name: str, z: Array) -> tuple[Array, Array]:
    """Targets, and outputs of the activation that the loss needs."""
    a: Array = ACTIVATIONS[LOSSES[name].activation or "linear"].value(z)
    return np.array([[0.1, 0.2, 0.3, 0.4], [0, 0, 1, 0], [0.5, 0.5, 0, 0]]), a


@pytest.mark.parametrize("name", LOSSES)
def test_the_gradient_at_the_logits_agrees_with_central_differences(name: str) -> None:
    loss, h = LOSSES[name], 1e-6
    y, a = matching(name, Z)
    grad_z = loss.grad_z(y, a, Z)
    grad_z = loss.grad_a(y, a, Z) if grad_z is None else grad_z
    for index in np.ndindex(Z.shape):
        step = np.zeros_like(Z)
        step[index] = h
        (_, above), (_, below) = matching(name, Z + step), matching(name, Z - step)
        numeric = (loss.value(y, above, Z + step) - loss.value(y, below, Z - step)) / (2 * h)
        assert grad_z[index] == pytest.approx(numeric, abs=1e-9)


@pytest.mark.parametrize("name", [name for name, loss in LOSSES.items() if loss.fused])
def test_the_honest_chain_gives_the_fused_gradient_while_it_can(name: str) -> None:
    loss = LOSSES[name]
    y, a = matching(name, Z)
    f = ACTIVATIONS[loss.activation or ""]
    chain = f.grad_z(loss.grad_a(y, a, Z), f.slope(Z, a), a)
    fused = loss.grad_z(y, a, Z)
    assert fused is not None
    np.testing.assert_allclose(fused, chain, atol=1e-14)


SIZES = [0.0, 1.0, 1e18, 2e19, 1e38, 1e150, 2e154, 1e307, 1.7e308, math.inf, math.nan]


@given(
    st.sampled_from(list(LOSSES)),
    st.sampled_from(["float64", "float32"]),
    st.lists(st.sampled_from(SIZES), min_size=8, max_size=8),
)
def test_a_loss_is_called_finite_exactly_where_its_value_is(
    name: str, dtype: str, sizes: list[float]
) -> None:
    loss = LOSSES[name]
    with np.errstate(all="ignore"):
        z, far = (np.array(half, dtype).reshape(2, 2) for half in (sizes[:4], sizes[4:]))
        z[0] *= -1
        a = ACTIVATIONS[loss.activation or "linear"].value(z)
        y = far if loss.targets == "any" else np.eye(2, dtype=dtype)
        assert loss.is_finite(y, a, z) == math.isfinite(loss.value(y, a, z))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mean_squared_error", (1 + 4 + 0 + 0.25) / 4),
        ("mean_absolute_error", (1 + 2 + 0 + 0.5) / 4),
        ("half_squared_error", 0.5 * (1 + 4 + 0 + 0.25) / 2),
        ("huber", (0.5 + 1.5 + 0 + 0.125) / 4),
    ],
)
def test_the_means_are_the_contracts(name: str, expected: float) -> None:
    y, a = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[2.0, 0.0], [3.0, 4.5]])
    assert LOSSES[name].value(y, a, a) == pytest.approx(expected, rel=1e-15)


def test_binary_cross_entropy_is_the_mean_over_elements_and_categorical_over_rows() -> None:
    z = np.zeros((2, 3))
    y = np.array([[1.0, 0, 0], [0, 1.0, 0]])
    half, third = np.full_like(z, 0.5), np.full_like(z, 1 / 3)
    assert LOSSES["binary_cross_entropy"].value(y, half, z) == pytest.approx(math.log(2))
    assert LOSSES["categorical_cross_entropy"].value(y, third, z) == pytest.approx(math.log(3))


def test_sure_and_wrong_costs_the_logit_itself_and_the_honest_gradient_is_infinite() -> None:
    loss, z = LOSSES["binary_cross_entropy"], np.array([[800.0, -800.0]])
    a, y = ACTIVATIONS["sigmoid"].value(z), np.array([[0.0, 1.0]])
    with np.errstate(divide="ignore", invalid="ignore"):
        grad_a = loss.grad_a(y, a, z)
    assert loss.value(y, a, z) == 800
    np.testing.assert_array_equal(grad_a, [[np.inf, -np.inf]])
    np.testing.assert_array_equal(loss.grad_z(y, a, z), [[0.5, -0.5]])


def test_sure_and_right_costs_nothing_and_the_honest_gradient_is_finite() -> None:
    loss, z = LOSSES["binary_cross_entropy"], np.array([[800.0, -800.0]])
    a, y = ACTIVATIONS["sigmoid"].value(z), np.array([[1.0, 0.0]])
    with np.errstate(divide="ignore", invalid="ignore"):
        np.testing.assert_array_equal(loss.grad_a(y, a, z), [[-0.5, 0.5]])
    assert loss.value(y, a, z) == 0


def test_a_class_of_target_0_takes_no_part_however_unlikely() -> None:
    loss, z = LOSSES["categorical_cross_entropy"], np.array([[1600.0, 0.0, -1600.0]])
    a, y = ACTIVATIONS["softmax"].value(z), np.array([[0.0, 1.0, 0.0]])
    with np.errstate(divide="ignore", invalid="ignore"):
        np.testing.assert_array_equal(loss.grad_a(y, a, z), [[0, -np.inf, 0]])
    assert loss.value(y, a, z) == 1600
    np.testing.assert_array_equal(loss.grad_z(y, a, z), [[1, -1, 0]])


@pytest.mark.parametrize("name", LOSSES)
def test_float32_stays_float32_and_the_loss_is_a_python_float(name: str) -> None:
    y, a = (values.astype(np.float32) for values in matching(name, Z))
    z = Z.astype(np.float32)
    assert type(LOSSES[name].value(y, a, z)) is float
    assert LOSSES[name].grad_a(y, a, z).dtype == np.float32
    fused = LOSSES[name].grad_z(y, a, z)
    assert fused is None or fused.dtype == np.float32


def test_integer_labels_become_one_hot_rows() -> None:
    y = LOSSES["categorical_cross_entropy"].check_target([2, 0], (2, 3))
    np.testing.assert_array_equal(y, [[0, 0, 1], [1, 0, 0]])


@pytest.mark.parametrize(
    ("name", "y", "rule", "loc"),
    [
        ("mean_squared_error", [[1.0, 2.0, 3.0]], r"y must have shape \(2, 3\), got \(1, 3\)", ("y",)),
        ("mean_squared_error", [1, 2], r"y must have shape \(2, 3\), got \(2,\)", ("y",)),
        ("mean_squared_error", [[1, 2, 3], [1, 2]], "rows of equal length", ("y",)),
        ("mean_squared_error", [["a", 0, 0], [0, 0, 0]], "array of numbers", ("y",)),
        ("mean_squared_error", [[0, 0, 0], [0, math.nan, 0]], "y must be finite", ("y", 1, 1)),
        ("binary_cross_entropy", [[0, 1, 0], [0, 1.5, 0]], "between 0 and 1 .* got 1.5", ("y", 1, 1)),
        ("categorical_cross_entropy", [[1, 0, 0], [0.5, 0.25, 0]], "add up to 1 .* got 0.75", ("y", 1)),
        ("categorical_cross_entropy", [[2, -1, 0], [1, 0, 0]], "between 0 and 1", ("y", 0, 0)),
        ("categorical_cross_entropy", [0, 3], "whole numbers from 0 to 2, got 3", ("y", 1)),
        ("categorical_cross_entropy", [0.5, 1], "whole numbers from 0 to 2, got 0.5", ("y", 0)),
        ("categorical_cross_entropy", [0], r"shape \(2,\) or \(2, 3\), got \(1,\)", ("y",)),
    ],
)
def test_a_bad_target_is_refused_with_rule_and_place(
    name: str, y: list[object], rule: str, loc: tuple[str | int, ...]
) -> None:
    with pytest.raises(RuleError, match=rule) as caught:
        LOSSES[name].check_target(y, (2, 3))  # pyright: ignore[reportArgumentType]
    assert caught.value.loc == loc


def test_a_target_too_large_for_float32_is_refused() -> None:
    with pytest.raises(RuleError, match="finite in float32"):
        LOSSES["huber"].check_target([[1e300]], (1, 1), "float32")
