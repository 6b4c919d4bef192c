"""The OpenAPI document, completed from what each operation is: examples, headers, every refusal."""

from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi import FastAPI
from pydantic import TypeAdapter

from app import errors, examples
from app.schemas import live, rooms
from app.schemas.common import Problem
from app.settings import Settings

DESCRIPTION = "Watch a neural network think forward and learn backward, one true number at a time."
TAGS = [
    {"name": "catalog", "description": "What there is to choose from."},
    {"name": "networks", "description": "Networks and their parameters."},
    {"name": "exchange", "description": "Networks as files: the way out and the way in."},
    {"name": "data", "description": "Rows of one's own to learn from."},
    {"name": "passes", "description": "Forward, backward, training steps, and all that they computed."},
    {"name": "training", "description": "Training on data, and what it has come to."},
    {"name": "diagnosis", "description": "Why a network trains or does not."},
    {"name": "proof", "description": "Where each number comes from, and that it is right."},
    {"name": "exercises", "description": "Exercises that teachers make."},
    {"name": "rooms", "description": "A class that follows one cursor."},
    {"name": "health", "description": "For whoever runs the server."},
]

Json = dict[str, Any]

# Why a request may be refused; the detail of a real one names the field and the value.
REFUSALS = {
    400: "The body must be JSON: unexpected end of data: line 1 column 2 (char 1).",
    401: "This server wants its token, as Authorization: Bearer <token>.",
    403: "Origin must be this server's own on a request that changes something, got 'https://example.org'.",
    404: "There is no network 'qN1mVYhT0dS4pJ8xKc2LwA'.",
    409: "Network qN1mVYhT0dS4pJ8xKc2LwA was changed by another server; read it again.",
    412: 'If-Match must name the version "3" of the network, got "2".',
    413: "The body must be at most 10000000 bytes, got 20000000 bytes.",
    415: "Content-Type must be application/json, got text/plain.",
    422: "network.layers[0].units must be a whole number, got 2.5.",
    429: "One client may ask 1200 times in 60 s; wait 3 s.",
    503: "The store cannot be used: disk I/O error.",
}
LOCATIONS = {422: ["body", "network", "layers", 0, "units"]}


class Socket(NamedTuple):
    """A WebSocket with JSON text frames; `prefix` begins the names of its schemas."""

    name: str
    path: str
    prefix: str
    client: TypeAdapter[Any]
    server: TypeAdapter[Any]
    description: str


SOCKETS = (
    Socket(
        "x-live",
        "/api/v1/networks/{id}/live",
        "Live",
        live.CLIENT,
        live.SERVER,
        "A WebSocket with JSON text frames. At most two frames are unacknowledged at a time.",
    ),
    Socket(
        "x-rooms",
        "/api/v1/rooms/{id}",
        "Room",
        rooms.LEADER,
        rooms.SERVER,
        "A WebSocket with JSON text frames. With ?key=… it leads, without it follows and has no say; "
        "a message that is not sent yet gives way to a newer one of its type.",
    ),
)


def install(app: FastAPI, settings: Settings) -> None:
    """Makes `app.openapi()`, and with it /openapi.json, answer the completed document."""
    generate = app.openapi

    def complete() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = completed(generate(), settings)
        return app.openapi_schema

    app.openapi_tags = TAGS
    app.openapi = complete  # pyright: ignore[reportAttributeAccessIssue]


def completed(document: Json, settings: Settings) -> Json:
    requests, answers = examples.requests(), examples.answers(settings)
    files = examples.files(answers)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            name: str = operation["operationId"]
            for content in operation.get("requestBody", {}).get("content", {}).values():
                content["example"] = requests[name]
            operation["responses"].pop("422", None)  # FastAPI's own; ours are problem documents
            for status, response in operation["responses"].items():
                _describe(response, int(status), answers.get(name), path, files)
            for status in sorted(_refusals(method, path, operation)):
                operation["responses"][str(status)] = _refusal(status)
    schemas = document["components"]["schemas"]
    for stock in ("HTTPValidationError", "ValidationError"):
        schemas.pop(stock, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
    if settings.token is not None:
        document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"token": []}]
    for socket in SOCKETS:
        _describe_socket(document, socket)
    return document


def _describe_socket(document: Json, socket: Socket) -> None:
    """The messages of a socket, for which OpenAPI has no place of its own."""
    schemas, where = document["components"]["schemas"], "#/components/schemas/"
    client, server = (f"{socket.prefix}{side}Message" for side in ("Client", "Server"))
    for name, adapter in ((client, socket.client), (server, socket.server)):
        schema = adapter.json_schema(ref_template=where + "{model}")
        for own, definition in schema.pop("$defs").items():
            schemas.setdefault(own, definition)
        schemas[name] = schema
    document[socket.name] = {
        "path": socket.path,
        "description": socket.description,
        "client": {"$ref": where + client},
        "server": {"$ref": where + server},
    }


def _describe(response: Json, status: int, example: Any, path: str, files: Json) -> None:
    """Example and headers of an answer."""
    response["description"] = HTTPStatus(status).phrase
    for media_type, content in response.get("content", {}).items():
        content["example"] = files.get(media_type) if example is None else example
    headers: Json = {}
    if "/networks" in path and status != 204:
        headers["ETag"] = _header("the network's version, for If-Match")
    if status == 201:
        headers["Location"] = _header("where it is")
    if headers:
        response["headers"] = headers


def _header(description: str) -> Json:
    return {"description": description, "schema": {"type": "string"}}


def _refusals(method: str, path: str, operation: Json) -> set[int]:
    """The statuses with which an operation may refuse, read off its parts."""
    statuses = {403} if "health" in operation["tags"] else {401, 403, 429}
    parameters = {(p["in"], p["name"]) for p in operation.get("parameters", [])}
    if "requestBody" in operation:
        statuses |= {400, 413, 415, 422}
    if any(place == "query" for place, _ in parameters) or {("path", "k"), ("path", "index")} & parameters:
        statuses.add(422)
    if ("path", "id") in parameters:
        statuses.add(404)
    if ("header", "if-match") in parameters:
        statuses |= {409, 412}
    if any(word in path for word in ("/networks", "/datasets", "/ready")):
        statuses.add(503)
    return statuses


def _refusal(status: int) -> Json:
    detail = REFUSALS[status]
    found = [{"loc": LOCATIONS[status], "message": detail}] if status in LOCATIONS else []
    example = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": found,
        "request_id": "4f1c8e0b5a7d2396",
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": HTTPStatus(status).phrase,
        "content": {errors.PROBLEM_JSON: {"schema": schema, "example": example}},
    }
