"""What lessons 10 to 18 claim, shown by real runs: each fault is there, each cure works, numbers are so."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from app.lessons.book import lessons
from app.lessons.model import Goal, NetworkSource
from engine.types import Array
from tests.lessons.solving import CompareStage, NetworkStage, Server, asked, number, stage_of
from tools.coverage import told

Json = dict[str, Any]


def found(api: Server, slug: str, name: str) -> NetworkStage:
    """A network of a lesson as its reader finds it."""
    return api.as_found(lessons()[slug].networks[name])


def solved(api: Server, slug: str, question: int) -> Json:
    """The network once a goal was reached as its last hint does it."""
    stage = staged(api, slug, question)
    assert isinstance(stage, NetworkStage)
    return stage.network


def staged(api: Server, slug: str, question: int) -> NetworkStage | CompareStage:
    lesson = lessons()[slug]
    goal, figure = next((goal, figure) for index, goal, figure in asked(lesson) if index == question)
    assert isinstance(goal, Goal)
    assert figure is not None
    stage = stage_of(api, lesson, figure)
    assert isinstance(stage, NetworkStage | CompareStage)
    for deed in goal.solve:
        stage.do(deed)
    return stage


def trained(api: Server, request: Json, **body: Any) -> NetworkStage:
    return NetworkStage.of(api, NetworkSource(request=request, train=body))


def request_of(slug: str, name: str) -> Json:
    request = lessons()[slug].networks[name].request
    assert request is not None
    return request


def changed(request: Json, hidden: Json | None = None, **training: Any) -> Json:
    """The same network with something else in each hidden layer, or in its training."""
    *within, last = request["network"]["layers"]
    layers = [*({**layer, **(hidden or {})} for layer in within), last]
    return {
        **request,
        "network": {**request["network"], "layers": layers},
        "training": {**request["training"], **training},
    }


def seeded(request: Json, seed: int) -> Json:
    return {**request, "network": {**request["network"], "seed": seed}}


def accuracies(network: Json) -> tuple[float, float]:
    metrics = network["metrics"]
    return metrics["train"]["accuracy"], metrics["validation"]["accuracy"]


def accuracy(network: Json) -> float:
    return accuracies(network)[1]


def loss(network: Json) -> float:
    return network["metrics"]["validation"]["loss"]


def per_cent(share: float) -> str:
    return f"{100 * share:.4g} %"


def rows(api: Server, stage: NetworkStage) -> tuple[Array, Array]:
    """The training rows as the network is fed them."""
    part = api.ask("GET", f"{stage.path}/rows?limit=2000")["train"]
    return np.array(part["x"]), np.array(part["y"])


def best_line(x: Array, y: Array) -> float:
    """The training loss of linear regression, in closed form."""
    ones = np.column_stack([x, np.ones(len(x))])
    w = np.linalg.lstsq(ones, y, rcond=None)[0]
    return float(np.mean((ones @ w - y) ** 2))


def codes(api: Server, stage: NetworkStage) -> set[str]:
    return {finding["code"] for finding in api.ask("GET", f"{stage.path}/diagnosis")["findings"]}


def norms(stage: NetworkStage, of: str = "grad_w") -> list[float]:
    """How large the gradients of each layer are in the step that is shown."""
    return [float(np.linalg.norm(layer[of])) for layer in stage.trace["layers"]]


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
    assert max(own, new) < 0.8
    assert abs(own - new) < 0.05
    assert code is None or code in codes(api, stage)
    said = told(lessons()["underfitting"])
    assert per_cent(own) in said
    assert per_cent(new) in said
    assert min(accuracies(solved(api, "underfitting", question))) >= 0.95


def test_one_unit_stays_poor_however_long_it_trains(api: Server) -> None:
    network = trained(api, request_of("underfitting", "one"), epochs=400).network
    assert accuracies(network)[0] == pytest.approx(0.7, abs=0.005)


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
    assert f"{clipped:.4g}" in said
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
