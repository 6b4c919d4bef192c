"""What lessons 10 to 14 claim, shown by real runs: the faults are there, each cure works, numbers are so."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.lessons.book import lessons
from tests.lessons.runs import (
    accuracies,
    accuracy,
    best_line,
    changed,
    codes,
    found,
    loss,
    per_cent,
    request_of,
    rows,
    seeded,
    solved,
    staged,
    trained,
)
from tests.lessons.solving import CompareStage, Server, number
from tools.coverage import told

# 10: the training loop


def test_the_update_by_hand_is_that_of_the_network_and_helps(api: Server) -> None:
    trace = found(api, "training-loop", "spam").trace
    assert number(trace, "change:2:0:0") == pytest.approx(0.04954, abs=1e-5)
    assert number(trace, "w_after:2:0:0") == pytest.approx(0.7495, abs=1e-4)
    assert number(trace, "change:1:1:0") == number(trace, "change:1:1:2") == 0
    assert round(trace["loss"], 4) == 0.2605
    assert round(trace["loss_after"], 4) == 0.2047


def test_an_epoch_of_seventy_rows_in_batches_of_ten_is_seven_steps(api: Server) -> None:
    for question, steps in ((7, 3 * 7), (8, None)):
        network = solved(api, "training-loop", question)
        assert steps is None or network["step"] == steps
        assert network["step"] == 7 * network["epoch"]


# 11: a line against a network


@pytest.mark.parametrize(("data", "line", "gain"), [("sine", 0.2116, 10), ("plane", 0.0612, 1)])
def test_a_network_beats_the_best_line_on_a_wave_and_not_on_a_plane(
    api: Server, data: str, line: float, gain: int
) -> None:
    layers = [{"units": 8, "activation": "tanh"}] * 2 + [{"units": 1, "activation": "linear"}]
    request = {
        "network": {"seed": 0, "layers": layers},
        "data": {
            "name": data,
            "samples": 200,
            "noise": 0.1 if data == "sine" else 0.5,
            "seed": 0,
            "validation_fraction": 0,
        },
        "training": {"optimizer": {"name": "adam", "learning_rate": 0.01}},
    }
    stage = trained(api, request, steps=1000)
    closed = best_line(*rows(api, stage))
    assert round(closed, 4) == line
    ratio = closed / stage.network["metrics"]["train"]["loss"]
    assert ratio > gain if gain > 1 else ratio == pytest.approx(1, abs=0.1)
    assert data == "plane" or str(line) in told(lessons()["linear-regression"])


def test_the_line_through_three_points_is_the_best_one() -> None:
    assert np.polyfit([0, 1, 2], [1, 2, 6], 1) == pytest.approx([2.5, 0.5])


def test_no_straight_border_parts_opposite_quarters_and_a_curved_one_does(api: Server) -> None:
    stage = staged(api, "linear-regression", 6)
    assert isinstance(stage, CompareStage)
    line, mlp = (side.network for side in stage.sides)
    assert accuracies(line)[0] == 0.6
    assert accuracies(line)[1] < 0.6
    assert min(accuracies(mlp)) >= 0.95
    assert "60 %" in told(lessons()["linear-regression"])


# 12: universal approximation


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    ("units", "low", "high"), [(32, 0, 0.02), (4, 0, 0.03), (3, 0, 0.04), (2, 0, 0.05), (1, 0.05, 0.1)]
)
def test_a_wave_needs_more_than_one_bend_and_not_many(
    api: Server, units: int, low: float, high: float, seed: int
) -> None:
    request = seeded(request_of("universal-approximation", "many"), seed)
    assert low <= loss(trained(api, changed(request, {"units": units}), epochs=100).network) <= high


def test_units_without_an_activation_are_a_line(api: Server) -> None:
    stage = trained(api, request_of("universal-approximation", "linear"), epochs=200)
    closed = best_line(*rows(api, stage))
    assert stage.network["metrics"]["train"]["loss"] == pytest.approx(closed, rel=0.01)
    assert f"{closed:.4f}" in told(lessons()["universal-approximation"])


def test_units_that_begin_at_zero_learn_nothing_of_the_wave(api: Server) -> None:
    stage = trained(api, request_of("universal-approximation", "zeros"), epochs=200)
    _, y = rows(api, stage)
    assert stage.network["metrics"]["train"]["loss"] >= 0.99 * y.var()
    assert loss(solved(api, "universal-approximation", 6)) <= 0.02


def test_beyond_its_data_the_network_is_far_off(api: Server) -> None:
    stage = found(api, "universal-approximation", "trained")
    (near,), (far,) = api.ask("POST", f"{stage.path}/forward", {"x": [[math.pi / 2], [2 * math.pi]]})["a"]
    assert near == pytest.approx(1, abs=0.1)
    assert round(far, 1) == -2.4


# 13: overfitting


def test_the_large_network_knows_its_own_points_and_not_the_others(api: Server) -> None:
    stage = found(api, "overfitting", "large")
    own, new = accuracies(stage.network)
    assert own >= 0.99
    assert new <= 0.65
    assert "overfitting" in codes(api, stage)
    said = told(lessons()["overfitting"])
    history = api.ask("GET", f"{stage.path}/history")
    best = min(value for value in history["validation_loss"] if value is not None)
    assert history["epoch"][history["validation_loss"].index(best)] <= 1
    for each in (per_cent(own), per_cent(new), f"{best:.4f}", f"{loss(stage.network):.4g}"):
        assert each in said
    assert str(stage.network["parameters"]["total"]) in said


@pytest.mark.parametrize("question", [3, 5, 6, 7])
def test_each_cure_of_overfitting_gains_at_least_a_tenth(api: Server, question: int) -> None:
    before = accuracy(found(api, "overfitting", "large").network)
    after = accuracy(solved(api, "overfitting", question))
    assert after >= before + 0.1
    assert per_cent(after) in told(lessons()["overfitting"])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_dropout_and_the_penalty_help_from_any_first_weights(api: Server, seed: int) -> None:
    plain = seeded(request_of("overfitting", "large"), seed)
    before = accuracy(trained(api, plain, epochs=100).network)
    penalised = accuracy(trained(api, changed(plain, l2=0.05), epochs=100).network)
    dropped = accuracy(trained(api, changed(plain, {"dropout": 0.5}), epochs=100).network)
    assert min(penalised, dropped) >= before + 0.05
    assert seed > 1 or per_cent(dropped) in told(lessons()["overfitting"])


# 14: underfitting


@pytest.mark.parametrize(
    ("name", "question", "code"),
    [
        ("one", 3, "underfitting"),
        ("short", 4, None),
        ("coarse", 5, None),
        ("raw", 6, "unscaled_inputs"),
    ],
)
def test_each_underfitting_network_is_poor_on_both_parts_until_it_is_cured(
    api: Server, name: str, question: int, code: str | None
) -> None:
    stage = found(api, "underfitting", name)
    own, new = accuracies(stage.network)
    # So long steps make much of the last bits, which differ from machine to machine: no number is told of it.
    told_of = name != "coarse"
    assert max(own, new) < (0.8 if told_of else 0.9)
    assert abs(own - new) < 0.05
    assert code is None or code in codes(api, stage)
    said = told(lessons()["underfitting"])
    assert not told_of or per_cent(own) in said
    assert not told_of or per_cent(new) in said
    assert min(accuracies(solved(api, "underfitting", question))) >= 0.95


def test_one_unit_stays_poor_however_long_it_trains(api: Server) -> None:
    network = trained(api, request_of("underfitting", "one"), epochs=400).network
    assert accuracies(network)[0] == pytest.approx(0.7, abs=0.005)
