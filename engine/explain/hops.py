"""The hops that paths to the loss are made of: what each multiplies by, and how much can follow at most."""

from dataclasses import dataclass

import numpy as np

from engine.batch_norm import inverse_deviation
from engine.explain.parts import Factor
from engine.explain.trace import Trace
from engine.losses import LOSSES
from engine.types import Array


@dataclass(frozen=True, slots=True)
class Node:
    """A unit on a path, from layer 0, the input: at what it gives, a, or else at its z.

    `past` says that the path came to it by the skip, around its f.
    """

    layer: int
    unit: int
    gives: bool = True
    past: bool = False


@dataclass(frozen=True, slots=True)
class Hop:
    """A step of a path. `size` is that of its factors, `most` of the largest product that begins with it."""

    to: Node
    size: float
    most: float


class Web:
    """Every hop of one example on its way to the loss. An infinity counts as one, and NaN as nothing."""

    @np.errstate(all="ignore")
    def __init__(self, trace: Trace, example: int) -> None:
        self._trace, self._n = trace, example
        self._fused = LOSSES[trace.network.loss].fused is not None
        self._from_a: list[Array] = []
        self._from_z: list[Array] = []
        self._look_ahead()

    def ends(self, node: Node) -> bool:
        """Whether the loss is all that follows. Where it has a short way from z, that is the end."""
        return node.layer == self._trace.depth and (node.gives or self._fused)

    def most(self, node: Node) -> float:
        """The size of the largest product from a node to the loss."""
        if node.gives:
            return float(self._from_a[node.layer][node.unit])
        return float(self._from_z[node.layer - 1][node.unit])

    @np.errstate(all="ignore")
    def hops(self, node: Node, count: int) -> list[Hop]:
        """The `count` hops from a node with which the largest products begin, largest first."""
        if node.gives:
            return self._onwards(node, count)
        if self._elementwise(node.layer):
            size = float(self._gate(node.layer)[node.unit])
            return [Hop(Node(node.layer, node.unit), size, self.most(node))]
        column = self._column(node.layer, node.unit)
        products = _sizes(column * self._from_a[node.layer])
        return [
            Hop(Node(node.layer, i), float(column[i]), float(products[i])) for i in _largest(products, count)
        ]

    def factors(self, node: Node, to: Node) -> list[Factor]:
        """What a hop multiplies by."""
        trace, n = self._trace, self._n
        if not to.gives:
            return [trace.w(to.layer, node.unit, to.unit)]
        mask = [] if trace.ahead(to.layer).mask is None else [trace.mask(to.layer, to.unit, n)]
        if to.past:
            return mask
        if self._elementwise(node.layer):
            through = trace.slope(node.layer, node.unit, n)
        else:
            through = trace.jacobian(node.layer, to.unit, node.unit, n)
        return [*self._norm(node), through, *mask]

    def last(self, node: Node) -> list[Factor]:
        """What a path is multiplied by where it ends: ∂L/∂ŷ, or by the short way ∂L/∂z."""
        if node.gives:
            return [self._trace.grad_a(node.layer, node.unit, self._n)]
        return [*self._norm(node), self._trace.grad_f_input(node.layer, node.unit, self._n)]

    def _onwards(self, node: Node, count: int) -> list[Hop]:
        """From what a unit gives to every z of the next layer, and by the skip around them."""
        layer = node.layer + 1
        sizes = np.abs(self._trace.ahead(layer).w[node.unit].astype(np.float64))
        products, units = sizes * self._from_z[layer - 1], len(sizes)
        if self._trace.network.layers[layer - 1].skip:
            past = self._masks(layer)[node.unit]
            sizes = np.append(sizes, past)
            products = np.append(products, past * self._from_a[layer][node.unit])
        products = _sizes(products)
        found: list[Hop] = []
        for i in _largest(products, count):
            to = Node(layer, i, gives=False) if i < units else Node(layer, node.unit, past=True)
            found.append(Hop(to, float(sizes[i]), float(products[i])))
        return found

    def _look_ahead(self) -> None:
        """The largest products from every a and z to the loss, from the last layer to the first."""
        trace, n = self._trace, self._n
        given = _sizes(trace.behind(trace.depth).grad_a[n])
        self._from_a.append(given)
        for layer in range(trace.depth, 0, -1):
            if layer == trace.depth and self._fused:
                back = trace.behind(layer)
                at_f = back.grad_z if back.batch_norm is None else back.batch_norm.grad_y
                before = _sizes(at_f[n] * self._scales(layer))
            elif self._elementwise(layer):
                before = _sizes(self._gate(layer) * given)
            else:
                columns = (self._column(layer, j) for j in range(len(given)))
                before = np.array([_sizes(column * given).max() for column in columns])
            weights = np.abs(trace.ahead(layer).w.astype(np.float64))
            skip = trace.network.layers[layer - 1].skip
            past = _sizes(self._masks(layer) * given) if skip else np.zeros(len(weights))
            given = np.maximum(_sizes(weights * before).max(axis=1), past)
            self._from_z.insert(0, before)
            self._from_a.insert(0, given)

    def _elementwise(self, layer: int) -> bool:
        return self._trace.network.layers[layer - 1].f.elementwise

    def _gate(self, layer: int) -> Array:
        """Sizes of the hops from each z to its a, (D,), where f is elementwise."""
        slope = self._trace.ahead(layer).slope
        assert slope is not None
        return np.abs(slope[self._n] * self._masks(layer) * self._scales(layer))

    def _column(self, layer: int, j: int) -> Array:
        """Sizes of the hops from one z of softmax to every a, (D,): a column of its Jacobian."""
        f, a = self._trace.network.layers[layer - 1].f, self._trace.ahead(layer).f_output[self._n]
        one = np.zeros_like(a)
        one[j] = 1
        return np.abs(f.grad_z(one, None, a) * self._masks(layer) * self._scales(layer)[j])

    def _masks(self, layer: int) -> Array:
        """By what dropout multiplies each unit of a layer, (D,)."""
        mask = self._trace.ahead(layer).mask
        return np.ones(self._trace.network.layers[layer - 1].units) if mask is None else mask[self._n]

    def _scales(self, layer: int) -> Array:
        """By what batch norm multiplies each z of a layer, (D,); 1 where there is none."""
        norm = self._trace.ahead(layer).batch_norm
        if norm is None:
            return np.ones(self._trace.network.layers[layer - 1].units)
        return norm.gamma * inverse_deviation(norm.var)

    def _norm(self, node: Node) -> list[Factor]:
        if self._trace.ahead(node.layer).batch_norm is None:
            return []
        return [self._trace.of_norm(name, node.layer, node.unit) for name in ("gamma", "spread")]


def _sizes(values: Array) -> Array:
    return np.nan_to_num(np.abs(values.astype(np.float64)), nan=0.0, posinf=np.inf)


def _largest(values: Array, count: int) -> list[int]:
    """Where the largest stand, largest first, and of equals the first."""
    return np.argsort(-values, kind="stable")[:count].tolist()
