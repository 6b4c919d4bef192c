"""What the pages of the lessons are made of: HTML for what is read, data for what the page's script does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from markupsafe import Markup

from app.lessons import render
from app.lessons.glossary import Glossary, Term
from app.lessons.model import Blanks, Choice, Goal, Lesson, NumberQuestion, Option, Part, Passage

# Fields of a question that hold Markdown; labels of an option and lines with blanks stand within a line.
BLOCKS = {"ask", "says", "wrong", "hints"}


@dataclass(frozen=True)
class Definition:
    key: str
    term: Term
    html: Markup


@dataclass(frozen=True)
class Asked:
    """A question as it is read: its number in the lesson, and what it says where no script runs."""

    number: int
    question: Choice | NumberQuestion | Blanks | Goal
    ask: Markup


@dataclass(frozen=True)
class Told:
    """A passage as it is read."""

    index: int
    title: str
    html: Markup
    questions: tuple[Asked, ...]


@dataclass(frozen=True)
class LessonPage:
    slug: str
    number: int
    lesson: Lesson
    passages: tuple[Told, ...]
    definitions: tuple[Definition, ...]
    data: Markup  # JSON within a script element
    before: tuple[str, Lesson] | None
    after: tuple[str, Lesson] | None


def definitions(glossary: Glossary) -> tuple[Definition, ...]:
    return tuple(
        Definition(key, term, Markup(render.block(term.text))) for key, term in glossary.terms.items()
    )


def lesson_page(slug: str, book: Mapping[str, Lesson], glossary: Glossary) -> LessonPage:
    """Raises KeyError where there is no such lesson."""
    lesson, order = book[slug], list(book.items())
    at = list(book).index(slug)
    told, used = told_passages(lesson, glossary)
    return LessonPage(
        slug,
        at + 1,
        lesson,
        told,
        tuple(each for each in definitions(glossary) if each.key in used),
        script_data({"slug": slug, **data_of(lesson)}),
        order[at - 1] if at else None,
        order[at + 1] if at + 1 < len(order) else None,
    )


def told_passages(lesson: Lesson, glossary: Glossary) -> tuple[tuple[Told, ...], set[str]]:
    """The passages, and the terms that occur in them."""
    told: list[Told] = []
    used: set[str] = set()
    for index, (passage, asked) in enumerate(zip(lesson.passages, questions(lesson), strict=True)):
        html, terms = render.passage(passage.text, glossary)
        used.update(terms)
        told.append(Told(index, passage.title, Markup(html), asked))
    return tuple(told), used


def data_of(lesson: Lesson) -> dict[str, Any]:
    """What the script of the page needs: networks, figures and questions, the words of these as HTML."""
    return {
        "networks": {name: source.model_dump(mode="json") for name, source in lesson.networks.items()},
        "passages": [passage_data(passage) for passage in lesson.passages],
    }


def passage_data(passage: Passage) -> dict[str, Any]:
    figure = passage.figure
    return {
        "title": passage.title,
        "figure": figure and figure.model_dump(mode="json"),
        "questions": [with_html(question) for question in passage.questions],
    }


def with_html(part: Part) -> dict[str, Any]:
    """A part of a question with its words as HTML."""
    return {name: html_of(part, name, getattr(part, name)) for name in type(part).model_fields}


def html_of(owner: Part, name: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return [html_of(owner, name, each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, Part):
        return with_html(value)
    if name in BLOCKS:
        return render.block(value)
    if name == "line":
        return [spaced(piece) for piece in value.split("{}")]
    return render.inline(value) if isinstance(owner, Option) and name == "text" else value


def spaced(piece: str) -> str:
    """A piece of a line as HTML, with the room before and after it that Markdown takes away."""
    body = piece.strip()
    before, _, after = piece.partition(body) if body else (piece, "", "")
    return f"{before}{render.inline(body)}{after}"


def script_data(data: Any) -> Markup:
    """JSON that ends no script element."""
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def sheet(book: Mapping[str, Lesson]) -> list[tuple[int, str, Lesson, tuple[Asked, ...]]]:
    """All questions of all lessons, for paper: the number of a lesson, its slug, it, and they."""
    return [
        (number, slug, lesson, tuple(each for passage in questions(lesson) for each in passage))
        for number, (slug, lesson) in enumerate(book.items(), 1)
    ]


def questions(lesson: Lesson) -> list[tuple[Asked, ...]]:
    """The questions of each passage, numbered through the lesson."""
    numbers = count(1)
    return [
        tuple(Asked(next(numbers), each, Markup(render.block(each.ask))) for each in passage.questions)
        for passage in lesson.passages
    ]
