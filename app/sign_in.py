"""Where a person enters the token of a server that has one; the browser is given a cookie for it."""

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import RedirectResponse, Response

from app.access import SIGN_IN, Token, entered, onward
from app.client_key import client_of
from app.errors import NotFound
from app.guard import too_many
from app.pages import READ, page
from app.rates import Rates

router = APIRouter(include_in_schema=False)


@router.api_route(SIGN_IN, methods=READ)
async def form(request: Request) -> Response:
    token_of(request)
    return shown(request, onward(request.query_params.get("next", "/")), wrong=False)


@router.post(SIGN_IN)
async def sign_in(request: Request) -> Response:
    token, rates, client = token_of(request), rates_of(request), client_of(request)
    standing = await rates.may_sign_in(client)
    if standing is not None and not standing.allowed:
        return too_many(standing, request)
    given, next = entered(await request.body())
    if not token.is_(given):
        await rates.failed_sign_in(client)
        return shown(request, next, wrong=True)
    answer = RedirectResponse(next, 303, {"Cache-Control": "no-store"})
    answer.headers["Set-Cookie"] = token.cookie(secure=request.url.scheme == "https")
    return answer


def shown(request: Request, next: str, *, wrong: bool) -> Response:
    answer = page(request, "sign-in.html", forms=True, onward=next, wrong=wrong)
    answer.status_code = 401 if wrong else 200
    answer.headers["Cache-Control"] = "no-store"
    return answer


def token_of(request: Request) -> Token:
    token: Token | None = request.app.state.token
    if token is None:
        raise NotFound("There is nothing to sign in to: this server has no token.")
    return token


def rates_of(request: Request) -> Rates:
    return request.app.state.rates


def install(app: FastAPI) -> None:
    app.router.routes.extend(router.routes)
