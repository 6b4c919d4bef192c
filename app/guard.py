"""Who may go on: not too often, and where a token is set, not without it. For requests and sockets."""

import re
from urllib.parse import quote

from starlette.datastructures import URL
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from app import errors
from app.access import SIGN_IN, Token, bearer
from app.client_key import client_of
from app.operations import meters
from app.rates import Rates, Verdict
from app.security import header

# What anyone may have: the page's files, which are public code, whether the server is well, and the way in.
OPEN = re.compile(rf"/static/|/favicon\.ico$|/api/v1/(health|ready)$|{SIGN_IN}$")


class GuardMiddleware:
    def __init__(self, app: ASGIApp, rates: Rates, token: Token | None) -> None:
        self.app, self.rates, self.token = app, rates, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        client = client_of(HTTPConnection(scope))
        verdict = await self.rates.request(client, scope.get("method", ""), scope["path"])
        if verdict is not None and not verdict.allowed:
            await refuse(too_many(verdict), "rate", scope, receive, send)
            return
        refusal = None if self.token is None else await self._refusal(self.token, client, scope)
        if refusal is not None:
            await refuse(refusal, "token", scope, receive, send)
            return
        await self.app(scope, receive, send if verdict is None else telling(verdict, send))

    async def _refusal(self, token: Token, client: str, scope: Scope) -> Response | None:
        if OPEN.match(scope["path"]) or token.allows_cookie(header(scope, b"cookie") or ""):
            return None
        given = bearer(header(scope, b"authorization"))
        if given is None:
            return asking(scope)
        standing = await self.rates.may_sign_in(client)
        if standing is not None and not standing.allowed:
            return too_many(standing)
        if token.is_(given):
            return None
        await self.rates.failed_sign_in(client)
        return unauthorized("Authorization must hold this server's token, got another.")


def telling(verdict: Verdict, send: Send) -> Send:
    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *verdict.headers]
        await send(message)

    return told


def too_many(verdict: Verdict) -> Response:
    detail = f"{verdict.rule}; wait {verdict.reset} s."
    headers = {name.decode(): value.decode() for name, value in verdict.headers}
    return errors.answer(429, detail, headers={"Retry-After": str(verdict.reset), **headers})


def unauthorized(detail: str) -> Response:
    return errors.answer(401, detail, headers={"WWW-Authenticate": 'Bearer realm="mlpscope"'})


def asking(scope: Scope) -> Response:
    """A browser that wants a page is shown where to sign in; a program is told what is missing."""
    wants_page = "text/html" in (header(scope, b"accept") or "") and not scope["path"].startswith("/api/")
    if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and wants_page:
        here = URL(scope=scope)
        wanted = here.path + (f"?{here.query}" if here.query else "")
        return RedirectResponse(f"{SIGN_IN}?next={quote(wanted)}", 303, {"Cache-Control": "no-store"})
    return unauthorized("This server wants its token, as Authorization: Bearer <token>.")


async def refuse(answer: Response, guard: str, scope: Scope, receive: Receive, send: Send) -> None:
    meters.REFUSED.labels(guard).inc()
    if scope["type"] == "websocket":
        await receive()
        await WebSocket(scope, receive, send).send_denial_response(answer)
    else:
        await answer(scope, receive, send)
