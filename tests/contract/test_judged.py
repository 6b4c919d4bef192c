"""Rows are answered with what the network makes of each, sorted by anything, a part at a time."""

from typing import Any

import httpx
import numpy as np
import pytest
from scipy import special  # pyright: ignore[reportMissingTypeStubs]

from tests.contract.client import Create

Json = dict[str, Any]
NETWORK: Json = {"layers": [{"units": 5, "activation": "tanh"}, {"units": 3, "activation": "softmax"}]}
IRIS: Json = {"network": NETWORK, "data": {"name": "iris", "validation_fraction": 0.2}}


def judged(client: httpx.Client, id: str, **query: Any) -> Json:
    response = client.get(f"/networks/{id}/rows/judged", params=query)
    assert response.status_code == 200, response.text
    return response.json()


def test_losses_and_answers_of_rows_are_those_of_the_whole(client: httpx.Client, create: Create) -> None:
    id = create(IRIS)
    client.post(f"/networks/{id}/train", json={"epochs": 5})
    metrics = client.get(f"/networks/{id}").json()["metrics"]
    for part, count in (("train", 120), ("validation", 30)):
        found = judged(client, id, part=part, limit=1000)
        rows = found["rows"]
        assert (found["total"], len(rows), {row["part"] for row in rows}) == (count, count, {part})
        assert np.mean([row["loss"] for row in rows]) == pytest.approx(metrics[part]["loss"], rel=1e-12)
        assert np.mean([row["right"] for row in rows]) == pytest.approx(metrics[part]["accuracy"])
        for row in rows:
            assert row["target"] == found["classes"][int(np.argmax(row["y"]))]
            assert row["answer"] == found["classes"][int(np.argmax(row["a"]))]
            assert row["right"] == (row["target"] == row["answer"])
            assert row["loss"] == pytest.approx(-float(np.sum(special.xlogy(row["y"], row["a"]))))


def test_a_row_sent_through_has_the_answer_of_the_sheet(client: httpx.Client, create: Create) -> None:
    id = create(IRIS)
    worst = judged(client, id, sort="loss", descending=True, limit=1)["rows"][0]
    through = client.post(f"/networks/{id}/preview", json={"x": [worst["raw"]], "y": [worst["y"]]}).json()
    # A product over many rows may round otherwise than one over a single row.
    assert through["loss"] == pytest.approx(worst["loss"], rel=1e-12)
    assert through["layers"][-1]["a"][0] == pytest.approx(worst["a"], rel=1e-12)
    rows = client.get(f"/networks/{id}/rows").json()
    assert rows[worst["part"]]["raw"][worst["index"]] == worst["raw"]
    assert rows[worst["part"]]["rows"][worst["index"]] == worst["row"]


@pytest.mark.parametrize(
    "sort", ["row", "part", "target", "answer", "right", "loss", "column:petal_width", "output:virginica"]
)
@pytest.mark.parametrize("descending", [False, True])
def test_rows_are_sorted_by_any_of_their_numbers_and_paged(
    client: httpx.Client, create: Create, sort: str, descending: bool
) -> None:
    id = create(IRIS)
    whole = judged(client, id, sort=sort, descending=descending, limit=1000)
    assert whole["total"] == len(whole["rows"]) == 150

    def key(row: Json) -> Any:
        kind, _, name = sort.partition(":")
        if kind == "column":
            return row["raw"][whole["columns"].index(name)]
        if kind == "output":
            return row["a"][whole["outputs"].index(name)]
        return whole["classes"].index(row[sort]) if sort in ("target", "answer") else row[sort]

    keys = [key(row) for row in whole["rows"]]
    assert keys == sorted(keys, reverse=descending)
    assert sorted(row["row"] for row in whole["rows"]) == list(range(150))
    paged = [
        row
        for offset in range(0, 150, 40)
        for row in judged(client, id, sort=sort, descending=descending, offset=offset, limit=40)["rows"]
    ]
    assert paged == whole["rows"]
    assert judged(client, id, offset=150)["rows"] == []


def test_numbers_to_predict_have_no_classes(client: httpx.Client, create: Create) -> None:
    id = create({"network": {"layers": [{"units": 3, "activation": "tanh"}]}, "data": {"name": "sine"}})
    row = judged(client, id, sort="loss", descending=True)["rows"][0]
    assert (row["target"], row["answer"], row["right"]) == (None, None, None)
    assert row["loss"] == pytest.approx((row["a"][0] - row["y"][0]) ** 2)


def test_a_past_step_judges_as_it_did_then(client: httpx.Client, create: Create) -> None:
    id = create(IRIS)
    before = judged(client, id, sort="loss")
    client.post(f"/networks/{id}/train", json={"steps": 3})
    assert judged(client, id, sort="loss", step=0) == before
    assert judged(client, id, sort="loss")["rows"] != before["rows"]
    assert judged(client, id, step=3)["step"] == 3


def test_what_is_not_finite_comes_last_and_worst(client: httpx.Client, create: Create) -> None:
    request = {"network": {"layers": [{"units": 1, "activation": "linear"}]}, "data": {"name": "sine"}}
    id = create(request)
    edit = {"layer": 1, "parameter": "w", "index": [0, 0], "value": 1e200}
    client.patch(f"/networks/{id}/parameters", json={"edits": [edit]})
    found = judged(client, id, sort="loss", descending=True, limit=1)
    assert found["rows"][0]["loss"] is None
    assert found["non_finite"]["first"][0]["value"] == "Infinity"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"sort": "size"}, "sort must be one of row, part"),
        ({"sort": "column:size"}, "got 'column:size'"),
        ({"limit": 1001}, "limit must be at most 1000"),
        ({"offset": -1}, "offset must be at least 0"),
        ({"part": "test"}, "part must be"),
        ({"page": 1}, "page is not a known field"),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    client: httpx.Client, create: Create, query: Json, says: str
) -> None:
    response = client.get(f"/networks/{create(IRIS)}/rows/judged", params=query)
    assert response.status_code == 422
    assert says in response.json()["detail"]


def test_a_network_without_data_has_no_rows(client: httpx.Client, spam: str) -> None:
    assert client.get(f"/networks/{spam}/rows/judged").status_code == 404
    none_aside = {**IRIS, "data": {"name": "iris", "validation_fraction": 0}}
    id = client.post("/networks", json=none_aside).json()["id"]
    assert judged(client, id)["total"] == 150
    assert client.get(f"/networks/{id}/rows/judged", params={"part": "validation"}).status_code == 422
