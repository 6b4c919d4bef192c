"""Rows are made ready without looking at what is kept aside, and the same way each time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets import (
    DATASETS,
    TRANSFORMS,
    Data,
    DataSpec,
    Feature,
    Preparation,
    Table,
    offered,
    prepare,
    prepare_table,
)
from engine.datasets.dataset import Task
from engine.datasets.split import split
from engine.errors import EngineError, RuleError, UnknownChoice
from engine.types import frozen

SEVEN = ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2")


def table(x: list[list[float]], y: list[float], task: Task = "regression") -> Table:
    columns = tuple(Feature(f"c{i}", f"column {i}") for i in range(len(x[0])))
    targets = ("t",) if task == "regression" else tuple(f"class {k}" for k in range(int(max(y)) + 1))
    return Table(columns, targets, task, frozen(x, float), frozen([[value] for value in y], float))


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_can_be_prepared(name: str) -> None:
    data, again = prepare(DataSpec(name=name, seed=3)), prepare(DataSpec(name=name, seed=3))
    count = int(DATASETS[name].parameters[0].default)
    assert len(data.x_validation) == round(count * 0.3)
    assert len(data.x) + len(data.x_validation) == count
    assert sorted(data.rows + data.rows_validation) == list(range(count))
    assert data.x.shape[1] == len(data.features) == len(data.mean) == len(data.scale)
    assert data.y.shape[1] == len(data.outputs)
    for field in ("x", "y", "x_validation", "y_validation", "mean", "scale"):
        assert not getattr(data, field).flags.writeable
        np.testing.assert_array_equal(getattr(data, field), getattr(again, field))
    assert prepare(DataSpec(name=name, seed=4)).rows != data.rows


def test_the_scale_is_that_of_the_training_part() -> None:
    raw = DATASETS["breast_cancer"].table(0)
    data = prepare_table(raw, Preparation(seed=5))
    train = raw.x[list(data.rows)]
    np.testing.assert_allclose(data.mean, train.mean(axis=0), rtol=1e-13)
    np.testing.assert_allclose(data.scale, train.std(axis=0), rtol=1e-12)
    np.testing.assert_allclose(data.x.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(data.x.std(axis=0), 1, rtol=1e-12)
    aside = raw.x[list(data.rows_validation)]
    np.testing.assert_array_equal(data.x_validation, (aside - data.mean) / data.scale)


def test_a_constant_column_stays_unscaled() -> None:
    data = prepare_table(table([[0.1, 1], [0.1, 2], [0.1, 4]], [0, 1, 2]), Preparation(validation_fraction=0))
    assert data.scale[0] == 1
    assert data.mean[0] == 0.1
    np.testing.assert_array_equal(data.x[:, 0], 0)
    assert np.isfinite(prepare(DataSpec(name="digits")).x_validation).all()


@pytest.mark.parametrize("size", [1e-320, 1e-200, 1.0, 1e150, 1e300])
def test_no_size_is_too_small_and_few_too_large(size: float) -> None:
    data = prepare_table(
        table([[size], [2 * size], [3 * size]], [0, 1, 2]), Preparation(validation_fraction=0)
    )
    np.testing.assert_allclose(data.x[:, 0], np.array([-1, 0, 1]) * np.sqrt(1.5), rtol=1e-3, atol=1e-3)


def test_without_standardising_numbers_stay_as_they_are() -> None:
    raw = DATASETS["wine"].table(2)
    data = prepare_table(raw, Preparation(seed=2, standardize=False))
    np.testing.assert_array_equal(data.x, raw.x[list(data.rows)])
    np.testing.assert_array_equal(data.mean, 0)
    np.testing.assert_array_equal(data.scale, 1)


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=60),
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 2**32),
)
def test_every_class_gives_its_share(labels: list[int], fraction: float, seed: int) -> None:
    train, aside = split(len(labels), fraction, seed, np.array(labels, float))
    wanted = round(len(labels) * fraction)
    assert len(aside) == wanted
    assert sorted([*train.tolist(), *aside.tolist()]) == list(range(len(labels)))
    sizes = np.bincount(labels)
    given_away = np.bincount(np.array(labels)[aside], minlength=len(sizes))
    present = np.count_nonzero(sizes)
    if len(labels) - wanted >= present:
        assert (given_away[sizes > 0] < sizes[sizes > 0]).all()
    if sizes[sizes > 0].min() * (1 - fraction) >= 1.5:
        assert np.abs(given_away - sizes * wanted / len(labels)).max() <= 1


def test_validation_takes_the_rounded_number_of_rows() -> None:
    for count, fraction, wanted in [(500, 0.3, 150), (5, 0.5, 2), (7, 0.5, 4), (150, 0.2, 30), (3, 0.1, 0)]:
        assert len(split(count, fraction, 0)[1]) == wanted


def test_which_rows_are_kept_aside_is_drawn_from_the_seed() -> None:
    assert split(100, 0.2, 1)[1].tolist() == split(100, 0.2, 1)[1].tolist()
    assert split(100, 0.2, 1)[1].tolist() != split(100, 0.2, 2)[1].tolist()


def test_the_seven_features_are_what_they_are_called() -> None:
    assert tuple(TRANSFORMS) == SEVEN
    assert tuple(feature.name for feature in offered(DATASETS["circle"].features)) == SEVEN
    data = prepare(DataSpec(name="circle", features=SEVEN, standardize=False, validation_fraction=0))
    x1, x2 = DATASETS["circle"].table(0).x.T
    expected = np.column_stack([x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2)])
    np.testing.assert_array_equal(data.x, expected)
    labels = [feature.label for feature in data.features]
    assert labels == ["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"]


def test_features_are_offered_where_their_columns_are() -> None:
    offers = [feature.name for feature in offered(DATASETS["sine"].features)]
    assert offers == ["x1", "x1_squared", "sin_x1"]
    assert offered(DATASETS["iris"].features) == DATASETS["iris"].features
    data = prepare(DataSpec(name="iris", features=("petal_width", "sepal_length"), standardize=False))
    assert data.x.shape == (105, 2)
    np.testing.assert_array_equal(data.x, DATASETS["iris"].table(0).x[list(data.rows)][:, [3, 0]])


def test_raw_points_take_the_same_way_as_the_rows() -> None:
    data = prepare(DataSpec(name="moons", features=("x1_x2", "sin_x2", "x1"), seed=1))
    raw = DATASETS["moons"].table(1).x
    np.testing.assert_array_equal(data.inputs_of(raw[list(data.rows)]), data.x)
    np.testing.assert_array_equal(data.inputs_of(raw[list(data.rows_validation)]), data.x_validation)


def shape_and_outputs(data: Data) -> tuple[int, tuple[str, ...]]:
    return data.y.shape[1], data.outputs


def test_targets_follow_the_task() -> None:
    assert shape_and_outputs(prepare(DataSpec(name="spam"))) == (1, ("spam",))
    two = prepare(DataSpec(name="spam"), "categorical_cross_entropy")
    assert shape_and_outputs(two) == (2, ("no spam", "spam"))
    iris = prepare(DataSpec(name="iris"))
    assert shape_and_outputs(iris) == (3, ("setosa", "versicolor", "virginica"))
    np.testing.assert_array_equal(iris.y.sum(axis=1), 1)
    np.testing.assert_array_equal(iris.y.argmax(axis=1), DATASETS["iris"].table(0).y[list(iris.rows), 0])
    assert shape_and_outputs(prepare(DataSpec(name="plane"))) == (1, ("y",))


def test_classes_are_stratified() -> None:
    iris = prepare(DataSpec(name="iris", validation_fraction=0.2))
    np.testing.assert_array_equal(iris.y_validation.sum(axis=0), [10, 10, 10])


@pytest.mark.parametrize(
    ("spec", "rule", "loc"),
    [
        ({"validation_fraction": 1.0}, "validation_fraction must be at least 0 and less than 1, got 1.0", 1),
        (
            {"validation_fraction": -0.1},
            "validation_fraction must be at least 0 and less than 1, got -0.1",
            1,
        ),
        ({"validation_fraction": float("nan")}, "validation_fraction must be at least 0 and", 1),
        ({"seed": -1}, "seed must be a whole number, at least 0, got -1", 1),
        ({"seed": True}, "seed must be a whole number, at least 0, got True", 1),
        ({"features": ()}, "features must hold at least one feature, got none", 1),
        ({"features": ("x1", "x3")}, "Unknown feature 'x3'. Choose one of: x1, x2, x1_squared,", 2),
        ({"features": ("x1", "x1")}, "features must each appear once, got 'x1' twice", 2),
        ({"samples": 2, "validation_fraction": 0.9}, "validation_fraction 0.9 leaves none of 2 rows", 1),
    ],
)
def test_what_breaks_a_rule_is_named(spec: dict[str, object], rule: str, loc: int) -> None:
    with pytest.raises(RuleError) as error:
        prepare(DataSpec(name="spiral", **spec))  # pyright: ignore[reportArgumentType]
    assert str(error.value).startswith(rule)
    assert len(error.value.loc) == loc


def test_what_is_too_large_is_named() -> None:
    huge = table([[1e308, 1], [1.5e308, 2]], [0, 1])
    for standardize in (True, False):
        with pytest.raises(EngineError, match="c0 is too large"):
            prepare_table(huge, Preparation(validation_fraction=0, standardize=standardize))


def test_an_unknown_data_set_is_named_with_its_place() -> None:
    with pytest.raises(UnknownChoice) as error:
        prepare(DataSpec(name="mnist"))
    assert error.value.loc == ("name",)
