"""How pages are written: the templates, and how words of a lesson are set within them."""

from functools import cache
from typing import Any

from fastapi.templating import Jinja2Templates
from markupsafe import Markup

from app.lessons.render import inline
from app.web import TEMPLATES, stylesheet


def words(text: str) -> Markup:
    """Words of a lesson within a line."""
    return Markup(inline(text))


@cache
def templates() -> Jinja2Templates:
    made = Jinja2Templates(TEMPLATES)
    made.env.filters["words"] = words  # pyright: ignore[reportUnknownMemberType]
    globals: dict[str, Any] = made.env.globals  # pyright: ignore[reportUnknownMemberType, reportAssignmentType]
    globals["stylesheet"] = stylesheet
    return made
