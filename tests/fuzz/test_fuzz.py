"""A few seconds of `make fuzz`: that its programs find what they look for, and find nothing here."""

import dataclasses
from pathlib import Path

import pytest

from tests.fuzz.__main__ import http, model
from tests.fuzz.hostile import LIVE, ROOM, Hostile
from tests.fuzz.model import Known, Networks
from tests.fuzz.sockets import Tally, fuzz, judged


def test_a_seed_repeats_its_messages() -> None:
    for expected in (LIVE, ROOM):
        assert Hostile(3, expected).some(300) == Hostile(3, expected).some(300)
        assert Hostile(3, expected).some(300) != Hostile(4, expected).some(300)


@pytest.mark.long
def test_hostile_messages_at_every_kind_of_socket_hold_up_nobody(tmp_path: Path) -> None:
    tally, faults = fuzz(3000, 1, tmp_path)
    # So early, memory grows still: imports, caches. The long run judges it.
    assert [fault for fault in faults if "memory" not in fault] == []
    assert tally.messages >= 3000


@pytest.mark.long
def test_schemathesis_finds_nothing_in_a_few_hundred_cases(tmp_path: Path) -> None:
    assert [fault for fault in http(250, 1, tmp_path, phases="fuzzing") if "fewer" not in fault] == []


def test_networks_over_http_are_what_a_simple_model_says(tmp_path: Path) -> None:
    assert model(5, 1, tmp_path) == []


@pytest.mark.long
def test_a_server_that_differs_from_the_model_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forget(networks: Networks, known: Known, way: str, by: int) -> None:
        """As if undo and redo were answered and nothing done."""
        known.at = max(0, min(known.at + by, len(known.moments) - 1))

    monkeypatch.setattr(Networks, "turn", forget)
    (fault,) = model(30, 1, tmp_path)
    assert "the model and the server differ" in fault


def test_a_traceback_a_leak_and_a_fault_are_told() -> None:
    flat = Tally(memory=[100.0, 101.0, 101.0, 102.0, 103.0])
    assert judged(flat, "WARNING nothing") == []
    assert len(judged(flat, "Traceback (most recent call last)")) == 1
    assert len(judged(dataclasses.replace(flat, memory=[100.0, 110.0, 120.0, 130.0, 140.0]), "")) == 1
    assert judged(dataclasses.replace(flat, faults=["it fell"]), "") == ["it fell"]
