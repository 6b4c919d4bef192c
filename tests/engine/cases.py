"""Random networks and batches for property tests, drawn by Hypothesis from every choice there is."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from engine.network import Layer, Network
from engine.passes import forward
from engine.types import Array


@dataclass(frozen=True)
class Case:
    """A network with its parameters (P,), a batch x (N, D_in) and targets y (N, D_out)."""

    network: Network
    parameters: Array
    x: Array
    y: Array


@st.composite
def cases(draw: st.DrawFn, dtype: str = "float64", most_units: int = 4, most_layers: int = 4) -> Case:
    """Any activations, any loss that goes with them, weights small and large, outputs saturated at ±800."""
    units = st.integers(1, most_units)
    loss = draw(st.sampled_from(list(LOSSES)))
    names = draw(st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=1, max_size=most_layers))
    names[-1] = LOSSES[loss].activation or names[-1]
    layers = [_layer(draw, draw(units), name) for name in names]
    network = Network.build(draw(units), layers, loss, dtype=dtype)
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    rows = draw(st.integers(1, 4))
    x = rng.normal(size=(rows, network.inputs)) * draw(st.sampled_from([1.0, 1.0, 30.0]))
    parameters = rng.normal(size=network.parameter_count) * draw(st.sampled_from([0.3, 1.0, 2.0]))
    if draw(st.booleans()):
        parameters = _saturated(network, parameters, x)
    y = _targets(rng, loss, (rows, network.layers[-1].units), hard=draw(st.booleans()))
    return Case(network, parameters.astype(dtype), x.astype(dtype), y.astype(dtype))


def _layer(draw: st.DrawFn, units: int, name: str) -> Layer:
    own = {
        p.name: draw(st.sampled_from([p.default, 0.5 * (p.minimum + p.maximum)]))
        for p in ACTIVATIONS[name].parameters
    }
    return Layer.of(units, name, parameters=own)


def _saturated(network: Network, parameters: Array, x: Array) -> Array:
    """The last layer scaled so that its largest z is 800."""
    exact = Network.build(network.inputs, network.layers, network.loss)
    largest = float(np.abs(forward(exact, parameters, x).layers[-1].z).max())
    scaled = parameters.copy()
    for values in (network.views(scaled)[-1].w, network.views(scaled)[-1].b):
        values *= 800 / max(largest, 1e-3)
    return scaled


def _targets(rng: np.random.Generator, loss: str, shape: tuple[int, int], hard: bool) -> Array:
    if LOSSES[loss].targets == "any":
        return rng.normal(size=shape) * 2
    if LOSSES[loss].targets == "distribution":
        return (
            np.eye(shape[1])[rng.integers(shape[1], size=shape[0])]
            if hard
            else rng.dirichlet(np.ones(shape[1]), size=shape[0])
        )
    return rng.integers(2, size=shape).astype(float) if hard else rng.random(shape)
