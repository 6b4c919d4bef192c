"""Batch norm, skip, dropout and every optimizer: their numbers are re-derived from their parts as well."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from engine.errors import RuleError
from engine.explain import Ref, explain
from engine.network import Layer, Network
from engine.passes import Backward, backward, forward
from engine.presets import BY_HAND
from engine.training import Step, Training, initial_state, train_step
from tests.engine.rich import Rich, riches
from tests.engine.unfolding import unfolded
from tests.thorough import examples


def a_step(case: Rich, training: Training) -> Step:
    state = replace(initial_state(case.network, training, case.parameters), running=case.running)
    state, _ = train_step(state, case.x, case.y)
    return train_step(state, case.x, case.y)[1]


def an_evaluation(case: Rich) -> Backward:
    taken = forward(case.network, case.parameters, case.x, running=case.running)
    return backward(case.network, taken, case.y)


def places(trace: Backward, updates: bool) -> Iterator[tuple[Ref, float | None]]:
    """Every quantity of the second row, with its number where it stands in the trace under that name."""
    n = 1
    for ahead, behind, (d_in, d_out) in zip(
        trace.forward.layers, trace.layers, trace.forward.network.shapes, strict=True
    ):
        i, norm, back = ahead.index, ahead.batch_norm, behind.batch_norm
        for k in range(d_in):
            yield Ref("grad_x", i, k, example=n), float(behind.grad_x[n, k])
        for j in range(d_out):
            rows = {"z": ahead.z, "a": ahead.a, "h": ahead.h, "mask": ahead.mask}
            rows |= {"grad_z": behind.grad_z, "grad_a": behind.grad_a, "grad_h": behind.grad_h}
            units = {"grad_b": behind.grad_b}
            if norm is not None and back is not None:
                rows |= {"x_hat": norm.x_hat, "batch_norm": norm.y, "grad_y": back.grad_y}
                units |= {"mean": norm.mean, "var": norm.var, "gamma": norm.gamma, "beta": norm.beta}
                units |= {"grad_gamma": back.grad_gamma, "grad_beta": back.grad_beta}
                yield Ref("spread", i, j), None
            for name, array in rows.items():
                if array is not None:
                    yield Ref(name, i, j, example=n), float(array[n, j])
            for name, array in units.items():
                yield Ref(name, i, j), float(array[j])
            if updates:
                for name in ("update_gamma", "update_beta") if norm is not None else ():
                    yield Ref(name, i, j), None
                yield Ref("update", i, j), None
                yield Ref("update", i, j, 0), None


def assert_derived(trace: Step | Backward, seen: Backward) -> None:
    wanted = dict(places(seen, isinstance(trace, Step)))
    found = unfolded(trace, wanted)
    for ref, value in wanted.items():
        assert value is None or found[ref].value == value or np.isnan(value), ref


@given(riches(training=True, most_units=3))
@settings(max_examples=examples(60), deadline=None)
def test_a_training_step_is_derived_down_to_what_was_given(case: Rich) -> None:
    step = a_step(case, Training.sgd(0.1))
    assert_derived(step, step.backward)


@given(riches(training=False, most_units=3))
@settings(max_examples=examples(40), deadline=None)
def test_an_evaluation_is_derived_from_the_running_statistics(case: Rich) -> None:
    trace = an_evaluation(case)
    assert_derived(trace, trace)


def test_a_skip_is_a_second_path_back() -> None:
    network = Network.build(2, [Layer.of(2, "tanh"), Layer.of(2, "tanh", skip=True), Layer.of(1)], seed=1)
    state = initial_state(network, Training())
    _, step = train_step(state, [[1, 2]], [[1]])
    labels = [term.label for term in explain(step, "grad_x", 2, 0).terms]
    assert labels == ["from unit 1", "from unit 2", "past the layer"]
    assert [term.label for term in explain(step, "a", 2, 0).terms] == ["through f", "past it"]


def test_a_dropped_unit_says_so() -> None:
    network = Network.build(2, [Layer.of(3, "sigmoid", dropout=0.5), Layer.of(1)])
    masks = [np.array([[0.0, 2.0, 2.0]]), None]
    taken = forward(network, np.ones(13), [[1, 2]], training=True, masks=masks)
    found = explain(taken, "a", 1, 0)
    assert found.value == 0
    assert found.note == "Dropped in this step: this unit hands on 0."
    assert explain(taken, "a", 1, 1).terms[0].factors[1].value == 2


def test_what_a_layer_does_not_have_is_refused() -> None:
    preset = BY_HAND["spam"]
    state = initial_state(preset.network, preset.training, preset.weights)
    _, step = train_step(state, preset.example.x, preset.example.y)
    for quantity in ("x_hat", "gamma", "mean", "spread", "batch_norm", "grad_y", "grad_gamma", "update_beta"):
        with pytest.raises(RuleError, match="layer 1 has no batch norm"):
            explain(step, quantity, 1, 0)
    with pytest.raises(RuleError, match="nothing is dropped in layer 1 of this pass"):
        explain(step, "mask", 1, 0)
    with pytest.raises(RuleError, match="this optimizer keeps no momentum"):
        explain(step, "momentum", 1, 0)
