"""Single numbers changed by hand: set to a value, frozen, switched off, or let go again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.batch_norm import RUNNING, running_views
from engine.errors import RuleError
from engine.held import Held, named
from engine.held_layers import Index, called, check_index, fitting
from engine.training import TrainState
from engine.types import freeze


@dataclass(frozen=True, slots=True)
class Edit:
    """One of `value`, `frozen` and `off`, at a place of a layer (from 1); `parameter` is w, b, gamma or beta,
    and for a value running_mean or running_var too."""

    layer: int
    parameter: str
    index: Index
    value: float | None = None
    frozen: bool | None = None
    off: bool | None = None


def edited(state: TrainState, edits: Sequence[Edit]) -> TrainState:
    """The state after the edits, one after another. The optimizer remembers what it did.

    What is off is 0; switched on, it is what it was, and frozen if it was. Its value cannot be set meanwhile,
    for it would either not be 0 or come back as another. RuleError for a broken rule, its place in `loc`.
    """
    changing = _Changing(state)
    for i, edit in enumerate(edits):
        changing.take(edit, i)
    return changing.state


class _Changing:
    """Copies of all that edits change, and views of it by layer and name."""

    def __init__(self, state: TrainState) -> None:
        self._start, network = state, state.network
        self._parameters, self._running = state.parameters.copy(), state.running.copy()
        self._held = state.held.spread(network)
        self._own = [dict(views) for views in named(network, self._parameters)]
        for views, own in zip(self._own, running_views(network, self._running), strict=True):
            views.update(zip(RUNNING, own or (), strict=False))
        self._frozen, self._off, self._kept = (named(network, vector) for vector in self._held)

    def take(self, edit: Edit, i: int) -> None:
        array = self._array(edit, i)
        check_index(array.shape, edit.layer, edit.parameter, edit.index, ("edits", i, "index"))
        given = [name for name in ("value", "frozen", "off") if getattr(edit, name) is not None]
        if len(given) != 1:
            rule = f"exactly one of value, frozen and off is required, got {' and '.join(given) or 'none'}"
            raise RuleError(rule, ("edits", i))
        if edit.value is not None:
            self._set(array, edit, edit.value, i)
            return
        if edit.parameter in RUNNING:
            rule = f"{given[0]} takes w, b, gamma or beta, got {edit.parameter}"
            raise RuleError(rule, ("edits", i, "parameter"))
        if edit.frozen is not None:
            self._frozen[edit.layer - 1][edit.parameter][edit.index] = edit.frozen
        else:
            self._switch(array, edit)

    @property
    def state(self) -> TrainState:
        return replace(
            self._start,
            parameters=freeze(self._parameters),
            running=freeze(self._running),
            held=Held.of(*self._held),
        )

    def _array(self, edit: Edit, i: int) -> NDArray[Any]:
        last = len(self._own)
        if not 1 <= edit.layer <= last:
            raise RuleError(f"layer must be between 1 and {last}, got {edit.layer}", ("edits", i, "layer"))
        own = self._own[edit.layer - 1]
        if edit.parameter not in own:
            what = f"{edit.parameter} of layer {edit.layer}"
            raise RuleError(f"{what} needs batch_norm, which is off", ("edits", i, "parameter"))
        return own[edit.parameter]

    def _set(self, array: NDArray[Any], edit: Edit, value: float, i: int) -> None:
        loc = ("edits", i, "value")
        if edit.parameter == "running_var" and value < 0:
            raise RuleError(f"running_var must be at least 0, got {value}", loc)
        if edit.parameter not in RUNNING and self._off[edit.layer - 1][edit.parameter][edit.index]:
            what = called(edit.parameter, edit.layer, edit.index)
            raise RuleError(f"value needs {what} to be switched on, and it is off, got {value}", loc)
        array[edit.index] = fitting(self._start.network, value, loc)

    def _switch(self, array: NDArray[Any], edit: Edit) -> None:
        off = self._off[edit.layer - 1][edit.parameter]
        kept = self._kept[edit.layer - 1][edit.parameter]
        if edit.off and not off[edit.index]:
            kept[edit.index], array[edit.index] = array[edit.index], np.float64(0)
        elif off[edit.index] and not edit.off:
            array[edit.index] = kept[edit.index]
        off[edit.index] = edit.off
