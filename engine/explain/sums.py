"""Sums over all parameters, unfolded in turn: layers, a layer's units, a unit's weights."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.explain import latex
from engine.explain.parameter import OF_NORM, Moved
from engine.explain.parts import Explanation, Factor, Ref, Term, explanation, term
from engine.explain.trace import Trace
from engine.types import Array

KINDS = ("w", "b", *OF_NORM)


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of something of every parameter.

    `quantities` says what a layer's part of it is called, by the kind of parameter. `values` are its summands
    in float64, of the shape of the parameters; `terms` are those of one parameter, and `symbol` makes the
    name of a part of the sum from the name of the parameters in it.
    """

    quantities: Mapping[str, str]
    symbol: Callable[[str], str]
    values: Callable[[Trace, int, str], Array]
    terms: Callable[[Moved], list[Term]]

    def of_network(self, trace: Trace) -> list[Term]:
        """A term for each layer and kind of parameter."""
        wanted = [(layer, kind) for layer, kind in trace.kinds() if kind in self.quantities]
        return [
            term(
                f"layer {layer}, {latex.LETTERS[kind]}",
                self._part(self.values(trace, layer, kind), layer, kind),
            )
            for layer, kind in wanted
        ]

    def total(self, trace: Trace) -> float:
        return float(sum(item.value for item in self.of_network(trace)))

    def explain(self, trace: Trace, ref: Ref) -> Explanation:
        """A layer's part, or with `unit` that of the weights into one unit."""
        kind = next(kind for kind, name in self.quantities.items() if name == ref.quantity)
        if kind in OF_NORM:
            trace.norm(ref.layer)
        values = self.values(trace, ref.layer, kind)
        own = self._part(values, ref.layer, kind, ref.unit)
        units = range(trace.network.layers[ref.layer - 1].units)
        if kind == "w" and ref.unit is None:
            terms = [term(f"into unit {j + 1}", self._part(values, ref.layer, kind, j)) for j in units]
        else:
            terms = list(self._entries(trace, ref, kind, units))
        return explanation(ref, own.symbol, own.symbol, own.value, terms)

    def _part(self, values: Array, layer: int, kind: str, unit: int | None = None) -> Factor:
        letter = f"{latex.MATH[kind]}^{{({layer})}}" + ("" if unit is None else f"_{{:,{unit + 1}}}")
        part = values if unit is None else values[:, unit]
        return Factor(self.symbol(letter), float(part.sum()), Ref(self.quantities[kind], layer, unit))

    def _entries(self, trace: Trace, ref: Ref, kind: str, units: range) -> Iterator[Term]:
        name = f"update_{kind}" if kind in OF_NORM else "update"
        if kind == "w":
            sources = range(trace.network.shapes[ref.layer - 1][0])
            places = [Ref(name, ref.layer, ref.unit, k) for k in sources]
        else:
            places = [Ref(name, ref.layer, j) for j in units]
        for place in places:
            yield from self.terms(Moved.of(trace, place))
