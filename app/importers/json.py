"""JSON: the body of `POST /networks`, numbers and all."""

from app.importers.found import Found, Hints


def read(content: bytes, name: str, hints: Hints, most: int) -> Found:
    return Found(content)
