"""scikit-learn's multi-layer perceptron, the peer for speed and for what training reaches, with types."""

from typing import Any, Protocol, cast

import numpy as np
from sklearn.neural_network import (  # pyright: ignore[reportMissingTypeStubs]
    MLPClassifier,
    MLPRegressor,
)

from engine.types import Array


class Peer(Protocol):
    """What is used of an estimator; y is labels (N,), or numbers (N,) for a regressor."""

    def fit(self, X: Array, y: Array) -> "Peer": ...

    def partial_fit(self, X: Array, y: Array) -> "Peer": ...

    def predict(self, X: Array) -> Array: ...


def classifier(hidden: tuple[int, ...], **settings: Any) -> Peer:
    return cast(Peer, MLPClassifier(hidden_layer_sizes=hidden, **settings))


def regressor(hidden: tuple[int, ...], **settings: Any) -> Peer:
    return cast(Peer, MLPRegressor(hidden_layer_sizes=hidden, **settings))


def labels(y: Array) -> Array:
    """Targets (N, D_out) as scikit-learn takes them, (N,): the class, or the one number."""
    return y[:, 0] if y.shape[1] == 1 else np.argmax(y, axis=1).astype(float)
