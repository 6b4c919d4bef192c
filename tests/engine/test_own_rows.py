"""Somebody's own rows become what a network is fed, by the rules of the contract, or are refused by place."""

import pickle
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets import Data, OwnSpec, Sheet, numbers, prepare_sheet, sheet_of, texts
from engine.datasets.seen import MOST_CATEGORIES
from engine.errors import RuleError

BINARY, CATEGORICAL = "binary_cross_entropy", "categorical_cross_entropy"
COLUMNS = ("x1", "x2", "colour", "size", "kind")
ROWS: list[list[float | str]] = [
    [1, 10, "red", 2, "ham"],
    [2, 30, "blue", 7, "spam"],
    [4, 20, "red", 2, "spam"],
    [8, 50, "green", 0, "ham"],
]
SHEET = sheet_of("shop", COLUMNS, ROWS)

cells = st.floats(allow_nan=False, allow_infinity=False, width=32)
words = st.text(min_size=1, max_size=5)


def prepared(
    target: str | tuple[str, ...], loss: str | None = None, sheet: Sheet = SHEET, **how: Any
) -> Data:
    target = (target,) if isinstance(target, str) else target
    how = {"validation_fraction": 0.0, "standardize": False, **how}
    return prepare_sheet(sheet, OwnSpec(sheet=sheet.key, target=target, **how), loss)


def refusal(
    target: str | tuple[str, ...], loss: str | None = None, sheet: Sheet = SHEET, **how: Any
) -> RuleError:
    with pytest.raises(RuleError) as error:
        prepared(target, loss, sheet, **how)
    return error.value


def test_numbers_are_seen_as_they_are_and_texts_as_a_column_for_each() -> None:
    data = prepared("size")
    assert data.columns == ("x1", "x2", "colour=blue", "colour=green", "colour=red", "kind=ham", "kind=spam")
    assert data.x.tolist() == [
        [1, 10, 0, 0, 1, 1, 0],
        [2, 30, 1, 0, 0, 0, 1],
        [4, 20, 0, 0, 1, 0, 1],
        [8, 50, 0, 1, 0, 1, 0],
    ]
    assert (data.task, data.targets, data.y.tolist()) == ("regression", ("size",), [[2], [7], [2], [0]])


@pytest.mark.parametrize("loss", [None, CATEGORICAL, "mean_squared_error"])
def test_a_column_of_text_becomes_one_hot_classes_in_sorted_order(loss: str | None) -> None:
    data = prepared("colour", loss)
    assert (data.task, data.outputs) == ("classes", ("blue", "green", "red"))
    assert data.y.tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 1], [0, 1, 0]]
    assert prepared("kind", loss).y.tolist() == [[1, 0], [0, 1], [0, 1], [1, 0]]


def test_two_texts_under_binary_cross_entropy_become_0_and_1() -> None:
    data = prepared("kind", BINARY)
    assert (data.task, data.targets, data.outputs) == ("binary", ("ham", "spam"), ("spam",))
    assert data.y.tolist() == [[0], [1], [1], [0]]
    assert prepared("colour", BINARY).y.tolist() == prepared("colour").y.tolist()


def test_whole_numbers_become_classes_under_categorical_cross_entropy_alone() -> None:
    data = prepared("size", CATEGORICAL)
    assert (data.task, data.outputs) == ("classes", ("0", "2", "7"))
    assert data.y.tolist() == [[0, 1, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]]
    assert prepared("size", BINARY).y.tolist() == [[2], [7], [2], [0]]


def test_several_columns_of_numbers_are_taken_as_they_are() -> None:
    data = prepared(("x2", "size"), CATEGORICAL)
    assert (data.outputs, data.y.tolist()) == (("x2", "size"), [[10, 2], [30, 7], [20, 2], [50, 0]])
    assert data.columns[0] == "x1"


def test_zeros_and_ones_are_shared_out_evenly_under_binary_cross_entropy() -> None:
    sheet = sheet_of("r", ("a", "y"), [[i, float(i % 5 == 0)] for i in range(50)])
    data = prepared("y", BINARY, sheet, validation_fraction=0.2)
    assert (data.y_validation.sum(), data.y.sum(), len(data.y_validation)) == (2, 8, 10)


def test_features_name_columns_categories_and_transforms() -> None:
    data = prepared("kind", features=("x1_x2", "colour=red", "x1"))
    assert data.x.tolist() == [[10, 1, 1], [60, 0, 2], [80, 1, 4], [400, 0, 8]]
    assert data.columns == ("x1", "x2", "colour=blue", "colour=green", "colour=red")
    again = prepared("kind", features=("size", "colour"))
    assert [feature.name for feature in again.features] == ["size", *data.columns[2:]]
    assert data.raw.shape == (4, 5)


def test_the_features_that_were_chosen_by_default_can_be_named() -> None:
    data = prepared("size")
    named = prepared("size", features=tuple(feature.name for feature in data.features))
    np.testing.assert_array_equal(named.x, data.x)


@given(st.lists(st.tuples(cells, words, cells), min_size=2, max_size=20), st.integers(0, 99))
def test_every_row_can_be_read_back(rows: list[tuple[float, str, float]], seed: int) -> None:
    sheet = sheet_of("r", ("a", "b", "y"), rows)
    data = prepared("y", sheet=sheet, validation_fraction=0.3, seed=seed)
    order = np.argsort([*data.rows, *data.rows_validation])
    x = np.concatenate([data.x, data.x_validation])[order]
    assert x[:, 0].tolist() == [row[0] for row in rows]
    seen: list[int] = x[:, 1:].argmax(axis=1).tolist()
    assert [data.columns[1 + i].removeprefix("b=") for i in seen] == [row[1] for row in rows]
    assert (x[:, 1:].sum(axis=1) == 1).all()
    assert np.concatenate([data.y, data.y_validation])[order, 0].tolist() == [row[2] for row in rows]


@given(st.lists(words, min_size=2, max_size=20).filter(lambda found: len(set(found)) > 1))
def test_the_class_of_a_row_is_the_text_that_stood_there(labels: list[str]) -> None:
    sheet = sheet_of("r", ("a", "y"), [[i, label] for i, label in enumerate(labels)])
    data = prepared("y", CATEGORICAL, sheet)
    assert [data.outputs[i] for i in data.y.argmax(axis=1)] == labels
    assert list(data.outputs) == sorted(set(labels))


def lacking() -> Sheet:
    a = numbers("a", [1, np.nan, 3, np.nan])
    return Sheet(
        "r", (a, texts("b", ["u", "v", None, "u"]), numbers("y", [1, 2, 3, 4])), np.array([2, 3, 5, 9])
    )


def test_rows_that_lack_a_value_are_counted_and_the_first_is_named() -> None:
    error = refusal("y", sheet=lacking())
    assert str(error).startswith("3 rows lack a value, the first on line 3 in column 'a'")
    assert error.loc == ("missing",)
    assert str(refusal("y", sheet=lacking(), features=("b",))).startswith(
        "1 row lacks a value, the first on line 5 in column 'b'"
    )


def test_rows_that_lack_a_value_can_be_dropped_and_unused_columns_may_lack_any() -> None:
    data = prepared("y", sheet=lacking(), missing="drop")
    assert (data.x.tolist(), data.y.tolist(), data.columns) == ([[1, 1, 0]], [[1]], ("a", "b=u", "b=v"))
    assert len(prepared("y", sheet=lacking(), missing="drop", features=("a",)).x) == 2
    empty = Sheet("r", (numbers("a", [np.nan] * 2), numbers("y", [1, 2])))
    assert "leaves no row" in str(refusal("y", sheet=empty, missing="drop"))


@pytest.mark.parametrize(
    ("target", "loss", "how", "says"),
    [
        ((), None, {}, "at least one column"),
        ("label", None, {}, "one of the columns x1, x2, colour, size, kind; got 'label'"),
        (("x1", "x1"), None, {}, "'x1' twice"),
        (("x1", "kind"), None, {}, "must hold numbers, got texts in column 'kind'"),
        ("kind", None, {"features": ("x3",)}, "Feature 'x3' is not known. Choose of: x1, x2, colour, size"),
        ("kind", None, {"features": ("x1", "kind")}, "Feature 'kind' is the target"),
        ("kind", None, {"features": ("colour=pink",)}, "'colour=pink' is not known"),
        ("x1", None, {"features": ("x1_squared",)}, "'x1_squared' is not known"),
        ("kind", None, {"features": ("colour", "colour=red")}, "'colour=red' twice"),
        ("kind", None, {"features": ()}, "at least one feature"),
    ],
)
def test_what_breaks_a_rule_is_named(target: Any, loss: str | None, how: dict[str, Any], says: str) -> None:
    error = refusal(target, loss, **how)
    assert says in str(error)
    assert error.loc[0] == ("features" if how else "target")


def test_fractions_are_no_classes_and_one_class_is_none() -> None:
    sheet = sheet_of("r", ("a", "y"), [[1, 0], [2, 1.5]])
    assert str(refusal("y", CATEGORICAL, sheet)).endswith(f"under {CATEGORICAL}, got 1.5 in row 1")
    alone = sheet_of("r", ("a", "y"), [[1, "u"], [2, "u"]])
    assert "two different values or more, got 'u' alone" in str(refusal("y", CATEGORICAL, alone))
    assert "all of them" in str(refusal(("a", "y"), sheet=sheet))


def test_too_many_categories_and_doubled_names_are_refused() -> None:
    many = sheet_of("r", ("a", "b"), [[f"name {i}", i] for i in range(MOST_CATEGORIES + 1)])
    for target in ("a", "b"):
        error = refusal(target, sheet=many)
        assert f"column 'a' must have at most {MOST_CATEGORIES} different values" in str(error)
    doubled = sheet_of("r", ("a", "a=u", "y"), [["u", 1, 1], ["v", 2, 2]])
    assert "'a=u' twice" in str(refusal("y", sheet=doubled))
    long = sheet_of("r", ("a", "y"), [["u" * 201, 1], ["v", 2]])
    assert "at most 200 characters" in str(refusal("y", sheet=long))


def test_more_values_than_memory_should_hold_are_refused_before_they_are_made() -> None:
    wide = texts("a", [str(i % 100) for i in range(60_000)])
    sheet = Sheet("r", (wide, numbers("y", [0.0] * 60_000)))
    assert "at most 5000000, got 60000 · 100" in str(refusal("y", sheet=sheet))


@pytest.mark.parametrize(
    ("columns", "rows", "says", "loc"),
    [
        (
            ("a", "b"),
            [[1, 2], [1]],
            "values[1] must hold 2 values, one for each column, got 1",
            ("values", 1),
        ),
        (("a",), [], "at least one row", ("values",)),
        (("a", "a"), [[1, 2]], "different names, got 'a' for columns 1 and 2", ("columns",)),
        (("a", ""), [[1, 2]], "name of column 2 must have 1 to 200 characters, got 0", ("columns",)),
        (("a",), [[1], [None]], "values[1][0] (column 'a') must be a finite number", ("values", 1, 0)),
        (("a",), [[None]], "a finite number or a text, got null", ("values", 0, 0)),
        (("a",), [["u"], [1.5]], "must be a text, as the first of its column is, got 1.5", ("values", 1, 0)),
        (
            ("a",),
            [[1], ["u"]],
            "must be a finite number, as the first of its column is, got 'u'",
            ("values", 1, 0),
        ),
        (("a",), [["u"], [""]], "got ''", ("values", 1, 0)),
        (("a",), [[True]], "got true", ("values", 0, 0)),
        (("a",), [[float("nan")]], "got nan", ("values", 0, 0)),
        (("a",), [[10**400]], "got 1000", ("values", 0, 0)),
    ],
)
def test_rows_that_are_no_sheet_are_refused_with_row_and_column(
    columns: tuple[str, ...], rows: list[list[Any]], says: str, loc: tuple[str | int, ...]
) -> None:
    with pytest.raises(RuleError) as error:
        sheet_of("r", columns, rows)
    assert says in str(error.value)
    assert error.value.loc == loc


def test_sheets_are_equal_by_their_content() -> None:
    again = sheet_of("shop", COLUMNS, ROWS)
    assert (again, hash(again), again.key) == (SHEET, hash(SHEET), SHEET.key)
    others = [
        sheet_of("other", COLUMNS, ROWS),
        sheet_of("shop", (*COLUMNS[:4], "sort"), ROWS),
        sheet_of("shop", COLUMNS, ROWS[:3]),
        sheet_of("shop", COLUMNS, [[*ROWS[0][:4], "jam"], *ROWS[1:]]),
        Sheet("shop", SHEET.columns, np.arange(4, dtype=np.int32)),
    ]
    assert len({SHEET, *others}) == 6
    assert pickle.loads(pickle.dumps(SHEET)) == SHEET


def test_the_key_is_the_same_in_another_process() -> None:
    code = f"from engine.datasets import sheet_of; print(sheet_of('shop', {COLUMNS!r}, {ROWS!r}).key)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == SHEET.key


def test_a_spec_is_small_whatever_the_rows() -> None:
    spec = OwnSpec(sheet=SHEET.key, target=("kind",), features=("x1",))
    assert len(pickle.dumps(spec)) < 500
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert hash(spec) == hash(OwnSpec(sheet=SHEET.key, target=("kind",), features=("x1",)))
