"""Files of one's own data: what they hold is shown, kept under the id of its content, or refused by line."""

from pathlib import Path

import httpx
import pytest

from tests.contract.client import Create
from tests.contract.own import COLUMNS, POINTS, made, upload
from tests.serving import serving


def test_an_uploaded_file_is_shown_and_learned_from(client: httpx.Client, create: Create) -> None:
    response = upload(client, "x1;x2;colour;kind\n1,5;2;red;ham\n-2,5;1e3;blue;spam\n3;NA;red;ham\n")
    found = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/v1/datasets/{found['id']}"
    assert client.get(f"/datasets/{found['id']}").json() == found
    assert (found["name"], found["rows"]) == ("points.csv", 3)
    assert found["columns"] == [
        {"name": "x1", "type": "number", "missing": 0, "minimum": -2.5, "maximum": 3},
        {"name": "x2", "type": "number", "missing": 1, "minimum": 2, "maximum": 1000},
        {"name": "colour", "type": "text", "missing": 0, "distinct": 2, "categories": ["blue", "red"]},
        {"name": "kind", "type": "text", "missing": 0, "distinct": 2, "categories": ["ham", "spam"]},
    ]
    assert found["preview"] == [[1.5, 2, "red", "ham"], [-2.5, 1000, "blue", "spam"], [3, None, "red", "ham"]]
    data = {"dataset_id": found["id"], "target": "kind", "missing": "drop", "validation_fraction": 0}
    summary = made(client, create, {"data": data})
    assert summary["data"]["features"] == ["x1", "x2", "colour=blue", "colour=red"]
    assert summary["data"]["rows"]["count"] == 3
    assert summary["data"]["missing"] == "drop"


def test_equal_files_have_equal_ids_and_any_change_another(client: httpx.Client) -> None:
    first, again = upload(client, POINTS).json()["id"], upload(client, POINTS).json()["id"]
    others = [upload(client, POINTS + "1,2,ham\n").json()["id"], upload(client, POINTS, "b.csv").json()["id"]]
    assert first == again
    assert len({first, *others}) == 3
    assert len(first) * 4 >= 128


def test_the_last_column_is_the_target_unless_another_is_named(client: httpx.Client, create: Create) -> None:
    id = upload(client, POINTS).json()["id"]
    assert made(client, create, {"data": {"dataset_id": id}})["data"]["rows"]["target"] == "kind"
    several = made(client, create, {"data": {"dataset_id": id, "target": ["x1", "x2"]}})
    assert several["data"]["rows"]["target"] == ["x1", "x2"]
    assert several["network"]["layers"][-1]["units"] == 2


def test_rows_said_again_have_to_be_the_same(client: httpx.Client) -> None:
    id = upload(client, POINTS).json()["id"]
    for rows, says in (({"columns": ["a"]}, "rows.columns"), ({"count": 7}, "rows.count must be 30, got 7")):
        said = {"columns": COLUMNS, "target": "kind", **rows}
        response = client.post("/networks", json={"data": {"dataset_id": id, "rows": said}})
        assert response.status_code == 422
        assert says in response.json()["detail"]


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        (b"", 422, "an empty file"),
        (b"\n\n", 422, "an empty file"),
        (b"a,b\n", 422, "a row below its header"),
        (b"a\n1\n", 422, "two columns or more, separated by comma, semicolon, tab, bar, got 'a' on line 1"),
        (b"1,2\n3,4\n", 422, "must name its columns on its first line, got numbers alone: 1, 2"),
        (b"a,b\n1,2\n\n3\n", 422, "must hold 2 values, as the header does, got 1 on line 4"),
        (b"a,b\n1,2,3\n", 422, "got 3 on line 2"),
        (b"a,b,a\n1,2,3\n", 422, "different names, got 'a' for columns 1 and 3"),
        (b"a,,b\n1,2,3\n", 422, "name of column 2"),
        (b'a,b\n1,"2\n3,4\n', 422, "from line 2 on"),
        (b"a,b\n1,2\n3,1e999\n", 422, "column 'b' must hold finite numbers, got 1e999 on line 3"),
        (b"a,b\n1,\x00\n", 422, "zero byte"),
        (b"a,b\n1,caf\xe9\n", 400, "position 9, on line 2, is not, got 0xe9"),
        (b"\xff\xfea", 400, "UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_line(
    client: httpx.Client, content: bytes, status: int, says: str
) -> None:
    response = upload(client, content)
    assert response.status_code == status
    assert says in response.json()["detail"]
    assert not response.json()["errors"] or response.json()["errors"][0]["loc"] == ["body", "file"]


def test_a_form_without_the_file_is_refused(client: httpx.Client, server: str) -> None:
    csv = ("a.csv", b"a,b\n1,2\n")
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    refused: list[tuple[httpx.Response, int, str]] = [
        (client.post("/datasets", files={"data": csv}), 422, "data is not a known field"),
        (client.post("/datasets", files={"file": csv, "colour": (None, "red")}), 422, "colour"),
        (client.post("/datasets", files=[("file", csv), ("file", csv)]), 422, "2 files"),
        (client.post("/datasets", files={"file": (None, "a,b\n1,2\n")}), 422, "file is required"),
        (client.post("/datasets"), 422, "file is required"),
        (client.post("/datasets", json={"file": "a,b"}), 415, "multipart/form-data, got application/json"),
        (client.post("/datasets", content=b"--c", headers=form), 400, "multipart/form-data"),
        (
            client.post("/datasets", content=b"", headers={"Content-Type": "multipart/form-data"}),
            400,
            "boundary",
        ),
        (client.get("/datasets/AAAA"), 404, "no data set 'AAAA'"),
        (client.get("/datasets/%00%ff"), 404, "no data set"),
    ]
    for response, status, says in refused:
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/problem+json"
        assert says in response.json()["detail"]
    foreign = client.post("/datasets", files={"file": csv}, headers={"Origin": "https://example.org"})
    assert foreign.status_code == 403
    assert upload(client, b"a,b\n" + b"1,2\n" * 3_000_000).status_code == 413


def test_limits_of_own_data_are_settings(tmp_path: Path) -> None:
    with serving(tmp_path, store="memory", max_data_rows="3", max_data_columns="2") as address:
        api = f"{address}/api/v1"

        def refused(content: str) -> str:
            response = httpx.post(f"{api}/datasets", files={"file": ("a.csv", content)})
            assert response.status_code == 422
            return response.json()["detail"]

        assert "number of rows must be at most 3, got 4" in refused("a,b\n" + "1,2\n" * 4)
        assert "number of columns must be at most 2, got 3" in refused("a,b,c\n1,2,3\n")
        rows = {"columns": ["a", "b"], "values": [[1, 2]] * 4, "target": "b"}
        response = httpx.post(f"{api}/networks", json={"data": {"rows": rows}})
        assert (response.status_code, "at most 3, got 4" in response.json()["detail"]) == (422, True)
        found = httpx.get(f"{api}/catalog").json()["limits"]
        assert (found["data_rows"], found["data_columns"]) == (3, 2)
