"""A network that grows out of another: numbers that still have a place are kept, the others are drawn anew.

So a layer can be added, moved or widened and what was learned elsewhere stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.batch_norm import initial_running, running_views
from engine.errors import RuleError
from engine.held import NOTHING, Held, named
from engine.network import Network, initial_parameters
from engine.types import Array, freeze


@dataclass(frozen=True, slots=True)
class Graft:
    """What a layer takes over from `layer`, from 1, of the network before.

    For each of the new layer's inputs and units, the one there whose numbers it goes on with;
    None for a new one.
    """

    layer: int
    inputs: tuple[int | None, ...]
    units: tuple[int | None, ...]


def grafted(
    network: Network,
    before: Network,
    parameters: Array,
    running: Array,
    held: Held,
    grafts: Sequence[Graft | None],
) -> tuple[Array, Array, Held]:
    """The flat vectors of parameters and of running statistics that `network` begins with, in its dtype, and
    which of its numbers are frozen or off.

    `parameters`, `running` and `held` are those of `before`; `grafts` holds one entry a layer, None for a new
    one. What is not finite, in the dtype, is drawn anew. RuleError names an entry that fits one of them not.
    """
    if len(grafts) != len(network.layers):
        raise RuleError(
            f"layers must hold one entry for each of the {len(network.layers)} layers, got {len(grafts)}",
            ("layers",),
        )
    vector, statistics = initial_parameters(network).copy(), initial_running(network).copy()
    old, old_running = before.views(parameters), running_views(before, running)
    new, new_running = network.views(vector), running_views(network, statistics)
    frozen, off, values = NOTHING.spread(network)
    pairs = zip((frozen, off, values), held.spread(before), strict=True)
    marks = [(named(network, to), named(before, of)) for to, of in pairs]
    for i, graft in enumerate(grafts):
        if graft is None:
            continue
        _check(graft, network.shapes[i], before, i)
        at, source = graft.layer - 1, old[graft.layer - 1].named()
        for name, own in new[i].named().items():
            if name in source:
                places = (graft.inputs, graft.units) if name == "w" else (graft.units,)
                _overlay(own, source[name], *places)
                for to, of in marks:
                    _overlay(to[i][name], of[at][name], *places)
        for own, given in zip(new_running[i] or (), old_running[at] or (), strict=False):
            _overlay(own, given, graft.units)
    return freeze(vector), freeze(statistics), Held.of(frozen, off, values)


def _overlay(own: NDArray[Any], given: NDArray[Any], *places: tuple[int | None, ...]) -> None:
    """Writes `given` over `own` where each axis of `own` has a place in it."""
    kept = [[i for i, source in enumerate(axis) if source is not None] for axis in places]
    sources = [[source for source in axis if source is not None] for axis in places]
    with np.errstate(over="ignore"):
        numbers = given[np.ix_(*sources)].astype(own.dtype)
    where = np.ix_(*kept)
    own[where] = np.where(np.isfinite(numbers), numbers, own[where])


def _check(graft: Graft, shape: tuple[int, int], before: Network, i: int) -> None:
    last = len(before.layers)
    if not 1 <= graft.layer <= last:
        raise RuleError(f"layer must be between 1 and {last}, got {graft.layer}", ("layers", i, "layer"))
    there = before.shapes[graft.layer - 1]
    for name, axis, length, most in zip(
        ("inputs", "units"), (graft.inputs, graft.units), shape, there, strict=True
    ):
        loc = ("layers", i, name)
        if len(axis) != length:
            raise RuleError(
                f"{name} must hold one entry for each of the layer's {length}, got {len(axis)}", loc
            )
        for source in axis:
            if source is not None and not 0 <= source < most:
                raise RuleError(f"{name} must lie between 0 and {most - 1}, got {source}", loc)
