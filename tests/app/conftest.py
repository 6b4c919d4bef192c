"""What tests of a network's past share."""

import pytest

from app import journal, points


@pytest.fixture
def scarce(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkpoints and points so few that a short history runs out of them."""
    monkeypatch.setattr(journal, "REPLAY_WORK", 200_000)
    monkeypatch.setattr(journal, "FEWEST_CHECKPOINTS", 4)
    monkeypatch.setattr(journal, "ROOM", 1)
    monkeypatch.setattr(points, "MOST_POINTS", 16)
