"""Files as spreadsheets and programs write them are read as what a person sees in them."""

import csv
import io
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sheets
from app.delimited import MISSING, read
from app.errors import Problem
from app.settings import Settings
from engine.datasets import Numbers, Sheet, Texts
from engine.errors import RuleError

SETTINGS = Settings()
TABLE = "a{0}b{0}c\n1.5{0}-2e1{0}red\n.5{0}+3{0}blue\n"

cell = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8).map(str.strip)
word = cell.filter(lambda text: text not in MISSING).map(lambda text: f"w{text}")


def sheet(content: str | bytes) -> Sheet:
    return read(content.encode() if isinstance(content, str) else content, "f", SETTINGS)


def values(found: Sheet) -> list[list[float] | list[str | None]]:
    return [
        [None if code < 0 else column.words[code] for code in column.codes]
        if isinstance(column, Texts)
        else column.values.tolist()
        for column in found.columns
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    found = sheet(TABLE.format(separator))
    assert found.names == ("a", "b", "c")
    assert values(found) == [[1.5, 0.5], [-20, 3], ["red", "blue"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marks_and_line_ends_make_no_difference(encoding: str, end: str) -> None:
    found = sheet("größe,kind\n1,é\n2,ß\n".replace("\n", end).encode(encoding))
    assert (found.names, values(found)) == (("größe", "kind"), [[1, 2], ["é", "ß"]])
    assert found.lines is not None
    assert found.lines.tolist() == [2, 3]


def test_a_decimal_comma_goes_with_a_semicolon() -> None:
    assert values(sheet("a;b;c\n1,5;1.5;1.000,5\n-2;2;2\n")) == [[1.5, -2], [1.5, 2], ["1.000,5", "2"]]
    assert values(sheet("a\tb\n1,500\t2\n")) == [["1,500"], [2]]
    assert values(sheet("a;b\n1.5;2\n1,5;3\n"))[0] == ["1.5", "1,5"]


def test_quotes_hold_separators_line_ends_and_quotes() -> None:
    found = sheet('a,"b, c"\n1,"x\ny"\n2, "say ""hi"""\n')
    assert found.names == ("a", "b, c")
    assert values(found)[1] == ["x\ny", 'say "hi"']
    assert found.lines is not None
    assert found.lines.tolist() == [2, 4]


def test_what_says_that_nothing_is_there_is_missing() -> None:
    found = sheet("a,b,c\n1,u,\n,NA,?\nNaN, v ,null\n")
    a, b, c = found.columns
    assert isinstance(a, Numbers)
    assert [column.missing.tolist() for column in (a, b, c)] == [
        [False, True, True],
        [False, True, False],
        [True, True, True],
    ]
    assert values(found)[1] == ["u", None, "v"]


@pytest.mark.parametrize("text", ["1_000", "0x10", "inf", "１", "1e", "--1", "1 2", ".", "True"])
def test_what_only_looks_like_a_number_is_text(text: str) -> None:
    assert isinstance(sheet(f"a,b\n{text},1\n").columns[0], Texts)


@given(
    st.lists(st.tuples(word, word, st.floats(allow_nan=False, allow_infinity=False)), min_size=1, max_size=9)
)
def test_what_is_written_is_read_back(rows: list[tuple[str, str, float]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([("first", "second", "third"), *rows])
    found = sheet(file.getvalue())
    assert [list(column) for column in zip(*rows, strict=True)] == values(found)
    assert sheets.unpack(sheets.pack(found)) == found


@given(st.binary(max_size=200) | st.text(st.sampled_from('ab1.,;\t|"\n\r ?'), max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(RuleError, Problem):
        found = sheet(content)
        assert found.count >= 1
        assert found.lines is not None
        assert len(found.lines) == found.count
        assert sheets.document(found)["rows"] == found.count


def test_packing_keeps_missing_values_and_inline_rows() -> None:
    for content in ("a,b\n1,u\n,\n", "a,b\nu,1\nv,2\n"):
        found = sheet(content)
        back = sheets.unpack(sheets.pack(found))
        assert back == found
        assert sheets.document(back) == sheets.document(found)


def test_hostile_files_take_no_longer_than_others() -> None:
    began = time.perf_counter()
    for content in ("a,b\n" + "1" * 120_000 + "x,1\n", "a,b\n" + '"' * 100_001 + ",1\n", ";" * 100_000):
        with suppress(RuleError):
            sheet(content)
    assert time.perf_counter() - began < 5


def test_too_many_rows_are_refused_as_soon_as_they_are_counted() -> None:
    with pytest.raises(RuleError, match="at most 100000, got 100001"):
        sheet("a,b\n" + "1,2\n" * 200_000)
    with pytest.raises(RuleError, match="number of columns must be at most 1000, got 1001"):
        sheet(",".join(f"c{i}" for i in range(1001)) + "\n" + ",".join("1" * 1001) + "\n")
