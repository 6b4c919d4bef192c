"""From somebody's own rows to a table of numbers, and to data that a network can be fed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.datasets.dataset import Feature, Table
from engine.datasets.prepare import Data, Preparation, parts_of, prepare_table
from engine.datasets.seen import chosen_columns, feature_names, feature_values
from engine.datasets.sheet import Column, Sheet
from engine.datasets.target import predicted, target_columns
from engine.datasets.treat import Missing, Policy, Treatment, Treatments, filled, policy_of, treated
from engine.errors import RuleError
from engine.types import Mask, freeze

MOST_VALUES = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSpec(Preparation):
    """The rows of the sheet with this key, of which the columns `target` are to be predicted.

    `features` names columns, categories of a column of text, or transforms of x1 and x2. Rows that lack a
    value in a column that is used are refused, or dropped, unless its treatment fills them.
    """

    sheet: str
    target: tuple[str, ...]
    missing: Missing = "refuse"
    treatments: tuple[tuple[str, Treatment], ...] = ()


def prepare_sheet(sheet: Sheet, spec: OwnSpec, loss: str | None = None) -> Data:
    """The sheet as a network with this loss is fed it. RuleError names the column and the first row at fault.

    Columns that no feature is made of are left out.
    """
    treatments = dict(spec.treatments)
    sheet = treated(sheet, treatments, spec.missing)
    targets = target_columns(sheet, spec.target)
    used, names = chosen_columns(sheet, spec.target, spec.features)
    columns = [name for column in used for name in feature_names(column)]
    if sheet.count * len(columns) > MOST_VALUES:
        rule = f"rows times features must be at most {MOST_VALUES}, got {sheet.count} · {len(columns)}"
        raise RuleError(rule, ("features",))
    if len(set(columns)) < len(columns):
        ((double, _),) = Counter(columns).most_common(1)
        raise RuleError(f"features must have different names, got {double!r} twice", ("features",))
    _check_targets(targets, treatments)
    policies: dict[str, Policy] = {
        column.name: policy_of(column, treatments, spec.missing) for column in [*used, *targets]
    }
    rows = _whole_rows(sheet, [*used, *targets], policies)
    task, answers, y = predicted(sheet, targets, rows, loss)
    learned = np.zeros(sheet.count, np.bool)
    learned[np.flatnonzero(rows)[parts_of(task, y, spec)[0]]] = True
    full = [filled(column, policies[column.name], learned) for column in used]
    x = np.column_stack([feature_values(column)[rows] for column in full])
    table = Table(tuple(Feature(name, name) for name in columns), answers, task, freeze(x), freeze(y))
    return prepare_table(table, replace(spec, features=names), loss)


def _check_targets(targets: Sequence[Column], treatments: Treatments) -> None:
    """RuleError if a target is to be made up where it is missing."""
    for column in targets:
        policy = treatments[column.name].missing if column.name in treatments else None
        if policy not in (None, "refuse", "drop"):
            rule = f"missing of the target {column.name!r} must be refuse or drop, got {policy!r}"
            raise RuleError(rule, ("treatments", column.name, "missing"))


def _whole_rows(sheet: Sheet, columns: Sequence[Column], policies: Mapping[str, Policy]) -> Mask:
    """Which rows stay: all that lack nothing in columns whose gaps are dropped. RuleError if none does, or
    if one of them lacks a value in a column where that is refused.
    """
    lacking = {name: np.zeros(sheet.count, np.bool) for name in ("drop", "refuse")}
    for column in columns:
        if (policy := policies[column.name]) in lacking:
            lacking[policy] |= column.missing
    whole = ~lacking["drop"]
    refused = lacking["refuse"] & whole
    if whole.any() and not refused.any():
        return whole
    dropped = not whole.any()
    gaps = lacking["drop"] if dropped else refused
    count, first = int(np.count_nonzero(gaps)), int(np.argmax(gaps))
    policy = "drop" if dropped else "refuse"
    name = next(
        column.name for column in columns if policies[column.name] == policy and column.missing[first]
    )
    rows = "1 row lacks a value" if count == 1 else f"{count} rows lack a value"
    rule = f"{rows}, the first {sheet.place(first)} in column {name!r}"
    if dropped:
        raise RuleError(f"missing: drop leaves no row: {rule}", ("missing",))
    ways = 'leave out the column by features, or the rows by "missing": "drop", or fill it by treatments'
    raise RuleError(f"{rule}; {ways}", ("missing",))
