"""The edge of every socket: a text becomes a message, or a refusal that is told."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.errors import Problem, validation_problem

# Far more than the longest message has; one that is longer is not even looked at.
MOST_BYTES = 65_536


def read(messages: TypeAdapter[Any], text: str | bytes) -> Any:
    """The message that a text is. Raises Problem."""
    if len(text) > MOST_BYTES:
        raise Problem(413, f"A message must be at most {MOST_BYTES} bytes, got {len(text)}.")
    try:
        return messages.validate_json(text)
    except ValidationError as error:
        found = error.errors(include_url=False)
    if found[0]["type"] == "json_invalid":
        raise Problem(400, f"A message must be JSON. {found[0]['msg']}.")
    raise validation_problem([{**item, "loc": ("body", *item["loc"])} for item in found])
