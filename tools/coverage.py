"""Which lesson tells each fact of the tutorial: docs/coverage.md, made from the lists in tests/lessons/."""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.lessons.book import lessons
from app.lessons.model import Lesson

ROOT = Path(__file__).resolve().parent.parent
LISTS = ROOT / "tests" / "lessons"
DOCUMENT = ROOT / "docs" / "coverage.md"
HEAD = """# What the lessons tell

Each fact of the tutorial, in our words, and the lesson that tells it.
`python -m tools.coverage` makes this page from `tests/lessons/facts-*.toml`; a test holds that each lesson
still has the words that the list quotes of it.
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: the section of the tutorial, the slug of the lesson, and `words` that stand there."""

    section: str
    fact: str
    lesson: str
    words: str


def facts() -> list[Fact]:
    """All facts, by section in the order of the tutorial, within one as they were written down."""
    listed = [
        Fact(**entry)
        for path in sorted(LISTS.glob("facts-*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["facts"]
    ]
    return sorted(listed, key=lambda fact: _place(fact.section))


def _place(section: str) -> tuple[int, str]:
    return (int(section), "") if section.isdigit() else (sys.maxsize, section)


def told(lesson: Lesson) -> str:
    """Everything that a lesson says, line by line."""
    return "\n".join(_strings(lesson.model_dump(exclude={"networks"})))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():  # pyright: ignore[reportUnknownVariableType]
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _strings(each)


def document() -> str:
    """The page: a table for each section."""
    book, listed = lessons(), facts()
    parts = [HEAD]
    for section in dict.fromkeys(fact.section for fact in listed):
        title = f"Section {section}" if section.isdigit() else section
        parts.append(f"\n## {title}\n\n| fact | lesson |\n|---|---|\n")
        parts += [
            f"| {fact.fact.replace('|', chr(92) + '|')} | {book[fact.lesson].title} |\n"
            for fact in listed
            if fact.section == section
        ]
    return "".join(parts)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
