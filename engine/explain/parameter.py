"""One parameter in the update of a step: where it stands, what it was, and its place under every name."""

from dataclasses import dataclass
from typing import Any

from engine.explain.ahead import leaf
from engine.explain.parts import Explanation, Factor, Ref
from engine.explain.trace import Trace
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.training import ParameterUpdate
from engine.types import Array

OF_NORM = ("gamma", "beta")


@dataclass(frozen=True, slots=True)
class Moved:
    """A w, b, gamma or beta (its `kind`), with its number before the step and its gradient.

    `at` is its place in the arrays of its layer. What happens to gamma and beta has their name behind it:
    `update_gamma`; with a unit before it is a weight that is meant, and without it a bias.
    """

    trace: Trace
    ref: Ref
    kind: str
    at: Any
    old: Factor
    gradient: Factor

    @classmethod
    def of(cls, trace: Trace, ref: Ref) -> "Moved":
        layer, j, k = ref.layer, ref.unit or 0, ref.from_
        for name in OF_NORM:
            if ref.quantity.endswith(f"_{name}"):
                return cls(
                    trace, ref, name, j, trace.of_norm(name, layer, j), trace.grad_of_norm(name, layer, j)
                )
        if k is None:
            return cls(trace, ref, "b", j, trace.b(layer, j), trace.grad_b(layer, j))
        return cls(trace, ref, "w", (k, j), trace.w(layer, k, j), trace.grad_w(layer, k, j))

    @property
    def update(self) -> ParameterUpdate:
        return self.trace.update(self.ref.layer).named()[self.kind]

    @property
    def held(self) -> str | None:
        """Why training leaves it alone; None if it does not."""
        if self.trace.network.layers[self.ref.layer - 1].frozen:
            return "This layer is frozen"
        held = self.trace.held(self.ref.layer, self.kind)
        return "This number is frozen or off" if held is not None and held[self.at] else None

    @property
    def optimizer(self) -> Optimizer:
        return OPTIMIZERS[self.trace.taken.training.optimizer.name]

    @property
    def label(self) -> str:
        """What it is called in a sum over parameters."""
        j, k = self.ref.unit or 0, self.ref.from_
        if k is None:
            return f"unit {j + 1}"
        return f"from {'input' if self.ref.layer == 1 else 'unit'} {k + 1}"

    def setting(self, name: str, symbol: str) -> Factor:
        """A number of the optimizer's own, such as its momentum."""
        return Factor(symbol, self.trace.taken.training.optimizer.parameters[name])

    def number(self, array: Array) -> float:
        """Its number in an array of the shape of its layer's parameters."""
        return float(array[self.at])

    def factor(self, quantity: str, symbol: str, value: float) -> Factor:
        """Another number at the same place: `quantity` of this very parameter."""
        name = f"{quantity}_{self.kind}" if self.kind in OF_NORM else quantity
        return Factor(symbol, value, Ref(name, self.ref.layer, self.ref.unit, self.ref.from_))

    def nothing(self, symbol: str, note: str) -> Explanation:
        """A 0 that a setting has put there."""
        return leaf(self.ref, Factor(symbol, 0.0), note)
