"""What protects a server on one's own machine from other people's pages: the Host and the Origin are checked,
bodies have an end, and every answer says what a browser may do with it. Pure ASGI: it costs next to nothing.
"""

import asyncio
import contextlib
import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from app import errors
from app.operations import meters

SAFE = {"GET", "HEAD", "OPTIONS"}
LOOPBACK = ("localhost", "ip6-localhost")
DEFAULT_PORTS = {"http": "80", "https": "443"}

POLICY = (
    "default-src 'self'; script-src 'self'{nonce}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action {forms}; frame-ancestors {ancestors}"
)
NO_SNIFFING = (b"x-content-type-options", b"nosniff")
OWN_USE = (b"cross-origin-resource-policy", b"same-origin")
CSP = b"content-security-policy"
HEADERS = [
    NO_SNIFFING,
    OWN_USE,
    (b"vary", b"accept-encoding"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]
PLAIN_POLICY = (CSP, POLICY.format(nonce="", forms="'none'", ancestors="'none'").encode())
# Data is no page: it says less, since every header costs a small answer a few microseconds.
DATA_HEADERS = [NO_SNIFFING, OWN_USE, (CSP, b"default-src 'none'; frame-ancestors 'none'")]


def policy(nonce: str, *, embed: bool = False, forms: bool = False) -> str:
    """The Content-Security-Policy of a page whose one inline script, the import map, carries `nonce`."""
    sources = "'self'" if forms else "'none'"
    return POLICY.format(nonce=f" 'nonce-{nonce}'", forms=sources, ancestors="*" if embed else "'none'")


class SecurityMiddleware:
    def __init__(self, app: ASGIApp, allowed_hosts: tuple[str, ...]) -> None:
        self.app = app
        self.allowed_hosts = allowed_hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            refusal = self.refusal(scope)
            await (deny(scope, receive, send, refusal) if refusal else self.app(scope, receive, send))
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added(scope["path"], message["headers"])]
            await send(message)

        refusal = self.refusal(scope)
        if refusal:
            meters.REFUSED.labels("origin").inc()
            await errors.answer(403, refusal)(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)

    def refusal(self, scope: Scope) -> str | None:
        host = header(scope, b"host") or ""
        if not self.allows(host):
            known = ", ".join((*LOOPBACK[:1], "IP addresses", *self.allowed_hosts))
            return f"Host must be one this server is allowed to answer to ({known}), got {host!r}."
        origin = header(scope, b"origin")
        if origin is None or scope.get("method") in SAFE or same_origin(origin, host):
            return None
        what = "a live socket" if scope["type"] == "websocket" else "a request that changes something"
        return f"Origin must be this server's own on {what}, got {origin!r}."

    def allows(self, host: str) -> bool:
        name = host_name(host)
        if "*" in self.allowed_hosts or name in self.allowed_hosts or name in LOOPBACK:
            return True
        return name.endswith(".localhost") or is_address(name)


async def deny(scope: Scope, receive: Receive, send: Send, refusal: str) -> None:
    """Answers 403 in place of taking up a socket."""
    meters.REFUSED.labels("origin").inc()
    await receive()
    await WebSocket(scope, receive, send).send_denial_response(errors.answer(403, refusal))


def added(path: str, given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """What an answer says beside the headers it has; a page brings a policy of its own."""
    if path.startswith("/api/"):
        return DATA_HEADERS
    return HEADERS if any(name == CSP for name, _ in given) else [*HEADERS, PLAIN_POLICY]


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of that name, found without making an object of them all."""
    for key, value in scope["headers"]:
        if key == name:
            return value.decode("latin-1")
    return None


@lru_cache(maxsize=256)
def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def host_name(host: str) -> str:
    """The name in a Host header, without its port: `[::1]:8000` → `::1`."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.rpartition(":")[0] if name.count(":") == 1 else name


def same_origin(origin: str, host: str) -> bool:
    """Whether `Origin` names the server that `Host` does, whichever the scheme: a proxy may add TLS."""
    try:
        parts = urlsplit(origin.lower())
    except ValueError:
        return False
    if parts.scheme not in DEFAULT_PORTS:
        return False
    end = ":" + DEFAULT_PORTS[parts.scheme]
    return parts.netloc.removesuffix(end) == host.strip().lower().removesuffix(end)


class BodyLimitMiddleware:
    """413 as soon as a body is known to be too large, by its Content-Length or by counting what arrives.

    What the client has still to send is read and thrown away for a moment, or it would never see the answer.
    """

    LINGER_SECONDS = 3.0

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        announced = header(scope, b"content-length") or "0"
        if announced.isdecimal() and int(announced) > self.limit:
            await self.refuse(receive, send, f"{announced} bytes")
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:
                raise BodyTooLarge
            return message

        try:
            await self.app(scope, counted, send)
        except BodyTooLarge:
            await self.refuse(receive, send, "more")

    async def refuse(self, receive: Receive, send: Send, got: str) -> None:
        content = errors.document(413, f"The body must be at most {self.limit} bytes, got {got}.")
        headers = [
            (b"content-type", errors.PROBLEM_JSON.encode()),
            (b"content-length", str(len(content)).encode()),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": content, "more_body": True})
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.LINGER_SECONDS):
                while (await receive()).get("more_body", False):
                    pass
        await send({"type": "http.response.body", "body": b""})


class CompressionMiddleware(GZipMiddleware):
    """Gzip for whoever takes it; whoever does not is passed on at once."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and "gzip" in (header(scope, b"accept-encoding") or "")
        await (super().__call__ if asked else self.app)(scope, receive, send)


class BodyTooLarge(BaseException):
    """Passes through every handler between the one who reads a body and the middleware that limits it."""
