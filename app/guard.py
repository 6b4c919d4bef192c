"""Who may go on: not too often, and where a token is set, not without it. For requests and sockets."""

import math
import re
from urllib.parse import quote

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from app import errors
from app.access import SIGN_IN, Token, bearer, onward
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
            await refuse(too_many(verdict, HTTPConnection(scope)), "rate", scope, receive, send)
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
            return too_many(standing, HTTPConnection(scope))
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


def too_many(verdict: Verdict, asked: HTTPConnection) -> Response:
    """When to come back, as a page where a person's browser asked for one."""
    told = {name.decode(): value.decode() for name, value in verdict.headers}
    headers = {"Retry-After": str(verdict.reset), "Cache-Control": "no-store", **told}
    if asked.scope["type"] == "websocket" or not errors.wants_page(asked):
        return errors.answer(429, f"{verdict.rule}; wait {verdict.reset} s.", headers=headers)
    detail = f"{verdict.rule}, counted for all who share your address. Wait {in_words(verdict.reset)}."
    return errors.page(Request(asked.scope), 429, detail, headers, here(asked))


def here(asked: HTTPConnection) -> str:
    """Path and query of what was asked for."""
    return onward(asked.url.path + (f"?{asked.url.query}" if asked.url.query else ""))


def in_words(seconds: int) -> str:
    """A time to wait, rounded up: 1 second, 42 seconds, 3 minutes, 2 hours."""
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= 2 * size:
            return f"{math.ceil(seconds / size)} {unit}s"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def unauthorized(detail: str) -> Response:
    return errors.answer(401, detail, headers={"WWW-Authenticate": 'Bearer realm="mlpscope"'})


def asking(scope: Scope) -> Response:
    """A browser that wants a page is shown where to sign in; a program is told what is missing."""
    reads = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
    if reads and errors.wants_page(HTTPConnection(scope)):
        return RedirectResponse(
            f"{SIGN_IN}?next={quote(here(HTTPConnection(scope)))}", 303, {"Cache-Control": "no-store"}
        )
    return unauthorized("This server wants its token, as Authorization: Bearer <token>.")


async def refuse(answer: Response, guard: str, scope: Scope, receive: Receive, send: Send) -> None:
    meters.REFUSED.labels(guard).inc()
    if scope["type"] == "websocket":
        await receive()
        await WebSocket(scope, receive, send).send_denial_response(answer)
    else:
        await answer(scope, receive, send)
