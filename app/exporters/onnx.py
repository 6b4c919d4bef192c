"""ONNX: a graph of standard operators that runs in onnxruntime and elsewhere, its numbers named as in npz.

Runtimes have kernels for 32 bits throughout, but for 64 only of the most common operators. So there a float64
network calls functions that the file itself brings (`onnx_functions`), made of operators that they do have.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from app.exporters import onnx_functions
from app.exporters.onnx_functions import DOMAIN, OPSET
from app.exporters.subject import REQUEST, STANDARDIZE, Subject
from app.web import app_version
from engine.batch_norm import EPSILON
from engine.network import Layer
from engine.types import Array

if TYPE_CHECKING:
    from onnx import NodeProto

IR_VERSION = 9

OPERATORS = {
    "relu": "Relu",
    "leaky_relu": "LeakyRelu",
    "elu": "Elu",
    "gelu": "Gelu",
    "softplus": "Softplus",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "softmax": "Softmax",
}
# What ONNX calls the one number that an activation may have.
ALPHA = ("alpha",)


def write(subject: Subject) -> bytes:
    from onnx import TensorProto, helper, numpy_helper

    network = subject.network
    kind = TensorProto.DOUBLE if network.dtype == "float64" else TensorProto.FLOAT
    nodes, arrays = _graph(subject)
    graph = helper.make_graph(
        nodes,
        "mlpscope",
        [helper.make_tensor_value_info("x", kind, ["N", network.inputs])],
        [helper.make_tensor_value_info("a", kind, ["N", network.layers[-1].units])],
        [numpy_helper.from_array(np.ascontiguousarray(array), name) for name, array in arrays.items()],
    )
    model = helper.make_model(
        graph,
        producer_name="mlpscope",
        producer_version=app_version(),
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(DOMAIN, 1)],
        functions=onnx_functions.used(nodes),
    )
    helper.set_model_props(model, {REQUEST: orjson.dumps(subject.request).decode()})
    return model.SerializeToString()


def _graph(subject: Subject) -> tuple[list["NodeProto"], dict[str, Array]]:
    build = Builder(subject.network.dtype, subject.arrays)
    a = build.standardized() if subject.standardize is not None else "x"
    last = len(subject.network.layers)
    for i, layer in enumerate(subject.network.layers, start=1):
        a = build.layer(i, layer, a, "a" if i == last else f"a{i}")
    return build.nodes, build.arrays


class Builder:
    """Nodes in the order of computation. A layer's last node hands on `a`."""

    def __init__(self, dtype: str, arrays: dict[str, Array]) -> None:
        self.dtype = dtype
        self.arrays = arrays
        self.nodes: list[NodeProto] = []

    def add(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def standardized(self) -> str:
        """In float64 whatever the network's dtype, as the data itself was."""
        from onnx import TensorProto

        wide = self.add("Cast", ["x"], "x_wide", to=TensorProto.DOUBLE)
        centred = self.add("Sub", [wide, f"{STANDARDIZE}.mean"], "x_centred")
        scaled = self.add("Div", [centred, f"{STANDARDIZE}.scale"], "x_scaled")
        own = TensorProto.DOUBLE if self.dtype == "float64" else TensorProto.FLOAT
        return self.add("Cast", [scaled], "a0", to=own)

    def layer(self, i: int, layer: Layer, x: str, a: str) -> str:
        f_input = self.add("Gemm", [x, f"layers.{i}.w", f"layers.{i}.b"], f"z{i}")
        if layer.batch_norm:
            f_input = self.batch_norm(i, f_input)
        h = self.activation(i, layer, f_input, f"h{i}" if layer.skip else a)
        return self.add("Add", [h, x], a) if layer.skip else h

    def batch_norm(self, i: int, z: str) -> str:
        own = [f"layers.{i}.{name}" for name in ("gamma", "beta", "running_mean", "running_var")]
        if self.dtype == "float64":
            return self.add("batch_norm", [z, *own], f"y{i}", domain=DOMAIN)
        return self.add("BatchNormalization", [z, *own], f"y{i}", epsilon=EPSILON)

    def activation(self, i: int, layer: Layer, z: str, a: str) -> str:
        name, own = layer.activation.name, dict(layer.activation.parameters)
        if name == "linear":
            return self.add("Identity", [z], a)
        if name == "silu":
            return self.add("Mul", [z, self.add("Sigmoid", [z], f"sigmoid{i}")], a)
        if self.dtype == "float64" and name in onnx_functions.BODIES:
            inputs = [self.number(f"layers.{i}.{parameter}", value) for parameter, value in own.items()]
            return self.add(name, [z, *inputs], a, domain=DOMAIN)
        return self.add(OPERATORS[name], [z], a, **dict(zip(ALPHA, own.values(), strict=False)))

    def number(self, name: str, value: float) -> str:
        """A number of an activation, in full: an attribute would round it to float32."""
        self.arrays[name] = np.array(value)
        return name
