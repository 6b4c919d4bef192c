"""From somebody's own rows to a table of numbers, and to data that a network can be fed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine.datasets.dataset import Feature, Table
from engine.datasets.prepare import Data, Preparation, prepare_table
from engine.datasets.seen import chosen_columns, feature_names, feature_values
from engine.datasets.sheet import Column, Sheet
from engine.datasets.target import predicted, target_columns
from engine.errors import RuleError
from engine.types import Mask, freeze

MOST_VALUES = 5_000_000

Missing = Literal["refuse", "drop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSpec(Preparation):
    """The rows of the sheet with this key, of which the columns `target` are to be predicted.

    `features` names columns, categories of a column of text, or transforms of x1 and x2. Rows that lack a
    value in a column that is used are refused, or dropped.
    """

    sheet: str
    target: tuple[str, ...]
    missing: Missing = "refuse"


def prepare_sheet(sheet: Sheet, spec: OwnSpec, loss: str | None = None) -> Data:
    """The sheet as a network with this loss is fed it. RuleError names the column and the first row at fault.

    Columns that no feature is made of are left out.
    """
    targets = target_columns(sheet, spec.target)
    used, names = chosen_columns(sheet, spec.target, spec.features)
    columns = [name for column in used for name in feature_names(column)]
    if sheet.count * len(columns) > MOST_VALUES:
        rule = f"rows times features must be at most {MOST_VALUES}, got {sheet.count} · {len(columns)}"
        raise RuleError(rule, ("features",))
    if len(set(columns)) < len(columns):
        ((double, _),) = Counter(columns).most_common(1)
        raise RuleError(f"features must have different names, got {double!r} twice", ("features",))
    rows = _whole_rows(sheet, [*used, *targets], spec.missing)
    x = np.column_stack([feature_values(column)[rows] for column in used])
    task, answers, y = predicted(sheet, targets, rows, loss)
    table = Table(tuple(Feature(name, name) for name in columns), answers, task, freeze(x), freeze(y))
    return prepare_table(table, replace(spec, features=names), loss)


def _whole_rows(sheet: Sheet, columns: Sequence[Column], missing: Missing) -> Mask:
    """Which rows lack nothing in these columns; RuleError if some do and are not to be dropped."""
    lacking = np.column_stack([column.missing for column in columns])
    whole = ~np.logical_or.reduce(lacking, axis=1)
    count = sheet.count - int(np.count_nonzero(whole))
    if not count or (missing == "drop" and count < sheet.count):
        return whole
    first = int(np.argmin(whole))
    name = columns[int(np.argmax(lacking[first]))].name
    rows = "1 row lacks a value" if count == 1 else f"{count} rows lack a value"
    rule = f"{rows}, the first {sheet.place(first)} in column {name!r}"
    if missing == "drop":
        raise RuleError(f"missing: drop leaves no row: {rule}", ("missing",))
    raise RuleError(
        f'{rule}; leave out the column by features, or the rows by "missing": "drop"', ("missing",)
    )
