"""A gradient is the sum over all paths to the loss: counted, walked one by one, and the strongest found."""

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleError
from engine.explain import Ref, explain
from engine.explain.hops import Node
from engine.explain.parts import Factor
from engine.explain.paths import MOST, Paths, paths
from engine.network import Layer, Network
from engine.passes import Backward, backward, forward
from engine.presets import BY_HAND
from tests.engine.rich import Rich, riches
from tests.thorough import examples


def a_pass(case: Rich) -> Backward:
    mode = (case.training, case.running, case.masks)
    return backward(case.network, forward(case.network, case.parameters, case.x, *mode), case.y)


def walked(network: Network, trace: Backward, n: int, node: Node) -> Iterator[list[float]]:
    """The factors of every path from a node to the loss, by the plainest recursion there is."""
    short = network.loss in ("binary_cross_entropy", "categorical_cross_entropy")
    last = node.layer == len(network.layers)
    ahead = trace.forward.layers[node.layer - 1] if node.layer else None
    norm = None if ahead is None or node.gives else ahead.batch_norm
    scale = [] if norm is None else [norm.gamma[node.unit], 1 / math.sqrt(norm.var[node.unit] + 1e-5)]
    if last and node.gives:
        yield [trace.grad_a[n, node.unit]]
    elif last and short:
        back = trace.layers[-1]
        at_f = back.grad_z if back.batch_norm is None else back.batch_norm.grad_y
        yield [*scale, at_f[n, node.unit]]
    elif not node.gives:
        assert ahead is not None
        for i in range(network.layers[node.layer - 1].units):
            if ahead.slope is None:
                own = ahead.f_output[n]
                through = own[i] * ((i == node.unit) - own[node.unit])
            elif i == node.unit:
                through = ahead.slope[n, i]
            else:
                continue
            dropped = [] if ahead.mask is None else [ahead.mask[n, i]]
            for rest in walked(network, trace, n, Node(node.layer, i)):
                yield [*scale, through, *dropped, *rest]
    else:
        following = trace.forward.layers[node.layer]
        for j in range(network.layers[node.layer].units):
            for rest in walked(network, trace, n, Node(node.layer + 1, j, gives=False)):
                yield [following.w[node.unit, j], *rest]
        if network.layers[node.layer].skip:
            dropped = [] if following.mask is None else [following.mask[n, node.unit]]
            for rest in walked(network, trace, n, Node(node.layer + 1, node.unit)):
                yield [*dropped, *rest]


def starts(network: Network) -> Iterator[tuple[int, int, int | None]]:
    for layer, (d_in, d_out) in enumerate(network.shapes, start=1):
        yield from ((layer, d_out - 1, k) for k in range(d_in))
        yield layer - 1, d_in - 1, None
        yield layer, 0, None


def everything(trace: Backward, layer: int, unit: int, from_: int | None, n: int) -> list[list[float]]:
    network = trace.forward.network
    first = [] if from_ is None else [trace.forward.layers[layer - 1].x[n, from_]]
    node = Node(layer, unit, gives=from_ is None)
    return [[float(f) for f in (*first, *factors)] for factors in walked(network, trace, n, node)]


@given(riches(batch_norm=False, most_units=3) | riches(training=False, most_units=3))
@settings(max_examples=examples(60), deadline=None)
def test_all_paths_walked_one_by_one_are_as_many_as_counted_and_add_up_to_the_gradient(case: Rich) -> None:
    trace, n = a_pass(case), len(case.x) - 1
    for layer, unit, from_ in starts(case.network):
        found, every = paths(trace, layer, unit, from_, n, MOST), everything(trace, layer, unit, from_, n)
        assert found.paths == len(every)
        assert found.cost is not None
        assert found.cost.one_by_one == sum(len(factors) - 1 for factors in every)
        assert found.cost.passed_on <= found.cost.one_by_one
        products = sorted((math.prod(factors) for factors in every), key=abs, reverse=True)
        size = sum(map(abs, products)) + 1e-300
        assert found.value == pytest.approx(sum(products), rel=0, abs=1e-12 * size)
        strongest = [path.value for path in found.shown]
        assert len(strongest) == min(MOST, len(every))
        np.testing.assert_allclose(np.abs(strongest), np.abs(products[: len(strongest)]), rtol=1e-12)
        assert sum(strongest) + found.rest == pytest.approx(found.value, rel=0, abs=1e-12 * size)
        assert len({path.units for path in found.shown}) == len(found.shown)


@given(riches(training=False, most_units=3) | riches(batch_norm=False, training=True, most_units=3))
@settings(max_examples=examples(30), deadline=None)
def test_a_path_is_the_product_of_its_factors_and_each_can_be_explained(case: Rich) -> None:
    trace = a_pass(case)
    for layer, unit, from_ in starts(case.network):
        for path in paths(trace, layer, unit, from_, 1).shown:
            assert path.value == math.prod(factor.value for factor in path.factors)
            for factor in path.factors:
                assert explained(trace, factor) == factor.value or np.isnan(factor.value)


def explained(trace: Backward, factor: Factor) -> float:
    ref = factor.ref
    assert ref is not None
    return explain(trace, ref.quantity, ref.layer, ref.unit, ref.from_, ref.example).value


@given(st.integers(0, 100), st.integers(1, MOST))
@settings(max_examples=examples(20), deadline=None)
def test_the_strongest_of_very_many_paths_are_those_of_the_small_ones(seed: int, count: int) -> None:
    """Three layers wide enough for thousands of paths, yet few enough to walk them all."""
    layers = [Layer.of(6, "tanh"), Layer.of(6, "relu", skip=True), Layer.of(6, "softmax"), Layer.of(2)]
    network = Network.build(3, layers, seed=seed)
    rng = np.random.default_rng(seed)
    vector = rng.normal(size=network.parameter_count)
    trace = backward(network, forward(network, vector, rng.normal(size=(2, 3))), rng.normal(size=(2, 2)))
    found, every = paths(trace, 1, 2, 1, 1, count), everything(trace, 1, 2, 1, 1)
    assert found.paths == len(every) == (6 + 1) * 6 * 6 * 2
    products = sorted((abs(math.prod(factors)) for factors in every), reverse=True)
    np.testing.assert_allclose([abs(path.value) for path in found.shown], products[:count], rtol=1e-12)


def spam() -> Backward:
    preset = BY_HAND["spam"]
    return backward(
        preset.network, forward(preset.network, preset.weights, preset.example.x), preset.example.y
    )


def test_the_one_path_of_a_weight_of_the_spam_filter_is_its_gradient() -> None:
    found = paths(spam(), 1, 0, 0)
    assert found.paths == len(found.shown) == 1
    (path,) = found.shown
    assert [factor.symbol for factor in path.factors] == [
        "x_{1}",
        "f'(z^{(1)}_{1})",
        "w^{(2)}_{1,1}",
        r"\partial L / \partial z^{(2)}_{1}",
    ]
    assert [factor.ref for factor in path.factors] == [
        Ref("x", 1, 0, example=0),
        Ref("slope", 1, 0, example=0),
        Ref("w", 2, 0, 0),
        Ref("grad_z", 2, 0, example=0),
    ]
    assert path.units == (Node(1, 0, gives=False), Node(1, 0), Node(2, 0, gives=False))
    assert found.value == pytest.approx(path.value)
    assert found.value == pytest.approx(explain(spam(), "grad_w", 1, 0, 0).value)
    assert found.rest == 0
    assert found.cost is not None
    assert (found.cost.one_by_one, found.cost.passed_on) == (3, 3)


def deep(layers: int, width: int, skip: bool = False, batch_norm: bool = False) -> Backward:
    one = Layer.of(width, "tanh", skip=skip, batch_norm=batch_norm)
    network = Network.build(width, [one] * layers, seed=3)
    vector = np.random.default_rng(0).normal(size=network.parameter_count) / math.sqrt(width)
    return backward(network, forward(network, vector, np.ones((2, width)), batch_norm), np.zeros((2, width)))


def test_paths_are_counted_exactly_beyond_what_a_float_can_hold() -> None:
    found = paths(deep(30, 7), 1, 0, 0)
    assert found.paths == 7**29
    assert found.cost is not None
    assert found.cost.one_by_one == 7**29 * 60
    # in each layer a gate a unit and a message an edge, but into the weight's own unit
    assert found.cost.passed_on == 29 * 7 + 28 * 49 + 7 + 1 + 1
    assert [abs(path.value) for path in found.shown] == sorted(
        (abs(path.value) for path in found.shown), reverse=True
    )
    assert sum(path.value for path in found.shown) + found.rest == pytest.approx(found.value)


def test_a_skip_adds_a_path_past_each_layer() -> None:
    assert paths(deep(4, 3, skip=True), 1, 0, 0).paths == (3 + 1) ** 3
    assert paths(deep(4, 3, skip=True), 0, 0).paths == (3 + 1) ** 4


def test_paths_through_batch_norm_run_across_examples_and_are_only_counted() -> None:
    trace = deep(3, 2, batch_norm=True)
    found = paths(trace, 1, 0, 0)
    assert found.paths == 2**3 * 2**2
    assert (found.shown, found.cost, found.rest) == ((), None, found.value)
    assert found.note is not None
    assert found.note.startswith("Batch norm ties the examples of the batch together")
    assert found.value == explain(trace, "grad_z", 1, 0).value
    only_before = paths(trace, 3, 0)
    assert (only_before.note, only_before.paths) == (None, 1)


def test_a_shut_gate_leaves_a_path_that_carries_nothing() -> None:
    (path,) = paths(spam(), 1, 1, 0).shown
    assert path.value == 0
    assert path.factors[1].value == 0


def test_an_infinite_slope_of_the_loss_is_no_reason_to_fail() -> None:
    network = Network.build(1, [Layer.of(2, "sigmoid")])
    trace = backward(network, forward(network, np.array([800.0, 1, 0, 0]), [[1.0]]), [[0.0, 1.0]])
    found: Paths = paths(trace, 1, 0)
    assert found.value == np.inf
    assert found.shown[0].factors[0].value == np.inf
    assert paths(trace, 1, 0, 0).value == 0.5


@pytest.mark.parametrize(
    ("place", "loc"),
    [
        ((0, 0, 0), "layer"),
        ((3, 0), "layer"),
        ((1, 2), "unit"),
        ((0, 3), "unit"),
        ((1, 0, 3), "from"),
        ((1, 0, 0, 1), "example"),
        ((1, 0, 0, 0, 0), "count"),
        ((1, 0, 0, 0, MOST + 1), "count"),
    ],
)
def test_a_place_without_paths_is_refused(place: tuple[int, ...], loc: str) -> None:
    layer, unit, *more = place
    with pytest.raises(RuleError) as caught:
        paths(spam(), layer, unit, *more)
    assert caught.value.loc == (loc,)
