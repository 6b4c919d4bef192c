"""What lessons 15 to 18 claim, shown by real runs: the faults are there, each cure works, numbers are so."""

from __future__ import annotations

import numpy as np
import pytest

from app.lessons.book import lessons
from engine.types import Array
from tests.lessons.runs import (
    Json,
    accuracy,
    changed,
    codes,
    found,
    loss,
    norms,
    per_cent,
    request_of,
    rows,
    solved,
    staged,
    trained,
)
from tests.lessons.solving import NetworkStage, Server
from tools.coverage import told

# 15: gradients


def test_the_gradient_fades_through_six_sigmoids_by_orders_of_magnitude(api: Server) -> None:
    stage = found(api, "gradients", "sigmoid")
    first, *_, last = norms(stage, "grad_z")
    assert first < last / 1000
    finding = next(
        each
        for each in api.ask("GET", f"{stage.path}/diagnosis")["findings"]
        if each["code"] == "vanishing_gradient"
    )
    assert f"{finding['evidence']['ratio']:.5f}" in told(lessons()["gradients"])
    assert accuracy(stage.network) == 0.5


@pytest.mark.parametrize(
    ("hidden", "reaches"),
    [
        ({"activation": "relu"}, 0.9),
        ({"batch_norm": True}, 0.8),
        ({"skip": True}, 0.8),
        ({"activation": "tanh"}, 0.9),
    ],
)
def test_a_cure_brings_the_gradient_back_to_the_first_layer(
    api: Server, hidden: Json, reaches: float
) -> None:
    plain = request_of("gradients", "relu")
    cured = changed(plain, hidden)
    if "skip" in hidden:  # the first layer has another width on its other side
        cured["network"]["layers"][0] = plain["network"]["layers"][0]
    before, after = (share_at_the_first(api, each) for each in (plain, cured))
    assert after > 100 * before
    assert accuracy(trained(api, cured, epochs=100).network) >= reaches


def share_at_the_first(api: Server, request: Json) -> float:
    """Which part of the gradient of the last layer the first one gets, in the first step."""
    first, *_, last = norms(trained(api, request, steps=1), "grad_z")
    return first / last


def test_first_weights_of_the_right_size_carry_the_gradient(api: Server) -> None:
    tiny = request_of("gradients", "tiny")
    xavier = changed(tiny, {"initializer": "xavier_uniform"})
    assert share_at_the_first(api, xavier) > 100 * share_at_the_first(api, tiny)
    assert accuracy(found(api, "gradients", "tiny").network) == 0.5


@pytest.mark.parametrize("question", [2, 3, 4])
def test_what_is_said_of_a_cured_network_is_what_it_reaches(api: Server, question: int) -> None:
    assert per_cent(accuracy(solved(api, "gradients", question))) in told(lessons()["gradients"])


def test_long_steps_explode_and_clipping_or_shorter_ones_hold(api: Server) -> None:
    fast = trained(api, request_of("gradients", "fast"), epochs=60)
    assert fast.network["stopped"] == "diverged"
    history = api.ask("GET", f"{fast.path}/history")["train_loss"]
    assert max(value for value in history if value is not None) > 1e190
    assert fast.network["step"] == 7
    clipped, slow = (loss(solved(api, "gradients", question)) for question in (6, 7))
    assert slow < clipped < 0.1
    said = told(lessons()["gradients"])
    assert clipped == pytest.approx(0.03, abs=0.005)  # its long steps make much of the last bits of a machine
    assert "at about 0.03" in said
    assert f"{slow:.2g}" in said


def test_no_clipped_step_is_longer_than_the_limit_allows(api: Server) -> None:
    stage = trained(api, changed(request_of("gradients", "clip"), clip_norm=0.5), steps=1)
    parts = [np.ravel(layer["update"][kind]["clipped"]) for layer in stage.trace["layers"] for kind in "wb"]
    assert np.linalg.norm(np.concatenate(parts)) == pytest.approx(0.5)


def test_large_first_weights_make_the_gradient_explode(api: Server) -> None:
    wild = request_of("gradients", "wild")
    fitting = {key: value for key, value in wild.items() if key != "parameters"}
    large, fit = (max(norms(trained(api, each, steps=1))) for each in (wild, fitting))
    assert large > 50 * fit
    stage = found(api, "gradients", "wild")
    assert "dead_units" in codes(api, stage)
    assert loss(solved(api, "gradients", 8)) < 0.1 < loss(stage.network)


# 16: learning rate, batches, scaling, schedules


@pytest.mark.parametrize(
    ("rate", "low", "high"),
    [
        (0.00001, 0.5, 0.6),
        (0.001, 0.85, 1),
        (0.005, 0.98, 1),
        (0.01, 0.98, 1),
        (1, 0.75, 0.9),
        (3, 0.75, 0.85),
    ],
)
def test_a_rate_may_be_too_low_too_high_or_right(api: Server, rate: float, low: float, high: float) -> None:
    request = changed(request_of("learning-rate", "pace"), optimizer={"name": "adam", "learning_rate": rate})
    assert low <= accuracy(trained(api, request, epochs=100).network) <= high


def test_the_gradient_of_a_small_batch_is_noisy(api: Server) -> None:
    stage = found(api, "learning-rate", "small")
    x, y = rows(api, stage)
    whole, rng = gradient(api, stage, x, y), np.random.default_rng(0)
    off: dict[int, float] = {}
    for size in (8, 32, 128, 512):
        drawn = [rng.choice(len(x), size, replace=False) for _ in range(12)]
        away = [np.linalg.norm(gradient(api, stage, x[some], y[some]) - whole) for some in drawn]
        off[size] = float(np.mean(away) / np.linalg.norm(whole))
    assert off[8] > off[32] > off[128] > off[512]
    assert (round(100 * off[32]), round(100 * off[512])) == (39, 7)


def gradient(api: Server, stage: NetworkStage, x: Array, y: Array) -> Array:
    trace = api.ask("POST", f"{stage.path}/backward", {"x": x.tolist(), "y": y.tolist()})
    return np.concatenate(
        [np.ravel(layer[kind]) for layer in trace["layers"] for kind in ("grad_w", "grad_b")]
    )


@pytest.mark.parametrize(("name", "steps"), [("small", 31), ("big", 2)])
def test_the_last_batch_of_an_epoch_may_be_smaller(api: Server, name: str, steps: int) -> None:
    assert trained(api, request_of("learning-rate", name), epochs=1).network["step"] == steps


def test_standardised_inputs_make_the_difference_between_guessing_and_knowing(api: Server) -> None:
    before = accuracy(found(api, "learning-rate", "wine").network)
    after = accuracy(solved(api, "learning-rate", 7))
    assert before < 0.4
    assert after > 0.9
    assert f"From {per_cent(before)} to {per_cent(after)}" in told(lessons()["learning-rate"])


def test_a_falling_rate_lets_the_weights_settle(api: Server) -> None:
    stage = found(api, "learning-rate", "wave")
    restless = [each for each in api.ask("GET", f"{stage.path}/history")["validation_loss"] if each][-20:]
    assert max(restless) > 2 * min(restless)
    settled = loss(solved(api, "learning-rate", 8))
    assert settled < min(restless)
    assert f"{settled:.3g} in place of {loss(stage.network):.4g}" in told(lessons()["learning-rate"])


# 17: debugging

PATIENTS = [
    ("raw", 3, "unscaled_inputs"),
    ("squeezed", 4, "underfitting"),
    ("zeros", 5, "symmetric_weights"),
    ("fast", 6, "vanishing_gradient"),
    ("small", 7, "underfitting"),
]


@pytest.mark.parametrize(("name", "question", "code"), PATIENTS)
def test_the_diagnosis_finds_what_a_patient_has_and_no_longer_once_it_is_cured(
    api: Server, name: str, question: int, code: str
) -> None:
    assert code in codes(api, found(api, "debugging", name))
    cured = staged(api, "debugging", question)
    assert isinstance(cured, NetworkStage)
    graver = {
        finding["code"]
        for finding in api.ask("GET", f"{cured.path}/diagnosis")["findings"]
        if finding["severity"] == "error"
    }
    assert not graver
    assert code not in codes(api, cured)


def test_labels_that_disagree_set_a_bound_that_training_reaches(api: Server) -> None:
    stage = found(api, "debugging", "labels")
    (finding,) = api.ask("GET", f"{stage.path}/diagnosis")["findings"]
    assert finding["code"] == "contradicting_labels"
    assert finding["evidence"] == {"rows": 6, "examples": 24, "best_accuracy": 0.875}
    assert stage.network["metrics"]["train"]["accuracy"] == 0.875


@pytest.mark.parametrize(("name", "passed"), [("squeezed", False), ("zeros", False), ("small", True)])
def test_one_batch_by_heart_tells_a_broken_network_from_one_that_is_too_small(
    api: Server, name: str, passed: bool
) -> None:
    stage = found(api, "debugging", name)
    done = api.ask("POST", f"{stage.path}/experiments/overfit_one_batch", {})
    assert done["passed"] is passed


def test_a_tenth_of_the_rate_does_better_for_the_patient_whose_rate_is_too_high(api: Server) -> None:
    stage = found(api, "debugging", "fast")
    done = api.ask("POST", f"{stage.path}/experiments/learning_rates", {})
    assert done["evidence"]["best_rate"] == pytest.approx(0.3)


# 18: choosing


def test_shuffled_pixels_are_read_as_well_as_pixels_in_order(api: Server) -> None:
    reached = [
        accuracy(trained(api, request_of("choosing", name), epochs=15).network)
        for name in ("ordered", "shuffled")
    ]
    assert min(reached) > 0.9
    assert abs(reached[0] - reached[1]) < 0.03
    assert f"{per_cent(reached[0])} on the left, {per_cent(reached[1])} on the right" in told(
        lessons()["choosing"]
    )


def test_the_first_pattern_has_as_many_parameters_as_the_lesson_counts(api: Server) -> None:
    network = found(api, "choosing", "patients").network
    assert [layer["total"] for layer in network["parameters"]["layers"]] == [1984, 2080, 33]
    assert network["parameters"]["total"] == 4097
    assert accuracy(network) > 0.95


def test_a_row_of_another_length_is_refused_and_rows_do_not_see_each_other(api: Server) -> None:
    stage = found(api, "choosing", "spam")
    longer = api.client.post(f"{stage.path}/forward", json={"x": [[3, 1, 0.8, 0]]})
    assert longer.status_code == 422
    alone = api.ask("POST", f"{stage.path}/forward", {"x": [[3, 1, 0.8]]})["a"]
    after = api.ask("POST", f"{stage.path}/forward", {"x": [[0, 0, 0.1], [3, 1, 0.8]]})["a"]
    assert after[1] == pytest.approx(alone[0], rel=1e-12)


def test_a_size_by_the_rule_does_for_irises_what_one_unit_cannot(api: Server) -> None:
    assert per_cent(accuracy(found(api, "choosing", "flowers").network)) == "66.67 %"
    assert per_cent(accuracy(solved(api, "choosing", 4))) == "95.56 %"
