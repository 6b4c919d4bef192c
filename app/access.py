"""The access token, where one is set: a secret that a program sends along, and a person enters once.

A program sends `Authorization: Bearer <token>`. A browser gets a cookie for it that scripts cannot read and
other sites cannot make it send; it holds no token, but what only the token can make.
"""

import hmac
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

COOKIE = "mlpscope"
COOKIE_DAYS = 30
BEARER = "bearer "
SIGN_IN = "/sign-in"
# Bytes of its form: a token, and a path of this server.
MOST_FORM = 8192


class Token:
    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._cookie = hmac.digest(self._secret, b"mlpscope cookie", sha256).hex()

    def is_(self, given: str) -> bool:
        """Compared in a time that does not tell how much of it is right."""
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret)

    def allows_cookie(self, cookies: str) -> bool:
        return hmac.compare_digest(cookie_in(cookies).encode(), self._cookie.encode())

    def cookie(self, *, secure: bool) -> str:
        """The value of Set-Cookie."""
        end = "; Secure" if secure else ""
        age = COOKIE_DAYS * 24 * 3600
        return f"{COOKIE}={self._cookie}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{end}"


def cookie_in(cookies: str) -> str:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(cookies)
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""


def bearer(authorization: str | None) -> str | None:
    """The token of an Authorization header, None if it holds none."""
    if authorization is None or not authorization.lower().startswith(BEARER):
        return None
    return authorization[len(BEARER) :].strip()


def entered(form: bytes) -> tuple[str, str]:
    """The token of the sign-in form, and where to go on; nothing of what is no such form."""
    try:
        fields = parse_qs(form[:MOST_FORM].decode("utf-8", "replace"), max_num_fields=4)
    except ValueError:
        fields = {}
    return fields.get("token", [""])[0], onward(fields.get("next", ["/"])[0])


def onward(path: str) -> str:
    """A path of this server, whatever was asked for: never another site."""
    sane = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if sane and "\\" not in path else "/"
