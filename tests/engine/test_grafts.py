"""What is kept of a network that another grows out of, and what is drawn."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch_norm import initial_running, running_views
from engine.errors import RuleError
from engine.grafts import Graft, grafted
from engine.held import NOTHING, Held
from engine.held_layers import layers_held
from engine.network import Layer, Network, initial_parameters
from tests.engine.cases import Case, cases
from tests.thorough import examples

TWO = Network.build(3, [Layer.of(2, "relu"), Layer.of(1, "sigmoid")], seed=7)
NUMBERS = np.arange(1.0, 12.0)
NONE = initial_running(TWO)


def all_of(network: Network) -> list[Graft]:
    """Every layer from its own place."""
    return [
        Graft(i, tuple(range(d_in)), tuple(range(d_out)))
        for i, (d_in, d_out) in enumerate(network.shapes, start=1)
    ]


@given(cases())
@settings(max_examples=examples(40), deadline=None)
def test_a_network_grafted_onto_itself_is_itself(case: Case) -> None:
    network = case.network
    vector, *_ = grafted(
        network, network, case.parameters, initial_running(network), NOTHING, all_of(network)
    )
    np.testing.assert_array_equal(vector, case.parameters)


@given(cases(), st.integers(0, 3), st.integers(0, 3))
@settings(max_examples=examples(40), deadline=None)
def test_a_wider_layer_keeps_its_units_and_draws_the_new_ones_alone(case: Case, at: int, more: int) -> None:
    at = min(at, len(case.network.layers) - 1)
    layers = list(case.network.layers)
    layers[at] = replace(layers[at], units=layers[at].units + more)
    wider = replace(case.network, layers=tuple(layers))
    new, grafts = (None,) * more, all_of(case.network)
    grafts[at] = replace(grafts[at], units=grafts[at].units + new)
    if at + 1 < len(grafts):
        grafts[at + 1] = replace(grafts[at + 1], inputs=grafts[at + 1].inputs + new)
    vector, *_ = grafted(wider, case.network, case.parameters, initial_running(case.network), NOTHING, grafts)
    old, now = case.network.views(case.parameters), wider.views(vector)
    drawn = wider.views(initial_parameters(wider))
    for one, other, fresh in zip(old, now, drawn, strict=True):
        d_in, d_out = one.w.shape
        np.testing.assert_array_equal(other.w[:d_in, :d_out], one.w)
        np.testing.assert_array_equal(other.b[:d_out], one.b)
        np.testing.assert_array_equal(other.w[d_in:], fresh.w[d_in:])
        np.testing.assert_array_equal(other.w[:, d_out:], fresh.w[:, d_out:])
        assert not other.b[d_out:].any()


def test_units_are_taken_in_the_order_that_is_asked_for() -> None:
    vector, *_ = grafted(
        TWO, TWO, NUMBERS, NONE, NOTHING, [Graft(1, (2, 0, 1), (1, 0)), Graft(2, (1, 0), (0,))]
    )
    first, second = TWO.views(vector)
    np.testing.assert_array_equal(first.w, [[6, 5], [2, 1], [4, 3]])
    np.testing.assert_array_equal(first.b, [8, 7])
    np.testing.assert_array_equal(second.w, [[10], [9]])


def test_a_new_layer_is_drawn_whole() -> None:
    deeper = replace(TWO, layers=(TWO.layers[0], Layer.of(2, "tanh"), TWO.layers[1]))
    first, last = all_of(TWO)
    vector, *_ = grafted(deeper, TWO, NUMBERS, NONE, NOTHING, [first, None, replace(last, layer=2)])
    views, drawn = deeper.views(vector), deeper.views(initial_parameters(deeper))
    np.testing.assert_array_equal(views[1].w, drawn[1].w)
    np.testing.assert_array_equal(np.concatenate([views[2].w.ravel(), views[2].b]), NUMBERS[-3:])


def test_what_batch_norm_holds_goes_along_and_begins_at_its_start_where_it_is_new() -> None:
    norm = Network.build(1, [Layer.of(2, "relu", batch_norm=True), Layer.of(1)])
    numbers, running = np.arange(1.0, 12.0), np.array([0.5, -0.5, 2.0, 3.0])
    wider = replace(norm, layers=(replace(norm.layers[0], units=3), replace(norm.layers[1], batch_norm=True)))
    grafts = [Graft(1, (0,), (0, 1, None)), Graft(2, (0, 1, None), (0,))]
    vector, statistics, _ = grafted(wider, norm, numbers, running, NOTHING, grafts)
    first, last = wider.views(vector)
    assert first.gamma is not None
    assert first.beta is not None
    assert last.gamma is not None
    np.testing.assert_array_equal(first.gamma, [5, 6, 1])
    np.testing.assert_array_equal(first.beta, [7, 8, 0])
    np.testing.assert_array_equal(last.gamma, [1])
    (own, other) = running_views(wider, statistics)
    assert own is not None
    assert other is not None
    np.testing.assert_array_equal(own[0], [0.5, -0.5, 0])
    np.testing.assert_array_equal(own[1], [2, 3, 1])
    np.testing.assert_array_equal(other[1], [1])
    without = replace(norm, layers=(replace(norm.layers[0], batch_norm=False), norm.layers[1]))
    vector, statistics, _ = grafted(without, norm, numbers, running, NOTHING, all_of(norm))
    np.testing.assert_array_equal(vector, [1, 2, 3, 4, 9, 10, 11])
    assert not len(statistics)


def test_what_is_frozen_or_off_stays_so_at_its_new_place() -> None:
    frozen, off, values = NOTHING.spread(TWO)
    frozen[[2, 7]] = True  # the weight from input 1 to unit 0, and the bias of unit 1
    off[8], values[8] = True, 0.5  # the weight from unit 0
    numbers = np.where(off, 0, NUMBERS)
    wider = replace(TWO, layers=(replace(TWO.layers[0], units=3), TWO.layers[1]))
    grafts = [Graft(1, (0, 1, 2), (1, None, 0)), Graft(2, (1, None, 0), (0,))]
    vector, _, held = grafted(wider, TWO, numbers, NONE, Held.of(frozen, off, values), grafts)
    first, last = layers_held(wider, held)
    assert (first.frozen, last.frozen) == ({"w": [(1, 2)], "b": [(0,)]}, {})
    assert (first.off, last.off) == ({}, {"w": [((2, 0), 0.5)]})
    assert wider.views(vector)[1].w[2, 0] == 0


def test_what_is_not_finite_is_drawn_anew() -> None:
    broken = NUMBERS.copy()
    broken[[0, 7]] = [np.nan, np.inf]
    vector, *_ = grafted(TWO, TWO, broken, NONE, NOTHING, all_of(TWO))
    drawn = initial_parameters(TWO)
    np.testing.assert_array_equal(vector, np.where(np.isfinite(broken), broken, drawn))
    small = replace(TWO, dtype="float32")
    vector, *_ = grafted(small, TWO, NUMBERS * 1e300, NONE, NOTHING, all_of(TWO))
    np.testing.assert_array_equal(vector, initial_parameters(small))


@pytest.mark.parametrize(
    ("grafts", "loc", "says"),
    [
        ([None], ("layers",), "one entry for each of the 2 layers, got 1"),
        ([Graft(3, (0, 1, 2), (0, 1)), None], ("layers", 0, "layer"), "between 1 and 2, got 3"),
        ([Graft(1, (0, 1), (0, 1)), None], ("layers", 0, "inputs"), "each of the layer's 3, got 2"),
        ([None, Graft(2, (0, 1), (1,))], ("layers", 1, "units"), "between 0 and 0, got 1"),
        ([None, Graft(2, (0, -1), (0,))], ("layers", 1, "inputs"), "between 0 and 1, got -1"),
    ],
)
def test_a_graft_that_fits_not_is_refused_by_name(
    grafts: list[Graft | None], loc: tuple[str | int, ...], says: str
) -> None:
    with pytest.raises(RuleError, match=re.escape(says)) as caught:
        grafted(TWO, TWO, NUMBERS, NONE, NOTHING, grafts)
    assert caught.value.loc == loc
