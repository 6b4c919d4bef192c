"""The lessons in their order: one file each, the number in its name says where it stands."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from app.lessons.glossary import Glossary, read_glossary
from app.lessons.model import Lesson
from app.web import TEMPLATES

FOLDER = TEMPLATES / "lessons"
_NAME = re.compile(r"(\d\d)-([a-z0-9-]+)")


def read(path: Path) -> Lesson:
    """One lesson. Raises `ValidationError`, which names the field, where the file breaks a rule."""
    return Lesson.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def lessons(folder: Path = FOLDER) -> Mapping[str, Lesson]:
    """All lessons by slug, in order."""
    named = ((_NAME.fullmatch(path.stem), path) for path in sorted(folder.glob("*.toml")))
    return {match[2]: read(path) for match, path in named if match}


@cache
def glossary(folder: Path = FOLDER) -> Glossary:
    return read_glossary(folder / "glossary.toml")
