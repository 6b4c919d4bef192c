"""How many paths lead to the loss, and how many multiplications they take: one by one, and passed on.

Counted as messages are passed, from the loss back, so that it takes a moment however many there are. All the
units of a layer have equally many paths before them, so one number a layer is enough.
"""

from dataclasses import dataclass

from engine.explain.trace import Trace
from engine.losses import LOSSES


@dataclass(frozen=True, slots=True)
class Start:
    """Where paths begin: at z of a layer's unit for a `weight` into it, else at what a unit of it gives."""

    layer: int
    weight: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """`one_by_one` takes one multiplication less than each path has factors; `passed_on` each factor once."""

    paths: int
    one_by_one: int
    passed_on: int


@dataclass(frozen=True, slots=True)
class _Ahead:
    """The paths from a place on to the loss, and the factors on all of them together."""

    paths: int
    factors: int

    def after(self, factors: int) -> "_Ahead":
        """The same paths, each with so many factors more."""
        return _Ahead(self.paths, self.factors + factors * self.paths)

    def times(self, ways: int) -> "_Ahead":
        return _Ahead(ways * self.paths, ways * self.factors)

    def __add__(self, other: "_Ahead") -> "_Ahead":
        return _Ahead(self.paths + other.paths, self.factors + other.factors)


def crosses(trace: Trace, start: Start) -> bool:
    """Whether a path meets a batch norm that takes the batch's own statistics."""
    first = start.layer - 1 if start.weight else start.layer
    return trace.forward.training and any(layer.batch_norm for layer in trace.network.layers[first:])


def tally(trace: Trace, start: Start) -> Tally:
    """Where paths cross to other examples, those are counted too, each crossing as one factor."""
    here, passed = _Ahead(1, 1), 0
    for layer in range(trace.depth, start.layer, -1):
        units, skip = trace.network.layers[layer - 1].units, trace.network.layers[layer - 1].skip
        dropped = int(trace.ahead(layer).mask is not None)
        sent = _gate(trace, layer, here).after(1).times(units)
        here = sent + here.after(dropped) if skip else sent
        width = trace.network.shapes[layer - 1][0]
        wanted = width if layer > start.layer + 1 or (start.weight and _coupled(trace, layer - 1)) else 1
        passed += units * _gate_cost(trace, layer) + dropped * units + units * wanted
    if start.weight:
        here = _gate(trace, start.layer, here).after(1)
        outputs = trace.network.layers[start.layer - 1].units if _coupled(trace, start.layer) else 1
        dropped = int(trace.ahead(start.layer).mask is not None)
        passed += _gate_cost(trace, start.layer) + dropped * outputs + 1
    return Tally(here.paths, here.factors - here.paths, passed)


def _gate(trace: Trace, layer: int, output: _Ahead) -> _Ahead:
    """From z of a unit on, when `output` is what is ahead of what its layer gives."""
    crossing = trace.rows if trace.ahead(layer).batch_norm is not None and trace.forward.training else 1
    if _fused(trace, layer):
        return _Ahead(1, 1).after(_norm_factors(trace, layer)).times(crossing)
    units = trace.network.layers[layer - 1].units if _coupled(trace, layer) else 1
    dropped = int(trace.ahead(layer).mask is not None)
    return output.after(1 + dropped + _norm_factors(trace, layer)).times(units * crossing)


def _gate_cost(trace: Trace, layer: int) -> int:
    """Multiplications from what a layer gives back to z of one unit, but for the mask."""
    if _fused(trace, layer):
        return _norm_factors(trace, layer)
    units = trace.network.layers[layer - 1].units if _coupled(trace, layer) else 1
    return units + _norm_factors(trace, layer)


def _fused(trace: Trace, layer: int) -> bool:
    return layer == trace.depth and LOSSES[trace.network.loss].fused is not None


def _coupled(trace: Trace, layer: int) -> bool:
    """Whether each z of the layer moves all of its outputs, and a path may leave by any of them."""
    return layer > 0 and not _fused(trace, layer) and not trace.network.layers[layer - 1].f.elementwise


def _norm_factors(trace: Trace, layer: int) -> int:
    """γ and 1/√(var + ε), or one factor for the way through the batch's own statistics."""
    if trace.ahead(layer).batch_norm is None:
        return 0
    return 1 if trace.forward.training else 2
