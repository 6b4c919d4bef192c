"""The diagnosis as a whole: its rules, its order, and the tutorial's checklist."""

import numpy as np
import pytest

from engine.datasets import DATASETS, Data, DataSpec, prepare
from engine.diagnosis import CHECKLIST, RULES, Case, Verdict, diagnose
from engine.diagnosis.checklist import (
    capacity,
    judge_learning_rates,
    judge_one_batch,
    learning_rates,
    one_batch,
    sorted_by_question,
)
from engine.errors import RuleError
from tests.engine.ailing import changed, history, points, stack, trace, train


@pytest.mark.parametrize("code", RULES)
def test_a_rule_tells_its_threshold_its_reason_and_the_remedy(code: str) -> None:
    rule = RULES[code]
    assert rule.label
    assert rule.summary.endswith(".")
    assert rule.formula
    assert "tutorial" in rule.source
    assert rule.advice.endswith(".")
    assert rule.thresholds
    assert all(line.reason.endswith(".") for line in rule.thresholds)


@pytest.mark.parametrize("code", RULES)
def test_nothing_to_look_at_finds_nothing(code: str) -> None:
    assert RULES[code].examine(Case()) == ()
    assert RULES[code].examine(Case(history=history([]))) == ()


def test_a_network_that_has_learned_is_healthy() -> None:
    data = points("moons", 300)
    kept, parameters = train(stack(12, 1, "tanh"), data, 0.5, 400)
    assert diagnose(Case(trace(stack(12, 1, "tanh"), data, parameters), kept, data)) == ()


def test_the_gravest_comes_first() -> None:
    network = stack(6, 8, "sigmoid")
    raw = prepare(DataSpec(name="wine", standardize=False))
    case = Case(trace(network, parameters=changed(network, 1, b=30.0)), history([1.0] * 30), raw)
    severities = [finding.severity for finding in diagnose(case)]
    assert severities == sorted(severities, key=("error", "warning", "info").index)
    assert set(severities) == {"error", "warning"}


def test_a_diagnosis_can_be_repeated_and_changes_nothing() -> None:
    case = Case(trace(stack(6, 8, "sigmoid")), history(np.ones(50)), points())
    assert diagnose(case) == diagnose(case)


def test_every_rule_answers_one_question_of_the_checklist() -> None:
    asked = [code for question in CHECKLIST for code in question.codes]
    assert sorted(asked) == sorted(RULES)
    assert len(CHECKLIST) == 5
    case = Case(trace(stack(6, 8, "sigmoid")), history([1.0] * 30), points())
    answers = sorted_by_question(diagnose(case))
    assert [finding.code for finding in answers["gradients"]] == ["vanishing_gradient"]
    assert [finding.code for finding in answers["tiny"]] == ["loss_stuck"]


@pytest.mark.parametrize("name", DATASETS)
def test_one_batch_holds_every_class(name: str) -> None:
    data = prepare(DataSpec(name=name))
    rows = one_batch(data, 12, seed=1)
    assert len(set(rows)) == 12
    assert rows == one_batch(data, 12, seed=1)
    assert rows != one_batch(data, 12, seed=2)
    assert len(np.unique(data.y[list(rows)], axis=0)) >= min(len(data.targets), 12)


def test_one_batch_is_all_there_is_if_there_is_no_more() -> None:
    data = prepare(DataSpec(name="moons", samples=5))
    assert sorted(one_batch(data, 50)) == list(range(len(data.x)))
    with pytest.raises(RuleError, match="size must be at least 1, got 0"):
        one_batch(data, 0)


def test_one_batch_prefers_rows_that_are_different() -> None:
    data = prepare(DataSpec(name="spam", samples=3000, noise=1))
    rows = list(one_batch(data, 60))
    assert len(np.unique(data.x[rows], axis=0)) == 60


def part(data: Data, rows: tuple[int, ...]) -> Data:
    chosen = list(rows)
    return Data(
        **{name: getattr(data, name) for name in Data.__slots__ if name not in ("x", "y")},
        x=data.x[chosen],
        y=data.y[chosen],
    )


def test_a_sound_network_overfits_one_batch_and_a_blind_one_does_not() -> None:
    data = points("spiral", 200)
    batch = part(data, one_batch(data))
    kept, _ = train(stack(16, 1, "tanh"), batch, 0.5, 400)
    sound = judge_one_batch(kept.train_loss)
    assert sound.passed
    assert sound.evidence["left"] < 0.05
    kept, _ = train(stack(16, 1, "relu", initializer="zeros"), batch, 0.5, 400)
    assert judge_one_batch(kept.train_loss).passed is False
    assert judge_one_batch(np.array([1.0, np.nan])).passed is False
    assert judge_one_batch(np.zeros(3)).passed


def test_learning_rates_are_tried_side_by_side() -> None:
    assert learning_rates(0.5) == pytest.approx((0.05, 0.5, 5.0))
    data = points("moons", 200)
    runs = [train(stack(8, 1, "tanh"), data, rate, 100)[0].train_loss for rate in learning_rates(0.01)]
    verdict = judge_learning_rates(learning_rates(0.01), runs)
    assert verdict.passed is False
    assert verdict.evidence["best_rate"] == pytest.approx(0.1)


def test_a_rate_that_diverges_is_out() -> None:
    ends = [np.array([1.0, 0.5]), np.array([1.0, 0.2]), np.array([1.0, np.nan])]
    verdict = judge_learning_rates((0.1, 1.0, 10.0), ends)
    assert verdict.passed
    assert verdict.evidence == {"loss_0": 0.5, "loss_1": 0.2, "best_rate": 1.0}
    lost = judge_learning_rates((0.1, 1.0), [np.array([np.nan])] * 2)
    assert lost == Verdict(False, {}, "All rates diverge, even 0.1: try a tenth of that.")


def test_capacity_is_counted() -> None:
    verdict = capacity(stack(4, 1, "relu"), points(samples=100))
    assert verdict.evidence == {"parameters": 17, "examples": 70, "parameters_per_example": 17 / 70}
    assert verdict.passed is None
