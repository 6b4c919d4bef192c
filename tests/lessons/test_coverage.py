"""Every fact of the tutorial is told by a lesson, and docs/coverage.md says by which."""

import pytest

from app.lessons.book import lessons
from tools.coverage import DOCUMENT, Fact, document, facts, told

SECTIONS = {*map(str, range(1, 13)), "Next steps"}


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: f"{fact.section}: {fact.fact}")
def test_a_lesson_has_the_words_that_tell_a_fact(fact: Fact) -> None:
    assert fact.lesson in lessons(), f"there is no lesson {fact.lesson}"
    assert fact.words in told(lessons()[fact.lesson])


def test_every_section_of_the_tutorial_has_facts_and_no_fact_stands_twice() -> None:
    listed = facts()
    assert {fact.section for fact in listed} == SECTIONS
    assert len({(fact.section, fact.fact) for fact in listed}) == len(listed)


def test_every_lesson_tells_a_fact() -> None:
    assert {fact.lesson for fact in facts()} == set(lessons())


def test_the_document_is_what_the_lists_make() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document()
