"""How a route of the API is called: every parameter by its name, which means the same in all of them.

FastAPI documents a route from its signature, but takes longer to solve it than the engine takes for a small
network. The names are few, so they are read here, in a third of the time.
"""

import inspect
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar, get_type_hints

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError

from app.again import again
from app.api.common import (
    ExportQuery,
    JudgingQuery,
    LimitQuery,
    NarrowQuery,
    PlaneQuery,
    PointsQuery,
    StepQuery,
    parts,
)
from app.body import JSON, MERGE_PATCH, read_body, read_file
from app.client_key import client_of

M = TypeVar("M", bound=BaseModel)
Handler = Callable[[Request], Coroutine[Any, Any, Response]]

WHOLE = TypeAdapter(int)
NO_QUERY = NarrowQuery.model_validate({})


def path_number(request: Request, name: str) -> int:
    try:
        return WHOLE.validate_python(request.path_params[name])
    except ValidationError as error:
        raise refused(error, "path", name) from None


def query(request: Request) -> NarrowQuery:
    return read_query(NarrowQuery, request) if request.scope["query_string"] else NO_QUERY


def read_query(model: type[M], request: Request) -> M:
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise refused(error, "query") from None


def refused(error: ValidationError, *base: str) -> RequestValidationError:
    found = error.errors(include_url=False)
    return RequestValidationError([{**item, "loc": (*base, *item["loc"])} for item in found])


READERS: dict[str, Callable[[Request], Any]] = {
    "app": parts,
    "client": client_of,
    "id": lambda request: request.path_params["id"],
    "copy": lambda request: request.path_params["copy"],
    "k": lambda request: path_number(request, "k"),
    "index": lambda request: path_number(request, "index"),
    "query": query,
    "plane": partial(read_query, PlaneQuery),
    "stepping": partial(read_query, StepQuery),
    "limit": partial(read_query, LimitQuery),
    "judging": partial(read_query, JudgingQuery),
    "points": partial(read_query, PointsQuery),
    "export": partial(read_query, ExportQuery),
    "if_match": lambda request: request.headers.get("if-match"),
}


# Fields of text beside the file of a form.
FIELDS = ("activation", "output_activation", "loss", "separator", "header", "encoding")


class Route(APIRoute):
    """A route whose parameters are among READERS, `session`, `body`, `file` and FIELDS."""

    def get_route_handler(self) -> Handler:
        endpoint = self.endpoint
        names = tuple(inspect.signature(endpoint).parameters)
        fields = tuple(name for name in names if name in FIELDS)
        elsewhere = ("session", "body", "file", *fields)
        readers = [(name, READERS[name]) for name in names if name not in elsewhere]
        body: type[BaseModel] | None = get_type_hints(endpoint).get("body")
        accepted = (JSON, MERGE_PATCH) if self.openapi_extra else (JSON,)

        async def handle(request: Request) -> Response:
            values = {name: read(request) for name, read in readers}
            if body is not None:
                values["body"] = await read_body(request, body, accepted)
            if "file" in names:
                values |= await read_file(request, fields)

            async def work() -> Response:
                if "session" in names:
                    values["session"] = await parts(request).sessions.get(request.path_params["id"])
                return await endpoint(**values)

            return await again(work)

        return handle


def api_router(prefix: str, tag: str) -> APIRouter:
    """A router of the API. Operations are named as their functions are."""
    return APIRouter(
        prefix="/api/v1" + prefix,
        tags=[tag],
        route_class=Route,
        generate_unique_id_function=lambda route: route.name,
    )
