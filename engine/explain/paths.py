"""Paths from a weight or a unit to the loss: how many there are, which weigh most, and what all of them cost.

A gradient is a sum over paths, and each path a product: ∂L/∂w = Σ x · f′ · w · f′ ⋯ ∂L/∂ŷ. Message passing
comes to the same sum and multiplies what paths have in common once.
"""

from dataclasses import dataclass
from itertools import pairwise

from engine.errors import RuleError
from engine.explain.hops import Node, Web
from engine.explain.parts import Factor, term
from engine.explain.strongest import strongest
from engine.explain.tally import Start, Tally, crosses, tally
from engine.explain.trace import Trace
from engine.passes import Backward, Forward
from engine.training import Step

MOST = 50
CROSSING = (
    "Batch norm ties the examples of the batch together: from there on each path runs to every one of them. "
    "So these paths are counted, and not listed."
)


@dataclass(frozen=True, slots=True)
class Path:
    """One way to the loss: the nodes on it, from that of the weight or unit on, and the product."""

    units: tuple[Node, ...]
    factors: tuple[Factor, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Paths:
    """`value` is what all paths add up to: `shown`, the strongest first, and the `rest` of them.

    `cost` is None, and nothing is shown, where paths run across examples; then `note` says so.
    """

    paths: int
    cost: Tally | None
    shown: tuple[Path, ...]
    rest: float
    value: float
    note: str | None = None


def paths(
    trace: Forward | Backward | Step,
    layer: int,
    unit: int,
    from_: int | None = None,
    example: int = 0,
    count: int = 8,
) -> Paths:
    """The paths to the loss from the weight between `from_` and `unit` of a layer, or from what `unit` gives.

    For a weight they add up to the example's share of ∂L/∂w, for a unit to its ∂L/∂a; layer 0 is the input.
    RuleError for a place that the network does not have.
    """
    seen, start = Trace.of(trace), Start(layer, from_ is not None)
    _check(seen, layer, unit, from_, example, count)
    found = tally(seen, start)
    value = _value(seen, layer, unit, from_, example)
    if crosses(seen, start):
        return Paths(found.paths, None, (), value, value, CROSSING)
    web = Web(seen, example)
    node = Node(layer, unit, gives=from_ is None)
    first = () if from_ is None else (seen.x(layer, from_, example),)
    shown = tuple(_path(web, walk, first) for walk in strongest(web, node, count))
    rest = value - sum(path.value for path in shown) if len(shown) < found.paths else 0.0
    return Paths(found.paths, found, shown, rest, value)


def _path(web: Web, walk: tuple[Node, ...], first: tuple[Factor, ...]) -> Path:
    hops = [factor for here, to in pairwise(walk) for factor in web.factors(here, to)]
    factors = (*first, *hops, *web.last(walk[-1]))
    return Path(walk, factors, term("path", *factors).value)


def _value(seen: Trace, layer: int, unit: int, from_: int | None, n: int) -> float:
    if from_ is not None:
        return term("share", seen.x(layer, from_, n), seen.grad_z(layer, unit, n)).value
    if layer == 0:
        return float(seen.behind(1).grad_x[n, unit])
    return seen.grad_a(layer, unit, n).value


def _check(seen: Trace, layer: int, unit: int, from_: int | None, example: int, count: int) -> None:
    _within(layer, 0 if from_ is None else 1, seen.depth, "layer")
    widths = (seen.network.inputs, *(own.units for own in seen.network.layers))
    _within(unit, 0, widths[layer] - 1, "unit")
    if from_ is not None:
        _within(from_, 0, widths[layer - 1] - 1, "from")
    _within(example, 0, seen.rows - 1, "example")
    _within(count, 1, MOST, "count")


def _within(value: int, first: int, last: int, name: str) -> None:
    if not first <= value <= last:
        raise RuleError(f"{name} must be a whole number from {first} to {last}, got {value}", (name,))
