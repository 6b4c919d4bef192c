"""What a lesson may tell its figures, and what is refused before a reader meets it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from app.lessons.model import Lesson


def lesson(kind: str, options: dict[str, Any], told: dict[str, Any] | None = None) -> Lesson:
    goal = {
        "kind": "goal",
        "ask": "Reach it.",
        "goal": [{"of": "figure.x", "at_most": 1}],
        "solve": [{"figure": told or {}}],
    }
    first = {"title": "First", "text": "Look.", "figure": {"kind": kind, "options": options}}
    second = {"title": "Second", "text": "Do.", "questions": [goal]}
    return Lesson.model_validate(
        {"title": "A lesson", "summary": "It shows.", "section": "1", "passages": [first, second]}
    )


@pytest.mark.parametrize(
    ("kind", "options", "told"),
    [
        ("descent", {}, {"learning_rate": 0.5, "taken": 1}),
        ("descent", {"start": -2, "learning_rates": [0.1, 1.1]}, {"start": 4}),
        ("activation", {"names": ["relu", "leaky_relu"], "z": -1}, {"z": 2, "name": "leaky_relu"}),
        ("regression", {"data": {"name": "sine"}}, {"taken": 500}),
        (
            "regression",
            {"data": {"rows": {"columns": ["x", "y"], "values": [[0, 1], [1, 3]], "target": "y"}}},
            {"hidden": [4]},
        ),
    ],
)
def test_a_figure_takes_its_options_at_first_and_later(
    kind: str, options: dict[str, Any], told: dict[str, Any]
) -> None:
    assert lesson(kind, options, told).passages[0].figure is not None


@pytest.mark.parametrize(
    ("kind", "options", "told", "words"),
    [
        ("descent", {"speed": 3}, {}, "options.speed"),
        ("descent", {"start": "three"}, {}, "options.start"),
        ("descent", {"learning_rates": [0]}, {}, "learning_rates.0"),
        ("descent", {}, {"x": 1}, "options.x"),
        ("activation", {"names": ["rleu"]}, {}, "Unknown activation 'rleu'"),
        ("activation", {"names": ["softmax"]}, {}, "softmax is no function of one number"),
        ("activation", {"names": ["relu"]}, {"name": "tanh"}, "name must be one of names, got 'tanh'"),
        ("regression", {}, {}, "options.data"),
        ("regression", {"data": {"name": "sin"}}, {}, "Unknown dataset 'sin'"),
        ("regression", {"data": {"name": "iris"}}, {}, "iris has more classes"),
        ("regression", {"data": {"name": "breast_cancer"}}, {}, "one or two columns to learn from, got 30"),
        ("regression", {"data": {"name": "moons", "features": ["x1"]}}, {}, "all of its columns"),
        ("checklist", {}, {}, "does not match any of the expected tags"),
    ],
)
def test_what_a_figure_does_not_know_is_refused_by_name(
    kind: str, options: dict[str, Any], told: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        lesson(kind, options, told)


def test_a_figure_that_is_a_network_is_told_nothing() -> None:
    goal = {
        "kind": "goal",
        "ask": "Reach it.",
        "goal": [{"of": "network.step", "at_least": 1}],
        "solve": [{"figure": {"z": 1}}],
    }
    figure = {"kind": "network", "network": "spam"}
    passage = {"title": "Mail", "text": "Look.", "figure": figure, "questions": [goal]}
    with pytest.raises(ValidationError, match="'Mail' tells something to a figure that is a network"):
        Lesson.model_validate(
            {
                "title": "A lesson",
                "summary": "It shows.",
                "section": "1",
                "networks": {"spam": {"preset": "spam"}},
                "passages": [passage],
            }
        )
