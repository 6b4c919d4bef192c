"""Training a small network allocates nothing per step that grows: not within a slice, and not over many."""

import gc
import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from engine.batches import Rows
from engine.network import Layer, Network
from engine.optimizers import OPTIMIZERS
from engine.slices import Budget, run_slice
from engine.training import Training, TrainState, initial_state

# What a frame, a state or an odd cache entry may take; a single float kept per step would exceed it by far.
SLACK = 8_000
# Python and NumPy keep some freed blocks at hand, a few bytes a slice; the smallest array takes 112.
HALF_AN_ARRAY = 56


@pytest.fixture(autouse=True)
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def small() -> tuple[TrainState, Rows]:
    """2-4-2-1 on 95 rows in batches of 10, so that the last batch of an epoch has a size of its own."""
    network = Network.build(2, [Layer.of(4, "relu"), Layer.of(2, "tanh"), Layer.of(1, "sigmoid")])
    rng = np.random.default_rng(1)
    x = rng.normal(size=(95, 2))
    rows = Rows.of(network, Rows(x, (x[:, :1] > 0).astype(float), x[:20], (x[:20, :1] > 0).astype(float)))
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


def test_ten_times_the_steps_take_no_more_memory() -> None:
    state, rows = small()
    run_slice(state, rows, Budget(100))
    _, kept, peak = kept_and_peak(state, rows, 2_000)
    after, kept_longer, peak_longer = kept_and_peak(state, rows, 20_000)
    assert after.step == 20_000
    assert abs(kept_longer - kept) < SLACK
    assert abs(peak_longer - peak) < SLACK


def test_many_slices_leave_nothing_behind() -> None:
    state, rows = small()
    state, _, few_peak = kept_and_peak(state, rows, 3, slices=300)
    state, kept, many_peak = kept_and_peak(state, rows, 3, slices=600)
    assert state.step == 900 * 3
    assert kept < 600 * HALF_AN_ARRAY
    assert many_peak - few_peak < 600 * HALF_AN_ARRAY
