"""How a JSON body is read: strictly UTF-8, strictly JSON, under the right media type, and in one go."""

from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from app.errors import Problem
from app.rules import Finding
from app.security import header

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"


async def read_body(request: Request, model: type[BaseModel], accepted: tuple[str, ...]) -> BaseModel:
    """The body as `model`. NaN, Infinity and 1e999 are read, so that the field that holds them is named."""
    check_media_type(request, accepted)
    content = await request.body()
    if not content:
        raise Problem(422, "The body is required.", [Finding(("body",), "The body is required.")])
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        found = error.errors(include_url=False)
    if found[0]["type"] == "json_invalid":
        check_utf8(content)
        raise Problem(400, f"The body must be JSON. {found[0]['msg']}.")
    raise RequestValidationError([{**item, "loc": ("body", *item["loc"])} for item in found])


def check_media_type(request: Request, accepted: tuple[str, ...]) -> None:
    given = header(request.scope, b"content-type") or ""
    if given == JSON or given.partition(";")[0].strip().lower() in accepted:
        return
    empty = request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers
    if given or not empty:
        raise Problem(415, f"Content-Type must be {' or '.join(accepted)}, got {given or 'none'}.")


def check_utf8(content: bytes) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as bad:
        byte = f"0x{content[bad.start]:02x}"
        raise Problem(
            400, f"The body must be UTF-8; the byte at position {bad.start} is not, got {byte}."
        ) from None


def also_takes(media_type: str, model: type[BaseModel]) -> dict[str, Any]:
    """For OpenAPI: a second media type of a body."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"requestBody": {"content": {media_type: {"schema": schema}}}}
