"""Random networks whose layers have batch norm, dropout and skip as well, drawn by Hypothesis."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS
from engine.batch_norm import initial_running
from engine.losses import LOSSES
from engine.network import Layer, Network
from engine.randomness import dropout_masks
from engine.types import Array


@dataclass(frozen=True)
class Rich:
    """A network, all that a pass through it takes, and whether it trains."""

    network: Network
    parameters: Array
    x: Array
    y: Array
    running: Array
    masks: tuple[Array | None, ...]
    training: bool


@st.composite
def riches(
    draw: st.DrawFn,
    batch_norm: bool = True,
    dtype: str = "float64",
    training: bool | None = None,
    smooth: bool = False,
    most_units: int = 4,
) -> Rich:
    """Layers of one width here and there, so that skips fit. `smooth`: no activation or loss with a kink."""
    wanted = [n for n, f in ACTIVATIONS.items() if not (smooth and f.kinks)]
    loss = draw(st.sampled_from([n for n, entry in LOSSES.items() if not (smooth and entry.kinks)]))
    units = st.integers(1, most_units)
    width = inputs = draw(units)
    layers: list[Layer] = []
    names = draw(st.lists(st.sampled_from(wanted), min_size=1, max_size=4))
    names[-1] = LOSSES[loss].activation or names[-1]
    for i, name in enumerate(names):
        free = i < len(names) - 1 or LOSSES[loss].activation is None
        skip = free and draw(st.booleans())
        width = width if skip else draw(units)
        norm = batch_norm and draw(st.booleans())
        dropout = draw(st.sampled_from([0.0, 0.0, 0.3, 0.6])) if free else 0.0
        layers.append(Layer.of(width, name, batch_norm=norm, dropout=dropout, skip=skip))
    network = Network.build(inputs, layers, loss, seed=draw(st.integers(0, 99)), dtype=dtype)
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    rows = draw(st.integers(2, 7))
    trains = draw(st.booleans()) if training is None else training
    running = initial_running(network) + rng.random(len(initial_running(network)))
    return Rich(
        network,
        rng.normal(size=network.parameter_count).astype(dtype),
        rng.normal(size=(rows, inputs)).astype(dtype),
        _targets(rng, loss, (rows, width)).astype(dtype),
        running.astype(dtype),
        dropout_masks(network, draw(st.integers(1, 1000)), rows) if trains else (None,) * len(layers),
        trains,
    )


def _targets(rng: np.random.Generator, loss: str, shape: tuple[int, int]) -> Array:
    if LOSSES[loss].targets == "any":
        return rng.normal(size=shape) * 2
    if LOSSES[loss].targets == "distribution":
        return np.eye(shape[1])[rng.integers(shape[1], size=shape[0])]
    return rng.random(shape)
