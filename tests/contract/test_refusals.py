"""Bad input: each a problem document that names the field, the rule and the value, and never a 5xx."""

# ruff: noqa: E501 (a table reads best with a row a line)

import json
from typing import Any, NamedTuple

import httpx
import pytest

from tests.contract.client import BATCH, JSON, SPAM, Create

LAYER = {"units": 1, "activation": "relu"}


class Refusal(NamedTuple):
    """A request, and what its refusal has to say. `{id}` stands for a fresh spam filter."""

    name: str
    method: str
    path: str
    body: Any
    status: int
    says: tuple[str, ...]
    headers: dict[str, str] = JSON


def network(name: str, value: Any, status: int = 422, *says: str) -> Refusal:
    return Refusal(name, "POST", "/networks", {"network": value}, status, says)


def create(name: str, changes: dict[str, Any], *says: str) -> Refusal:
    return Refusal(name, "POST", "/networks", {**SPAM, **changes}, 422, says)


def call(name: str, path: str, body: Any, *says: str, method: str = "POST", status: int = 422) -> Refusal:
    return Refusal(name, method, f"/networks/{{id}}/{path}", body, status, says)


def norm(name: str, entry: dict[str, Any], *says: str, dtype: str = "float64") -> Refusal:
    """Parameters of a network of one weight and batch norm."""
    spec = {"inputs": 1, "layers": [{**LAYER, "batch_norm": True}], "dtype": dtype}
    body = {"network": spec, "parameters": [{"w": [[1]], "b": [0], **entry}]}
    return Refusal(name, "POST", "/networks", body, 422, says)


REFUSALS = [
    # not JSON at all
    Refusal("cut off", "POST", "/networks", b'{"network":', 400, ("JSON",)),
    Refusal("not UTF-8", "POST", "/networks", b'{"name": "\xff"}', 400, ("UTF-8", "10", "0xff")),
    Refusal("UTF-16", "POST", "/networks", '{"name": "x"}'.encode("utf-16"), 400, ("UTF-8", "0xff")),
    Refusal("deep", "POST", "/networks", b'{"network":' + b"[" * 100_000, 400, ("JSON",)),
    Refusal("deep but closed", "POST", "/networks", b"[" * 150 + b"]" * 150, 422, ("object",)),
    Refusal("lone surrogate", "POST", "/networks", b'{"name": "\\ud800"}', 400, ("JSON",)),
    Refusal("empty", "POST", "/networks", b"", 422, ("body", "required")),
    Refusal("a list", "POST", "/networks", b"[]", 422, ("object", "[]")),
    Refusal("null", "POST", "/networks", b"null", 422, ("body",)),
    Refusal("plain text", "POST", "/networks", b"{}", 415, ("Content-Type", "text/plain"), {"Content-Type": "text/plain"}),
    Refusal("no media type", "POST", "/networks", b"{}", 415, ("Content-Type", "none"), {}),
    Refusal("a form", "POST", "/networks/{id}/step", b"x=1", 415, ("Content-Type", "x-www-form-urlencoded"), {"Content-Type": "application/x-www-form-urlencoded"}),
    Refusal("patch media type on POST", "POST", "/networks", b"{}", 415, ("merge-patch",), {"Content-Type": "application/merge-patch+json"}),
    # numbers
    call("NaN", "forward", b'{"x": [[1, NaN, 2]]}', "x[0][1]", "finite", "NaN"),
    call("Infinity", "forward", b'{"x": [[1, 2, -Infinity]]}', "x[0][2]", "finite", "-Infinity"),
    call("1e999", "forward", b'{"x": [[1e999, 2, 3]]}', "x[0][0]", "finite", "Infinity"),
    call("400 digits", "forward", b'{"x": [[1, 2, 1' + b"0" * 400 + b"]]}", "x[0][2]", "finite"),
    call("text for a number", "forward", {"x": [["1", 2, 3]]}, "x[0][0]", "number", '"1"'),
    call("true for a number", "forward", {"x": [[True, 2, 3]]}, "x[0][0]", "number", "true"),
    call("null for a number", "forward", {"x": [[None, 2, 3]]}, "x[0][0]", "number", "null"),
    call("text for a flag", "forward", {"x": [[1, 2, 3]], "training": "yes"}, "training", "true or false", "yes"),
    # shapes
    call("a row too short", "forward", {"x": [[1, 2]]}, "x", "(N, 3)", "(1, 2)"),
    call("ragged rows", "forward", {"x": [[1, 2, 3], [1]]}, "x", "equal length"),
    call("no rows", "forward", {"x": []}, "x", "at least 1", "[]"),
    call("empty rows", "forward", {"x": [[]]}, "x", "(N, 3)", "(1, 0)"),
    call("no batch axis", "forward", {"x": [1, 2, 3]}, "x[0]", "list", "1"),
    call("y of another length", "backward", {"x": [[1, 2, 3]], "y": [[1], [0]]}, "y", "(1, 1)", "(2, 1)"),
    call("y too wide", "step", {"x": [[1, 2, 3]], "y": [[1, 0]]}, "y", "(1, 1)", "(1, 2)"),
    call("y as labels", "step", {"x": [[1, 2, 3]], "y": [1]}, "y", "(1, 1)", "(1,)"),
    call("y is missing", "step", {"x": [[1, 2, 3]]}, "y", "required"),
    call("an empty step without data", "step", {}, "x", "required"),
    call("too many rows", "forward", {"x": [[1, 2, 3]] * 10_001}, "rows", "10000", "10001"),
    create("w transposed", {"parameters": [{"w": [[1, 2, 3], [4, 5, 6]], "b": [0, 0]}, SPAM["parameters"][1]]}, "w of layer 1", "(3, 2)", "(2, 3)"),
    create("one layer's parameters", {"parameters": [SPAM["parameters"][0]]}, "parameters", "2 layers", "1"),
    call("b too long", "parameters", {"layers": [{"w": [[1, 2]] * 3, "b": [1, 2, 3]}, {"w": [[1], [1]], "b": [0]}]}, "b of layer 1", "(2,)", "(3,)", method="PUT"),
    # names and keys
    network("unknown activation", {"inputs": 1, "layers": [{"units": 1, "activation": "rleu"}]}, 422, "activation", "rleu", "relu"),
    network("unknown initializer", {"inputs": 1, "layers": [{**LAYER, "initializer": "he"}]}, 422, "initializer", "he_normal"),
    network("unknown loss", {"inputs": 1, "layers": [LAYER], "loss": "mse"}, 422, "loss", "mse", "mean_squared_error"),
    network("unknown dtype", {"inputs": 1, "layers": [LAYER], "dtype": "float16"}, 422, "dtype", "float64", "float16"),
    network("unknown key of a layer", {"inputs": 1, "layers": [{**LAYER, "unit": 1}]}, 422, "layers[0].unit", "known"),
    network("activation without a name", {"inputs": 1, "layers": [{"units": 1, "activation": {}}]}, 422, "activation.name", "required"),
    network("unknown number of an activation", {"inputs": 1, "layers": [{"units": 1, "activation": {"name": "relu", "alpha": 1}}]}, 422, "alpha", "relu"),
    network("number of an activation out of range", {"inputs": 1, "layers": [{"units": 1, "activation": {"name": "elu", "alpha": -1}}]}, 422, "alpha", "-1"),
    create("unknown key", {"colour": "red"}, "colour", "known", "red"),
    create("unknown optimizer", {"training": {"optimizer": {"name": "adamant"}}}, "optimizer", "adamant", "sgd"),
    create("rate as text", {"training": {"optimizer": {"name": "sgd", "learning_rate": "0.1"}}}, "learning_rate", "number", "0.1"),
    create("name too long", {"name": "x" * 201}, "name", "200"),
    # rules
    network("10⁹ units", {"inputs": 1, "layers": [{"units": 10**9}]}, 422, "units of layer 1", "4096", "1000000000"),
    network("10³⁰ units", {"inputs": 1, "layers": [{"units": 10**30}]}, 422, "units"),
    network("10⁹ inputs", {"inputs": 10**9, "layers": [LAYER]}, 422, "inputs", "4096", "1000000000"),
    network("too many parameters", {"inputs": 4096, "layers": [{"units": 4096}]}, 422, "parameters", "1000000"),
    network("too deep", {"inputs": 1, "layers": [LAYER] * 65}, 422, "layers", "64", "65"),
    network("no units", {"inputs": 1, "layers": [{"units": 0}]}, 422, "layers[0].units", "at least 1", "0"),
    network("half a unit", {"inputs": 1, "layers": [{"units": 1.5}]}, 422, "layers[0].units", "whole", "1.5"),
    network("no layers", {"inputs": 1, "layers": []}, 422, "layers", "at least 1", "[]"),
    network("negative seed", {"inputs": 1, "layers": [LAYER], "seed": -1}, 422, "seed", "at least 0", "-1"),
    network("BCE without sigmoid", {"inputs": 1, "layers": [LAYER], "loss": "binary_cross_entropy"}, 422, "binary_cross_entropy", "sigmoid", "relu"),
    network("CCE without softmax", {"inputs": 1, "layers": [LAYER], "loss": "categorical_cross_entropy"}, 422, "softmax", "relu"),
    network("batch norm or what", {"inputs": 1, "layers": [{**LAYER, "batch_norm": 1}]}, 422, "layers[0].batch_norm", "true or false", "1"),
    network("all dropped", {"inputs": 1, "layers": [{**LAYER, "dropout": 1}]}, 422, "layers[0].dropout", "less than 1", "got 1"),
    network("less than none dropped", {"inputs": 1, "layers": [{**LAYER, "dropout": -0.1}]}, 422, "layers[0].dropout", "at least 0", "-0.1"),
    network("skip between widths", {"inputs": 2, "layers": [{**LAYER, "skip": True}]}, 422, "skip of layer 1", "1 units and 2 inputs"),
    network("skip around logits", {"inputs": 1, "layers": [{"units": 1, "activation": "sigmoid", "skip": True}]}, 422, "skip", "binary_cross_entropy", "logits"),
    network("dropped logits", {"inputs": 1, "layers": [{"units": 2, "activation": "softmax", "dropout": 0.1}]}, 422, "dropout", "categorical_cross_entropy", "logits"),
    network("too many with batch norm", {"inputs": 999, "layers": [{"units": 999, "batch_norm": True}]}, 422, "parameters", "1000000", "1000998"),
    create("gamma without batch norm", {"parameters": [{**SPAM["parameters"][0], "gamma": [1, 1]}, SPAM["parameters"][1]]}, "gamma of layer 1", "batch_norm"),
    create("running mean without batch norm", {"parameters": [SPAM["parameters"][0], {**SPAM["parameters"][1], "running_mean": [1]}]}, "running_mean of layer 2", "batch_norm"),
    norm("gamma too long", {"gamma": [1, 2]}, "gamma of layer 1", "(1,)", "(2,)"),
    norm("running mean too long", {"running_mean": [1, 2]}, "running_mean of layer 1", "(1,)", "(2,)"),
    norm("a negative variance", {"running_var": [-1]}, "parameters[0].running_var[0]", "at least 0", "-1"),
    norm("a variance beyond float32", {"running_var": [1e39]}, "parameters", "float32", dtype="float32"),
    create("negative l2", {"training": {"l2": -0.1}}, "training.l2", "at least 0", "-0.1"),
    create("clipping to nothing", {"training": {"clip_norm": 0}}, "clip_norm", "greater than 0", "got 0"),
    create("no rows a batch", {"training": {"batch_size": 0}}, "batch_size", "at least 1", "0"),
    create("patience", {"training": {"early_stopping": {"patience": 0}}}, "early_stopping.patience", "at least 1", "0"),
    create("number of an optimizer out of range", {"training": {"optimizer": {"name": "adam", "beta1": 1}}}, "beta1", "between 0 and", "got 1"),
    create("number of another optimizer", {"training": {"optimizer": {"name": "sgd", "momentum": 0.9}}}, "sgd", "momentum"),
    create("unknown schedule", {"training": {"schedule": "linear"}}, "schedule", "linear", "cosine"),
    Refusal("layer 3 frozen", "PATCH", "/networks/{id}", {"layers": [{"index": 3, "frozen": True}]}, 422, ("layer", "between 1 and 2", "3")),
    Refusal("frozen or what", "PATCH", "/networks/{id}", {"layers": [{"index": 1}]}, 422, ("layers[0].frozen", "required")),
    create("unknown data", {"data": {"name": "spirl"}}, "dataset", "spirl", "spiral"),
    create("data of another width", {"data": {"name": "spiral"}}, "network.inputs", "must be 2", "got 3"),
    create("data of more classes", {"data": {"name": "moons", "features": ["x1", "x2", "x1_x2"]}, "network": {"inputs": 3, "layers": [{"units": 3, "activation": "softmax"}]}, "parameters": None}, "output layer", "must be 2", "got 3"),
    create("numbers under cross-entropy", {"data": {"name": "sine"}, "parameters": None, "network": {"loss": "binary_cross_entropy", "layers": [{"units": 1, "activation": "sigmoid"}]}}, "data", "binary_cross_entropy"),
    create("unknown feature", {"data": {"name": "spiral", "features": ["x1", "x3"]}}, "x3", "x1_x2"),
    create("too many samples", {"data": {"name": "spiral", "samples": 10**6}}, "samples", "10000", "1000000"),
    create("all rows aside", {"data": {"name": "spiral", "validation_fraction": 1}}, "validation_fraction", "less than 1", "got 1"),
    Refusal("no network and no data", "POST", "/networks", {"name": "x"}, 422, ("inputs", "required")),
    Refusal("a network without layers", "POST", "/networks", {"network": {"inputs": 2}}, 422, ("layers", "required")),
    Refusal("data that does not fit", "PATCH", "/networks/{id}", {"data": {"name": "spiral"}}, 422, ("network.inputs", "2", "3")),
    Refusal("data without a name", "PATCH", "/networks/{id}", {"data": {"samples": 5}}, 422, ("data.name", "required")),
    create("example of another width", {"example": {"x": [[1]]}}, "x", "(N, 3)", "(1, 1)"),
    create("too few names", {"example": {"features": ["a"]}}, "features", "3", "1"),
    call("layer 0 edited", "parameters", {"edits": [{"layer": 0, "parameter": "w", "index": [0, 0], "value": 1}]}, "layer", "between 1 and 2", "0", method="PATCH"),
    call("index outside", "parameters", {"edits": [{"layer": 1, "parameter": "w", "index": [3, 0], "value": 1}]}, "index", "(3, 2)", "[3, 0]", method="PATCH"),
    call("negative index", "parameters", {"edits": [{"layer": 1, "parameter": "b", "index": [-1], "value": 1}]}, "index", "[-1]", method="PATCH"),
    call("unknown parameter", "parameters", {"edits": [{"layer": 1, "parameter": "v", "index": [0], "value": 1}]}, "parameter", "'w'", "v", method="PATCH"),
    call("beta without batch norm", "parameters", {"edits": [{"layer": 1, "parameter": "beta", "index": [0], "value": 1}]}, "beta of layer 1", "batch_norm", method="PATCH"),
    call("explain batch norm where there is none", "explain", {**BATCH, "quantity": "batch_norm", "layer": 1, "unit": 0}, "layer 1", "no batch norm"),
    call("explain a mask where there is none", "explain", {**BATCH, "quantity": "mask", "layer": 1, "unit": 0}, "nothing is dropped", "layer 1"),
    call("training without x", "explain", {"quantity": "loss", "training": True}, "x", "required", "training"),
    call("unknown quantity", "explain", {**BATCH, "quantity": "q"}, "quantity", "q", "grad_w"),
    call("explain without a pass", "explain", {"quantity": "loss"}, "x", "required"),
    call("explain y alone", "explain", {"quantity": "loss", "y": [[1]]}, "x", "required"),
    call("explain without a unit", "explain", {**BATCH, "quantity": "z", "layer": 1}, "unit"),
    call("explain unit 9", "explain", {**BATCH, "quantity": "z", "layer": 1, "unit": 9}, "unit", "9"),
    call("explain a gradient of a forward pass", "explain", {"x": BATCH["x"], "quantity": "grad_z", "layer": 1, "unit": 0}, "y is required", "grad_z"),
    call("paths of no unit", "paths", {**BATCH, "layer": 1}, "unit", "required"),
    call("paths of unit 9", "paths", {**BATCH, "layer": 1, "unit": 9}, "unit", "from 0 to 1", "9"),
    call("paths of layer 3", "paths", {**BATCH, "layer": 3, "unit": 0}, "layer", "from 0 to 2", "3"),
    call("paths of a weight before the input", "paths", {**BATCH, "layer": 0, "unit": 0, "from": 0}, "layer", "from 1 to 2", "0"),
    call("paths from input 3", "paths", {**BATCH, "layer": 1, "unit": 0, "from": 3}, "from", "from 0 to 2", "3"),
    call("paths of example 1", "paths", {**BATCH, "layer": 1, "unit": 0, "example": 1}, "example", "from 0 to 0", "1"),
    call("no paths at all", "paths", {**BATCH, "layer": 1, "unit": 0, "count": 0}, "count", "at least 1", "0"),
    call("51 paths", "paths", {**BATCH, "layer": 1, "unit": 0, "count": 51}, "count", "at most 50", "51"),
    call("paths without a target", "paths", {"x": BATCH["x"], "layer": 1, "unit": 0}, "y is required", "loss"),
    call("paths without a pass", "paths", {"layer": 1, "unit": 0}, "x", "required"),
    call("explain a jacobian of relu", "explain", {**BATCH, "quantity": "jacobian", "layer": 1, "unit": 0, "from": 0}, "only softmax", "slope"),
    call("explain a memory of plain descent", "explain", {**BATCH, "quantity": "v_hat", "layer": 1, "unit": 0}, "keeps no v"),
    call("epsilon of 0", "gradient-check", {**BATCH, "epsilon": 0}, "epsilon", "at least", "0"),
    call("check layer 3", "gradient-check", {**BATCH, "layer": 3}, "layer", "between 1 and 2", "3"),
    call("check without y", "gradient-check", {"x": BATCH["x"]}, "y", "required"),
    call("unknown include", "forward?include=zz", {"x": BATCH["x"]}, "include", "zz"),
    call("layers of words", "forward?layers=one", {"x": BATCH["x"]}, "layers", "one"),
    call("layer 3 of 2", "forward?layers=3", {"x": BATCH["x"]}, "layers", "between 1 and 2", "3"),
    call("example 1 of 1", "forward?example=1", {"x": BATCH["x"]}, "example", "0", "1"),
    call("unknown query", "forward?colour=red", {"x": BATCH["x"]}, "colour", "known", "red"),
    # places
    Refusal("unknown id", "GET", "/networks/AAAAAAAAAAAAAAAAAAAAAA", None, 404, ("AAAAAAAAAAAAAAAAAAAAAA",)),
    Refusal("no id at all", "GET", "/networks/%00%ff", None, 404, ("no network",)),
    Refusal("unknown path", "GET", "/nothing", None, 404, ("/nothing",)),
    Refusal("wrong method", "PUT", "/networks", b"{}", 405, ("PUT", "POST")),
    call("no layer 3", "layers/3", None, "layer 3", "1 to 2", method="GET", status=404),
    call("no pass yet", "layers", None, "no pass", method="GET", status=404),
    call("step 1 not taken", "steps/1", None, "Step 1", "step 0", method="GET", status=404),
    call("step 0 has no trace", "steps/0", None, "Step 0", method="GET", status=404),
    call("step 10³⁰", f"steps/{10**30}", None, "Step 1000", method="GET", status=404),
    call("step minus one", "steps/-1/restore", None, "Step -1", status=404),
    call("step of words", "steps/one", None, "k", "whole number", "one", method="GET"),
    Refusal("stale version", "PATCH", "/networks/{id}", {"name": "x"}, 412, ("If-Match", '"1"', '"7"'), {**JSON, "If-Match": '"7"'}),
    Refusal("weak version", "DELETE", "/networks/{id}", None, 412, ("If-Match", '"1"'), {"If-Match": 'W/"1"'}),
    Refusal("foreign origin", "POST", "/networks", SPAM, 403, ("Origin", "https://example.org"), {**JSON, "Origin": "https://example.org"}),
    Refusal("origin null", "DELETE", "/networks/{id}", None, 403, ("Origin", "null"), {"Origin": "null"}),
    Refusal("foreign host", "GET", "/catalog", None, 403, ("Host", "example.org"), {"Host": "example.org"}),
]  # fmt: skip


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)
def test_refusal_names_field_rule_and_value(client: httpx.Client, spam: str, refusal: Refusal) -> None:
    raw = refusal.body is None or isinstance(refusal.body, bytes)
    content = refusal.body if raw else json.dumps(refusal.body)
    path = refusal.path.replace("{id}", spam)
    response = client.request(refusal.method, path, headers=refusal.headers, content=content)
    assert response.status_code == refusal.status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == refusal.status
    assert problem["type"]
    assert problem["title"]
    for word in refusal.says:
        assert word in problem["detail"]
    if refusal.status == 422:
        assert problem["errors"]
        assert problem["errors"][0]["loc"][0] in ("body", "query", "path")
    assert client.get(f"/networks/{spam}").json()["version"] == 1


def test_20_mb_are_refused_before_they_are_read(client: httpx.Client) -> None:
    body = b'{"x": [[' + b"1," * 10_000_000 + b"1]]}"
    response = client.post("/networks", content=body, headers=JSON)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert "10000000" in response.json()["detail"]
    assert str(len(body)) in response.json()["detail"]


def test_20_mb_in_chunks_are_refused_too(client: httpx.Client) -> None:
    response = client.post("/networks", content=(b" " * 1_000_000 for _ in range(20)), headers=JSON)
    assert response.status_code == 413
    assert "at most 10000000 bytes" in response.json()["detail"]


def test_a_body_with_many_faults_has_a_short_answer(client: httpx.Client) -> None:
    rows = [["1"] * 3] * 100_000
    response = client.post("/networks", json={**SPAM, "example": {"x": rows}})
    assert response.status_code == 422
    assert len(response.content) < 5000


def test_own_origin_and_no_origin_are_served(client: httpx.Client, create: Create, server: str) -> None:
    create()
    response = client.post("/networks", json=SPAM, headers={"Origin": server})
    assert response.status_code == 201


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:80", "192.168.1.20:9", "a.localhost"])
def test_loopback_names_and_addresses_are_served(client: httpx.Client, host: str) -> None:
    assert client.get("/health", headers={"Host": host}).status_code == 200


def test_a_wrong_method_is_told_the_right_ones(client: httpx.Client, spam: str) -> None:
    response = client.put(f"/networks/{spam}")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, PATCH, DELETE"


def test_a_person_gets_a_page_and_a_program_a_document(server: str) -> None:
    html = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for path in ("/nowhere", "/networks/AAAAAAAAAAAAAAAAAAAAAA"):
        page = httpx.get(server + path, headers=html)
        assert page.status_code == 404
        assert page.headers["content-type"].startswith("text/html")
    assert httpx.get(server + "/nowhere").json()["status"] == 404
    in_api = httpx.get(server + "/api/v1/nowhere", headers=html)
    assert in_api.headers["content-type"] == "application/problem+json"
