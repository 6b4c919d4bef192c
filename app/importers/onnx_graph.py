"""The walk along an ONNX graph: what each operator does to the value that it is given (see `onnx_value`)."""

from typing import TYPE_CHECKING, Any

import numpy as np

from app.exporters.onnx import OPERATORS
from app.exporters.onnx_functions import DOMAIN
from app.importers import onnx_gelu
from app.importers.found import refused
from app.importers.onnx_value import INPUT, NO_PART, PART, Value
from engine.activations import ACTIVATIONS
from engine.batch_norm import EPSILON
from engine.errors import EngineError
from engine.types import Array

if TYPE_CHECKING:
    from onnx import NodeProto

Attributes = dict[str, Any]

# What leaves a value as it is, if its attribute is one of these; FLOAT and DOUBLE are 1 and 11.
SAME: dict[str, tuple[str, object, tuple[object, ...]]] = {
    "Identity": ("", None, (None,)),
    "Dropout": ("", None, (None,)),
    "Cast": ("to", None, (1, 11)),
    "Flatten": ("axis", 1, (1,)),
}
ACTIVATION = {operator: name for name, operator in OPERATORS.items()}
UNREADABLE = (ValueError, TypeError, IndexError, KeyError, OverflowError, AttributeError)


class Walk:
    def __init__(self, constants: dict[str, Array], x: str) -> None:
        self.constants = constants
        self.values = {x: Value()}

    def node(self, node: "NodeProto") -> None:
        """Raises RuleError, which names the node."""
        name = f"{node.op_type[:40]} {', '.join(node.output)[:80]!r}"
        try:
            if not self.constant(node):
                self.values[node.output[0]] = self.result(node, attributes_of(node))
        except EngineError as broken:
            raise refused(f"{name}: {broken.rule}") from None
        except UNREADABLE as bad:
            raise refused(f"{name} cannot be read: {bad}") from None

    def output(self, name: str) -> Value:
        if name not in self.values or self.values[name].stage in (INPUT, PART):
            raise refused(f"output {name[:80]!r} must come from a dense layer")
        return self.values[name].whole()

    def constant(self, node: "NodeProto") -> bool:
        """Whether it makes numbers of numbers, which are then among the constants."""
        if node.op_type == "Constant":
            return True
        if node.op_type not in ("Identity", "Transpose") or node.input[0] not in self.constants:
            return False
        own = self.constants[node.input[0]]
        self.constants[node.output[0]] = own if node.op_type == "Identity" else own.T
        return True

    def result(self, node: "NodeProto", attributes: Attributes) -> Value:
        operator = node.op_type
        if node.domain == DOMAIN:
            return self.own(node)
        if node.domain or (len(node.output) > 1 and operator != "Dropout"):
            raise refused(NO_PART)
        if operator in SAME:
            name, default, right = SAME[operator]
            if attributes.get(name, default) not in right:
                raise refused(NO_PART)
            return self.value(node, 0)
        if operator == "Gemm":
            return self.gemm(node, attributes)
        if operator == "MatMul":
            return self.value(node, 0).dense(self.number(node, 1))
        if operator == "BatchNormalization":
            return self.batch_norm(node, attributes)
        if operator in ACTIVATION:
            return self.activation(node, ACTIVATION[operator], attributes)
        if operator == "Erf":
            value = self.value(node, 0)
            return value.towards_gelu(onnx_gelu.ERF if value.part == onnx_gelu.SCALED else None)
        if operator in ("Add", "Sub", "Mul", "Div"):
            return self.arithmetic(node, operator)
        raise refused(NO_PART)

    def own(self, node: "NodeProto") -> Value:
        """A function that mlpscope wrote; its numbers are inputs."""
        z, name = self.value(node, 0), node.op_type
        numbers = [self.number(node, place) for place in range(1, len(node.input))]
        if name == "batch_norm":
            gamma, beta, mean, var = numbers
            return z.normalized(gamma, beta, mean, var, EPSILON)
        names = [parameter.name for parameter in ACTIVATIONS[name].parameters]
        return z.activated(name, {own: number.item() for own, number in zip(names, numbers, strict=True)})

    def gemm(self, node: "NodeProto", attributes: Attributes) -> Value:
        plain = attributes.get("alpha", 1) == 1 and attributes.get("beta", 1) == 1
        if not plain or attributes.get("transA", 0):
            raise refused("it must be x·w + b: alpha and beta 1, transA 0")
        w = self.number(node, 1)
        value = self.value(node, 0).dense(w.T if attributes.get("transB", 0) else w)
        return value.biased(self.number(node, 2)) if len(node.input) > 2 else value

    def batch_norm(self, node: "NodeProto", attributes: Attributes) -> Value:
        if attributes.get("training_mode", 0):
            raise refused("batch norm must not be in training")
        gamma, beta, mean, var = (self.number(node, place) for place in range(1, 5))
        return self.value(node, 0).normalized(gamma, beta, mean, var, attributes.get("epsilon", EPSILON))

    def activation(self, node: "NodeProto", name: str, attributes: Attributes) -> Value:
        if name == "softmax" and attributes.get("axis", -1) not in (-1, 1):
            raise refused(f"it must go over the units, axis 1, got {attributes['axis']}")
        if name == "gelu" and attributes.get("approximate", b"none") != b"none":
            raise refused(f"it must be the exact one, got {attributes['approximate']!r}")
        known = ACTIVATIONS[name].parameters
        # An attribute is a float32: 0.01 comes as 0.009999999776482582.
        given = float(str(np.float32(attributes.get("alpha", known[0].default)))) if known else 0.0
        return self.value(node, 0).activated(name, {own.name: given for own in known})

    def arithmetic(self, node: "NodeProto", operator: str) -> Value:
        one, other = node.input
        if one in self.constants and operator in ("Add", "Mul"):
            one, other = other, one
        if one in self.values and other in self.constants:
            return self.values[one].with_number(operator, self.constants[other])
        if one in self.values and other in self.values and operator in ("Add", "Mul"):
            pair = self.values[one], self.values[other]
            return Value.plus(*pair) if operator == "Add" else Value.times(*pair)
        raise refused(NO_PART)

    def value(self, node: "NodeProto", place: int) -> Value:
        if node.input[place] not in self.values:
            raise refused(NO_PART)
        return self.values[node.input[place]]

    def number(self, node: "NodeProto", place: int) -> Array:
        name = node.input[place]
        if name not in self.constants:
            raise refused(f"input {place} must be numbers that are in the file, got {name[:80]!r}")
        return self.constants[name]


def attributes_of(node: "NodeProto") -> Attributes:
    from onnx import helper

    return {own.name: helper.get_attribute_value(own) for own in node.attribute}
