"""ONNX that other programs write: the same answers as onnxruntime gives, or a word on what is no MLP."""

import io
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from tests.contract.taken import Runner, brought, close, forward, running, send

Json = dict[str, Any]
Arrays = dict[str, Any]

RNG = np.random.default_rng(8)
W1, B1, W2, B2 = (RNG.normal(size=shape).astype(np.float32) for shape in ((3, 4), (4,), (4, 4), (4,)))
POSITIVE = RNG.random(4).astype(np.float32) + 0.5
X = [[1.0, -2.0, 0.5], [0.3, 4.0, -1.0]]


def model(
    nodes: list[Any], arrays: Arrays, output: str = "y", kind: int = TensorProto.FLOAT, opset: int = 20
) -> bytes:
    """A graph from x (N, 3) to `output`."""
    graph = helper.make_graph(
        nodes,
        "mlp",
        [helper.make_tensor_value_info("x", kind, ["N", 3])],
        [helper.make_tensor_value_info(output, kind, ["N", None])],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)
    return made.SerializeToString()


def node(operator: str, inputs: str, output: str, **attributes: Any) -> Any:
    return helper.make_node(operator, inputs.split(), [output], **attributes)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    with running(tmp_path_factory.mktemp("onnx")) as runner:
        yield runner


DENSE = {"w1": W1, "b1": B1, "w2": W2, "b2": B2}
FIRST = node("Gemm", "x w1 b1", "z1")
GRAPHS: dict[str, tuple[list[Any], Arrays, list[Any]]] = {
    "as PyTorch exports": (
        [
            node("Gemm", "x w1t b1", "z1", transB=1),
            node("Relu", "z1", "a1"),
            node("Gemm", "a1 w2t b2", "z2", transB=1),
            node("Softmax", "z2", "y", axis=1),
        ],
        {"w1t": W1.T.copy(), "w2t": W2.T.copy(), "b1": B1, "b2": B2},
        ["relu", "softmax"],
    ),
    "as TensorFlow exports": (
        [
            node("MatMul", "x w1", "m1"),
            node("Add", "b1 m1", "z1"),
            node("LeakyRelu", "z1", "a1", alpha=0.3),
            node("Dropout", "a1", "d1"),
            node("MatMul", "d1 w2", "y"),
        ],
        DENSE,
        [{"name": "leaky_relu", "negative_slope": 0.3}, "linear"],
    ),
    "SiLU in two nodes, bypass": (
        [
            FIRST,
            node("Sigmoid", "z1", "s1"),
            node("Mul", "s1 z1", "a1"),
            node("Gemm", "a1 w2 b2", "z2"),
            node("Elu", "z2", "h2", alpha=0.5),
            node("Add", "a1 h2", "y"),
        ],
        DENSE,
        ["silu", {"name": "elu", "alpha": 0.5}],
    ),
    "linear bypass": (
        [FIRST, node("Tanh", "z1", "a1"), node("Gemm", "a1 w2 b2", "z2"), node("Add", "z2 a1", "y")],
        DENSE,
        ["tanh", "linear"],
    ),
    "another epsilon": (
        [FIRST, node("BatchNormalization", "z1 p b2 b1 p", "n1", epsilon=0.01), node("Gelu", "n1", "y")],
        {**DENSE, "p": POSITIVE},
        ["gelu"],
    ),
    "standardised first, constants as nodes": (
        [
            node("Constant", "", "mean", value=numpy_helper.from_array(B1[:3])),
            node("Constant", "", "scale", value=numpy_helper.from_array(POSITIVE[:3])),
            node("Sub", "x mean", "c"),
            node("Div", "c scale", "s"),
            node("Gemm", "s w1 b1", "z1"),
            node("Softplus", "z1", "y"),
        ],
        DENSE,
        ["softplus"],
    ),
    "GELU in five nodes, as of old": (
        [
            FIRST,
            node("Div", "z1 root", "s"),
            node("Erf", "s", "e"),
            node("Add", "e one", "p"),
            node("Mul", "z1 p", "m"),
            node("Mul", "m half", "a1"),
            node("Gemm", "a1 w2 b2", "z2"),
            node("Mul", "z2 half", "h"),
            node("Mul", "half_root z2", "s2"),
            node("Erf", "s2", "e2"),
            node("Add", "one e2", "p2"),
            node("Mul", "p2 h", "y"),
        ],
        {
            **DENSE,
            "root": np.array(np.sqrt(2), np.float32),
            "half_root": np.array(np.sqrt(0.5), np.float32),
            "one": np.array(1, np.float32),
            "half": np.array([0.5], np.float32),
        },
        ["gelu", "gelu"],
    ),
    "scaled and flattened": (
        [node("Flatten", "x", "f"), node("Mul", "f two", "m"), node("MatMul", "m w1", "y")],
        {**DENSE, "two": np.array([2.0], np.float32)},
        ["linear"],
    ),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_of_an_mlp_answers_what_onnxruntime_does(
    client: httpx.Client, runner: Runner, name: str
) -> None:
    nodes, arrays, activations = GRAPHS[name]
    content = model(nodes, arrays)
    checker: Any = onnx.checker
    checker.check_model(onnx.load_model_from_string(content), full_check=True)
    found = brought(client, content, "theirs.onnx")
    assert [layer["activation"] for layer in found["network"]["layers"]] == activations
    assert (found["name"], found["network"]["dtype"]) == ("theirs", "float32")
    response = httpx.Response(
        200, content=content, headers={"content-disposition": 'attachment; filename="a.onnx"'}
    )
    close(forward(client, found["id"], X), runner.outputs(response, X).astype(float), 1e-5)


@pytest.mark.parametrize("opset", [13, 17, 20])
def test_what_pytorch_exports_comes_back(client: httpx.Client, opset: int) -> None:
    parts = [
        *(torch.nn.Linear(3, 5), torch.nn.BatchNorm1d(5), torch.nn.GELU(), torch.nn.Dropout(0.2)),
        *(torch.nn.Linear(5, 4), torch.nn.SiLU(), torch.nn.Linear(4, 4), torch.nn.Softplus()),
        *(torch.nn.Linear(4, 4), torch.nn.ELU(0.5), torch.nn.Linear(4, 4), torch.nn.LeakyReLU(0.2)),
        *(torch.nn.Linear(4, 2), torch.nn.Softmax(dim=1)),
    ]
    network, file, to_onnx = torch.nn.Sequential(*parts).eval(), io.BytesIO(), torch.onnx
    exporter: Any = to_onnx.export
    with warnings.catch_warnings(action="ignore"):
        exporter(network, (torch.tensor(X),), file, dynamo=False, opset_version=opset)
    found = brought(client, file.getvalue(), loss="categorical_cross_entropy")
    assert found["network"]["loss"] == "categorical_cross_entropy"
    expected = network(torch.tensor(X)).detach().numpy()
    close(forward(client, found["id"], X), expected.astype(float), 1e-5)


def external() -> bytes:
    made = onnx.load_model_from_string(model([FIRST, node("Relu", "z1", "y")], DENSE))
    tensor = made.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "/etc/passwd"
    return made.SerializeToString()


def cut_tensor() -> bytes:
    made = onnx.load_model_from_string(model([FIRST, node("Relu", "z1", "y")], DENSE))
    made.graph.initializer[0].dims[0] = 2**40
    return made.SerializeToString()


def two_outputs() -> bytes:
    made = onnx.load_model_from_string(model([FIRST, node("Relu", "z1", "y")], DENSE))
    made.graph.output.add().name = "z1"
    return made.SerializeToString()


RELU = node("Relu", "z1", "y")
BROKEN: dict[str, tuple[bytes, str]] = {
    "external data": (external(), "w1 must lie in the file itself"),
    "a tensor cut short": (cut_tensor(), "w1 of shape (1099511627776, 4)"),
    "two outputs": (two_outputs(), "must have one output, got 2"),
    "a convolution": (model([node("Conv", "x w1", "y")], DENSE), "Conv 'y': is no part of an MLP"),
    "another input": (model([FIRST, node("Gemm", "q w2 b2", "y")], DENSE), "Gemm 'y': is no part"),
    "no dense layer": (
        model([node("Relu", "x", "y")], DENSE),
        "Relu 'y': an activation must follow a dense layer",
    ),
    "two activations": (model([FIRST, node("Tanh", "z1", "t"), node("Relu", "t", "y")], DENSE), "Relu 'y'"),
    "widths": (model([FIRST, node("Gemm", "z1 w1 b1", "y")], DENSE), "Gemm 'y': w must take 4 inputs"),
    "bias": (model([node("Gemm", "x w1 w2", "y")], DENSE), "the bias must have shape (4,), got (4, 4)"),
    "alpha": (model([node("Gemm", "x w1 b1", "y", alpha=2.0)], DENSE), "alpha and beta 1"),
    "not in the file": (
        model([node("Gemm", "x w9 b1", "y")], DENSE),
        "must be numbers that are in the file, got 'w9'",
    ),
    "half precision": (
        model([node("MatMul", "x h", "y")], {"h": W1.astype(np.float16)}),
        "w must be a matrix of float64 or float32, got float16",
    ),
    "softmax along the rows": (model([FIRST, node("Softmax", "z1", "y", axis=0)], DENSE), "axis 1, got 0"),
    "gelu by tanh": (model([FIRST, node("Gelu", "z1", "y", approximate="tanh")], DENSE), "exact one"),
    "another domain": (
        model([FIRST, node("Relu", "z1", "y", domain="com.acme")], DENSE),
        "Relu 'y': is no part",
    ),
    "no output": (model([FIRST, node("Relu", "z1", "a")], DENSE), "output 'y' must come from"),
    "an unknown activation": (
        model([FIRST, node("Mul", "z1 h", "y")], {**DENSE, "h": np.array(0.25, np.float32)}),
        "Mul 'y': is no part",
    ),
    "half an activation": (
        model([FIRST, node("Mul", "z1 h", "y")], {**DENSE, "h": np.array(0.5, np.float32)}),
        "output 'y' must come from",
    ),
    "another layer's gate": (
        model(
            [FIRST, node("Sigmoid", "z1", "s"), node("Gemm", "s w2 b2", "q"), node("Mul", "q s", "y")], DENSE
        ),
        "Mul 'y': is no part",
    ),
    "rounded on the way": (
        model([FIRST, node("Cast", "z1", "i", to=TensorProto.INT64), node("Cast", "i", "y", to=1)], DENSE),
        "Cast 'i': is no part",
    ),
    "a number too large": (
        model([FIRST, RELU], {**DENSE, "b1": B1 * np.float32(np.inf)}),
        "b1 must hold finite",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_graph_that_is_no_mlp_is_refused_by_node(client: httpx.Client, name: str) -> None:
    content, says = BROKEN[name]
    response = send(client, content)
    assert response.status_code == 422
    assert says in response.json()["detail"]
    assert response.json()["errors"][0]["loc"][:2] == ["body", "file"]
