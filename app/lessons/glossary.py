"""What the words of the trade mean: one place for it, linked from every passage that uses one."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from annotated_types import Len
from pydantic import Field

from app.lessons.model import Label, Part, Words


class Term(Part):
    title: Label
    also: tuple[Label, ...] = ()  # other forms that mean the same: plurals, a symbol's name
    text: Words
    lesson: Label  # the slug of the lesson that introduces it

    def forms(self) -> tuple[str, ...]:
        return (self.title, *self.also)


class Terms(Part):
    terms: Annotated[dict[Annotated[str, Field(pattern=r"^[a-z0-9-]+$")], Term], Len(min_length=1)]


@dataclass(frozen=True)
class Glossary:
    """All terms by key, in the order of the alphabet."""

    terms: Mapping[str, Term]

    @cached_property
    def keys(self) -> dict[str, str]:
        """The key of each form, in lower case."""
        return {form.lower(): key for key, term in self.terms.items() for form in term.forms()}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any form as a word of its own; of two that begin alike, the longer."""
        forms = sorted(self.keys, key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE)

    def key(self, word: str) -> str:
        return self.keys[word.lower()]


def read_glossary(path: Path) -> Glossary:
    """Raises `ValidationError`, which names the field, where the file breaks a rule."""
    found = Terms.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).terms
    return Glossary(dict(sorted(found.items(), key=lambda entry: entry[1].title.lower())))
