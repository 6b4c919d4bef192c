"""What is to become of single columns: numbers read as categories, texts as numbers, and gaps filled.

A mean or a most frequent value is taken from the training rows alone: what is kept aside must not be seen.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.datasets.sheet import Column, Numbers, Sheet, Texts, numbers, texts
from engine.errors import RuleError
from engine.types import Array, Mask, freeze

Type = Literal["number", "text"]
Missing = Literal["refuse", "drop"]
Policy = Literal["refuse", "drop", "mean", "most_frequent", "constant"]

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Treatment:
    """Of one column. None leaves it as it is. `constant` is what a policy of that name fills in."""

    type: Type | None = None
    missing: Policy | None = None
    constant: float | str | None = None


Treatments = Mapping[str, Treatment]


def treated(sheet: Sheet, treatments: Treatments, missing: Missing) -> Sheet:
    """The sheet with its columns of the types that are wanted, and constants in place of what is missing.

    Texts that are no numbers are missing as numbers, or refused where what is missing is. RuleError.
    """
    for name in treatments:
        if name not in sheet.names:
            rule = f"treatments must name columns, {', '.join(sheet.names[:20])}; got {name!r}"
            raise RuleError(rule, ("treatments", name))
    if not treatments:
        return sheet
    columns = tuple(
        _treated(sheet, column, treatments[column.name], missing) if column.name in treatments else column
        for column in sheet.columns
    )
    return Sheet(sheet.name, columns, sheet.lines, sheet.read)


def _treated(sheet: Sheet, column: Column, how: Treatment, missing: Missing) -> Column:
    if how.type == "text" and isinstance(column, Numbers):
        column = texts(column.name, [None if np.isnan(v) else written(v) for v in column.values.tolist()])
    if how.type == "number" and isinstance(column, Texts):
        strays = strays_of(column)
        if len(strays) and (how.missing or missing) == "refuse":
            cell = column.words[int(column.codes[strays[0]])]
            rule = (
                f"column {column.name!r} must hold numbers, got {cell[:80]!r} {sheet.place(int(strays[0]))}"
            )
            raise RuleError(rule, ("treatments", column.name, "type"))
        column = numbers(column.name, _parsed(column).tolist())
    _check(column, how)
    if how.missing == "constant" and how.constant is not None:
        return _filled(column, column.missing, how.constant)
    return column


def _check(column: Column, how: Treatment) -> None:
    loc = ("treatments", column.name)
    kind, wanted = ("numbers", float | int) if isinstance(column, Numbers) else ("texts", str)
    if how.missing == "mean" and isinstance(column, Texts):
        raise RuleError(f"missing: mean needs numbers, column {column.name!r} holds texts", (*loc, "missing"))
    if (how.missing == "constant") != (how.constant is not None):
        rule = "constant is required where missing is constant, and belongs there alone"
        raise RuleError(f"{rule}, got {how.constant!r} for column {column.name!r}", (*loc, "constant"))
    if how.constant is not None and (isinstance(how.constant, bool) or not isinstance(how.constant, wanted)):
        rule = f"constant must be of the kind of column {column.name!r}, which holds {kind}"
        raise RuleError(f"{rule}, got {how.constant!r}", (*loc, "constant"))


def filled(column: Column, policy: Policy | None, known: Mask) -> Column:
    """The column with its mean or its most frequent value in place of what is missing; both are of the rows
    `known` (N,). RuleError if these hold no value.
    """
    gaps = column.missing
    if policy not in ("mean", "most_frequent") or not gaps.any():
        return column
    present = known & ~gaps
    if not present.any():
        rule = (
            f"missing: {policy} needs a value to go by, column {column.name!r} has none in the training rows"
        )
        raise RuleError(rule, ("treatments", column.name, "missing"))
    if isinstance(column, Texts):
        return _filled(column, gaps, column.words[int(np.bincount(column.codes[present]).argmax())])
    values, counts = np.unique(column.values[present], return_counts=True)
    return _filled(
        column, gaps, float(np.mean(column.values[present]) if policy == "mean" else values[counts.argmax()])
    )


def _filled(column: Column, gaps: Mask, value: float | str) -> Column:
    if isinstance(column, Numbers):
        return Numbers(column.name, freeze(np.where(gaps, float(value), column.values)))
    if value in column.words:
        codes = np.where(gaps, column.words.index(str(value)), column.codes).astype(np.int32)
        codes.setflags(write=False)
        return Texts(column.name, column.words, codes)
    cells = [str(value) if code < 0 else column.words[code] for code in map(int, column.codes)]
    return texts(column.name, cells)


def policy_of(column: Column, treatments: Treatments, missing: Missing) -> Policy:
    own = treatments.get(column.name)
    return own.missing if own is not None and own.missing is not None else missing


def written(value: float) -> str:
    """A number as the name of a category: whole ones without a point."""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def strays_of(column: Texts) -> Sequence[int]:
    """The rows whose text is there, but no number."""
    return np.flatnonzero(np.isnan(_parsed(column)) & ~column.missing).tolist()


def _parsed(column: Texts) -> Array:
    """The texts as numbers (N,), NaN where they are none; with a decimal comma if that makes more of them."""
    marks = (column.words, [word.replace(".", "?").replace(",", ".") for word in column.words])
    read = [[float(word) if NUMBER.fullmatch(word) else np.nan for word in words] for words in marks]
    best = min(read, key=lambda values: int(np.count_nonzero(~np.isfinite(values))))
    values = np.array([*best, np.nan])  # the code of a missing text, −1, is the last
    return np.where(np.isfinite(values), values, np.nan)[column.codes]
