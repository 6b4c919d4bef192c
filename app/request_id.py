"""What a request is called in answers and logs, so that a person who met an error can say which it was.

A client, or a proxy before the server, may name it; else it gets a name here.
"""

import re
import secrets
from contextvars import ContextVar

HEADER = b"x-request-id"
SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")

current: ContextVar[str | None] = ContextVar("request_id", default=None)


def take(given: str | None) -> str:
    """Makes `given` the name of what this task works on, or a new one if it is none that a log can hold."""
    id = given if given and SANE.fullmatch(given) else secrets.token_hex(8)
    current.set(id)
    return id
