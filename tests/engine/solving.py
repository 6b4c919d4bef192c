"""How well a preset with data does after its epochs, and how well scikit-learn does on the same rows."""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from engine.batches import Rows, accuracy
from engine.datasets import Data, prepare
from engine.network import initial_parameters
from engine.passes import outputs
from engine.presets import DataPreset
from engine.slices import Budget, Stop, run_slice
from engine.training import initial_state
from engine.types import Array
from tests.engine.sklearn_mlp import Peer, classifier, labels, regressor

# More steps than any preset takes: the epochs end the training.
UNTIL_DONE = 1_000_000


def reached(preset: DataPreset, seed: int) -> float:
    """The accuracy on the validation rows, or for numbers the mean squared error, from weights of a seed."""
    data = prepare(preset.data, preset.network.loss)
    network = replace(preset.network, seed=seed)
    rows = Rows.of(network, data)
    state = initial_state(network, preset.training, initial_parameters(network))
    state, frames = run_slice(state, rows, Budget(UNTIL_DONE, stop=Stop(epoch=preset.epochs)))
    assert (frames[-1].stopped, state.epoch) == ("epochs", preset.epochs)
    a = outputs(network, state.parameters, data.x_validation, state.running).a
    right = accuracy(network, data.y_validation, a)
    return squared_error(data, a) if right is None else right


def squared_error(data: Data, a: Array) -> float:
    return float(np.mean((a - data.y_validation) ** 2))


def best_of_peer(preset: DataPreset, seed: int) -> float:
    """The same figure of scikit-learn's network with the same hidden layers: its best of some settings."""
    data = prepare(preset.data, preset.network.loss)
    figures: list[float] = []
    for peer in peers(preset, data.task == "regression", seed):
        with warnings.catch_warnings():
            # it warns where it would rather have trained longer
            warnings.simplefilter("ignore")
            peer.fit(data.x, labels(data.y))
        answers = peer.predict(data.x_validation)
        if data.task == "regression":
            figures.append(squared_error(data, answers[:, None]))
        else:
            figures.append(np.count_nonzero(answers == labels(data.y_validation)) / len(answers))
    return min(figures) if data.task == "regression" else max(figures)


def peers(preset: DataPreset, regression: bool, seed: int) -> Iterator[Peer]:
    """Adam at its default rate and at the preset's, for as many epochs or more, and L-BFGS."""
    *hidden, _ = (layer.units for layer in preset.network.layers)
    rate, size = preset.training.optimizer.parameters["learning_rate"], preset.training.batch_size
    activation = preset.network.layers[0].activation.name
    own: dict[str, Any] = {
        "activation": activation if activation in ("relu", "tanh") else "relu",
        "random_state": seed,
    }
    make = regressor if regression else classifier
    for settings in (
        {"learning_rate_init": rate, "batch_size": size, "max_iter": preset.epochs, "alpha": 1e-4},
        {"learning_rate_init": rate, "batch_size": size, "max_iter": preset.epochs, "alpha": 0.1},
        {"learning_rate_init": 0.003, "batch_size": size, "max_iter": 2 * preset.epochs, "tol": 1e-6},
        {"solver": "lbfgs", "max_iter": 200, "alpha": 0.1},
    ):
        yield make(tuple(hidden), **own, **settings)
