"""States in which single parameters are frozen or off."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from engine.held import Held
from engine.training import TrainState
from engine.types import freeze


def holding(state: TrainState, frozen: Sequence[int] = (), off: Sequence[int] = ()) -> TrainState:
    """The state with parameters held, by their positions in the flat vector."""
    still, dark = (np.zeros(len(state.parameters), np.bool) for _ in range(2))
    still[list(frozen)] = True
    dark[list(off)] = True
    held = Held.of(still, dark, state.parameters.copy())
    return replace(state, parameters=freeze(np.where(dark, 0, state.parameters)), held=held)


@st.composite
def held_in(draw: st.DrawFn, state: TrainState) -> TrainState:
    """The state with any of its parameters frozen, off, or both."""
    some = st.lists(st.integers(0, len(state.parameters) - 1), max_size=8)
    return holding(state, draw(some), draw(some))
