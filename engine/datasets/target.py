"""What is to be predicted of somebody's own rows, which follows from the column and from the loss.

One column of text is classes; two of them under binary cross-entropy are 0 and 1. Under categorical
cross-entropy one column of whole numbers is classes too. Classes are in sorted order, and only those that
occur. All other numbers, and several columns, are taken as they are.
"""

from collections.abc import Sequence

import numpy as np

from engine.datasets.dataset import Task
from engine.datasets.seen import check_categories, listed
from engine.datasets.sheet import Column, Numbers, Sheet, Texts
from engine.errors import RuleError
from engine.types import Array, Mask

Predicted = tuple[Task, tuple[str, ...], Array]

BINARY = "binary_cross_entropy"
CATEGORICAL = "categorical_cross_entropy"


def target_columns(sheet: Sheet, names: Sequence[str]) -> list[Column]:
    """The columns of these names. Several have to hold numbers. RuleError."""
    if not names:
        raise RuleError("target must name at least one column, got none", ("target",))
    known = {column.name: column for column in sheet.columns}
    for i, name in enumerate(names):
        if name not in known:
            raise RuleError(f"target must be one of the columns {listed(known)}; got {name!r}", ("target",))
        if name in names[:i]:
            raise RuleError(f"target must name each column once, got {name!r} twice", ("target",))
        if len(names) > 1 and isinstance(known[name], Texts):
            rule = f"a target of several columns must hold numbers, got texts in column {name!r}"
            raise RuleError(rule, ("target",))
    return [known[name] for name in names]


def predicted(sheet: Sheet, targets: Sequence[Column], rows: Mask, loss: str | None) -> Predicted:
    """Task, names of the classes or numbers, and y, as `Table` has them, of the rows that are not dropped."""
    first = targets[0]
    if isinstance(first, Texts):
        present, codes = np.unique(first.codes[rows], return_inverse=True)
        two = loss == BINARY and len(present) == 2
        return _classes("binary" if two else "classes", first.name, [first.words[i] for i in present], codes)
    y = np.column_stack([column.values[rows] for column in targets if isinstance(column, Numbers)])
    if len(targets) == 1 and loss == CATEGORICAL:
        _check_whole(sheet, first, rows)
        present, codes = np.unique(y, return_inverse=True)
        return _classes("classes", first.name, [f"{value:.0f}" for value in present], codes)
    # Known to be two classes, numbers 0 and 1 are shared out evenly between training and validation.
    if len(targets) == 1 and loss == BINARY and np.array_equal(np.unique(y), [0, 1]):
        return "binary", ("0", "1"), y
    return "regression", tuple(column.name for column in targets), y


def _classes(task: Task, name: str, words: list[str], codes: np.ndarray) -> Predicted:
    check_categories(name, words, ("target",))
    if len(words) < 2:
        rule = f"target {name!r} must hold two different values or more, got {words[0]!r} alone"
        raise RuleError(rule, ("target",))
    return task, tuple(words), codes.reshape(-1, 1).astype(np.float64)


def _check_whole(sheet: Sheet, column: Numbers, rows: Mask) -> None:
    broken = np.flatnonzero(rows & (column.values != np.round(column.values)))
    if len(broken):
        value, place = column.values[broken[0]], sheet.place(int(broken[0]))
        rule = f"target {column.name!r} must hold texts or whole numbers under {CATEGORICAL}"
        raise RuleError(f"{rule}, got {value:g} {place}", ("target",))
