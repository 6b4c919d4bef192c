"""How pages are written: the templates, and how words of a lesson are set within them."""

from functools import cache

from fastapi.templating import Jinja2Templates
from markupsafe import Markup

from app.lessons.render import inline
from app.web import TEMPLATES


def words(text: str) -> Markup:
    """Words of a lesson within a line."""
    return Markup(inline(text))


@cache
def templates() -> Jinja2Templates:
    made = Jinja2Templates(TEMPLATES)
    made.env.filters["words"] = words  # pyright: ignore[reportUnknownMemberType]
    return made
