"""Every error is an RFC 9457 problem document whose detail names the field, the rule and the value."""

import logging
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.routing import BaseRoute, Match

from app import request_id
from app.compute import ComputeError
from app.rules import Finding, finding
from app.store.base import StoreError, Unsure
from app.web import app_version
from engine.errors import EngineError

log = logging.getLogger(__name__)

PROBLEM_JSON = "application/problem+json"


class Problem(HTTPException):
    """A refusal: a status, a sentence, and where in the request it lies."""

    def __init__(
        self,
        status: int,
        detail: str,
        findings: Iterable[Finding] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.findings = tuple(findings)


class NotFound(Problem):
    def __init__(self, detail: str) -> None:
        super().__init__(404, detail)


def document(status: int, detail: str, findings: Iterable[Finding] = ()) -> bytes:
    """A refusal as JSON bytes."""
    return orjson.dumps(as_json(Problem(status, detail, findings)))


def as_json(problem: Problem) -> dict[str, Any]:
    """As RFC 9457 has it. Text that is no Unicode (lone surrogates) is escaped, not refused."""
    status = problem.status_code
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _clean(problem.detail),
        "errors": [
            {"loc": [_clean(part) for part in loc], "message": _clean(message)}
            for loc, message in problem.findings
        ],
        "request_id": request_id.current.get(),
    }


def _clean(part: Any) -> Any:
    return part.encode("utf-8", "backslashreplace").decode() if isinstance(part, str) else part


def answer(
    status: int, detail: str, findings: Iterable[Finding] = (), headers: Mapping[str, str] | None = None
) -> Response:
    return Response(document(status, detail, findings), status, headers, media_type=PROBLEM_JSON)


def validation_problem(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """One sentence on the first rule that was broken, and the place of every one."""
    findings = [finding(error) for error in errors]
    more = len(findings) - 1
    tail = f" {more} more rules are broken." if more > 1 else " One more rule is broken." if more else ""
    return Problem(422, findings[0].message + tail, findings)


def problem_of(error: Exception) -> Problem:
    """An error as the refusal that it is; 500 if it is none."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return validation_problem(error.errors())
        case EngineError():
            found = Finding(("body", *error.loc), sentence(str(error)))
            return Problem(422, found.message, [found])
        case StoreError():
            log.error("%s", error)
            kept = "it is not known whether the change was kept: read the network again"
            kept = kept if isinstance(error, Unsure) else "nothing was changed"
            return Problem(503, f"The store cannot be reached or used at the moment; {kept}.")
        case ComputeError():
            return Problem(503, str(error))
        case _:
            return Problem(500, "The server failed; its log says why.")


@contextmanager
def within(*base: str | int) -> Generator[None]:
    """Refusals of the engine raised inside speak of the part of the request that stands at `base`."""
    try:
        yield
    except EngineError as error:
        found = Finding((*base, *error.loc), sentence(str(error)))
        raise Problem(422, found.message, [found]) from None


def sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."


def wants_page(request: HTTPConnection) -> bool:
    """True where a person's browser asks for a page, not a program for data."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


def page(
    request: Request,
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    again: str | None = None,
) -> Response:
    """`again` is where it can be tried once more; left out, the page leads to the start."""
    title = HTTPStatus(status).phrase
    context = {"title": title, "detail": detail, "again": again, "version": app_version()}
    return request.app.state.templates.TemplateResponse(request, "error.html", context, status, headers)


def install(app: FastAPI) -> None:
    """Makes every way to fail end in a problem document, or in a page where a page was asked for."""

    async def refuse(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        detail = _detail(request, error)
        headers = {"Allow": ", ".join(allowed(request))} if error.status_code == 405 else error.headers
        if wants_page(request):
            return page(request, error.status_code, detail, headers)
        return answer(error.status_code, detail, getattr(error, "findings", ()), headers)

    async def broken_rule(request: Request, error: Exception) -> Response:
        return await refuse(request, problem_of(error))

    async def gone(request: Request, error: Exception) -> Response:
        return answer(400, "The client left before its request was complete.")

    async def unexpected(request: Request, error: Exception) -> Response:
        return answer(500, "The server failed on this request; its log says why. Nothing was changed.")

    app.add_exception_handler(HTTPException, refuse)
    for kind in (RequestValidationError, EngineError, StoreError, ComputeError):
        app.add_exception_handler(kind, broken_rule)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(Exception, unexpected)


def _detail(request: Request, error: HTTPException) -> str:
    """Starlette's own refusals only repeat the status; say what was asked for instead."""
    if isinstance(error, Problem) or error.detail != HTTPStatus(error.status_code).phrase:
        return sentence(str(error.detail))
    path = request.url.path
    if error.status_code == 404:
        return f"There is nothing at {path}."
    if error.status_code == 405:
        return f"{path} does not take {request.method}; it takes {', '.join(allowed(request))}."
    return sentence(error.detail)


def allowed(request: Request) -> list[str]:
    """The methods that the path of a request takes: the routes tell, one method at a time."""
    routes: list[BaseRoute] = request.app.router.routes

    def takes(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in routes)

    return [method for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") if takes(method)]
