"""Unscaled inputs, rare classes and contradictions are found in the data."""

import numpy as np
import pytest

from engine.datasets import DATASETS, Data, DataSpec, Feature, Preparation, Table, prepare, prepare_table
from engine.diagnosis import Case
from engine.types import frozen
from tests.engine.ailing import found, points, stack, trace

CLEAN = ["gaussians", "xor", "circle", "spiral", "moons", "blobs", "spirals3", "plane", "sine"]
REAL = ["iris", "wine", "breast_cancer", "digits"]


def labelled(labels: list[float], x: list[list[float]] | None = None) -> Data:
    columns = x or [[float(i)] for i in range(len(labels))]
    features = tuple(Feature(f"c{i}", f"c{i}") for i in range(len(columns[0])))
    names = tuple(str(k) for k in range(int(max(2, *labels) + 1)))
    task = "binary" if len(names) == 2 or max(labels) < 2 else "classes"
    table = Table(
        features,
        names[:2] if task == "binary" else names,
        task,
        frozen(columns, float),
        frozen(labels)[:, None],
    )
    return prepare_table(table, Preparation(validation_fraction=0))


@pytest.mark.parametrize("name", ["wine", "breast_cancer"])
def test_measured_columns_of_unlike_size_are_unscaled(name: str) -> None:
    (raw,) = found("unscaled_inputs", Case(data=prepare(DataSpec(name=name, standardize=False))))
    assert raw.layer == 0
    assert raw.units
    assert raw.evidence["spread"] > 100


def test_the_column_to_blame_is_named() -> None:
    raw = prepare(DataSpec(name="wine", standardize=False))
    (wide,) = found("unscaled_inputs", Case(data=raw))
    names = [raw.features[unit].name for unit in wide.units]
    assert "proline" in names
    assert "hue" not in names


@pytest.mark.parametrize("name", DATASETS)
def test_standardised_inputs_are_scaled(name: str) -> None:
    assert not found("unscaled_inputs", Case(data=prepare(DataSpec(name=name))))


@pytest.mark.parametrize("name", ["spam", "iris", *CLEAN])
def test_small_inputs_need_no_scaling(name: str) -> None:
    assert not found("unscaled_inputs", Case(data=prepare(DataSpec(name=name, standardize=False))))


def test_the_inputs_of_a_trace_will_do() -> None:
    raw = prepare(DataSpec(name="breast_cancer", standardize=False))
    assert found("unscaled_inputs", Case(trace(stack(3, 1, "relu", 30), raw)))
    assert not found("unscaled_inputs", Case(trace(stack(3, 1, "relu"), points())))


def test_a_rare_class_is_named() -> None:
    (rare,) = found("class_imbalance", Case(data=labelled([0.0] * 90 + [1.0] * 10)))
    assert rare.units == (1,)
    assert rare.evidence["ratio"] == 9
    assert rare.evidence["always_right"] == pytest.approx(0.9)
    (rare,) = found("class_imbalance", Case(data=labelled([0.0] * 50 + [1.0] * 40 + [2.0] * 5)))
    assert rare.units == (2,)


@pytest.mark.parametrize("name", [*CLEAN, *REAL, "spam", "multi_gaussian"])
def test_no_data_set_of_ours_is_out_of_balance_or_contradicts_itself(name: str) -> None:
    case = Case(data=prepare(DataSpec(name=name, noise=0)))
    assert not found("class_imbalance", case)
    assert not found("contradicting_labels", case)


def test_few_examples_are_out_of_balance_by_chance() -> None:
    assert not found("class_imbalance", Case(data=labelled([0.0] * 9 + [1.0])))


def test_contradictions_are_counted_and_the_best_accuracy_told() -> None:
    x = [[1.0, 2.0]] * 4 + [[3.0, float(i)] for i in range(6)]
    (wrong,) = found("contradicting_labels", Case(data=labelled([0, 0, 0, 1, 0, 1, 0, 1, 0, 1], x)))
    assert wrong.evidence == {"rows": 4, "examples": 10, "best_accuracy": pytest.approx(0.9)}
    assert wrong.severity == "warning"


def test_repeated_rows_that_agree_are_no_contradiction() -> None:
    assert not found("contradicting_labels", Case(data=labelled([1, 1, 0, 0], [[1.0], [1.0], [2.0], [2.0]])))


def test_noisy_e_mails_contradict_each_other() -> None:
    noisy = prepare(DataSpec(name="spam", samples=5000, noise=0.5))
    assert found("contradicting_labels", Case(data=noisy))


def test_numbers_are_not_labels() -> None:
    rows = Table(
        (Feature("c", "c"),), ("t",), "regression", frozen([[1.0]] * 40), frozen(np.arange(40.0)[:, None])
    )
    case = Case(data=prepare_table(rows, Preparation()))
    assert not found("contradicting_labels", case)
    assert not found("class_imbalance", case)
    assert not found("unscaled_inputs", case)
