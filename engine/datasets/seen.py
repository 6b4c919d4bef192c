"""What a network sees of columns: numbers as they are, a text as a 0 or 1 for each category, `colour=red`.

Categories are all different texts of a column, in sorted order, whether or not a row has been dropped.
"""

from collections.abc import Collection, Sequence

import numpy as np

from engine.datasets.features import TRANSFORMS
from engine.datasets.sheet import Column, Numbers, Sheet
from engine.errors import RuleError
from engine.types import Array

MOST_CATEGORIES = 100
LONGEST_CATEGORY = 200
LISTED = 20


def feature_names(column: Column) -> tuple[str, ...]:
    """RuleError if a column of text has more categories than make sense."""
    if isinstance(column, Numbers):
        return (column.name,)
    check_categories(column.name, column.words, ("features",))
    return tuple(f"{column.name}={word}" for word in column.words)


def feature_values(column: Column) -> Array:
    """(N, 1), or (N, categories) of 0 and 1."""
    if isinstance(column, Numbers):
        return column.values[:, None]
    return (column.codes[:, None] == np.arange(len(column.words))).astype(np.float64)


def chosen_columns(
    sheet: Sheet, target: Sequence[str], features: Sequence[str] | None
) -> tuple[list[Column], tuple[str, ...] | None]:
    """The columns that these features are made of, in the order of the sheet, and the features' own names.

    None is all columns but the target's. The name of a column of text stands for all of its categories.
    """
    seen = {column.name: column for column in sheet.columns if column.name not in target}
    if not seen:
        raise RuleError("target must leave a column to learn from, got all of them", ("target",))
    if features is None:
        return list(seen.values()), None
    if not features:
        raise RuleError("features must hold at least one feature, got none", ("features",))
    names: list[str] = []
    used: set[str] = set()
    for i, name in enumerate(features):
        made_of = [name] if name in seen else _made_of(name, seen)
        if made_of is None:
            about = "is the target" if name in target else "is not known"
            raise RuleError(f"Feature {name!r} {about}. Choose of: {listed(seen)}", ("features", i))
        used.update(made_of)
        names += feature_names(seen[name]) if name in seen else [name]
    return [column for name, column in seen.items() if name in used], tuple(names)


def _made_of(name: str, seen: dict[str, Column]) -> list[str] | None:
    """The columns that a category or a transform is made of."""
    for column in seen.values():
        if not isinstance(column, Numbers) and name.startswith(f"{column.name}="):
            word = name.removeprefix(f"{column.name}=")
            if word in column.words:
                return [column.name]
    needs = TRANSFORMS[name].needs if name in TRANSFORMS else ("",)
    return list(needs) if all(isinstance(seen.get(need), Numbers) for need in needs) else None


def check_categories(column: str, words: Collection[str], loc: tuple[str, ...]) -> None:
    """RuleError if these are too many, or too long, to be told apart by a network and by a person."""
    if len(words) > MOST_CATEGORIES:
        rule = (
            f"column {column!r} must have at most {MOST_CATEGORIES} different values to be used as categories"
        )
        raise RuleError(f"{rule}, got {len(words)}", loc)
    longest = max(map(len, words), default=0)
    if longest > LONGEST_CATEGORY:
        rule = (
            f"the texts of column {column!r} must have at most {LONGEST_CATEGORY} characters to be categories"
        )
        raise RuleError(f"{rule}, got {longest}", loc)


def listed(names: Collection[str]) -> str:
    """Names for a sentence, which may be very many."""
    shown = ", ".join(list(names)[:LISTED])
    return shown if len(names) <= LISTED else f"{shown} and {len(names) - LISTED} more"
