"""Somebody's own rows, before it is said what to learn of them: named columns of numbers or of texts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from engine.errors import RuleError
from engine.types import Array, Mask, freeze

Integers: TypeAlias = NDArray[np.int32]

LARGEST = float(np.finfo(np.float64).max)
NAME_LENGTH = 200
KEY_DIGITS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """A column of numbers: values (N,), NaN where one is missing."""

    name: str
    values: Array

    @property
    def missing(self) -> Mask:
        return np.isnan(self.values)


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """A column of texts: row i holds words[codes[i]]. `words` are sorted; a code of −1 is a missing text."""

    name: str
    words: tuple[str, ...]
    codes: Integers

    @property
    def missing(self) -> Mask:
        return self.codes < 0


Column: TypeAlias = Numbers | Texts


@dataclass(frozen=True, slots=True)
class Read:
    """How a file was read: what separates its columns, and whether its first line names them."""

    separator: str
    encoding: str
    header: bool


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Sheet:
    """Columns of equal length. `lines` (N,) says on which line of its file each row began, if it had one, and
    `read` how the file was read.

    `key` is a digest of all of it: equal sheets have equal keys, in any process and after any restart, and
    are compared and hashed by it.
    """

    name: str
    columns: tuple[Column, ...]
    lines: Integers | None = None
    read: Read | None = None
    key: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", _digest(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sheet) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.columns[0].missing)

    def place(self, row: int) -> str:
        """Where a person finds the row."""
        return f"in row {row}" if self.lines is None else f"on line {self.lines[row]}"


def numbers(name: str, values: Sequence[float]) -> Numbers:
    return Numbers(name, freeze(np.array(values, np.float64)))


def texts(name: str, cells: Sequence[str | None]) -> Texts:
    """None is a missing text."""
    words = sorted({cell for cell in cells if cell is not None})
    code: dict[str | None, int] = {word: i for i, word in enumerate(words)}
    codes = np.array([code.get(cell, -1) for cell in cells], np.int32)
    codes.setflags(write=False)
    return Texts(name, tuple(words), codes)


def sheet_of(name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Sheet:
    """From rows of plain values. RuleError, in the words of `{"columns", "values"}`, where they are no sheet:
    names doubled, rows of unequal length, values that are neither number nor text, or both in one column.
    """
    check_names(columns, ("columns",))
    if not rows:
        raise RuleError("values must have at least one row, got none", ("values",))
    for i, row in enumerate(rows):
        if len(row) != len(columns):
            rule = f"values[{i}] must hold {len(columns)} values, one for each column, got {len(row)}"
            raise RuleError(rule, ("values", i))
    return Sheet(name, tuple(_column(column, j, rows) for j, column in enumerate(columns)))


def check_names(names: Sequence[str], loc: tuple[str, ...]) -> None:
    """RuleError if a column has no name, a very long one, or that of a column before it."""
    for j, name in enumerate(names):
        if not 1 <= len(name) <= NAME_LENGTH:
            rule = f"the name of column {j + 1} must have 1 to {NAME_LENGTH} characters, got {len(name)}"
            raise RuleError(rule, loc)
    first: dict[str, int] = {}
    for j, name in enumerate(names):
        if first.setdefault(name, j) < j:
            places = f"columns {first[name] + 1} and {j + 1}"
            raise RuleError(f"columns must have different names, got {name!r} for {places}", loc)


def _column(name: str, j: int, rows: Sequence[Sequence[object]]) -> Column:
    cells = [row[j] for row in rows]
    is_text = isinstance(cells[0], str)
    valid, kind = (_is_text, "a text") if is_text else (_is_number, "a finite number")
    for i, cell in enumerate(cells):
        if not valid(cell):
            wanted = f"{kind}, as the first of its column is" if i else "a finite number or a text"
            rule = f"values[{i}][{j}] (column {name!r}) must be {wanted}, got {_shown(cell)}"
            raise RuleError(rule, ("values", i, j))
    return texts(name, cast(list[str], cells)) if is_text else numbers(name, cast(list[float], cells))


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) <= LARGEST


def _is_text(cell: object) -> bool:
    return isinstance(cell, str) and cell != ""


def _shown(cell: object) -> str:
    """As JSON has it, cut where it grows long."""
    plain = {None: "null", True: "true", False: "false"}
    return plain[cell] if cell is None or isinstance(cell, bool) else f"{cell!r:.80}"


def _digest(sheet: Sheet) -> str:
    digest = hashlib.sha256()

    def add(*parts: bytes) -> None:
        for part in parts:
            digest.update(len(part).to_bytes(8, "little") + part)

    add(_bytes(sheet.name))
    for column in sheet.columns:
        if isinstance(column, Numbers):
            add(b"numbers", _bytes(column.name), column.values.astype("<f8").tobytes())
        else:
            add(b"texts", _bytes(column.name), *map(_bytes, column.words), b"codes")
            add(column.codes.astype("<i4").tobytes())
    if sheet.lines is not None:
        add(b"lines", sheet.lines.astype("<i4").tobytes())
    if sheet.read is not None:
        add(b"read", *map(_bytes, (sheet.read.separator, sheet.read.encoding, str(sheet.read.header))))
    return digest.hexdigest()[:KEY_DIGITS]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
