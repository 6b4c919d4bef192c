"""Files that were damaged, at random or with care, are refused or read, and are never a failure."""

import io
from itertools import pairwise
from typing import Any

import numpy as np
import onnx
import torch
from hypothesis import given
from hypothesis import strategies as st

from app import importers
from app.exporters import FORMATS, Subject, subject_of
from app.importers import Hints
from app.kept import Kept
from app.schemas.requests import NetworkRequest
from engine.activations import ACTIVATIONS
from engine.errors import EngineError
from engine.network import Layer, Network
from engine.training import Training, initial_state

MOST = 10_000


def subject() -> Subject:
    layers = [Layer.of(3, name, batch_norm=i % 3 == 0, skip=i > 0) for i, name in enumerate(ACTIVATIONS)]
    network = Network.build(2, layers, "mean_squared_error", seed=1)
    return subject_of(Kept(1, "Damaged", None, initial_state(network, Training.sgd(0.1))), None)


def state_dict() -> bytes:
    file = io.BytesIO()
    torch.save({"0.weight": torch.ones(3, 2), "0.bias": torch.zeros(3), "1.weight": torch.ones(1, 3)}, file)
    return file.getvalue()


WHOLE = {name: FORMATS[name].write(subject()) for name in ("npz", "safetensors", "onnx")}
WHOLE["pt"] = state_dict()

edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6)


def read(content: bytes) -> None:
    """Whatever else is raised fails the test."""
    places: list[Any] = []
    try:
        assert importers.read(content, "file", Hints(), MOST).request
    except EngineError as refused:
        places.append(refused.loc)
    assert places in ([], [("file",)])


def test_what_is_whole_is_read() -> None:
    for content in WHOLE.values():
        found = importers.read(content, "file", Hints(), MOST)
        assert found.layers
        assert NetworkRequest.model_validate_json(found.request).network


@given(name=st.sampled_from(sorted(WHOLE)), edits=edits, end=st.floats(0, 1), cut=st.booleans())
def test_damaged_bytes_are_refused_or_read(
    name: str, edits: list[tuple[float, int]], end: float, cut: bool
) -> None:
    content = bytearray(WHOLE[name])
    for place, value in edits:
        content[int(place * (len(content) - 1))] = value
    read(bytes(content[: int(end * len(content))] if cut else content))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(content: bytes) -> None:
    read(content)
    read(b"\x00\x00\x00\x00\x00\x00\x00\x00{" + content)
    read(b"PK\x03\x04" + content)


@given(st.data())
def test_damaged_graphs_are_refused_or_read(data: st.DataObject) -> None:
    model = onnx.load_model_from_string(WHOLE["onnx"])
    for _ in range(data.draw(st.integers(1, 3))):
        node = data.draw(st.sampled_from(list(model.graph.node)))
        tensor: Any = data.draw(st.sampled_from(list(model.graph.initializer)))
        match data.draw(st.integers(0, 7)):
            case 0:
                node.op_type = data.draw(
                    st.sampled_from(["Gemm", "Add", "Erf", "Mul", "Elu", "Transpose", "Cast"])
                )
            case 1:
                node.ClearField("input")
            case 2:
                node.ClearField("output")
            case 3:
                node.ClearField("domain")
            case 4:
                node.attribute.append(onnx.helper.make_attribute("alpha", "text"))
            case 5:
                node.input.append(data.draw(st.sampled_from(["x", "a1", "layers.1.w", ""])))
            case 6:
                tensor.data_type = data.draw(st.sampled_from([1, 6, 7, 8, 9, 10, 11, 14, 16, 99]))
            case _:
                tensor.dims[:] = data.draw(st.lists(st.integers(-1, 4), max_size=3))
    read(model.SerializeToString())


def test_a_very_deep_graph_is_read() -> None:
    helper: Any = onnx.helper
    numbers = onnx.numpy_helper.from_array(np.ones((1, 1)), "w")
    names = ["x", *(f"a{i}" for i in range(3000))]
    nodes = [helper.make_node("MatMul", [one, "w"], [two]) for one, two in pairwise(names)]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes, "deep", [value("x", 11, ["N", 1])], [value(names[-1], 11, None)], [numbers]
    )
    found = importers.read(helper.make_model(graph).SerializeToString(), "deep", Hints(), MOST)
    assert len(found.layers or ()) == 3000
