"""What to do with the columns of a file before anybody has said so: which to predict, which to learn from,
and why some are better left out. A suggestion is never applied by itself.
"""

import re
from dataclasses import dataclass

import numpy as np

from engine.datasets.seen import MOST_CATEGORIES
from engine.datasets.sheet import Column, Numbers, Sheet, Texts
from engine.datasets.treat import Policy, Type, strays_of

TARGETS = re.compile(
    r"(target|label|class|species|survived|quality|outcome|diagnosis|y|kind|category|result)", re.IGNORECASE
)
COUNTS = re.compile(r"(.*[ _.-])?(id|index|idx|key|no|nr|number|row|rownames|unnamed)", re.IGNORECASE)
DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}( .*)?|\d{1,2}:\d{2}(:\d{2})?"
)

# Whole numbers that take so few values are rather classes, as a target.
MOST_CLASSES = 10
# Fewer rows say little about what a column is.
FEW = 10
MOSTLY = 0.8
MOSTLY_MISSING = 0.5


@dataclass(frozen=True, slots=True)
class Stray:
    """A text in a column of numbers: the first one, its row, and how many there are."""

    count: int
    text: str
    row: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Of one column: whether to use it, as what, what to do with gaps, and why, if that needs saying."""

    name: str
    use: bool
    type: Type
    missing: Policy
    reason: str | None = None
    stray: Stray | None = None


def suggested(sheet: Sheet) -> tuple[str, tuple[Suggestion, ...]]:
    """The target, and what to do with each column."""
    found = [_column(column, sheet) for column in sheet.columns]
    target = _target(found)
    columns = [
        _as_target(column, own) if own.name == target else own
        for column, own in zip(sheet.columns, found, strict=True)
    ]
    return target, tuple(columns)


def _target(found: list[Suggestion]) -> str:
    """By its name, or else the last that can be used."""
    usable = [own for own in found if own.use] or found
    named = [own for own in usable if TARGETS.fullmatch(own.name)]
    return (named or usable)[-1].name


def _as_target(column: Column, own: Suggestion) -> Suggestion:
    classes = own.type == "text"
    if isinstance(column, Numbers):
        values = np.unique(column.values[~column.missing])
        whole = bool((values == np.round(values)).all())
        classes = whole and 2 <= len(values) <= MOST_CLASSES
    type: Type = "text" if classes else "number"
    return Suggestion(own.name, True, type, "drop", own.reason if own.stray else None, own.stray)


def _column(column: Column, sheet: Sheet) -> Suggestion:
    gaps = column.missing
    stray = _stray(column) if isinstance(column, Texts) else None
    type: Type = "number" if isinstance(column, Numbers) or stray is not None else "text"
    policy: Policy = "mean" if type == "number" else "most_frequent"
    if gaps.mean() > MOSTLY_MISSING and not gaps.all():
        reason = f"{int(gaps.sum())} of {len(gaps)} values are missing"
        return Suggestion(column.name, False, type, policy, reason, stray)
    if stray is not None:
        return Suggestion(column.name, True, type, policy, _stray_reason(stray, sheet), stray)
    reason = _useless(column, int(np.count_nonzero(~gaps)))
    return Suggestion(column.name, reason is None, type, policy, reason)


def _stray_reason(stray: Stray, sheet: Sheet) -> str:
    where = f"{stray.text[:40]!r} {sheet.place(stray.row)}"
    if stray.count == 1:
        return f"1 value is no number: {where}; it counts as missing"
    return f"{stray.count} values are no numbers, the first: {where}; they count as missing"


def _stray(column: Texts) -> Stray | None:
    """What is no number in a column that mostly is, None if it is not."""
    rows, known = strays_of(column), int(np.count_nonzero(~column.missing))
    if not rows or known < FEW or len(rows) > (1 - MOSTLY) * known:
        return None
    return Stray(len(rows), column.words[int(column.codes[rows[0]])], rows[0])


def _useless(column: Column, known: int) -> str | None:
    """Why a network has nothing to learn from the column as it is."""
    if not known:
        return "it is empty"
    if isinstance(column, Numbers):
        values = column.values[~column.missing]
        if np.ptp(values) == 0:
            return "it has the same value in every row"
        return "it counts the rows" if known >= FEW and _counts(column.name, values) else None
    if len(column.words) == 1:
        return "it has the same value in every row"
    if sum(bool(DATE.fullmatch(word)) for word in column.words) > MOSTLY * len(column.words):
        return "it holds dates or times"
    distinct = len(column.words)
    if distinct > MOST_CATEGORIES or (known >= 2 * FEW and distinct > known / 2):
        return f"it has {distinct} different texts, too many to be categories"
    return None


def _counts(name: str, values: np.ndarray) -> bool:
    """Whether numbers only tell rows apart: they go up by one, or are by name an id and all different."""
    if (np.diff(values) == 1).all():
        return True
    whole = bool((values == np.round(values)).all())
    return whole and len(np.unique(values)) == len(values) and COUNTS.fullmatch(name) is not None
