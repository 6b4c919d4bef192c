"""How a JSON body is read: strictly UTF-8, strictly JSON, under the right media type, and fast."""

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic_core import from_json

from app.errors import Problem

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class JsonRequest(Request):
    async def json(self) -> Any:
        body = await self.body()
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            return _with_infinities(body, error)


def _with_infinities(body: bytes, error: orjson.JSONDecodeError) -> Any:
    """NaN, Infinity and 1e999 are read, so that the field that holds them can be named."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as bad:
        value = f"0x{body[bad.start]:02x}"
        raise Problem(
            400, f"The body must be UTF-8; the byte at position {bad.start} is not, got {value}."
        ) from None
    try:
        return from_json(body, allow_inf_nan=True)
    except ValueError:
        raise Problem(400, f"The body must be JSON: {error}.") from None


class JsonRoute(APIRoute):
    """A route whose body, if it takes one, is a JsonRequest's; 415 for another media type."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle
        accepted = (JSON, MERGE_PATCH) if self.openapi_extra else (JSON,)

        async def read(request: Request) -> Response:
            check_media_type(request, accepted)
            return await handle(JsonRequest(request.scope, request.receive))

        return read


def check_media_type(request: Request, accepted: tuple[str, ...]) -> None:
    given = request.headers.get("content-type", "")
    if given == JSON or given.partition(";")[0].strip().lower() in accepted:
        return
    empty = request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers
    if given or not empty:
        raise Problem(415, f"Content-Type must be {' or '.join(accepted)}, got {given or 'none'}.")


def also_takes(media_type: str, model: type[BaseModel]) -> dict[str, Any]:
    """For OpenAPI: a second media type of a body."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"requestBody": {"content": {media_type: {"schema": schema}}}}
