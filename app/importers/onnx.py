"""ONNX: the graph of an MLP, walked node by node; what it is made of must add up to dense layers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.exporters import onnx_functions
from app.exporters.onnx_functions import DOMAIN
from app.exporters.subject import REQUEST
from app.importers.found import (
    Found,
    Hints,
    check_arrays,
    described,
    network_document,
    refused,
)
from app.importers.onnx_graph import Walk
from engine.types import Array

if TYPE_CHECKING:
    from onnx import ModelProto, TensorProto

MOST_NODES = 5000


def read(content: bytes, name: str, hints: Hints, most: int) -> Found:
    model = parsed(content)
    check_functions(model)
    walk = Walk(constants(model, most), inputs_of(model))
    for node in model.graph.node:
        walk.node(node)
    answer = walk.output(model.graph.output[0].name)
    layers, standardize = answer.layers, answer.standardize()
    numbers = tuple(layer.numbers for layer in layers)
    text = next((own.value for own in model.metadata_props if own.key == REQUEST), None)
    if text is not None:
        return Found(text.encode(), numbers, standardize, (), layers)
    return Found(
        described(name, network_document(layers, hints.loss)), numbers, standardize, unsaid=("loss",)
    )


def parsed(content: bytes) -> "ModelProto":
    import onnx

    try:
        model = onnx.load_model_from_string(content)
    except Exception as bad:  # of protobuf's own kinds, which onnx gives no names of its own
        raise refused(f"file must be JSON, npz, safetensors, ONNX or a state_dict; as ONNX: {bad}") from None
    graph = model.graph
    if not graph.node:
        raise refused("file must be JSON, npz, safetensors, ONNX or a state_dict; as ONNX it has no nodes")
    if len(graph.node) > MOST_NODES:
        raise refused(f"file must have at most {MOST_NODES} nodes, got {len(graph.node)}")
    if not all(isinstance(text, str) for text in texts(model)):
        raise refused("file must name things in UTF-8, and one of its names is not")
    if len(graph.output) != 1:
        raise refused(f"file must have one output, got {len(graph.output)}")
    if graph.sparse_initializer:
        raise refused(f"{graph.sparse_initializer[0].values.name} must be dense, got a sparse tensor")
    return model


def texts(model: "ModelProto") -> Iterator[object]:
    """Every text that is looked at: what is no UTF-8 comes as bytes."""
    for node in model.graph.node:
        yield from (node.op_type, node.domain, *node.input, *node.output)
        yield from (own.name for own in node.attribute)
    for named in (*model.graph.input, *model.graph.output, *model.graph.initializer):
        yield named.name
    for own in model.metadata_props:
        yield from (own.key, own.value)
    for function in model.functions:
        yield from (function.name, function.domain)


def inputs_of(model: "ModelProto") -> str:
    known = {tensor.name for tensor in model.graph.initializer}
    given = [own.name for own in model.graph.input if own.name not in known]
    if len(given) != 1:
        raise refused(f"file must have one input, got {len(given)}: {', '.join(given)[:80]}")
    return given[0]


def constants(model: "ModelProto", most: int) -> dict[str, Array]:
    """All tensors that the file holds, those of Constant nodes as well."""
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Constant" and not node.domain:
            values = [own.t for own in node.attribute if own.name == "value"]
            if len(values) != 1:
                raise refused(f"constant {node.output[0]!r} must be a tensor")
            tensors[node.output[0]] = values[0]
    found = {name: tensor_array(name, tensor) for name, tensor in tensors.items()}
    check_arrays({name: array for name, array in found.items() if array.dtype.kind == "f"}, most)
    return found


def tensor_array(name: str, tensor: "TensorProto") -> Array:
    from onnx import TensorProto, numpy_helper

    if tensor.data_location == TensorProto.EXTERNAL or tensor.external_data:
        raise refused(f"{name} must lie in the file itself, got a tensor in a file beside it")
    try:
        return numpy_helper.to_array(tensor)
    except (ValueError, TypeError, KeyError, RuntimeError, OverflowError) as bad:
        raise refused(f"{name} of shape {tuple(tensor.dims)} must hold its numbers: {bad}") from None


def check_functions(model: "ModelProto") -> None:
    """A function of ours has to be as we write it, since it is known by its name alone."""
    called = [node for node in model.graph.node if node.domain == DOMAIN]
    known = [node for node in called if node.op_type in onnx_functions.BODIES]
    ours = {own.name: own.SerializeToString(deterministic=True) for own in onnx_functions.used(known)}
    for own in model.functions:
        if own.domain == DOMAIN and ours.get(own.name) not in (
            None,
            own.SerializeToString(deterministic=True),
        ):
            raise refused(f"function {own.name!r} must be as mlpscope writes it, got another")
