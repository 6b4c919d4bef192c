"""The pages: the playground, a network in it, a class that follows, lessons, the API's own; static files."""

import secrets
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.background import BackgroundTask
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.api.common import parts
from app.compute import Workers
from app.errors import NotFound
from app.lessons.book import FOLDER, glossary, lessons
from app.lessons.page import LessonPage, definitions, lesson_page, sheet
from app.security import policy
from app.templating import templates
from app.web import STATIC, ahead, app_version, script

router = APIRouter(include_in_schema=False)
READ = ["GET", "HEAD"]


def page(
    request: Request, template: str, *, embed: bool = False, forms: bool = False, **context: Any
) -> Response:
    """A page under a policy of its own: only the inline script that carries its nonce may run, and only
    what is to be embedded may stand in a frame."""
    nonce = secrets.token_urlsafe(16)
    headers = {
        "Content-Security-Policy": policy(nonce, embed=embed, forms=forms),
        "Cache-Control": "no-cache",
    }
    context = {**context, "csp_nonce": nonce, "version": app_version()}
    return request.app.state.templates.TemplateResponse(request, template, context, headers=headers)


def drawing_page(request: Request, template: str, name: str, **context: Any) -> Response:
    """A page that draws networks with a script of that name. Once it is sent, the workers are woken: it will
    ask for them, and comes about when they are there."""
    made = script(name)
    response = page(request, template, script=made, ahead=ahead(made), **context)
    response.background = BackgroundTask(wake, parts(request).compute.workers)
    return response


async def wake(workers: Workers) -> None:
    workers.start()


def playground_of(request: Request, network_id: str | None, room_id: str | None = None) -> Response:
    embed = "embed" in request.query_params
    shown = {"network_id": network_id, "room_id": room_id}
    return drawing_page(request, "playground.html", "page", embed=embed, **shown)


def folder(request: Request) -> Path:
    """Where the lessons are."""
    return parts(request).settings.lessons_dir or FOLDER


@router.api_route("/", methods=READ)
async def playground(request: Request) -> Response:
    return playground_of(request, None)


@router.api_route("/networks/{id}", methods=READ)
@router.api_route("/shared/{id}", methods=READ)
async def network_page(request: Request, id: str) -> Response:
    session = await parts(request).sessions.get(id)
    return playground_of(request, session.id)


@router.api_route("/follow/{id}", methods=READ)
async def follower_page(request: Request, id: str) -> Response:
    await parts(request).rooms.look(id)
    return playground_of(request, None, room_id=id)


@router.api_route("/lessons", methods=READ)
async def all_lessons(request: Request) -> Response:
    return page(request, "lessons.html", lessons=lessons(folder(request)))


@router.api_route("/lessons/glossary", methods=READ)
async def glossary_page(request: Request) -> Response:
    found = folder(request)
    return page(request, "glossary.html", terms=definitions(glossary(found)), lessons=lessons(found))


@router.api_route("/lessons/summary", methods=READ)
async def summary_page(request: Request) -> Response:
    return page(request, "summary.html", lessons=lessons(folder(request)))


@router.api_route("/lessons/sheet", methods=READ)
async def sheet_page(request: Request) -> Response:
    return page(request, "sheet.html", lessons=sheet(lessons(folder(request))))


@router.api_route("/lessons/exercise", methods=READ)
async def exercise(request: Request) -> Response:
    return drawing_page(request, "exercise.html", "exercise")


@router.api_route("/lessons/{slug}", methods=READ)
async def one_lesson(request: Request, slug: str) -> Response:
    book = lessons(folder(request))
    if slug not in book:
        raise NotFound(f"There is no lesson {slug!r}. All of them are at /lessons.")
    shown = set_lesson(folder(request), slug)
    return drawing_page(request, "lesson.html", "lesson", page=shown, count=len(book))


@cache
def set_lesson(folder: Path, slug: str) -> LessonPage:
    """Setting its words takes longer than all the rest, and they stay as they are."""
    return lesson_page(slug, lessons(folder), glossary(folder))


@router.api_route("/docs", methods=READ)
async def docs(request: Request) -> Response:
    return page(request, "docs.html")


@router.api_route("/favicon.ico", methods=READ)
async def favicon() -> Response:
    return FileResponse(
        STATIC / "favicon.svg", media_type="image/svg+xml", headers={"Cache-Control": "no-cache"}
    )


class Static(StaticFiles):
    """Files keep their names from version to version, so a browser asks each time, and mostly hears 304."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def install(app: FastAPI) -> None:
    app.state.templates = templates()
    app.router.routes.extend(router.routes)
    app.mount("/static", Static(directory=STATIC), name="static")
