"""Loss and accuracy of more rows than are taken at once are those of all rows together."""

import numpy as np
import pytest

from engine.batches import Rows, accuracy
from engine.measures import PART, measure
from engine.network import Layer, Network
from engine.passes import forward
from engine.training import Training, initial_state


@pytest.mark.parametrize("count", [PART, PART + 1, 2 * PART + 7])
@pytest.mark.parametrize("activation", ["softmax", "linear"])
def test_parts_make_the_whole(count: int, activation: str) -> None:
    network = Network.build(2, [Layer.of(3, activation)], seed=1)
    state = initial_state(network, Training.sgd(0.1))
    rng = np.random.default_rng(count)
    x, y = rng.standard_normal((count, 2)), np.eye(3)[rng.integers(0, 3, count)]
    found = measure(state, Rows(x, y)).train
    seen = forward(network, state.parameters, x)
    assert found.loss == pytest.approx(seen.loss(y), rel=1e-13)
    share = accuracy(network, y, seen.a)
    assert found.accuracy == (None if share is None else pytest.approx(share, rel=1e-13))
