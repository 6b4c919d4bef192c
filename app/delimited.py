"""From a file of comma-separated values, as spreadsheets and programs write them, to a sheet.

The first line names the columns. They are separated by the one of , ; tab and | that fits best, numbers have
a decimal point, or a comma where a semicolon separates, and a column is numbers if all that is in it is.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import numpy as np

from app import limits
from app.errors import Problem
from app.settings import Settings
from engine.datasets import Column, Sheet, check_names, numbers, texts
from engine.errors import RuleError

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
MISSING = {"", "?", "NA", "N/A", "NaN", "nan", "NULL", "null"}
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
# Tried on so many records, that is enough to tell separators apart.
TRIED = 100
FILE = ("file",)

Record = tuple[int, list[str]]  # the line it begins on, and its cells


def read(content: bytes, name: str, settings: Settings) -> Sheet:
    """The sheet of a file. Problem if it is no text, RuleError with line and column if it is no table."""
    text = decoded(content)
    if "\0" in text:
        raise RuleError("file must be text, got a zero byte", FILE)
    separator = _separator(text)
    records = _records(text, separator)
    _, header = next(records)
    limits.check_sheet(0, len(header), settings, *FILE)
    check_names(header, FILE)
    _check_header(header)
    lines: list[int] = []
    rows: list[list[str]] = []
    for line, cells in records:
        if len(cells) != len(header):
            rule = f"every line must hold {len(header)} values, as the header does"
            raise RuleError(f"{rule}, got {len(cells)} on line {line}", FILE)
        lines.append(line)
        rows.append(cells)
        limits.check_sheet(len(rows), len(header), settings, *FILE)
    if not rows:
        raise RuleError("file must hold a row below its header, got none", FILE)
    columns = zip(header, zip(*rows, strict=True), strict=True)
    found = tuple(_column(column, cells, lines, separator) for column, cells in columns)
    return Sheet(name, found, np.array(lines, np.int32))


def decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, or UTF-16 with it, which is what spreadsheets call Unicode text."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as bad:
        line = content.count(b"\n", 0, bad.start) + 1
        rule = f"file must be UTF-8 text; the byte at position {bad.start}, on line {line}, is not"
        raise Problem(400, f"{rule}, got 0x{content[bad.start]:02x}.") from None


def _separator(text: str) -> str:
    """The separator by which most records are as long as the header; of equals, the longest header's."""
    best, found = (0.0, 0), ""
    for separator in SEPARATORS:
        widths = _widths(text, separator)
        if widths and widths[0] > 1:
            score = (widths.count(widths[0]) / len(widths), widths[0])
            best, found = max((best, found), (score, separator), key=lambda each: each[0])
    if found:
        return found
    first = next(_records(text, ","), None)
    if first is None:
        raise RuleError("file must hold a header and rows, got an empty file", FILE)
    rule = f"file must have two columns or more, separated by {', '.join(SEPARATORS.values())}"
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
        raise RuleError(f"file cannot be read from line {line} on: {error}", FILE) from None


def _check_header(header: list[str]) -> None:
    if all(NUMBER.fullmatch(name) for name in header):
        rule = "file must name its columns on its first line, got numbers alone"
        raise RuleError(f"{rule}: {', '.join(header)[:80]}", FILE)


def _column(name: str, cells: tuple[str, ...], lines: list[int], separator: str) -> Column:
    present = [cell for cell in cells if cell not in MISSING]
    marks = (".", ",") if separator == ";" else (".",)
    for mark in marks if present else ():
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
