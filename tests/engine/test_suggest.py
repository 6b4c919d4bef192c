"""What is suggested for the columns of a file: the target, the types, and what is left out, with why."""

import pytest

from engine.datasets import Column, Sheet, numbers, texts
from engine.datasets.suggest import Suggestion, suggested

N = 40
NAN = float("nan")
HEIGHT = numbers("height", [1.5 + (i * 7 % 11) / 10 for i in range(N)])
KIND = texts("kind", ["ham", "spam"] * (N // 2))


def of(column: Column, *others: Column) -> Suggestion:
    _, found = suggested(Sheet("t", (column, *(others or (HEIGHT, KIND)))))
    return found[0]


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        (numbers("anything", [float(i + 1) for i in range(N)]), "it counts the rows"),
        (numbers("Passenger Id", [float(i * i) for i in range(N)]), "it counts the rows"),
        (
            texts("name", [f"person {i}" for i in range(N)]),
            "it has 40 different texts, too many to be categories",
        ),
        (texts("when", [f"2024-01-{i + 1:02}" for i in range(N)]), "it holds dates or times"),
        (texts("when", [f"{i % 12 + 1}/3/24 08:00" for i in range(N)]), "it holds dates or times"),
        (numbers("flat", [3.0] * N), "it has the same value in every row"),
        (texts("flat", ["a"] * N), "it has the same value in every row"),
        (texts("deck", [None] * N), "it is empty"),
        (texts("deck", ["a", "b", *[None] * (N - 2)]), "38 of 40 values are missing"),
    ],
)
def test_a_column_that_says_nothing_is_left_out_with_the_reason(column: Column, reason: str) -> None:
    found = of(column)
    assert (found.use, found.reason) == (False, reason)


def test_gaps_are_filled_by_mean_or_most_frequent_and_the_target_is_dropped() -> None:
    gap = numbers("age", [NAN, *[float(i % 9) for i in range(N - 1)]])
    words = texts("port", [None, *["a", "b", "c"] * 13])
    assert (of(gap).use, of(gap).type, of(gap).missing) == (True, "number", "mean")
    assert (of(words).use, of(words).type, of(words).missing) == (True, "text", "most_frequent")
    target, found = suggested(Sheet("t", (gap, KIND)))
    assert (target, found[1].missing, found[1].type) == ("kind", "drop", "text")


def test_a_stray_text_among_numbers_is_named_and_counts_as_missing() -> None:
    found = of(texts("age", [str(i % 9) for i in range(N - 1)] + ["abc"]))
    assert (found.use, found.type, found.missing) == (True, "number", "mean")
    assert found.reason == "1 value is no number: 'abc' in row 39; it counts as missing"


@pytest.mark.parametrize(
    ("columns", "target"),
    [
        (
            (HEIGHT, texts("Species", ["a", "b"] * 20), numbers("z", [float(i % 7) for i in range(N)])),
            "Species",
        ),
        ((HEIGHT, numbers("Survived", [float(i % 2) for i in range(N)]), HEIGHT), "Survived"),
        ((numbers("a", [float(i % 3) for i in range(N)]), HEIGHT), "height"),
        ((HEIGHT, texts("name", [f"n{i}" for i in range(N)])), "height"),
        ((numbers("flat", [1.0] * N),), "flat"),
    ],
)
def test_the_target_goes_by_its_name_or_is_the_last_that_can_be_used(
    columns: tuple[Column, ...], target: str
) -> None:
    assert suggested(Sheet("t", columns))[0] == target


@pytest.mark.parametrize(
    ("values", "type"),
    [
        ([float(i % 2) for i in range(N)], "text"),
        ([float(i % 7 + 3) for i in range(N)], "text"),
        ([float(i % 30) for i in range(N)], "number"),
        ([i % 5 + 0.5 for i in range(N)], "number"),
    ],
)
def test_a_target_of_a_few_whole_numbers_is_classes(values: list[float], type: str) -> None:
    _, found = suggested(Sheet("t", (HEIGHT, numbers("y", values))))
    assert found[1].type == type
