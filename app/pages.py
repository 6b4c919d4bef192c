"""The pages: the playground, one network in it, and the API's own page. Static files beside them."""

import secrets
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.templating import Jinja2Templates
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.api.common import parts
from app.security import policy
from app.web import STATIC, TEMPLATES, app_version, script

router = APIRouter(include_in_schema=False)
READ = ["GET", "HEAD"]


def page(request: Request, template: str, *, embed: bool = False, **context: Any) -> Response:
    """A page under a policy of its own: only the inline script that carries its nonce may run, and only
    what is to be embedded may stand in a frame."""
    nonce = secrets.token_urlsafe(16)
    headers = {"Content-Security-Policy": policy(nonce, embed=embed), "Cache-Control": "no-cache"}
    context = {**context, "csp_nonce": nonce, "version": app_version()}
    return request.app.state.templates.TemplateResponse(request, template, context, headers=headers)


def playground_of(request: Request, network_id: str | None) -> Response:
    embed = "embed" in request.query_params
    return page(request, "playground.html", embed=embed, network_id=network_id, script=script())


@router.api_route("/", methods=READ)
async def playground(request: Request) -> Response:
    return playground_of(request, None)


@router.api_route("/networks/{id}", methods=READ)
@router.api_route("/shared/{id}", methods=READ)
async def network_page(request: Request, id: str) -> Response:
    session = await parts(request).sessions.get(id)
    return playground_of(request, session.id)


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
    app.state.templates = Jinja2Templates(TEMPLATES)
    app.router.routes.extend(router.routes)
    app.mount("/static", Static(directory=STATIC), name="static")
