"""Every activation: its values, its slope, and that nothing is too large for it."""

import math

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.registry import Choice
from engine.types import Array

ELEMENTWISE = [name for name, f in ACTIVATIONS.items() if f.elementwise]
EXTREME = np.array(
    [[-1e308, -1e30, -800.0, -40.0, -1e-300, -0.0, 0.0, 5e-324, 1e-9, 40.0, 800.0, 1e30, 1e308]]
)


def call(choice: Choice, z: Array) -> tuple[Array, Array | None]:
    f = ACTIVATIONS[choice.name]
    a = f.value(z, **choice.parameters)
    return a, f.slope(z, a, **choice.parameters)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_slope_agrees_with_central_differences(name: str) -> None:
    z, h = np.array([[-6.3, -2.1, -0.7, -0.05, 0.04, 0.6, 1.9, 7.2]]), 1e-5
    choice = ACTIVATIONS.choose(name)
    (above, _), (below, _), (_, slope) = call(choice, z + h), call(choice, z - h), call(choice, z)
    assert slope is not None
    np.testing.assert_allclose(slope, (above - below) / (2 * h), rtol=1e-7, atol=1e-10)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_nothing_overflows_at_any_size_and_the_dtype_stays(name: str, dtype: str) -> None:
    z = np.clip(EXTREME, np.finfo(dtype).min / 2, np.finfo(dtype).max / 2).astype(dtype)
    if name == "softmax":
        z = z / 4
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        a, slope = call(ACTIVATIONS.choose(name), z)
    for values in (a, slope):
        if values is not None:
            assert values.dtype == dtype
            assert np.isfinite(values).all()


@pytest.mark.parametrize("name", [name for name, f in ACTIVATIONS.items() if f.slope_from_a])
def test_what_is_said_to_need_no_z_for_its_slope_may_be_written_over_it(name: str) -> None:
    f, z = ACTIVATIONS[name], np.concatenate([EXTREME, np.linspace(-3, 3, 13)[None]], axis=1)
    a = f.value(z)
    slope, over = f.slope(z, a), z.copy()
    assert f.value(over, out=over).tobytes() == a.tobytes()
    again = f.slope(np.full_like(z, np.nan), over, out=over)
    assert slope is not None
    assert again is over
    assert over.tobytes() == slope.tobytes()


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_inputs_are_not_changed(name: str) -> None:
    z = np.array([[-1.5, 0.0, 2.5]])
    before = z.copy()
    call(ACTIVATIONS.choose(name), z)
    np.testing.assert_array_equal(z, before)


@pytest.mark.parametrize(
    ("name", "z", "a", "slope"),
    [
        ("relu", 0.0, 0.0, 0.0),
        ("leaky_relu", -2.0, -0.02, 0.01),
        ("leaky_relu", 0.0, 0.0, 0.01),
        ("elu", -1.0, math.expm1(-1), math.exp(-1)),
        ("elu", 0.0, 0.0, 1.0),
        ("gelu", 1.0, 0.5 * math.erfc(-math.sqrt(0.5)), 1.0833154705876864),
        ("gelu", -10.0, -10 * 7.619853024160527e-24, None),
        ("silu", 1.0, 0.7310585786300049, 0.9276705118714867),
        ("softplus", 0.0, math.log(2), 0.5),
        ("softplus", -40.0, 4.248354255291589e-18, 4.248354255291589e-18),
        ("sigmoid", 0.0, 0.5, 0.25),
        ("sigmoid", -800.0, 0.0, 0.0),
        ("tanh", 0.0, 0.0, 1.0),
    ],
)
def test_known_values(name: str, z: float, a: float, slope: float | None) -> None:
    own, own_slope = call(ACTIVATIONS.choose(name), np.array([[z]]))
    assert own.item() == pytest.approx(a, rel=1e-14)
    assert slope is None or (own_slope is not None and own_slope.item() == pytest.approx(slope, rel=1e-14))


def test_own_numbers_of_an_activation_count() -> None:
    a, slope = call(ACTIVATIONS.choose("elu", {"alpha": 2.0}), np.array([[-1.0]]))
    assert a.item() == pytest.approx(2 * math.expm1(-1))
    assert slope is not None
    assert slope.item() == pytest.approx(2 * math.exp(-1))


def test_softmax_rows_add_up_to_1_and_do_not_mind_a_shift() -> None:
    z = np.array([[1.0, 2.0, 3.0], [800.0, 0.0, -800.0]])
    a, slope = call(ACTIVATIONS.choose("softmax"), z)
    assert slope is None
    np.testing.assert_allclose(a.sum(axis=1), 1, rtol=1e-15)
    np.testing.assert_allclose(call(ACTIVATIONS.choose("softmax"), z + 1e4)[0], a, rtol=1e-11)


def test_the_jacobian_of_softmax_is_what_its_way_back_multiplies_by() -> None:
    f, rng = ACTIVATIONS["softmax"], np.random.default_rng(0)
    z, grad_a = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    a = f.value(z)
    jacobian = f.jacobian(a)
    assert jacobian is not None
    np.testing.assert_allclose(
        f.grad_z(grad_a, None, a), np.einsum("ni,nij->nj", grad_a, jacobian), rtol=1e-12
    )
    h = 1e-6
    for j in range(4):
        step = h * np.eye(4)[j]
        np.testing.assert_allclose(
            jacobian[:, :, j], (f.value(z + step) - f.value(z - step)) / (2 * h), atol=1e-9
        )


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_an_elementwise_activation_has_no_jacobian(name: str) -> None:
    assert ACTIVATIONS[name].jacobian(np.ones((1, 2))) is None


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_values_stay_within_the_range_that_is_told(name: str) -> None:
    f = ACTIVATIONS[name]
    low, high = f.range.strip("()[]").replace("−", "-").replace("∞", "inf").replace("α", "1").split(",")
    a, _ = call(ACTIVATIONS.choose(name), np.linspace(-50, 50, 20001)[:, None])
    assert a.min() >= float(low) - 0.005
    assert a.max() <= float(high)
