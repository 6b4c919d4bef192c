"""A training step is a pure function of state and batch."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings

from engine.errors import RuleError, UnknownChoice
from engine.network import Layer, Network
from engine.passes import backward, forward
from engine.registry import Choice
from engine.training import Training, initial_state, train_step
from tests.engine.cases import Case, cases
from tests.thorough import examples


@given(cases())
@settings(max_examples=examples(60), deadline=None)
def test_a_step_of_sgd_takes_the_gradient_times_the_rate_off(case: Case) -> None:
    state = initial_state(case.network, Training.sgd(0.25), case.parameters)
    after, step = train_step(state, case.x, case.y)
    trace = backward(case.network, forward(case.network, case.parameters, case.x), case.y)
    for update, behind, ahead in zip(step.updates, trace.layers, trace.forward.layers, strict=True):
        for part, gradient, before in (
            (update.w, behind.grad_w, ahead.w),
            (update.b, behind.grad_b, ahead.b),
        ):
            np.testing.assert_array_equal(part.gradient, gradient)
            np.testing.assert_array_equal(part.clipped, gradient)
            np.testing.assert_array_equal(part.penalty, 0)
            np.testing.assert_array_equal(part.after, before + -0.25 * gradient)
            np.testing.assert_array_equal(part.change, part.after - before)
            assert part.state == {}
    assert step.loss_after == forward(case.network, after.parameters, case.x).loss(trace.y)


@given(cases(dtype="float32"))
@settings(max_examples=examples(30), deadline=None)
def test_float32_parameters_stay_float32(case: Case) -> None:
    after, step = train_step(initial_state(case.network, Training(), case.parameters), case.x, case.y)
    assert after.parameters.dtype == step.updates[0].w.change.dtype == np.float32


def test_undo_is_keeping_the_old_state() -> None:
    network = Network.build(2, [Layer.of(2, "tanh"), Layer.of(1)])
    before = initial_state(network, Training())
    kept = before.parameters.copy()
    after, step = train_step(before, [[1, 2]], [[3]])
    np.testing.assert_array_equal(before.parameters, kept)
    assert (before.step, after.step, step.step) == (0, 1, 1)
    assert (before.epoch, after.epoch, step.epoch) == (0, 0, 0)
    assert not after.parameters.flags.writeable


def test_replaying_a_state_from_a_pickle_gives_the_same_bits() -> None:
    network = Network.build(2, [Layer.of(3, "silu"), Layer.of(2, "softmax")], seed=4)
    state = initial_state(network, Training.sgd(0.5))
    copy = pickle.loads(pickle.dumps(state))
    for _ in range(5):
        state, one = train_step(state, [[1, 2], [0, -1]], [0, 1])
        copy, two = train_step(copy, [[1, 2], [0, -1]], [0, 1])
        assert state.parameters.tobytes() == copy.parameters.tobytes()
        assert one.loss_after == two.loss_after


def test_a_states_parameters_do_not_follow_the_array_they_came_from() -> None:
    network = Network.build(1, [Layer.of(1)])
    vector = np.zeros(2)
    state = initial_state(network, Training(), vector)
    vector[:] = 9
    np.testing.assert_array_equal(state.parameters, 0)


def test_a_step_knows_its_rows_and_its_learning_rate() -> None:
    state = initial_state(Network.build(1, [Layer.of(1)]), Training.sgd(0.01))
    _, step = train_step(state, [[1.0]], [[2.0]], batch=[3])
    assert step.batch == (3,)
    assert step.learning_rate == 0.01
    assert train_step(state, [[1.0]], [[2.0]])[1].batch is None


def test_training_lowers_the_loss() -> None:
    network = Network.build(2, [Layer.of(4, "tanh"), Layer.of(1, "sigmoid")], seed=3)
    state = initial_state(network, Training.sgd(0.5))
    x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
    losses: list[float] = []
    for _ in range(500):
        state, step = train_step(state, x, y)
        losses.append(step.loss_after)
    assert losses[-1] < 0.05 < losses[0]


@pytest.mark.parametrize("size", [0, -1, True])
def test_a_batch_has_a_row_at_least(size: int) -> None:
    with pytest.raises(RuleError, match="batch_size must be at least 1"):
        Training(batch_size=size)


def test_training_checks_its_choices() -> None:
    with pytest.raises(UnknownChoice, match="Unknown optimizer 'adamant'"):
        Training(optimizer=Choice("adamant"))
    with pytest.raises(RuleError, match="learning_rate must be a number between 0 and 1000, got -1"):
        Training.sgd(-1)
    with pytest.raises(RuleError, match="optimizer must have a learning_rate"):
        Training(optimizer=Choice("sgd"))


def test_parameters_must_fit_the_network() -> None:
    with pytest.raises(RuleError, match=r"parameters must have shape \(2,\), got \(5,\)"):
        initial_state(Network.build(1, [Layer.of(1)]), Training(), np.zeros(5))
