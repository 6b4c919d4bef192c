"""The walk along an ONNX graph: each node is a part of a dense layer, or of what stands before the first.

A layer is MatMul or Gemm, then perhaps batch norm, an activation, and the addition of its own input.
"""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from app.exporters.onnx import OPERATORS
from app.exporters.onnx_functions import DOMAIN
from app.exporters.subject import Standardize
from app.importers.found import LayerNumbers, SeenLayer, refused
from engine.activations import ACTIVATIONS
from engine.batch_norm import EPSILON
from engine.network import DTYPES
from engine.registry import Choice
from engine.types import Array

if TYPE_CHECKING:
    from onnx import NodeProto

# Where a value stands: what comes in, Σ + b, out of batch norm, out of the activation, handed on.
INPUT, SUM, NORM, ACTIVE, DONE = range(5)
SAME = {"Cast", "Identity", "Dropout", "Flatten", "Constant"}
ACTIVATION = {operator: name for name, operator in OPERATORS.items()}
LINEAR = Choice("linear")


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """The layers so far, how far the last of them is, `x` that it takes in and `z` that its activation does.

    Before the first layer, `mean` and `scale` of what was done to the input.
    """

    layers: tuple[SeenLayer, ...] = ()
    stage: int = INPUT
    x: "Value | None" = None
    z: "Value | None" = None
    mean: Array | float = 0.0
    scale: Array | float = 1.0
    standardized: bool = False


class Walk:
    def __init__(self, constants: dict[str, Array], x: str) -> None:
        self.constants = constants
        self.values = {x: Value()}
        self.start, self.inputs = Value(), 0

    def node(self, node: "NodeProto") -> None:
        operator = node.op_type
        if operator == "Constant":
            return
        if len(node.output) > 1 and operator != "Dropout":
            raise self.unknown(node)
        self.values[node.output[0]] = self.result(node, operator)

    def result(self, node: "NodeProto", operator: str) -> Value:
        attributes = attributes_of(node)
        if node.domain == DOMAIN:
            return self.own(node, operator)
        if node.domain:
            raise self.unknown(node)
        if operator in SAME:
            return self.value(node, 0)
        if operator == "Gemm":
            return self.gemm(node, attributes)
        if operator == "MatMul":
            return self.dense(node, self.value(node, 0), self.constant(node, 1))
        if operator == "BatchNormalization":
            return self.batch_norm(node, attributes.get("epsilon", EPSILON))
        if operator in ACTIVATION:
            return self.activation(node, ACTIVATION[operator], attributes)
        if operator in ("Add", "Sub", "Mul", "Div"):
            return self.arithmetic(node, operator)
        raise self.unknown(node)

    def own(self, node: "NodeProto", name: str) -> Value:
        """A function that mlpscope wrote; its numbers are inputs."""
        if name == "batch_norm":
            return self.batch_norm(node, EPSILON)
        if name not in ACTIVATIONS:
            raise self.unknown(node)
        known = ACTIVATIONS[name].parameters
        numbers = [self.constant(node, place) for place in range(1, len(node.input))]
        if len(numbers) != len(known) or any(number.size != 1 for number in numbers):
            raise refused(f"{name} {node.output[0]!r} must have {len(known)} numbers of its own")
        parameters = {own.name: number.item() for own, number in zip(known, numbers, strict=True)}
        return self.activated(node, name, parameters)

    def gemm(self, node: "NodeProto", attributes: dict[str, Any]) -> Value:
        plain = attributes.get("alpha", 1) == 1 and attributes.get("beta", 1) == 1
        if not plain or attributes.get("transA", 0):
            raise refused(f"Gemm {node.output[0]!r} must be x·w + b: alpha and beta 1, transA 0")
        w = self.constant(node, 1)
        value = self.dense(node, self.value(node, 0), w.T if attributes.get("transB", 0) else w)
        return self.shifted(node, value, self.constant(node, 2)) if len(node.input) > 2 else value

    def dense(self, node: "NodeProto", x: Value, w: Array) -> Value:
        if w.ndim != 2 or str(w.dtype) not in DTYPES:
            raise refused(
                f"{node.input[1]!r} must be a matrix of float64 or float32, got {w.dtype} of shape {w.shape}"
            )
        whole = finished(x)
        if whole.layers and len(whole.layers[-1].numbers.b) != len(w):
            units = len(whole.layers[-1].numbers.b)
            raise refused(
                f"{node.input[1]!r} must take {units} inputs, one from each unit before it, got {len(w)}"
            )
        if not whole.layers:
            self.start, self.inputs = whole, len(w)
        numbers = LayerNumbers(np.ascontiguousarray(w), np.zeros(w.shape[1]).astype(w.dtype))
        return Value((*whole.layers, SeenLayer(numbers)), SUM, x)

    def shifted(self, node: "NodeProto", value: Value, b: Array) -> Value:
        *before, last = value.layers
        if b.shape not in ((len(last.numbers.b),), (1, len(last.numbers.b))):
            raise refused(
                f"the bias of {node.output[0]!r} must have shape {last.numbers.b.shape}, got {b.shape}"
            )
        own: Array = b.reshape(-1)
        if last.numbers.b.any():
            own = own + last.numbers.b
        numbers = replace(last.numbers, b=own)
        return replace(value, layers=(*before, replace(last, numbers=numbers)))

    def batch_norm(self, node: "NodeProto", epsilon: float) -> Value:
        """Another ε than ours is made up for in the variance."""
        value = self.value(node, 0)
        if value.stage != SUM or attributes_of(node).get("training_mode", 0):
            raise refused(
                f"batch norm {node.output[0]!r} must follow its dense layer directly, not in training"
            )
        *before, last = value.layers
        gamma, beta, mean, var = (self.constant(node, place) for place in range(1, 5))
        more = 0.0 if math.isclose(epsilon, EPSILON, rel_tol=1e-6) else epsilon - EPSILON
        if (var + more < 0).any():
            raise refused(
                f"the variance of {node.output[0]!r} must be at least 0, got {float((var + more).min())}"
            )
        numbers = replace(last.numbers, gamma=gamma, beta=beta, running_mean=mean, running_var=var + more)
        return replace(value, layers=(*before, replace(last, numbers=numbers)), stage=NORM)

    def activation(self, node: "NodeProto", name: str, attributes: dict[str, Any]) -> Value:
        if name == "softmax" and attributes.get("axis", -1) not in (-1, 1):
            raise refused(
                f"Softmax {node.output[0]!r} must go over the units, axis 1, got {attributes['axis']}"
            )
        if name == "gelu" and attributes.get("approximate", b"none") != b"none":
            raise refused(f"Gelu {node.output[0]!r} must be the exact one, got {attributes['approximate']!r}")
        known = ACTIVATIONS[name].parameters
        # An attribute is a float32: 0.01 comes as 0.009999999776482582.
        given = float(str(np.float32(attributes.get("alpha", known[0].default)))) if known else 0.0
        return self.activated(node, name, {own.name: given for own in known})

    def activated(self, node: "NodeProto", name: str, parameters: dict[str, float]) -> Value:
        value = self.value(node, 0)
        if value.stage not in (SUM, NORM):
            raise refused(f"{node.op_type} {node.output[0]!r} must follow a dense layer, or its batch norm")
        *before, last = value.layers
        layer = replace(last, activation=ACTIVATIONS.choose(name, parameters))
        return replace(value, layers=(*before, layer), stage=ACTIVE, z=value)

    def arithmetic(self, node: "NodeProto", operator: str) -> Value:
        one, other = node.input
        if one in self.constants and operator in ("Add", "Mul"):
            one, other = other, one
        if other in self.constants and one in self.values:
            return self.with_constant(node, operator, self.values[one], self.constants[other])
        if one in self.values and other in self.values:
            return self.together(node, operator, self.values[one], self.values[other])
        raise self.unknown(node)

    def with_constant(self, node: "NodeProto", operator: str, value: Value, c: Array) -> Value:
        if operator == "Add" and value.stage == SUM:
            return self.shifted(node, value, c)
        if value.stage != INPUT:
            raise self.unknown(node)
        wide = np.asarray(c, np.float64)
        if operator in ("Sub", "Add") and not value.standardized:
            return replace(value, mean=value.mean + (wide if operator == "Sub" else -wide))
        if operator in ("Div", "Mul") and not value.standardized:
            return replace(value, scale=wide if operator == "Div" else 1 / wide, standardized=True)
        raise refused(f"{operator} {node.output[0]!r} must standardise x as (x − mean)/scale, once")

    def together(self, node: "NodeProto", operator: str, one: Value, other: Value) -> Value:
        """z·σ(z) is SiLU; f(…) + x is a bypass."""
        if operator == "Mul":
            gate, z = (one, other) if one.stage == ACTIVE else (other, one)
            if gate.stage == ACTIVE and gate.z is z and gate.layers[-1].activation == Choice("sigmoid"):
                layer = replace(gate.layers[-1], activation=Choice("silu"))
                return replace(gate, layers=(*gate.layers[:-1], layer))
        if operator == "Add":
            h, x = (one, other) if len(one.layers) > len(other.layers) else (other, one)
            whole = finished(h)
            if h.stage not in (INPUT, DONE) and h.x is x:
                layer = replace(whole.layers[-1], skip=True)
                return Value((*whole.layers[:-1], layer), DONE)
        raise self.unknown(node)

    def finished(self, output: str) -> list[SeenLayer]:
        if output not in self.values or not self.values[output].layers:
            raise refused(f"output {output[:80]!r} must come from a dense layer")
        return list(finished(self.values[output]).layers)

    def standardize(self) -> Standardize | None:
        start = self.start
        if not start.standardized and not np.any(start.mean):
            return None
        try:
            own = [
                np.broadcast_to(np.ravel(part), (self.inputs,)).copy() for part in (start.mean, start.scale)
            ]
        except ValueError:
            shape = np.shape(start.mean), np.shape(start.scale)
            raise refused(f"x must be standardised by {self.inputs} means and scales, got {shape}") from None
        return Standardize(*own)

    def value(self, node: "NodeProto", place: int) -> Value:
        if node.input[place] not in self.values:
            raise self.unknown(node)
        return self.values[node.input[place]]

    def constant(self, node: "NodeProto", place: int) -> Array:
        name = node.input[place] if place < len(node.input) else ""
        if name not in self.constants:
            raise refused(
                f"input {place} of {node.op_type} {node.output[0]!r} must be in the file, got {name!r}"
            )
        return self.constants[name]

    def unknown(self, node: "NodeProto") -> Exception:
        rule = "file must be a chain of dense layers, batch norms, activations and bypasses"
        return refused(f"{rule}; got {node.op_type[:40]} {node.output[0][:80]!r}, which is no part of one")


def finished(value: Value) -> Value:
    """With an activation in every layer, the linear one where the graph has none."""
    if not value.layers or value.stage == DONE:
        return value
    *before, last = value.layers
    layer = last if last.activation is not None else replace(last, activation=LINEAR)
    return Value((*before, layer), DONE)


def attributes_of(node: "NodeProto") -> dict[str, Any]:
    from onnx import helper

    return {own.name: helper.get_attribute_value(own) for own in node.attribute}
