"""From a file of comma-separated values, as spreadsheets and programs write them, to a sheet.

The first line names the columns, unless it is said that it does not. They are separated by the one of , ; tab
and | that fits best, numbers have a decimal point, or a comma where a semicolon separates, and a column is
numbers if all that is in it is.
"""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import numpy as np

from app import limits
from app.encodings import decoded
from app.settings import Settings
from engine.datasets import NUMBER, Column, Read, Sheet, check_names, numbers, texts
from engine.errors import RuleError

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
MISSING = {"", "-", "?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null"}
# Such are rather postal codes and the like, which lose something as numbers.
LEADING_ZERO = re.compile(r"[+-]?0[0-9]+")
# Tried on so many records, that is enough to tell separators apart.
TRIED = 100
FILE = ("file",)

Record = tuple[int, list[str]]  # the line it begins on, and its cells


@dataclass(frozen=True, slots=True)
class How:
    """How to read a file, where it does not have to be found out: `auto` is found out.

    A header is expected unless it is said that there is none, or to be found out.
    """

    separator: str = "auto"
    header: str = "yes"
    encoding: str = "auto"

    def __post_init__(self) -> None:
        choices = {
            "separator": ("auto", *SEPARATORS),
            "header": ("yes", "no", "auto"),
            "encoding": ("auto", "latin-1"),
        }
        for name, known in choices.items():
            if (given := getattr(self, name)) not in known:
                raise RuleError(f"{name} must be one of {', '.join(known)}; got {given!r}", (name,))


def read(content: bytes, name: str, settings: Settings, how: How = How()) -> Sheet:
    """The sheet of a file. Problem if it is no text, RuleError with line and column if it is no table."""
    text, encoding = decoded(content, how.encoding)
    separator = SEPARATORS.get(how.separator) or _separator(text)
    records = _records(text, separator)
    first = next(records, None)
    if first is None:
        raise RuleError("file must hold a header and rows, got an empty file", FILE)
    has_names = how.header == "yes" or (how.header == "auto" and not _is_numbers(first[1]))
    header = first[1] if has_names else [f"column {i + 1}" for i in range(len(first[1]))]
    limits.check_sheet(0, len(header), settings, *FILE)
    if has_names and _is_numbers(header):
        rule = "file must name its columns on its first line, got numbers alone"
        raise RuleError(f"{rule}: {', '.join(header)[:80]}", FILE)
    lines: list[int] = []
    rows: list[list[str]] = []
    for line, cells in records if has_names else _chain(first, records):
        if len(cells) != len(header):
            raise RuleError(_ragged(header, cells, line), FILE)
        lines.append(line)
        rows.append(cells)
        limits.check_sheet(len(rows), len(header), settings, *FILE)
    if not rows:
        raise RuleError("file must hold a row below its header, got none", FILE)
    table = _named(header, list(zip(*rows, strict=True)))
    check_names([name for name, _ in table], FILE)
    found = tuple(_column(column, cells, lines, separator) for column, cells in table)
    label = next(label for label, mark in SEPARATORS.items() if mark == separator)
    return Sheet(name, found, np.array(lines, np.int32), Read(label, encoding, has_names))


def _chain(first: Record, records: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from records


def _ragged(header: list[str], cells: list[str], line: int) -> str:
    rule = f"every line must hold {len(header)} values, as the header does, got {len(cells)} on line {line}"
    if len(cells) < len(header):
        return f"{rule}: none for column {header[len(cells)][:80]!r}"
    return f"{rule}: no column for {cells[len(header)][:80]!r}"


def _named(header: list[str], cells: list[tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    """Columns by name, without those that have neither name nor value, which a separator at each
    line's end makes. A first column without a name holds the names of the rows, as R and pandas write them.
    """
    named = [(name, own) for name, own in zip(header, cells, strict=True) if name or any(own)]
    if len(named) > 1 and not named[0][0] and "row" not in header:
        named[0] = ("row", named[0][1])
    return named


def _separator(text: str) -> str:
    """The separator by which most records are as long as the header; of equals, the longest header's."""
    best, found = (0.0, 0), ""
    for separator in SEPARATORS.values():
        widths = _widths(text, separator)
        if widths and widths[0] > 1:
            score = (widths.count(widths[0]) / len(widths), widths[0])
            best, found = max((best, found), (score, separator), key=lambda each: each[0])
    if found:
        return found
    first = next(_records(text, ","), None)
    if first is None:
        raise RuleError("file must hold a header and rows, got an empty file", FILE)
    rule = f"file must have two columns or more, separated by {', '.join(SEPARATORS)}"
    raise RuleError(f"{rule}, got {first[1][0][:80]!r} on line {first[0]}", FILE)


def _widths(text: str, separator: str) -> list[int]:
    """How many cells the first records have, up to one that cannot be read."""
    widths: list[int] = []
    with suppress(RuleError):
        for _, cells in islice(_records(text, separator), TRIED):
            widths.append(len(cells))
    return widths


def _records(text: str, separator: str) -> Iterator[Record]:
    """All records but empty lines, their cells without space around them."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True
    )
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise RuleError(_broken(text, separator, line, str(error)), FILE) from None


def _broken(text: str, separator: str, line: int, error: str) -> str:
    """Where in the record that begins on this line the quotes go wrong."""
    record = "\n".join(text.splitlines()[line - 1 :])
    parts = re.split(r'("(?:[^"]|"")*")', record.replace(separator, "\0"))
    outside = "".join(part for part in parts if not re.fullmatch(r'"(?:[^"]|"")*"', part))
    column = outside.split("\n")[0].split('"')[0].count("\0") + 1
    if "unexpected end" in error:
        rule = f"a quote is opened in column {column} and never closed"
    elif "expected after" in error:
        rule = "a quote is closed before the value ends; within quotes, a quote is written twice"
    else:
        rule = error
    return f"file cannot be read from line {line} on: {rule}"


def _is_numbers(cells: list[str]) -> bool:
    return all(NUMBER.fullmatch(cell) for cell in cells)


def _column(name: str, cells: tuple[str, ...], lines: list[int], separator: str) -> Column:
    present = [cell for cell in cells if cell not in MISSING]
    marks = (".", ",") if separator == ";" else (".",)
    coded = any(LEADING_ZERO.fullmatch(cell) for cell in present)
    for mark in marks if present and not coded else ():
        if all(NUMBER.fullmatch(_pointed(cell, mark)) for cell in present):
            values = [np.nan if cell in MISSING else float(_pointed(cell, mark)) for cell in cells]
            _check_finite(name, values, cells, lines)
            return numbers(name, values)
    return texts(name, [None if cell in MISSING else cell for cell in cells])


def _pointed(cell: str, mark: str) -> str:
    """With a point as its decimal mark; where that is a comma, a point means something else."""
    return cell if mark == "." else cell.replace(".", "?").replace(",", ".")


def _check_finite(name: str, values: list[float], cells: tuple[str, ...], lines: list[int]) -> None:
    for i in np.flatnonzero(np.isinf(values)).tolist():
        rule = f"column {name!r} must hold finite numbers, got {cells[i][:80]} on line {lines[i]}"
        raise RuleError(rule, FILE)
