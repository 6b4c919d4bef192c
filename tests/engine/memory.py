"""How much memory training takes, measured: bytes kept, and bytes held at most."""

import gc
import tracemalloc
from collections.abc import Generator
from contextlib import contextmanager

import numpy as np

from engine.batches import Rows
from engine.network import Layer, Network
from engine.optimizers import OPTIMIZERS
from engine.slices import Budget, run_slice
from engine.training import Training, TrainState, initial_state


@contextmanager
def traced() -> Generator[None]:
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


def small() -> tuple[TrainState, Rows]:
    """2-4-2-1 on 95 rows in batches of 10, so that the last batch of an epoch has a size of its own."""
    network = Network.build(2, [Layer.of(4, "relu"), Layer.of(2, "tanh"), Layer.of(1, "sigmoid")])
    x = np.random.default_rng(1).normal(size=(95, 2))
    y = (x[:, :1] > 0).astype(float)
    rows = Rows.of(network, Rows(x, y, x[:20], y[:20]))
    return initial_state(network, Training(OPTIMIZERS.choose("adam"), batch_size=10)), rows


def kept_and_peak(state: TrainState, rows: Rows, steps: int, slices: int = 1) -> tuple[TrainState, int, int]:
    """The state after the slices, and the bytes held then and at most, above those held before."""
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    for _ in range(slices):
        state, _ = run_slice(state, rows, Budget(steps))
    _, peak = tracemalloc.get_traced_memory()
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    return state, after - before, peak - before
