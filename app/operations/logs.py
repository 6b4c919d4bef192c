"""Logs as text for people or as JSON lines for programs, each with the id of the request it belongs to.

What would tell on somebody stays out: no addresses of clients, no paths (an id in one is what lets in whoever
knows it), no queries, no headers, no bodies. A request is told by its route.
"""

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

from app import request_id

ACCESS = logging.getLogger("mlpscope.access")
# uvicorn tells of each socket with its address, path and query.
TELLTALE = '"WebSocket %s"'
# And of each text that is none with a traceback, as if the server were at fault; the client is told by 1007.
NO_FAULT = "Invalid UTF-8 sequence"
TEXT = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"


class Named(logging.Filter):
    """Gives every record the id of its request, and drops those that tell too much, or nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.current.get() or "-"
        return TELLTALE not in str(record.msg) and NO_FAULT not in str(record.msg)


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        id = getattr(record, "request_id", "-")
        if id != "-":
            line["request_id"] = id
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def configure(level: str, format: str) -> None:
    """Sends all that is logged to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Named())
    handler.setFormatter(JsonLines() if format == "json" else logging.Formatter(TEXT))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Its own lines about requests would say who asked for what; app.operations.observed has better ones.
    logging.getLogger("uvicorn.access").disabled = True


def request(method: str, route: str, status: int, seconds: float) -> None:
    """One line about an answered request, at level info."""
    if ACCESS.isEnabledFor(logging.INFO):
        milliseconds = round(1000 * seconds, 2)
        fields = {"method": method, "route": route, "status": status, "ms": milliseconds}
        ACCESS.info("%s %s %d %s ms", method, route, status, milliseconds, extra={"fields": fields})
