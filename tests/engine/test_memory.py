"""Training a small network allocates nothing per step that grows: not within a slice, and not over many."""

from engine.slices import Budget, run_slice
from tests.engine.memory import kept_and_peak, small, traced

# What a frame, a state or an odd cache entry may take; a single float kept per step would exceed it by far.
SLACK = 8_000
# Python and NumPy keep some freed blocks at hand, a few bytes a slice; the smallest array takes 112.
HALF_AN_ARRAY = 56


def test_ten_times_the_steps_take_no_more_memory() -> None:
    with traced():
        state, rows = small()
        run_slice(state, rows, Budget(100))
        _, kept, peak = kept_and_peak(state, rows, 2_000)
        after, kept_longer, peak_longer = kept_and_peak(state, rows, 20_000)
    assert after.step == 20_000
    assert abs(kept_longer - kept) < SLACK
    assert abs(peak_longer - peak) < SLACK


def test_many_slices_leave_nothing_behind() -> None:
    with traced():
        state, rows = small()
        state, _, few_peak = kept_and_peak(state, rows, 3, slices=300)
        state, kept, many_peak = kept_and_peak(state, rows, 3, slices=600)
    assert state.step == 900 * 3
    assert kept < 600 * HALF_AN_ARRAY
    assert many_peak - few_peak < 600 * HALF_AN_ARRAY
