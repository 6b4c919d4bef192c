"""Training on data: the same bits step by step, in slices of any size, and in another process."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batches import Rows, accuracy, next_batch
from engine.errors import RuleError
from engine.losses import LOSSES
from engine.measures import measure
from engine.network import Layer, Network
from engine.optimizers import OPTIMIZERS
from engine.passes import forward
from engine.registry import Choice
from engine.schedules import SCHEDULES
from engine.slices import Budget, Stop, replayed, run_slice, settled, train_on
from engine.training import EarlyStopping, Training, TrainState, initial_state
from tests.engine.holding import holding
from tests.engine.rich import Rich, riches
from tests.thorough import examples


def some_rows(network: Network, count: int = 23, aside: int = 7) -> Rows:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(count + aside, network.inputs))
    shape = (count + aside, network.layers[-1].units)
    if LOSSES[network.loss].targets == "distribution":
        y = np.eye(shape[1])[rng.integers(shape[1], size=shape[0])]
    elif LOSSES[network.loss].targets == "any":
        y = np.tanh(x[:, :1]) * np.ones(shape)
    else:
        y = (x[:, :1] > 0).astype(float) * np.ones(shape)
    return Rows.of(network, Rows(x[:count], y[:count], x[count:], y[count:]))


def everything(batch_size: int = 5, **more: Any) -> TrainState:
    """A small network with all that training can have."""
    layers = [
        Layer.of(4, "relu", batch_norm=True, dropout=0.2),
        Layer.of(4, "tanh", skip=True),
        Layer.of(4, "silu", frozen=True, batch_norm=True),
        Layer.of(1, "sigmoid"),
    ]
    network = Network.build(3, layers, seed=9)
    own: dict[str, Any] = {"l1": 1e-4, "l2": 1e-3, "clip_norm": 0.5, "clip_value": 0.3}
    choice = OPTIMIZERS.choose("adam", {"learning_rate": 0.02})
    start = initial_state(network, Training(choice, batch_size=batch_size, **(own | more)))
    return holding(start, frozen=[0, 13, 17], off=[3, 30])


def bits(state: TrainState) -> bytes:
    """All of a state, as bytes that can be compared."""
    return pickle.dumps(state)


def assert_same_bits(one: TrainState, two: TrainState) -> None:
    assert one.parameters.tobytes() == two.parameters.tobytes()
    assert one.running.tobytes() == two.running.tobytes()
    for name, vector in one.optimizer_state.items():
        assert vector.tobytes() == two.optimizer_state[name].tobytes(), name
    for name in ("step", "epoch", "position", "plateau", "training"):
        assert getattr(one, name) == getattr(two, name)


def test_a_slice_is_its_steps_one_by_one() -> None:
    state = everything()
    rows, stepped = some_rows(state.network), state
    for _ in range(60):
        stepped, _ = train_on(stepped, rows)
    sliced, _ = run_slice(state, rows, Budget(60))
    assert_same_bits(stepped, sliced)


@given(riches(training=True), st.sampled_from(list(OPTIMIZERS)), st.integers(2, 6))
@settings(max_examples=examples(60), deadline=None)
def test_the_fast_path_has_the_bits_of_the_plain_one_for_every_choice(
    case: Rich, optimizer: str, size: int
) -> None:
    training = Training(OPTIMIZERS.choose(optimizer), batch_size=size, l2=0.01)
    state = initial_state(case.network, training, case.parameters)
    stepped, rows = state, some_rows(case.network, 9, 0)
    for _ in range(7):
        stepped, _ = train_on(stepped, rows)
    assert_same_bits(stepped, replayed(state, rows, 7))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("widths", "batch"), [([4, 2], 10), ([64, 32], 64), ([256, 128, 64], 512)])
def test_the_fast_path_has_the_bits_of_the_plain_one_at_every_size(
    widths: list[int], batch: int, dtype: str
) -> None:
    layers = [*(Layer.of(units, "relu") for units in widths), Layer.of(10, "softmax")]
    network = Network.build(16, layers, dtype=dtype)
    state = initial_state(network, Training.sgd(0.05))
    state = replace(state, training=replace(state.training, batch_size=batch))
    stepped, rows = state, some_rows(network, 2 * batch + 3)
    for _ in range(4):
        stepped, _ = train_on(stepped, rows)
    assert_same_bits(stepped, run_slice(state, rows, Budget(4))[0])


@given(st.lists(st.integers(1, 30), min_size=1, max_size=5))
@settings(max_examples=examples(15), deadline=None)
def test_slices_of_any_size_end_in_the_same_bits(sizes: list[int]) -> None:
    schedule = SCHEDULES.choose("reduce_on_plateau", {"patience": 0})
    state = everything(schedule=schedule, early_stopping=EarlyStopping(1000))
    rows, sliced = some_rows(state.network), state
    for size in sizes:
        sliced, _ = run_slice(sliced, rows, Budget(size))
    assert_same_bits(run_slice(state, rows, Budget(sum(sizes)))[0], sliced)


def test_another_process_and_a_pickle_in_the_middle_change_nothing() -> None:
    state = everything()
    rows = some_rows(state.network)
    here, _ = run_slice(state, rows, Budget(300))
    half = pickle.loads(bits(run_slice(state, rows, Budget(111))[0]))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there, _ = pool.submit(run_slice, half, rows, Budget(189)).result()
    assert_same_bits(here, there)


def test_ten_thousand_steps_replay_from_a_checkpoint_to_any_step() -> None:
    network = Network.build(2, [Layer.of(4, "tanh"), Layer.of(1, "sigmoid")], seed=2)
    state = initial_state(network, Training(OPTIMIZERS.choose("adam"), batch_size=5))
    rows = some_rows(network)
    whole, _ = run_slice(state, rows, Budget(10_000))
    checkpoint, _ = run_slice(state, rows, Budget(9_990))
    for _ in range(10):
        checkpoint, _ = train_on(checkpoint, rows)
    assert_same_bits(whole, checkpoint)


def test_every_row_is_taken_once_an_epoch_and_the_last_batch_is_what_is_left() -> None:
    taken: list[int] = []
    sizes: list[int] = []
    epoch = position = 0
    while epoch == 0:
        batch = next_batch(10, 4, 7, epoch, position)
        taken += batch.rows.tolist()
        sizes.append(len(batch.rows))
        epoch, position = batch.epoch, batch.position
    assert sizes == [4, 4, 2]
    assert sorted(taken) == list(range(10))
    assert taken != list(range(10))
    assert (epoch, position) == (1, 0)
    again = next_batch(10, 4, 7, 1, 0).rows
    assert again.tolist() != taken[:4]


def test_a_batch_larger_than_the_data_is_all_of_it() -> None:
    batch = next_batch(3, 50, 0, 5, 0)
    assert batch.rows.tolist() == [0, 1, 2]
    assert (batch.epoch, batch.position) == (6, 0)


def test_batch_norm_never_gets_a_batch_of_one_row() -> None:
    assert len(next_batch(5, 2, 0, 0, 2, smallest=2).rows) == 3
    assert len(next_batch(5, 1, 0, 0, 0, smallest=2).rows) == 2
    with pytest.raises(RuleError, match="data must have at least 2 rows to train on, got 1"):
        next_batch(1, 2, 0, 0, 0, smallest=2)


def test_a_step_on_data_says_which_rows_it_took() -> None:
    state = everything()
    rows = some_rows(state.network)
    after, step = train_on(state, rows)
    assert step.batch is not None
    assert len(step.batch) == 5
    np.testing.assert_array_equal(step.backward.forward.x, rows.x[list(step.batch)])
    assert (after.step, after.epoch, after.position) == (1, 0, 5)


def test_frames_come_when_asked_for_and_after_the_last_step() -> None:
    state = everything()
    rows = some_rows(state.network)
    after, frames = run_slice(state, rows, Budget(23, every=10))
    assert [frame.step for frame in frames] == [10, 20, 23]
    last = frames[-1]
    exact = forward(after.network, after.parameters, rows.x, running=after.running)
    assert last.train_loss == exact.loss(rows.y)
    assert last.validation_loss is not None
    assert (last.epoch, last.learning_rate, last.stopped) == (after.epoch, 0.02, None)
    assert len(last.grad_norms) == 4
    assert run_slice(state, rows, Budget(0)) == (state, ())


def plain(rate: float = 0.5, **more: Any) -> tuple[TrainState, Rows]:
    network = Network.build(2, [Layer.of(6, "tanh"), Layer.of(1, "sigmoid")], seed=1)
    training = Training(Choice("sgd", {"learning_rate": rate}), batch_size=8, **more)
    return initial_state(network, training), some_rows(network)


@pytest.mark.parametrize(
    ("stop", "why"),
    [(Stop(loss=0.3), "loss"), (Stop(accuracy=0.95), "accuracy"), (Stop(epoch=4), "epochs")],
)
def test_training_stops_where_it_was_told_to(stop: Stop, why: str) -> None:
    state, rows = plain()
    after, frames = run_slice(state, rows, Budget(5000, stop=stop))
    last = frames[-1]
    assert last.stopped == why
    assert after.position == 0
    assert stop.loss is None or last.train_loss <= stop.loss
    right = accuracy(after.network, rows.y, forward(after.network, after.parameters, rows.x).a)
    assert right is not None
    assert stop.accuracy is None or right >= stop.accuracy
    assert stop.epoch is None or after.epoch == stop.epoch


def test_a_plateau_stops_and_a_later_run_counts_anew() -> None:
    state, rows = plain(rate=0.0)
    after, frames = run_slice(state, rows, Budget(500, stop=Stop(plateau=3)))
    assert (frames[-1].stopped, after.epoch) == ("plateau", 4)
    left = settled(after, "plateau")
    assert left.best is None
    _, again = run_slice(left, rows, Budget(500, stop=Stop(plateau=3)))
    assert again[-1].epoch == 8


def test_early_stopping_goes_back_to_the_best_weights() -> None:
    state, rows = plain(rate=3.0, early_stopping=EarlyStopping(5))
    assert rows.y_validation is not None
    noisy = replace(rows, y_validation=1 - rows.y_validation)
    after, frames = run_slice(state, noisy, Budget(5000))
    assert frames[-1].stopped == "early_stopping"
    losses: list[float] = []
    probe = state
    for _ in range(after.epoch):
        probe, seen = run_slice(probe, noisy, Budget(3))
        assert seen[-1].validation_loss is not None
        losses.append(seen[-1].validation_loss)
    assert frames[-1].validation_loss == losses[-1]
    left = settled(after, "early_stopping")
    best = measure(left, noisy).validation
    assert best is not None
    assert best.loss == min(losses[:-1])
    assert int(np.argmin(losses[:-1])) == after.epoch - 6
    assert (left.best, settled(after, "steps")) == (None, after)


@given(st.integers(1, 80), st.integers(1, 80))
@settings(max_examples=examples(15), deadline=None)
def test_steps_are_taken_again_to_the_same_bits_whatever_ended_them(first: int, more: int) -> None:
    schedule = SCHEDULES.choose("reduce_on_plateau", {"patience": 0})
    state = everything(schedule=schedule, early_stopping=EarlyStopping(2))
    rows = some_rows(state.network)
    after, _ = run_slice(state, rows, Budget(first))
    stepped = state
    for _ in range(after.step + more):
        stepped, _ = train_on(stepped, rows)
    assert_same_bits(stepped, replayed(after, rows, more))
    assert bits(replayed(state, rows, after.step)) == bits(after)


def test_a_frame_tells_how_far_the_weights_moved_for_their_size() -> None:
    state, rows = plain()
    before, _ = run_slice(state, rows, Budget(6))
    after, (frame,) = run_slice(before, rows, Budget(1))
    views = zip(state.network.views(before.parameters), state.network.views(after.parameters), strict=True)
    wanted = [np.linalg.norm(new.w - old.w) / np.linalg.norm(old.w) for old, new in views]
    np.testing.assert_allclose(frame.update_ratios, wanted, rtol=1e-12)
    assert frame.train_accuracy == accuracy(
        after.network, rows.y, forward(after.network, after.parameters, rows.x).a
    )


def test_reduce_on_plateau_lowers_the_rate_while_training() -> None:
    schedule = SCHEDULES.choose("reduce_on_plateau", {"factor": 0.5, "patience": 0, "minimum": 0.2})
    state, rows = plain(rate=1.0, schedule=schedule)
    assert rows.y_validation is not None
    _, frames = run_slice(state, replace(rows, y_validation=1 - rows.y_validation), Budget(300, every=3))
    rates = [frame.learning_rate for frame in frames]
    assert rates[0] == 1.0
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] == 0.2


def test_a_loss_that_is_not_finite_stops_training_and_is_named() -> None:
    network = Network.build(1, [Layer.of(1), Layer.of(1)])
    state = initial_state(network, Training.sgd(1000.0))
    rows = Rows.of(network, Rows(np.array([[1e3], [2e3]]), np.array([[1.0], [0.0]])))
    _, frames = run_slice(state, rows, Budget(500))
    assert frames[-1].stopped == "diverged"


def test_a_slice_leaves_its_state_and_data_alone() -> None:
    state = everything()
    rows = some_rows(state.network)
    before, x = bits(state), rows.x.copy()
    after, _ = run_slice(state, rows, Budget(20))
    assert bits(state) == before
    np.testing.assert_array_equal(rows.x, x)
    assert not after.parameters.flags.writeable
    assert not after.running.flags.writeable
