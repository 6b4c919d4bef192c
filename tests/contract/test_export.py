"""Networks leave as files and as code: what these compute, run elsewhere, is what the server answers."""

import ast
import csv
import io
import json
import typing
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from app.api.common import ExportQuery
from app.exporters import FORMATS
from tests.contract.client import BATCH, SPAM, Create
from tests.contract.rich import BATCH as RICH_BATCH
from tests.contract.rich import RICH, X
from tests.contract.taken import Runner, close, every_choice, export, file_name, forward, request_of, running
from tests.engine.rich import Rich, riches

Json = dict[str, Any]

CODE = ("numpy", "pytorch", "keras", "onnx")
# Keras multiplies float64 matrices in float32 under PyTorch's backend, which its exported module says.
DIGITS = {"float64": {"numpy": 1e-12, "pytorch": 1e-12, "onnx": 1e-12, "keras": 1e-5}}
FLOAT32 = 1e-5
ROWS = [[152.0, 0.004], [171.0, 0.0], [206.5, 0.01], [0.0, -3.0]]

few = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    with running(tmp_path_factory.mktemp("exported")) as runner:
        yield runner


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("format", CODE)
def test_every_choice_computes_the_same_elsewhere(
    client: httpx.Client, create: Create, runner: Runner, format: str, dtype: str
) -> None:
    id = create(every_choice(dtype))
    client.post(f"/networks/{id}/train", json={"steps": 20})
    outputs = runner.outputs(export(client, id, format), ROWS)
    assert outputs.dtype == dtype
    within = FLOAT32 if dtype == "float32" else DIGITS[dtype][format]
    close(outputs, forward(client, id, ROWS), within)


@pytest.mark.parametrize("format", ["numpy", "pytorch", "onnx"])
@few
@given(rich=riches(training=False))
def test_any_network_computes_the_same_elsewhere(
    client: httpx.Client, create: Create, runner: Runner, format: str, rich: Rich
) -> None:
    id = create(request_of(rich))
    x = rich.x.tolist()
    close(runner.outputs(export(client, id, format), x), forward(client, id, x), 1e-12)


@pytest.mark.parametrize("format", ["numpy", "pytorch", "onnx"])
@pytest.mark.parametrize("activation", ["gelu", "softplus", "elu", "silu", "sigmoid", "softmax"])
def test_what_saturates_stays_exact(
    client: httpx.Client, create: Create, runner: Runner, format: str, activation: str
) -> None:
    layer = {"units": 2, "activation": activation}
    network = {"inputs": 2, "layers": [layer], "loss": "mean_squared_error"}
    identity = {"w": [[1, 0], [0, 1]], "b": [0, 0]}
    id = create({"network": network, "parameters": [identity]})
    x = [[sign * z, 0.1] for sign in (1, -1) for z in (0.0, 1e-9, 0.5, 5.0, 19.0, 21.0, 38.0, 300.0, 800.0)]
    found, expected = runner.outputs(export(client, id, format), x), forward(client, id, x)
    ulps = np.spacing(np.abs(x).max(axis=1, keepdims=True) + 1)
    assert (np.abs(found - expected) <= 8 * ulps).all(), (found - expected) / ulps


def test_a_notebook_runs_cell_by_cell(client: httpx.Client, create: Create) -> None:
    id = create(every_choice("float64"))
    response = export(client, id, "notebook")
    notebook: Json = response.json()
    assert (notebook["nbformat"], file_name(response)) == (4, "every_choice.ipynb")
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    names: Json = {}
    for source in cells:
        exec(source, names)
    close(names["forward"](names["x"]), forward(client, id, names["x"]), 1e-12)


def test_exported_code_is_python_whatever_the_network_is_called(
    client: httpx.Client, create: Create, runner: Runner
) -> None:
    name = 'a"""\n\\import os; os.abort()\r\u2028\U0001f600 \x00\'\'\'"'
    example = {"features": ['"""', "\\", "\n1/0"], "x": [[1, 2, 3]]}
    id = create({**SPAM, "name": name, "example": example})
    for format in ("numpy", "pytorch", "keras"):
        exported = export(client, id, format)
        body = ast.parse(exported.text).body
        assert isinstance(body[0], ast.Expr)
        assert file_name(exported) == f"a_import_os_os_abort_{format}.py"
        close(runner.outputs(exported, [[3, 1, 0.8]]), forward(client, id, [[3, 1, 0.8]]), 1e-5)


def test_a_network_that_diverged_is_exported_as_it_is(
    client: httpx.Client, create: Create, runner: Runner
) -> None:
    layers = [{"units": 1}, {"units": 1}]
    ones = [{"w": [[1e200]], "b": [0]}, {"w": [[1e200]], "b": [0]}]
    id = create({"network": {"inputs": 1, "layers": layers}, "parameters": ones})
    client.post(f"/networks/{id}/step", json={"x": [[1]], "y": [[0]]})
    for format in ("numpy", "pytorch", "onnx"):
        assert np.isnan(runner.outputs(export(client, id, format), [[1]])).all()
    assert export(client, id, "json").json()["parameters"][0]["w"] == [[None]]


def test_json_is_the_request_that_makes_the_network_again(client: httpx.Client, create: Create) -> None:
    id = create(every_choice("float64"))
    client.post(f"/networks/{id}/train", json={"steps": 5})
    exported = export(client, id, "json").json()
    assert exported["data"]["rows"]["values"] == every_choice("float64")["data"]["rows"]["values"]
    again = create(exported)
    for path in ("", "/parameters"):
        old, new = (client.get(f"/networks/{one}{path}").json() for one in (id, again))
        ignored = ("id", "version", "url", "start", "undo", "redo")
        assert {k: v for k, v in old.items() if k not in ignored} == {
            k: v for k, v in new.items() if k not in ignored
        }


@pytest.mark.parametrize(("format", "ending"), [(name, format.ending) for name, format in FORMATS.items()])
def test_a_file_is_named_after_its_network(client: httpx.Client, spam: str, format: str, ending: str) -> None:
    response = export(client, spam, format)
    assert file_name(response) == f"spam_filter{ending}"
    assert response.headers["etag"] == '"1"'
    assert response.content


def test_a_name_without_letters_still_makes_a_file_name(client: httpx.Client, create: Create) -> None:
    id = create({**SPAM, "name": "神经网络"})
    assert file_name(export(client, id, "json")) == "network.json"


def test_the_formats_that_are_offered_are_those_that_there_are() -> None:
    offered = typing.get_args(ExportQuery.model_fields["format"].annotation)
    assert offered == (*FORMATS, "csv")


def table(response: httpx.Response) -> list[Json]:
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def test_the_history_as_a_table_is_the_history(client: httpx.Client, create: Create) -> None:
    id = create({"network": {"layers": [{"units": 4, "activation": "tanh"}]}, "data": {"name": "iris"}})
    assert table(export(client, id, "csv")) == []
    client.post(f"/networks/{id}/train", json={"steps": 40})
    response = export(client, id, "csv", what="history")
    rows, history = table(response), client.get(f"/networks/{id}/history?points=10000").json()
    assert file_name(response).endswith("_history.csv")
    assert [int(row["step"]) for row in rows] == history["step"]
    assert [float(row["train_loss"]) for row in rows] == history["train_loss"]
    for layer in (1, 2):
        column = [norms[layer - 1] for norms in history["grad_norms"]]
        assert [float(row[f"grad_norm_{layer}"]) for row in rows] == column


def test_a_trace_as_a_table_holds_every_number_of_it(client: httpx.Client, create: Create) -> None:
    id = create(RICH)
    client.post(f"/networks/{id}/step", json=RICH_BATCH)
    trace = client.get(f"/networks/{id}/steps/1").json()
    response = export(client, id, "csv", what="trace", step=1)
    assert file_name(response).endswith("_trace_step_1.csv")
    rows = table(response)
    seen = {tuple(row.values())[:-1]: float(row["value"]) for row in rows}
    assert len(seen) == len(rows) == numbers_of(trace)
    assert seen["loss", "", "", "", ""] == trace["loss"]
    for layer in trace["layers"]:
        index = str(layer["index"])
        assert seen["z", index, "2", "", "1"] == layer["z"][2][1]
        assert seen["w", index, "", "1", "0"] == layer["w"][1][0]
        assert seen["b", index, "", "", "1"] == layer["b"][1]
        assert seen["update.w.after", index, "", "0", "1"] == layer["update"]["w"]["after"][0][1]
        if "batch_norm" in layer:
            assert seen["batch_norm.x_hat", index, "4", "", "0"] == layer["batch_norm"]["x_hat"][4][0]
            assert seen["batch_norm.mean", index, "", "", "0"] == layer["batch_norm"]["mean"][0]
    client.post(f"/networks/{id}/forward", json={"x": X})
    latest = table(export(client, id, "csv", what="trace"))
    assert not [row for row in latest if row["quantity"].startswith("grad")]


def numbers_of(node: Any) -> int:
    """How many numbers a trace holds, what it says about itself left out."""
    if isinstance(node, dict):
        own = typing.cast(Json, node)
        return sum(numbers_of(value) for key, value in own.items() if key not in ("index", "beats", "batch"))
    if isinstance(node, list):
        return sum(map(numbers_of, typing.cast(list[Any], node)))
    return int(isinstance(node, int | float))


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("", 422, "format is required"),
        ("?format=xml", 422, "format must be 'json', 'npz'"),
        ("?format=csv&what=weights", 422, "what must be 'history' or 'trace', got \"weights\""),
        ("?format=csv&step=1", 422, "step belongs to what=trace"),
        ("?format=json&what=trace", 422, "what belongs to format=csv, not to json"),
        ("?format=onnx&step=1", 422, "step belongs to format=csv, not to onnx"),
        ("?format=csv&what=trace&step=2", 404, "Step 2"),
        ("?format=csv&what=trace&step=x", 422, "step must be a whole number"),
        ("?format=json&colour=red", 422, "colour"),
    ],
)
def test_what_cannot_be_exported_is_refused(
    client: httpx.Client, spam: str, query: str, status: int, says: str
) -> None:
    client.post(f"/networks/{spam}/step", json=BATCH)
    response = client.get(f"/networks/{spam}/export{query}")
    assert response.status_code == status
    assert says in response.json()["detail"]
    assert json.loads(response.content)["status"] == status


def test_a_trace_of_a_network_without_a_pass_is_not_there(client: httpx.Client, spam: str) -> None:
    response = client.get(f"/networks/{spam}/export?format=csv&what=trace")
    assert response.status_code == 404
