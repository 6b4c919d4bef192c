"""Single columns are read as another type and filled by what the training rows hold, or refused by place."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.impute import SimpleImputer  # pyright: ignore[reportMissingTypeStubs]

from engine.datasets import Data, OwnSpec, Sheet, Treatment, numbers, prepare_sheet, texts
from engine.errors import RuleError

NAN = float("nan")
AGE = numbers("age", [1, NAN, 3, 8, NAN, 3])
DECK = texts("deck", ["b", "a", None, "b", "c", None])
CODE = texts("code", ["1", "2,5", "x", None, "1e2", "7"])
CLASS = numbers("class", [1, 2, 3, 1, 2, 3.5])
KIND = texts("kind", ["u", "v", "u", "v", "u", "v"])
SHEET = Sheet("t", (AGE, DECK, CODE, CLASS, KIND))


def prepared(feature: str, sheet: Sheet = SHEET, **treatments: Treatment) -> Data:
    spec = OwnSpec(
        sheet=sheet.key,
        target=("kind",),
        features=(feature,),
        standardize=False,
        validation_fraction=0,
        treatments=tuple(treatments.items()),
    )
    return prepare_sheet(sheet, spec)


def column(data: Data, j: int = 0) -> list[float]:
    return data.x[:, j].tolist()


def test_gaps_are_filled_by_the_mean_the_most_frequent_value_or_a_constant() -> None:
    assert column(prepared("age", age=Treatment(missing="mean"))) == [1, 3.75, 3, 8, 3.75, 3]
    assert column(prepared("age", age=Treatment(missing="most_frequent"))) == [1, 3, 3, 8, 3, 3]
    assert column(prepared("age", age=Treatment(missing="constant", constant=-1))) == [1, -1, 3, 8, -1, 3]
    assert column(prepared("age", age=Treatment(missing="drop"))) == [1, 3, 8, 3]
    deck = prepared("deck", deck=Treatment(missing="most_frequent"))
    assert (deck.columns, column(deck, 1)) == (("deck=a", "deck=b", "deck=c"), [1, 0, 1, 1, 0, 1])
    none = prepared("deck", deck=Treatment(missing="constant", constant="none"))
    assert (none.columns[-1], column(none, 3)) == ("deck=none", [0, 0, 1, 0, 0, 1])
    known = prepared("deck", deck=Treatment(missing="constant", constant="a"))
    assert (len(known.columns), column(known)) == (3, [0, 1, 1, 0, 0, 1])


@pytest.mark.parametrize("policy", ["mean", "most_frequent"])
@given(
    st.lists(st.sampled_from([NAN, 0.0, 1.5, -3.0, 8.0]), min_size=4, max_size=40),
    st.integers(0, 99),
    st.sampled_from([0.0, 0.25, 0.5]),
)
def test_what_fills_is_what_scikit_learn_takes_from_the_training_rows_alone(
    policy: Any, cells: list[float], seed: int, fraction: float
) -> None:
    sheet = Sheet("t", (numbers("a", cells), texts("kind", [f"k{i % 2}" for i in range(len(cells))])))
    spec = OwnSpec(
        sheet=sheet.key,
        target=("kind",),
        seed=seed,
        validation_fraction=fraction,
        standardize=False,
        treatments=(("a", Treatment(missing=policy)),),
    )
    try:
        data = prepare_sheet(sheet, spec)
    except RuleError as error:
        assert "has none in the training rows" in error.rule  # noqa: PT017
        return
    column, training = np.array(cells)[:, None], list(data.rows)
    reference: Any = SimpleImputer(strategy=policy)
    reference.fit(column[training])
    np.testing.assert_allclose(data.x, reference.transform(column[training]), rtol=1e-12)
    aside = list(data.rows_validation)
    if aside:
        np.testing.assert_allclose(data.x_validation, reference.transform(column[aside]), rtol=1e-12)


def test_numbers_are_read_as_categories_and_texts_as_numbers() -> None:
    categories = prepared("class", SHEET, **{"class": Treatment(type="text")})
    assert categories.columns == ("class=1", "class=2", "class=3", "class=3.5")
    as_numbers = prepared("code", code=Treatment(type="number", missing="constant", constant=0))
    assert column(as_numbers) == [1, 2.5, 0, 0, 100, 7]
    comma = Sheet("t", (texts("a", ["1,5", "2,5", "3"]), texts("kind", ["u", "v", "u"])))
    assert column(prepared("a", comma, a=Treatment(type="number"))) == [1.5, 2.5, 3]


@pytest.mark.parametrize(
    ("feature", "treatment", "says"),
    [
        ("age", {"height": Treatment()}, "treatments must name columns, age, deck"),
        ("age", {}, "2 rows lack a value, the first in row 1 in column 'age'"),
        ("deck", {"deck": Treatment(missing="mean")}, "mean needs numbers, column 'deck' holds texts"),
        ("age", {"age": Treatment(missing="constant")}, "constant is required"),
        ("age", {"age": Treatment(missing="mean", constant=3)}, "belongs there alone, got 3"),
        ("age", {"age": Treatment(missing="constant", constant="x")}, "holds numbers, got 'x'"),
        ("age", {"age": Treatment(missing="constant", constant=True)}, "holds numbers, got True"),
        ("deck", {"deck": Treatment(missing="constant", constant=3)}, "holds texts, got 3"),
        ("code", {"code": Treatment(type="number")}, "'code' must hold numbers, got 'x' in row 2"),
        (
            "age",
            {"age": Treatment(missing="drop"), "kind": Treatment(missing="most_frequent")},
            "target 'kind'",
        ),
    ],
)
def test_a_treatment_that_cannot_be_is_refused_by_column(
    feature: str, treatment: dict[str, Treatment], says: str
) -> None:
    with pytest.raises(RuleError) as error:
        prepared(feature, SHEET, **treatment)
    assert says in error.value.rule


def test_rows_that_are_dropped_are_not_refused_for_what_else_they_lack() -> None:
    one = numbers("a", [NAN, 2, 3])
    sheet = Sheet("t", (one, numbers("b", [NAN, 2, 3]), texts("kind", ["u", "v", "u"])))
    spec = OwnSpec(
        sheet=sheet.key,
        target=("kind",),
        standardize=False,
        validation_fraction=0,
        treatments=(("a", Treatment(missing="drop")),),
    )
    data = prepare_sheet(sheet, spec)
    assert data.x.tolist() == [[2, 2], [3, 3]]
