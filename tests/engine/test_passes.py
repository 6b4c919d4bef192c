"""Forward and backward return everything, change nothing, and cannot be changed afterwards.

That the numbers are right is the business of `test_against_torch` and `test_tutorial`.
"""

import pickle
from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings

from engine.errors import RuleError
from engine.network import Layer, Network
from engine.passes import Backward, backward, forward, outputs
from engine.types import Array
from tests.engine.cases import Case, cases
from tests.engine.rich import Rich, riches
from tests.thorough import examples


def arrays_of(trace: Backward) -> Iterator[Array]:
    yield from (trace.y, trace.grad_a, trace.forward.x)
    for part in (*trace.forward.layers, *trace.layers):
        values = (getattr(part, field.name) for field in fields(part))
        yield from (value for value in values if isinstance(value, np.ndarray))


def run(case: Case) -> Backward:
    return backward(case.network, forward(case.network, case.parameters, case.x), case.y)


@given(cases())
@settings(max_examples=examples(100), deadline=None)
def test_every_array_has_its_shape_and_is_read_only(case: Case) -> None:
    trace, n = run(case), len(case.x)
    for (d_in, d_out), ahead, behind in zip(
        case.network.shapes, trace.forward.layers, trace.layers, strict=True
    ):
        assert ahead.index == behind.index
        assert ahead.x.shape == behind.grad_x.shape == (n, d_in)
        assert ahead.w.shape == behind.grad_w.shape == (d_in, d_out)
        assert ahead.b.shape == behind.grad_b.shape == (d_out,)
        assert ahead.z.shape == ahead.a.shape == (n, d_out)
        assert behind.grad_a.shape == behind.grad_z.shape == (n, d_out)
        assert ahead.slope is None or ahead.slope.shape == (n, d_out)
    assert not any(array.flags.writeable for array in arrays_of(trace))


@given(riches(training=False))
@settings(max_examples=examples(50), deadline=None)
def test_the_outputs_alone_have_the_bits_of_the_whole_way_forward(case: Rich) -> None:
    whole = forward(case.network, case.parameters, case.x, running=case.running).layers[-1]
    alone = outputs(case.network, case.parameters, case.x, case.running)
    assert alone.a.tobytes() == whole.a.tobytes()
    assert alone.f_input.tobytes() == whole.f_input.tobytes()
    assert not alone.a.flags.writeable


@given(cases())
@settings(max_examples=examples(50), deadline=None)
def test_what_goes_in_stays_as_it_was_and_may_change_later(case: Case) -> None:
    x, y, parameters = case.x.copy(), case.y.copy(), case.parameters.copy()
    trace = backward(case.network, forward(case.network, parameters, x), y)
    for given_array, before in ((x, case.x), (y, case.y), (parameters, case.parameters)):
        np.testing.assert_array_equal(given_array, before)
        assert given_array.flags.writeable
    seen = [array.copy() for array in arrays_of(trace)]
    for given_array in (x, y, parameters):
        given_array[...] = 123
    for array, before in zip(arrays_of(trace), seen, strict=True):
        np.testing.assert_array_equal(array, before)


@given(cases(dtype="float32"))
@settings(max_examples=examples(100), deadline=None)
def test_everything_in_a_float32_network_is_float32_and_near_the_float64_one(case: Case) -> None:
    trace = run(case)
    assert all(array.dtype == np.float32 for array in arrays_of(trace))
    assert type(trace.loss) is float
    exact = Network.build(case.network.inputs, case.network.layers, case.network.loss)
    first = forward(exact, case.parameters.astype(float), case.x.astype(float)).layers[0]
    size = np.abs(first.x) @ np.abs(first.w) + np.abs(first.b)
    assert (np.abs(trace.forward.layers[0].z - first.z) <= 1e-5 * size).all()


def test_the_same_call_gives_the_same_bits() -> None:
    network = Network.build(2, [Layer.of(3, "gelu"), Layer.of(2, "softmax")])
    vector, x, y = np.linspace(-1, 1, 17), [[0.3, -0.4]], [1]
    one = backward(network, forward(network, vector, x), y)
    two = backward(network, forward(network, vector, x), y)
    assert pickle.dumps(one) == pickle.dumps(two)


def test_a_layers_gradient_is_handed_on_to_the_one_before() -> None:
    network = Network.build(2, [Layer.of(3, "tanh"), Layer.of(2, "linear")])
    trace = backward(network, forward(network, np.linspace(-1, 1, 17), [[0.3, -0.4]]), [[1, 2]])
    assert trace.layers[0].grad_a is trace.layers[1].grad_x
    assert trace.grad_a is trace.layers[1].grad_a
    assert trace.forward.a is trace.forward.layers[1].a


def test_overflow_is_shown_where_it_begins_and_warns_nobody() -> None:
    network = Network.build(1, [Layer.of(1, "linear"), Layer.of(1, "linear")])
    trace = backward(network, forward(network, np.array([1e200, 0, 1e200, 0]), [[1.0]]), [[0.0]])
    assert trace.forward.layers[0].z.item() == 1e200
    assert trace.forward.layers[1].z.item() == np.inf
    assert trace.loss == np.inf


def test_the_penalty_is_added_to_the_objective_only() -> None:
    network = Network.build(1, [Layer.of(1)])
    trace = backward(network, forward(network, np.array([2.0, 0.0]), [[1.0]]), [[0.0]], penalty=0.5)
    assert (trace.loss, trace.penalty, trace.objective) == (4.0, 0.5, 4.5)


def test_parameters_of_another_size_are_refused() -> None:
    with pytest.raises(RuleError, match=r"parameters must have shape \(2,\), got \(3,\)"):
        forward(Network.build(1, [Layer.of(1)]), np.zeros(3), [[1.0]])
