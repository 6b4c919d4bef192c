"""Files that cannot be used as they are, each refused with the line or the column, or the way out of it."""

import gzip
from typing import Any

import httpx
import pytest

Json = dict[str, Any]

GOOD = "a,b,kind\n" + "".join(f"{i},{i % 5},{'uv'[i % 2]}\n" for i in range(40))
UNREADABLE: list[Any] = [
    ("empty", b"", "got an empty file"),
    ("blank lines alone", b"\n \n\n", "line 2"),
    ("header alone", b"a,b,kind\n", "must hold a row below its header, got none"),
    ("no header", b"1,2,3\n4,5,6\n", "must name its columns on its first line, got numbers alone: 1, 2, 3"),
    (
        "one column",
        b"a\n1\n2\n",
        "two columns or more, separated by comma, semicolon, tab, bar, got 'a' on line 1",
    ),
    ("a short line", b"a,b,kind\n1,2,u\n3,4\n", "got 2 on line 3: none for column 'kind'"),
    ("a long line", b"a,b,kind\n1,2,u\n3,4,v,5\n", "got 4 on line 3: no column for '5'"),
    ("a comma within a number", b"a,b\n1,2\n1,234,5\n", "got 3 on line 3: no column for '5'"),
    (
        "an open quote",
        b'a,b,kind\n1,2,u\n3,"4,v\n5,6,u\n',
        "line 3 on: a quote is opened in column 2 and never closed",
    ),
    ("a quote within a value", b'a,b,kind\n1,"x"y,u\n', "line 2 on: a quote is closed before the value ends"),
    ("names twice", b"a,b,a\n1,2,3\n", "different names, got 'a' for columns 1 and 3"),
    ("a column without a name", b"a,,b\n1,2,3\n", "name of column 2 must have 1 to 200 characters"),
    ("a very long name", b"a," + b"x" * 201 + b"\n1,2\n", "name of column 2"),
    (
        "an infinite number",
        b"a,b\n1,2\n3,1e999\n",
        "column 'b' must hold finite numbers, got 1e999 on line 3",
    ),
    ("zero bytes", b"a,b\n1,2\n1,\x00\n", "zero byte on line 3"),
    ("too many rows", b"a,b\n" + b"1,2\n" * 100_001, "number of rows must be at most 100000, got 100001"),
    (
        "too many columns",
        b",".join(b"c%d" % i for i in range(1001)) + b"\n",
        "columns must be at most 1000, got 1001",
    ),
]
NO_TEXT: list[Any] = [
    ("Latin-1", "größe,art\n1,é\n".encode("latin-1"), "on line 1, is not, got 0xf6; an older program"),
    ("half of UTF-16", b"\xff\xfea", "must be UTF-8 text"),
    ("Excel", b"PK\x03\x04\x14\x00\x06\x00rest", "an Excel workbook or a zip archive; save the sheet as CSV"),
    ("old Excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
    ("gzip", gzip.compress(GOOD.encode()), "compressed with gzip; unpack it"),
    ("PDF", b"%PDF-1.7\n", "got a PDF"),
    ("an image", b"\x89PNG\r\n\x1a\n\x00\x00", "got an image"),
    ("other bytes", bytes(range(128, 256)), "the byte at position 0, on line 1"),
]


def sent(client: httpx.Client, content: str | bytes, **how: str) -> httpx.Response:
    return client.post("/datasets", files={"file": ("f.csv", content)}, data=how)


@pytest.mark.parametrize(("content", "says"), [pytest.param(c, s, id=name) for name, c, s in UNREADABLE])
def test_a_file_that_is_no_table_is_refused_where_it_breaks(
    client: httpx.Client, content: bytes, says: str
) -> None:
    refused = sent(client, content)
    assert refused.status_code == 422
    assert says in refused.json()["detail"]
    assert refused.json()["errors"][0]["loc"] == ["body", "file"]


@pytest.mark.parametrize(("content", "says"), [pytest.param(c, s, id=name) for name, c, s in NO_TEXT])
def test_a_file_that_is_no_text_is_told_for_what_it_is(
    client: httpx.Client, content: bytes, says: str
) -> None:
    refused = sent(client, content)
    assert refused.status_code == 400
    assert says in refused.json()["detail"]


def rows(*lines: str, head: str = "a,b,kind") -> str:
    return "\n".join((head, *lines)) + "\n"


MANY = [f"{i},x{i},{'uv'[i % 2]}" for i in range(150)]
UNUSABLE: list[Any] = [
    ("a gap", rows("1,2,u", "3,,v", "5,6,u"), {}, "1 row lacks a value, the first on line 3 in column 'b'"),
    ("a NaN", rows("1,2,u", "3,nan,v", "5,6,u"), {}, "the first on line 3 in column 'b'"),
    (
        "a stray text among numbers",
        rows(*(f"{i},{i % 5 if i != 7 else 'oops'},{'uv'[i % 2]}" for i in range(20))),
        {"treatments": {"b": {"type": "number"}}},
        "column 'b' must hold numbers, got 'oops' on line 9",
    ),
    (
        "infinity as a word",
        rows("1,2,u", "3,inf,v", "5,6,u"),
        {"treatments": {"b": {"type": "number"}}},
        "column 'b' must hold numbers, got 'inf' on line 3",
    ),
    (
        "too many categories",
        rows(*MANY),
        {},
        "column 'b' must have at most 100 different values to be used as categories, got 150",
    ),
    ("too many classes", rows(*MANY), {"target": "b"}, "column 'b' must have at most 100 different values"),
    (
        "a very long category",
        rows(f"1,{'y' * 201},u", "2,z,v"),
        {},
        "the texts of column 'b' must have at most 200 characters",
    ),
    (
        "one class alone",
        rows("1,2,u", "3,4,u"),
        {},
        "target 'kind' must hold two different values or more, got 'u' alone",
    ),
    (
        "a target that is missing",
        rows("1,2,NA", "3,4,"),
        {"missing": "drop"},
        "leaves no row: 2 rows lack a value, the first on line 2 in column 'kind'",
    ),
    (
        "a target that is not there",
        GOOD,
        {"target": "sort"},
        "target must be one of the columns a, b, kind; got 'sort'",
    ),
    (
        "a feature that is not there",
        GOOD,
        {"features": ["a", "c"]},
        "Feature 'c' is not known. Choose of: a, b",
    ),
    ("the target as a feature", GOOD, {"features": ["kind"]}, "Feature 'kind' is the target"),
    ("nothing to train on", GOOD, {"validation_fraction": 0.999}, "leaves none of 40 rows to train on"),
    (
        "a mean of texts",
        rows("1,x,u", "2,,v"),
        {"treatments": {"b": {"missing": "mean"}}},
        "column 'b' holds texts",
    ),
    (
        "a treatment of nothing",
        GOOD,
        {"treatments": {"c": {"missing": "drop"}}},
        "treatments must name columns, a, b, kind; got 'c'",
    ),
    (
        "a constant of another kind",
        rows("1,,u", "2,3,v"),
        {"treatments": {"b": {"missing": "constant", "constant": "x"}}},
        "which holds numbers, got 'x'",
    ),
    (
        "a made-up target",
        GOOD,
        {"treatments": {"kind": {"missing": "most_frequent"}}},
        "target 'kind' must be refuse or drop",
    ),
    ("an unknown policy", GOOD, {"treatments": {"a": {"missing": "median"}}}, "treatments.a.missing must be"),
]


@pytest.mark.parametrize(
    ("content", "how", "says"), [pytest.param(c, h, s, id=name) for name, c, h, s in UNUSABLE]
)
def test_a_table_that_cannot_be_learned_from_is_refused_by_line_and_column(
    client: httpx.Client, content: str, how: Json, says: str
) -> None:
    data = {"dataset_id": sent(client, content).json()["id"], **how}
    for path, body in (("/datasets/preview", data), ("/networks", {"data": data})):
        refused = client.post(path, json=body)
        assert refused.status_code == 422
        assert says in refused.json()["detail"]


def test_what_the_reader_found_out_can_be_said_otherwise(client: httpx.Client) -> None:
    found = sent(client, "1;2\n3;4\n", header="auto").json()
    assert found["read"] == {"separator": "semicolon", "encoding": "utf-8", "header": False}
    assert [column["name"] for column in found["columns"]] == ["column 1", "column 2"]
    assert found["preview"] == [[1, 2], [3, 4]]
    named = sent(client, "a;b\n3;4\n", header="auto").json()
    assert (named["read"]["header"], named["rows"]) == (True, 1)
    forced = sent(client, "a;b\n3;4\n", header="no").json()
    assert forced["preview"] == [["a", "b"], ["3", "4"]]
    comma = sent(client, "a;b,c;d\n1;2,3;4\n", separator="comma").json()
    assert [column["name"] for column in comma["columns"]] == ["a;b", "c;d"]
    latin = sent(client, "größe,art\n1,é\n2,€\n".encode("cp1252"), encoding="latin-1").json()
    assert latin["read"]["encoding"] == "latin-1"
    assert latin["preview"] == [[1, "é"], [2, "€"]]


@pytest.mark.parametrize("field", ["separator", "header", "encoding"])
def test_a_way_of_reading_that_is_not_there_is_refused(client: httpx.Client, field: str) -> None:
    refused = sent(client, GOOD, **{field: "by magic"})
    assert refused.status_code == 422
    assert f"{field} must be one of" in refused.json()["detail"]
    assert refused.json()["errors"][0]["loc"] == ["body", field]


def test_quirks_of_programs_are_no_faults(client: httpx.Client) -> None:
    trailing = sent(client, "a,b,\n1,2,\n3,4,\n").json()
    assert [column["name"] for column in trailing["columns"]] == ["a", "b"]
    index = sent(client, ",a,b\n0,1,2\n1,3,4\n").json()
    assert [column["name"] for column in index["columns"]] == ["row", "a", "b"]
    codes = sent(client, "zip,b\n01234,2\n98765,4\n").json()
    assert codes["columns"][0]["categories"] == ["01234", "98765"]
