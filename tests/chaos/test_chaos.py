"""The programs of chaos in small: what they look for they find, and here they find nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.chaos import kills, mixed
from tests.chaos.ledger import Deed, Ledger, Violation
from tests.chaos.mixed import Script, Told, differences
from tests.chaos.operations import SUBJECTS, Json, Operation

EDIT = Operation("edit", "PATCH", "/parameters", {})
STEP = Operation("step", "POST", "/step", {})


def summary(version: int, step: int, done: int, label: str = "edit") -> Json:
    return {"version": version, "step": step, "undo": {"number": done, "label": label} if done else None}


def ledger() -> Ledger:
    """Made, then edited, then one step."""
    known = Ledger("id", summary(1, 0, 0), "a")
    known.happened(EDIT, summary(2, 0, 1), "b", None)
    known.happened(STEP, summary(3, 1, 2, "step"), "c", (1, "trace"))
    return known


def test_a_ledger_takes_what_is_right() -> None:
    known = ledger()
    assert known.traces() == {1: "trace"}
    known.happened(Operation("undo", "POST", "/undo"), summary(4, 0, 1), "b", None)
    assert known.traces() == {}
    known.happened(Operation("redo", "POST", "/redo"), summary(5, 1, 2, "step"), "c", None)
    assert known.traces() == {1: "trace"}
    assert known.ran(summary(7, 21, 4, "train 15 steps"), "d") == 20
    assert [each.body for each in known.operations[-2:]] == [{"steps": 5}, {"steps": 15}]


WRONG: list[tuple[Callable[[Ledger], Any], str]] = [
    (lambda known: known.happened(EDIT, summary(5, 1, 3), "d", None), "version 3 became 5"),
    (lambda known: known.happened(EDIT, summary(4, 2, 3), "d", None), "took a step"),
    (lambda known: known.happened(EDIT, summary(3, 1, 3), "d", None), "changed what is kept"),
    (lambda known: known.happened(EDIT, summary(4, 1, 2), "d", None), "3 changes are done"),
    (lambda known: known.happened(STEP, summary(4, 3, 3), "d", (3, "other")), "step 1 became 3"),
    (lambda known: known.happened(STEP, summary(4, 2, 3), "d", (1, "other")), "the trace is of step 1"),
    (lambda known: known.ran(summary(4, 0, 3, "train 1 step"), "d"), "went back"),
    (lambda known: known.ran(summary(4, 9, 5, "train 8 steps"), "d"), "two runs are 3 changes"),
    (lambda known: known.ran(summary(4, 9, 3, "train 7 steps"), "d"), "are called"),
    (lambda known: known.ran(summary(4, 1, 2), "d"), "took no step has changed"),
    (lambda known: known.seen(1, "other"), "another trace"),
]


@pytest.mark.parametrize(("wrong", "says"), WRONG)
def test_a_ledger_finds_what_is_wrong(wrong: Callable[[Ledger], Any], says: str) -> None:
    with pytest.raises(Violation, match=says):
        wrong(ledger())


def test_a_restore_takes_the_later_traces_along() -> None:
    known = ledger()
    known.deeds.append(Deed({2: "later"}))
    known.deeds.append(Deed(cut=1))
    known.done = 4
    assert known.traces() == {1: "trace"}


def test_what_two_servers_told_otherwise_is_found() -> None:
    script = Script(0, SUBJECTS[0], (EDIT,))
    one = Told([(201, {}), (200, {"step": 1})], [(200, {"loss": 0.5})], {1: [1, 0.5], 2: [2, 0.25]})
    assert differences(script, one, replace(one)) == []
    for other, says in (
        (replace(one, answers=[(201, {}), (409, {"step": 1})]), "operation 1 (edit)"),
        (replace(one, left=[(200, {"loss": 0.5000000000000001})]), "what is left differs"),
        (replace(one, points={1: [1, 0.5], 2: [2, 0.2500001]}), "history at step 2"),
        (replace(one, points={1: [1, 0.5]}), "2 and 1 points"),
    ):
        (found,) = differences(script, one, other)
        assert says in found


@pytest.mark.long
def test_mixed_operations_leave_the_same_on_two_replicas_as_on_one(tmp_path: Path) -> None:
    outcome = mixed.compare(240, 6, 3, 3, tmp_path)
    assert outcome.differences == []
    assert outcome.operations == 240
    assert max(outcome.statuses) < 500


@pytest.mark.long
@pytest.mark.parametrize(("store", "replicas"), [("redis", 2), ("sqlite", 1)])
def test_a_few_kills_lose_nothing(tmp_path: Path, store: str, replicas: int) -> None:
    outcome = kills.chaos(store, replicas, 4, 6, 5, 300, tmp_path)
    assert outcome.violations == []
    assert outcome.kills.total() == 6
    assert outcome.count["networks replayed"] == 4
