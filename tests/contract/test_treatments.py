"""What is to become of single columns: previewed, kept with the network, patched, and written into files."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.client import Create
from tests.contract.own import ROWS, upload
from tests.serving import serving, start

Json = dict[str, Any]

FILE = "age,port,kind\n" + "".join(
    f"{'' if i % 6 == 0 else i % 10},{('S', 'C', '')[i % 3]},{'uv'[i % 2]}\n" for i in range(60)
)
TREATMENTS: Json = {
    "age": {"missing": "mean"},
    "port": {"missing": "constant", "constant": "none"},
}


def data(client: httpx.Client, **more: Any) -> Json:
    id = upload(client, FILE).json()["id"]
    return {"dataset_id": id, "target": "kind", "treatments": TREATMENTS, "validation_fraction": 0.25, **more}


def test_a_preview_is_what_the_network_is_fed(client: httpx.Client, create: Create) -> None:
    how = data(client)
    seen = client.post("/datasets/preview", json=how).json()
    assert seen["columns"] == ["age", "port=C", "port=S", "port=none"]
    assert (seen["inputs"], seen["output"], seen["loss"]) == (
        4,
        {"units": 1, "activation": "sigmoid"},
        "binary_cross_entropy",
    )
    assert (seen["count"], seen["dropped"]) == ({"train": 45, "validation": 15}, 0)
    assert seen["classes"] == [{"name": "u", "count": 30}, {"name": "v", "count": 30}]
    layers = [{"units": 3, "activation": "tanh"}, seen["output"]]
    id = create({"network": {"layers": layers, "loss": seen["loss"]}, "data": how})
    rows = client.get(f"/networks/{id}/rows").json()
    assert {name: seen[name] for name in rows} == rows


def test_a_preview_keeps_nothing_and_takes_any_source(client: httpx.Client) -> None:
    drawn = {"rows": {**ROWS, "target": ["x1", "x2"]}, "features": ["kind"]}
    for body, task, inputs, outputs in (
        ({"name": "iris", "features": ["sepal_width"]}, "classes", 1, 3),
        ({"name": "sine", "samples": 20}, "regression", 1, 1),
        ({"name": "spiral"}, "binary", 2, 1),
        (drawn, "regression", 2, 2),
    ):
        seen = client.post("/datasets/preview?limit=3", json=body)
        assert seen.status_code == 200, seen.text
        found = seen.json()
        assert (found["task"], found["inputs"], found["output"]["units"]) == (task, inputs, outputs)
        assert len(found["train"]["raw"]) == 3
    assert client.post("/datasets/preview", json={}).status_code == 422
    assert client.post("/datasets/preview", json={"dataset_id": "AAAA"}).status_code == 422


def test_treatments_are_answered_patched_and_undone_without_a_reset(
    client: httpx.Client, create: Create
) -> None:
    id = create({"network": {"layers": [{"units": 3, "activation": "tanh"}]}, "data": data(client)})
    client.post(f"/networks/{id}/train", json={"steps": 2})
    before = client.get(f"/networks/{id}").json()
    assert before["data"]["treatments"] == TREATMENTS
    change = {"treatments": {"age": {"missing": "most_frequent"}}}
    after = client.patch(f"/networks/{id}", json={"data": change}).json()
    assert after["data"]["treatments"]["age"] == {"missing": "most_frequent"}
    assert (after["step"], after["metrics"] != before["metrics"]) == (2, True)
    back = client.patch(f"/networks/{id}", json={"data": {"treatments": TREATMENTS}}).json()
    assert (back["data"], back["metrics"]) == (before["data"], before["metrics"])
    said = client.post("/networks", json={"network": back["network"], "data": back["data"]})
    assert said.json()["data"] == back["data"]


def test_treatments_belong_to_ones_own_rows(client: httpx.Client) -> None:
    refused = client.post("/networks", json={"data": {"name": "xor", "treatments": TREATMENTS}})
    assert refused.status_code == 422
    assert "treatments belongs to one's own rows" in refused.json()["detail"]


def test_a_network_is_written_with_its_treatments_and_read_again(
    client: httpx.Client, create: Create
) -> None:
    id = create({"network": {"layers": [{"units": 3, "activation": "tanh"}]}, "data": data(client)})
    file = client.get(f"/networks/{id}/export", params={"format": "json"}).content
    again = client.post("/networks/import", files={"file": ("n.json", file)})
    assert again.status_code == 201, again.text
    assert again.json()["metrics"] == client.get(f"/networks/{id}").json()["metrics"]
    assert again.json()["data"]["treatments"] == TREATMENTS


def test_treatments_and_the_way_a_file_was_read_survive_kill_9(tmp_path: Path) -> None:
    server = start(tmp_path)
    with httpx.Client(base_url=f"{server.address}/api/v1") as client:
        uploaded = upload(client, FILE).json()
        request = {"network": {"layers": [{"units": 3, "activation": "tanh"}]}, "data": data(client)}
        made = client.post("/networks", json=request).json()
    server.kill()
    assert uploaded["read"] == {"separator": "comma", "encoding": "utf-8", "header": True}
    with serving(tmp_path) as address, httpx.Client(base_url=f"{address}/api/v1") as client:
        assert client.get(f"/datasets/{uploaded['id']}").json() == uploaded
        found = client.get(f"/networks/{made['id']}").json()
        assert (found["data"], found["metrics"]) == (made["data"], made["metrics"])


@pytest.mark.parametrize("treatment", [{"type": "date"}, {"missing": 3}, {"fill": 3}, {"constant": []}])
def test_a_treatment_that_is_not_known_is_refused_by_field(client: httpx.Client, treatment: Json) -> None:
    refused = client.post("/datasets/preview", json=data(client, treatments={"age": treatment}))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"][:3] == ["body", "treatments", "age"]
