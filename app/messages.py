"""The edge of every socket: a text becomes a message, or a refusal that is told."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.errors import Problem, validation_problem


def read(messages: TypeAdapter[Any], text: str | bytes) -> Any:
    """The message that a text is. Raises Problem."""
    try:
        return messages.validate_json(text)
    except ValidationError as error:
        found = error.errors(include_url=False)
    if found[0]["type"] == "json_invalid":
        raise Problem(400, f"A message must be JSON. {found[0]['msg']}.")
    raise validation_problem([{**item, "loc": ("body", *item["loc"])} for item in found])
