"""From the bytes of a file to its text, or a word on what the file is instead."""

import codecs

from app.errors import Problem
from engine.errors import RuleError

# How files of other kinds begin that are often taken for tables.
KINDS = {
    b"PK\x03\x04": "an Excel workbook or a zip archive; save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook; save the sheet as CSV",
    b"\x1f\x8b": "compressed with gzip; unpack it",
    b"%PDF": "a PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"PAR1": "a Parquet file; save it as CSV",
    b"SQLite format 3": "an SQLite database; save a table of it as CSV",
}


def decoded(content: bytes, encoding: str = "auto") -> tuple[str, str]:
    """The text, and its encoding: UTF-8 with or without its mark, or UTF-16 with it, which is what
    spreadsheets call Unicode text. Latin-1, in which any byte means something, has to be asked for.
    Problem if it is no text.
    """
    for start, kind in KINDS.items():
        if content.startswith(start):
            raise Problem(400, f"file must be text in columns, got {kind}.")
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    name = "latin-1" if encoding == "latin-1" else "utf-16" if marked else "utf-8"
    text = _latin(content) if name == "latin-1" else _unicode(content, name)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise RuleError(f"file must be text, got a zero byte on line {line}", ("file",))
    return text, name


def _unicode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError as bad:
        line = content.count(b"\n", 0, bad.start) + 1
        rule = f"file must be UTF-8 text; the byte at position {bad.start}, on line {line}, is not"
        way = "an older program may have written it as Latin-1, which can be asked for by encoding"
        raise Problem(400, f"{rule}, got 0x{content[bad.start]:02x}; {way}.") from None


def _latin(content: bytes) -> str:
    """As Windows has it, which has letters where Latin-1 has control characters."""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")
