"""What an ONNX graph hands from node to node: the layers so far, and how far the last of them is.

Each method is what one kind of node does to it. RuleError says why it cannot be done to an MLP.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from app.exporters.subject import Standardize
from app.importers import onnx_gelu
from app.importers.found import LayerNumbers, SeenLayer, refused
from engine.activations import ACTIVATIONS
from engine.batch_norm import EPSILON
from engine.network import DTYPES
from engine.registry import Choice
from engine.types import Array

# What comes in, Σ + b, out of batch norm, on the way through an activation, out of it, handed on.
INPUT, SUM, NORM, PART, ACTIVE, DONE = range(6)
LINEAR, SIGMOID, SILU = Choice("linear"), Choice("sigmoid"), Choice("silu")
NO_PART = "is no part of an MLP: a chain of dense layers, batch norms, activations and bypasses"


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """`x` is what the last layer takes in, `z` what its activation does, and `part` how much of it is done.

    `mean` and `scale` are what was done to the input before the first layer.
    """

    layers: tuple[SeenLayer, ...] = ()
    stage: int = INPUT
    x: "Value | None" = None
    z: "Value | None" = None
    part: str = "z"
    mean: Array | float = 0.0
    scale: Array | float = 1.0
    standardized: bool = False

    @property
    def last(self) -> SeenLayer:
        return self.layers[-1]

    @property
    def first(self) -> "Value":
        """The value before the first layer."""
        value = self
        while value.x is not None:
            value = value.x
        return value

    def with_last(self, layer: SeenLayer, stage: int) -> "Value":
        return replace(self, layers=(*self.layers[:-1], layer), stage=stage)

    def whole(self) -> "Value":
        """With an activation in the last layer, the linear one where the graph has none."""
        if self.stage == PART:
            raise refused(f"must come after a known activation, not after {self.part}")
        if self.stage in (INPUT, DONE) or self.last.activation is not None:
            return self
        return self.with_last(replace(self.last, activation=LINEAR), ACTIVE)

    def dense(self, w: Array) -> "Value":
        if w.ndim != 2 or str(w.dtype) not in DTYPES:
            raise refused(f"w must be a matrix of float64 or float32, got {w.dtype} of shape {w.shape}")
        whole = self.whole()
        if whole.layers and len(whole.last.numbers.b) != len(w):
            units = len(whole.last.numbers.b)
            raise refused(f"w must take {units} inputs, one from each unit before it, got {len(w)}")
        numbers = LayerNumbers(np.ascontiguousarray(w), np.zeros(w.shape[1]).astype(w.dtype))
        return Value((*whole.layers, SeenLayer(numbers)), SUM, self)

    def biased(self, b: Array) -> "Value":
        units = len(self.last.numbers.b)
        if b.shape not in ((units,), (1, units)):
            raise refused(f"the bias must have shape ({units},), got {b.shape}")
        own: Array = b.reshape(-1)
        if self.last.numbers.b.any():
            own = own + self.last.numbers.b
        return self.with_last(replace(self.last, numbers=replace(self.last.numbers, b=own)), SUM)

    def normalized(self, gamma: Array, beta: Array, mean: Array, var: Array, epsilon: float) -> "Value":
        """Another ε than ours is made up for in the variance."""
        if self.stage != SUM:
            raise refused("batch norm must follow its dense layer directly")
        more = 0.0 if math.isclose(epsilon, EPSILON, rel_tol=1e-6) else epsilon - EPSILON
        if (var + more < 0).any():
            raise refused(f"the variance must be at least 0, got {float((var + more).min())}")
        own = {"gamma": gamma, "beta": beta, "running_mean": mean, "running_var": var + more}
        return self.with_last(replace(self.last, numbers=replace(self.last.numbers, **own)), NORM)

    def activated(self, name: str, parameters: dict[str, float]) -> "Value":
        if self.stage not in (SUM, NORM):
            raise refused("an activation must follow a dense layer, or its batch norm")
        layer = replace(self.last, activation=ACTIVATIONS.choose(name, parameters))
        return replace(self.with_last(layer, ACTIVE), z=self)

    def towards_gelu(self, part: str | None) -> "Value":
        if part is None or self.stage not in (SUM, NORM, PART):
            raise refused(NO_PART)
        z = self if self.z is None else self.z
        return z.activated("gelu", {}) if part == onnx_gelu.WHOLE else replace(z, stage=PART, z=z, part=part)

    def with_number(self, operator: str, c: Array) -> "Value":
        """A bias, a part of GELU, or a part of (x − mean)/scale, in this order and once."""
        if operator == "Add" and self.stage == SUM and c.ndim:
            return self.biased(c)
        if self.stage != INPUT:
            return self.towards_gelu(
                onnx_gelu.by_number(self.part, operator, c.item()) if c.size == 1 else None
            )
        if self.standardized:
            raise refused("x must be standardised as (x − mean)/scale, once")
        wide = np.asarray(c, np.float64)
        if operator in ("Sub", "Add"):
            return replace(self, mean=self.mean + (wide if operator == "Sub" else -wide))
        if not wide.all():
            raise refused("x must be scaled by numbers other than 0")
        return replace(self, scale=wide if operator == "Div" else 1 / wide, standardized=True)

    def times(self, other: "Value") -> "Value":
        """z·σ(z) is SiLU, and there is a product in GELU."""
        one, two = (self, other) if self.stage in (PART, ACTIVE) else (other, self)
        if one.stage == PART and one.z in (two, two.z):
            return one.towards_gelu(onnx_gelu.by_product(one.part, two.part))
        if one.stage == ACTIVE and one.z is two and one.last.activation == SIGMOID:
            return one.with_last(replace(one.last, activation=SILU), ACTIVE)
        raise refused(NO_PART)

    def plus(self, other: "Value") -> "Value":
        """f(…) + x is a bypass."""
        h, x = (self, other) if self.x is other else (other, self)
        if h.x is not x or h.stage == DONE:
            raise refused(NO_PART)
        whole = h.whole()
        return whole.with_last(replace(whole.last, skip=True), DONE)

    def standardize(self) -> Standardize | None:
        """What was done to the input, (D_in,); None if it was taken as it is."""
        start, inputs = self.first, len(self.layers[0].numbers.w)
        if not start.standardized and not np.any(start.mean):
            return None
        shapes = np.shape(start.mean), np.shape(start.scale)
        try:
            own = [np.broadcast_to(np.ravel(part), (inputs,)).copy() for part in (start.mean, start.scale)]
        except ValueError:
            raise refused(f"x must be standardised by {inputs} means and scales, got {shapes}") from None
        return Standardize(*own)
