"""The glossary: each term once, and explained by a lesson that uses it."""

import re
import tomllib
from collections import Counter
from typing import Any

import pytest

from app.lessons.book import FOLDER, lessons
from tools.coverage import told

TERMS: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "glossary.toml").read_text(encoding="utf-8"))[
    "terms"
]


def forms(term: dict[str, Any]) -> list[str]:
    return [term["title"], *term.get("also", [])]


def test_no_form_belongs_to_two_terms() -> None:
    counted = Counter(form.lower() for term in TERMS.values() for form in forms(term))
    assert not [form for form, count in counted.items() if count > 1]


@pytest.mark.parametrize("key", TERMS)
def test_the_lesson_of_a_term_uses_it(key: str) -> None:
    term = TERMS[key]
    said = told(lessons()[term["lesson"]])
    assert any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", said, re.IGNORECASE) for form in forms(term))


@pytest.mark.parametrize("key", TERMS)
def test_a_term_is_explained_in_a_sentence_or_two_and_not_by_itself(key: str) -> None:
    text = TERMS[key]["text"]
    assert len(text.split()) <= 40
    assert text.endswith(".")
    assert "!" not in text
