"""The small pure parts: packing, merging, narrowing what is not finite, and what is a host."""

from dataclasses import replace
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app import codec, nonfinite
from app.answer import json_bytes
from app.match import check_match
from app.merge import merge
from app.rules import field, shown
from app.security import host_name, same_origin
from engine.optimizers import OPTIMIZERS
from engine.presets import BY_HAND
from engine.schedules import Plateau
from engine.settings import EarlyStopping
from engine.training import Best, Training, initial_state, train_step
from tests.engine.rich import Rich, riches
from tests.thorough import examples


@given(arrays.arrays(st.sampled_from([np.float64, np.float32]), arrays.array_shapes(max_dims=3)))
def test_packed_arrays_come_back_bit_for_bit(array: Any) -> None:
    header, back = codec.unpack(codec.pack({"a": 1}, {"x": array, "y": array.T}))
    assert header == {"a": 1}
    assert back["x"].tobytes() == array.tobytes()
    assert back["x"].dtype == array.dtype
    assert back["y"].shape == array.T.shape


@pytest.mark.parametrize("name", BY_HAND)
def test_a_packed_state_goes_on_as_the_state_would(name: str) -> None:
    preset = BY_HAND[name]
    state = initial_state(preset.network, preset.training, preset.weights)
    back, header = codec.unpack_state(codec.pack(*codec.parts(state, name=name)))
    assert header["name"] == name
    assert (back.network, back.training) == (state.network, state.training)
    one, _ = train_step(state, preset.example.x, preset.example.y)
    two, _ = train_step(back, preset.example.x, preset.example.y)
    assert one.parameters.tobytes() == two.parameters.tobytes()


@settings(max_examples=examples(25), deadline=None)
@given(riches(training=True))
def test_a_packed_state_keeps_batch_norm_skip_and_dropout(case: Rich) -> None:
    training = Training(OPTIMIZERS.choose("adam"))
    start = initial_state(case.network, training, case.parameters, case.running)
    state, _ = train_step(start, case.x, case.y)
    back, _ = codec.unpack_state(codec.pack(*codec.parts(state)))
    assert back.network == state.network
    assert back.running.tobytes() == state.running.tobytes()
    one, two = train_step(state, case.x, case.y), train_step(back, case.x, case.y)
    assert one[0].parameters.tobytes() == two[0].parameters.tobytes()
    assert one[0].running.tobytes() == two[0].running.tobytes()


def test_what_training_remembers_is_packed_too() -> None:
    preset = BY_HAND["spam"]
    adam, early = OPTIMIZERS.choose("adam"), EarlyStopping(4)
    training = replace(preset.training, optimizer=adam, l1=0.1, clip_norm=2.0, early_stopping=early)
    start = initial_state(preset.network, training, preset.weights)
    taken, _ = train_step(start, preset.example.x, preset.example.y)
    best = Best(np.inf, 3, taken.parameters, taken.running)
    state = replace(taken, position=5, epoch=2, plateau=Plateau(0.25, 4, 0.5), best=best)
    back, _ = codec.unpack_state(codec.pack(*codec.parts(state)))
    assert (back.training, back.plateau, back.position, back.epoch) == (training, state.plateau, 5, 2)
    assert back.best is not None
    assert (back.best.loss, back.best.waited) == (np.inf, 3)
    kept = {name: array.tobytes() for name, array in state.optimizer_state.items()}
    assert {name: array.tobytes() for name, array in back.optimizer_state.items()} == kept


def test_a_state_packed_before_these_settings_existed_is_read() -> None:
    """A header and arrays as version 0.1 wrote them."""
    layers = [{"units": 2, "activation": "relu", "initializer": "zeros"}]
    off = {"batch_norm": False, "dropout": 0.0, "skip": False, "frozen": False}
    network = {"inputs": 1, "layers": [{**layer, **off} for layer in layers], "loss": "mean_squared_error"}
    training = {
        "optimizer": {"name": "sgd", "learning_rate": 0.5},
        "schedule": {"name": "constant"},
        "batch_size": 32,
        **{"l1": 0.0, "l2": 0.0, "clip_norm": None, "clip_value": None, "early_stopping": None},
    }
    header = {"network": {**network, "seed": 0, "dtype": "float64"}, "training": training}
    packed = codec.pack({**header, "step": 3, "epoch": 0}, {"parameters": np.arange(4.0)})
    state, _ = codec.unpack_state(packed)
    assert (state.step, state.position, state.best, len(state.running)) == (3, 0, None, 0)
    assert state.parameters.tolist() == [0, 1, 2, 3]
    after, _ = train_step(state, [[1.0]], [[0.0, 0.0]])
    assert after.step == 4


def test_foreign_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="not written by mlpscope"):
        codec.unpack(b"\x80\x04pickle.........")


# The examples of RFC 7396, appendix A, as far as they concern objects.
@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merge_patch(target: Any, patch: Any, result: Any) -> None:
    assert merge(target, patch) == result


@given(arrays.arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 4))))
def test_numbers_are_written_so_that_they_read_back(array: Any) -> None:
    answer = orjson.loads(json_bytes({"z": array}))
    bad = ~np.isfinite(array)
    back = np.array([[np.nan if v is None else v for v in row] for row in answer["z"]])
    assert np.array_equal(np.isnan(back), bad)
    assert back[~bad].tobytes() == array[~bad].tobytes()
    assert answer.get("non_finite", {"total": 0})["total"] == bad.sum()


def test_divergence_begins_where_the_computation_comes_first() -> None:
    bad, good = np.array([[np.nan]]), np.array([[1.0]])
    layers = [{"index": 1, "z": good, "grad_w": bad}, {"index": 2, "z": good, "a": bad}]
    report = nonfinite.report({"loss": float("inf"), "layers": layers}, {"layers": layers})
    assert report["diverged"] == {"layer": 2, "quantity": "a"}
    assert report["non_finite"]["total"] == 3


def test_a_text_that_reads_null_is_no_alarm() -> None:
    assert orjson.loads(json_bytes({"name": "null"})) == {"name": "null"}


def test_places_are_written_as_one_would() -> None:
    assert field(("body", "network", "layers", 0, "units")) == "network.layers[0].units"
    assert field(("body",)) == "The body"
    assert shown("x" * 500).endswith("…")
    assert shown(float("-inf")) == "-Infinity"


@pytest.mark.parametrize(
    ("host", "name"),
    [("localhost:80", "localhost"), ("[::1]:80", "::1"), ("::1", "::1"), ("A.b", "a.b"), ("", "")],
)
def test_host_name(host: str, name: str) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://localhost:8000", "localhost:8000", True),
        ("https://localhost:8000", "localhost:8000", True),
        ("http://a.org", "a.org:80", True),
        ("http://localhost:8001", "localhost:8000", False),
        ("null", "localhost", False),
        ("ftp://localhost", "localhost", False),
        ("http://[", "localhost", False),
    ],
)
def test_same_origin(origin: str, host: str, same: bool) -> None:
    assert same_origin(origin, host) is same


@pytest.mark.parametrize("tag", [None, "*", '"3"', '"1", "3"'])
def test_a_matching_tag_passes(tag: str | None) -> None:
    check_match(3, tag)


@pytest.mark.parametrize("tag", ['"4"', "3", 'W/"3"', "", '"33"'])
def test_another_tag_does_not(tag: str) -> None:
    with pytest.raises(Exception, match="If-Match"):
        check_match(3, tag)
