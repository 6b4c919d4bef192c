"""How a body is read: JSON in strict UTF-8, or a form with one file, under the right media type."""

import sys
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.errors import Problem
from app.rules import Finding
from app.security import header

JSON = "application/json"
MULTIPART = "multipart/form-data"
FILE = "file"
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


async def read_file(request: Request, also: tuple[str, ...] = ()) -> dict[str, Any]:
    """The one `file` of a form, held in memory: a body is never larger than the server's limit; and what it
    has of the fields of text `also`."""
    check_media_type(request, (MULTIPART,))
    form = await read_form(request) if "content-type" in request.headers else []
    texts: dict[str, str] = {}
    for name, value in form:
        if name != "file" and name not in also:
            known = f"one, {FILE}" if not also else ", ".join((FILE, *also))
            raise _refused(name, f"{name} is not a known field: a form holds {known}.")
        if name in also and (not isinstance(value, str) or name in texts):
            raise _refused(name, f"{name} must be one text.")
        if isinstance(value, str):
            texts[name] = value
    files = [value for _, value in form if isinstance(value, UploadFile)]
    if len(files) != 1 or FILE in texts:
        found = f"got {len(files)} files and {len(form)} fields"
        raise _refused(FILE, f"file is required, as one file with a name, {found}.")
    return {FILE: files[0], **texts}


def _refused(name: str, rule: str) -> Problem:
    return Problem(422, rule, [Finding(("body", name), rule)])


async def read_form(request: Request) -> list[tuple[str, UploadFile | str]]:
    parser = FormInMemory(request.headers, request.stream(), max_files=2, max_fields=4)
    try:
        return (await parser.parse()).multi_items()
    except MultiPartException as bad:
        raise Problem(400, f"The body must be {MULTIPART}. {bad.message}") from None


class FormInMemory(MultiPartParser):
    """The folder of temporary files need not be writable."""

    spool_max_size = sys.maxsize


def check_media_type(request: Request, accepted: tuple[str, ...]) -> None:
    given = header(request.scope, b"content-type") or ""
    if given == accepted[0] or given.partition(";")[0].strip().lower() in accepted:
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
