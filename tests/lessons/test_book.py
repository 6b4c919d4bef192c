"""The lessons that are shipped keep the rules of lessons, and so does the page that is made of one."""

import json
import re
from collections.abc import Iterable
from typing import Any, cast

import pytest
from pydantic import ValidationError

from app.lessons import render
from app.lessons.book import FOLDER as SHIPPED
from app.lessons.book import glossary, lessons
from app.lessons.glossary import Terms
from app.lessons.model import Blanks, Lesson, Passage
from app.lessons.page import data_of, lesson_page, questions, script_data, sheet
from tests.lessons.samples import FOLDER

BOOKS = [SHIPPED, FOLDER]
ALL = [(slug, lesson) for folder in BOOKS for slug, lesson in lessons(folder).items()]
LONGEST = 80  # words of a passage


def words(passage: Passage) -> list[str]:
    """A formula is one word, and so is a cell of a table."""
    text = render.FORMULA.sub("formula", passage.text)
    return re.findall(r"[^\s|*#-][^\s|]*", text)


@pytest.mark.parametrize(("slug", "lesson"), ALL)
def test_a_passage_is_short(slug: str, lesson: Lesson) -> None:
    long = {each.title: len(words(each)) for each in lesson.passages if len(words(each)) > LONGEST}
    assert long == {}


@pytest.mark.parametrize(("slug", "lesson"), ALL)
def test_what_formulas_point_at_has_a_name_of_the_picture(slug: str, lesson: Lesson) -> None:
    for text in strings(lesson.model_dump()):
        for target in render.targets(text):
            assert render.TARGET.fullmatch(target), target


def strings(value: Any) -> list[str]:
    """All texts in a document, however deep."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Iterable):
        return []
    parts = cast(Iterable[Any], value.values() if isinstance(value, dict) else value)
    return [text for part in parts for text in strings(part)]


@pytest.mark.parametrize(("slug", "lesson"), ALL)
def test_no_formula_is_torn_by_a_blank(slug: str, lesson: Lesson) -> None:
    for passage in lesson.passages:
        for question in passage.questions:
            if isinstance(question, Blanks):
                whole = len(render.FORMULA.findall(question.line))
                assert whole == sum(len(render.FORMULA.findall(piece)) for piece in question.line.split("{}"))


@pytest.mark.parametrize(("slug", "lesson"), ALL)
def test_the_first_passage_has_a_figure(slug: str, lesson: Lesson) -> None:
    assert lesson.passages[0].figure is not None


def test_lessons_stand_in_the_order_of_their_numbers() -> None:
    assert list(lessons(FOLDER)) == ["first-steps", "side-by-side"]


def test_a_term_says_which_lesson_it_belongs_to_and_no_form_has_two_terms() -> None:
    for folder in BOOKS:
        found = glossary(folder)
        forms = [form.lower() for term in found.terms.values() for form in term.forms()]
        assert len(forms) == len(set(forms))
        titles = [term.title.lower() for term in found.terms.values()]
        assert titles == sorted(titles)


def test_a_slip_in_the_glossary_is_named() -> None:
    with pytest.raises(ValidationError, match=r"terms\.bias\.txt"):
        Terms.model_validate({"terms": {"bias": {"title": "Bias", "txt": "…", "text": "…", "lesson": "a"}}})
    with pytest.raises(ValidationError, match="Bad key"):
        Terms.model_validate({"terms": {"Bad key": {"title": "Bias", "text": "…", "lesson": "a"}}})


def test_a_lesson_page_knows_its_neighbours_its_terms_and_the_numbers_of_its_questions() -> None:
    page = lesson_page("first-steps", lessons(FOLDER), glossary(FOLDER))
    assert page.number == 1
    assert page.before is None
    assert page.after is not None
    assert page.after[0] == "side-by-side"
    assert {each.key for each in page.definitions} == {"bias", "gradient", "gradient-descent"}
    assert [asked.number for told in page.passages for asked in told.questions] == [1, 2, 3, 4]


def test_the_words_of_questions_become_html_and_the_bodies_of_requests_do_not() -> None:
    data = data_of(lessons(FOLDER)["first-steps"])
    choice, number, blanks, goal = (question for each in data["passages"] for question in each["questions"])
    assert choice["ask"] == "<p>What is done with the bias?</p>\n"
    assert choice["hints"][1] == "<p>It begins with <em>a</em>.</p>\n"
    assert choice["options"][0]["text"].startswith('It is added: <span class="tex"')
    assert number["blank"]["slips"][0]["says"] == "<p>The bias is missing.</p>\n"
    assert blanks["line"] == ["Half of 1 is ", " and half of −3 is ", "."]
    assert goal["solve"][0]["edits"] == [{"layer": 1, "parameter": "b", "index": [1], "value": -0.2}]


def test_data_within_a_script_element_cannot_end_it() -> None:
    text = script_data({"says": "</script><b>"})
    assert "<" not in text
    assert json.loads(text) == {"says": "</script><b>"}


def test_the_sheet_asks_every_question() -> None:
    asked = [each.number for _, _, _, found in sheet(lessons(FOLDER)) for each in found]
    assert asked == [1, 2, 3, 4, 1, 2, 3, 4, 5]
    for lesson in lessons(FOLDER).values():
        assert sum(map(len, questions(lesson))) == sum(len(each.questions) for each in lesson.passages)
