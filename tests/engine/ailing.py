"""Healthy and ailing networks, data and training runs for the diagnosis tests, from the passes alone."""

from collections.abc import Sequence

import numpy as np

from engine.datasets import Data, DataSpec, prepare
from engine.diagnosis import RULES, Case, Finding, History
from engine.network import Layer, Network, initial_parameters
from engine.passes import Backward, backward, forward
from engine.types import Array


def found(code: str, case: Case) -> tuple[Finding, ...]:
    """What one rule finds, after the checks that hold for every finding."""
    findings = RULES[code].examine(case)
    for finding in findings:
        assert finding.code == code
        assert not finding.message[0].islower()
        assert finding.message.endswith(".")
        assert finding.advice == RULES[code].advice
        assert finding.evidence
        assert all(np.isfinite(number) for number in finding.evidence.values()), finding.evidence
    return findings


def stack(
    width: int, depth: int, activation: str, inputs: int = 2, initializer: str | None = None
) -> Network:
    """`depth` hidden layers of one width and activation, and a sigmoid output."""
    hidden = [Layer.of(width, activation, initializer)] * depth
    return Network.build(inputs, [*hidden, Layer.of(1, "sigmoid")], seed=1)


def points(name: str = "circle", samples: int = 100, noise: float = 0.1) -> Data:
    return prepare(DataSpec(name=name, samples=samples, noise=noise, seed=1))


def trace(network: Network, data: Data | None = None, parameters: Array | None = None) -> Backward:
    """One pass over all training data, with the drawn parameters unless others are given."""
    data = points() if data is None else data
    vector = initial_parameters(network) if parameters is None else parameters
    return backward(network, forward(network, vector, data.x), data.y)


def changed(network: Network, layer: int, w: float | Array | None = None, b: float | None = None) -> Array:
    """The drawn parameters with w and b of one layer (from 1) replaced."""
    vector = np.array(initial_parameters(network))
    view = network.views(vector)[layer - 1]
    if w is not None:
        view.w[:] = w
    if b is not None:
        view.b[:] = b
    return vector


@np.errstate(all="ignore")
def train(
    network: Network, data: Data, rate: float, steps: int, batch: int | None = None
) -> tuple[History, Array]:
    """Plain gradient descent on all rows or on drawn batches: what was measured at each step, and the end."""
    parameters, rng = np.array(initial_parameters(network)), np.random.default_rng(0)
    rows: list[list[float]] = []
    norms: list[list[float]] = []
    ratios: list[list[float]] = []
    for step in range(1, steps + 1):
        chosen = slice(None) if batch is None else rng.choice(len(data.x), batch, replace=False)
        seen = backward(network, forward(network, parameters, data.x[chosen]), data.y[chosen])
        aside = forward(network, parameters, data.x_validation)
        right = _right(seen.forward.a, seen.y)
        right_aside = _right(aside.a, data.y_validation)
        rows.append([step, seen.loss, aside.loss(data.y_validation), right, right_aside])
        norms.append([float(np.linalg.norm(layer.grad_w)) for layer in seen.layers])
        sizes = [float(np.linalg.norm(layer.w)) for layer in seen.forward.layers]
        ratios.append(
            [rate * norm / size if size else 0.0 for norm, size in zip(norms[-1], sizes, strict=True)]
        )
        for view, layer in zip(network.views(parameters), seen.layers, strict=True):
            view.w[:] -= rate * layer.grad_w
            view.b[:] -= rate * layer.grad_b
    step, loss, aside_loss, right, right_aside = np.array(rows).T
    kept = History(step, loss, aside_loss, right, right_aside, np.array(norms), np.array(ratios))
    return kept, parameters


def _right(a: Array, y: Array) -> float:
    return np.count_nonzero((a > 0.5) == (y > 0.5)) / y.size


def history(losses: Sequence[float] | Array, **columns: Array) -> History:
    """A history of nothing but training losses at steps 1, 2 …, and the columns given."""
    return History(np.arange(1.0, len(losses) + 1), np.asarray(losses, float), **columns)
