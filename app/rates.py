"""How often one client may ask: counted by the library `limits`, in memory or in the Redis of the store.

Every request counts against one rate; those that make something to keep, or may take long, against one more.
What answers in no time and keeps nothing (files of the page, probes) is not counted.
"""

import logging
import math
import re
import time
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

from app.operations import meters
from app.settings import AUTO, NONE, Settings

LOG = logging.getLogger("mlpscope.rates")

# For whoever listens to more than this machine: a person needs a few a second, a class of 30 behind one
# address no more than that each.
OPEN_RATES = {
    "rate_limit": "1200/minute",
    "create_rate_limit": "300/minute",
    "heavy_rate_limit": "300/minute",
    # Who watches a run acknowledges up to 122 frames a second.
    "message_rate": "4000/second",
}
SIGN_IN_RATE = "20/minute"

RULES = {
    "all": "ask",
    "create": "make something that is kept",
    "heavy": "ask for what may take long",
    "sign-in": "try a token",
}

UNCOUNTED = re.compile(r"/static/|/metrics$|/favicon\.ico$|/api/v1/(health|ready)$")
CREATES = re.compile(r"/api/v1/(networks|networks/[^/]+/copies|datasets|rooms|exercises)$")
HEAVY = re.compile(r"/api/v1/networks/(import|[^/]+/(train|solve|gradient-check))$")


def settled(settings: Settings, *, loopback: bool) -> Settings:
    """The settings with `auto` rates made what they are where the server listens."""
    rates = {
        name: NONE if loopback else rate
        for name, rate in OPEN_RATES.items()
        if getattr(settings, name) == AUTO
    }
    return settings.model_copy(update=rates)


class Verdict(NamedTuple):
    """Whether a request may go on, and how things stand with the tightest rate that it counts against."""

    allowed: bool
    rule: str
    limit: int
    window: int
    remaining: int
    reset: int

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """As the IETF's draft-ietf-httpapi-ratelimit-headers names them; seconds and counts."""
        told: Mapping[str, object] = {
            "ratelimit-limit": self.limit,
            "ratelimit-remaining": self.remaining,
            "ratelimit-reset": self.reset,
            "ratelimit-policy": f"{self.limit};w={self.window}",
        }
        return [(name.encode(), str(value).encode()) for name, value in told.items()]


class Rates:
    """The rates of all clients; `limits` is imported only where there are any."""

    def __init__(self, settings: Settings) -> None:
        self._everything = self._rate(settings.rate_limit)
        self._creating = self._rate(settings.create_rate_limit)
        self._heavy = self._rate(settings.heavy_rate_limit)
        self._sign_in = None if settings.token is None else self._rate(SIGN_IN_RATE)
        self._limiter: Any = None
        if any((self._everything, self._creating, self._heavy, self._sign_in)):
            store = storage(str(settings.store))
            self._limiter = import_module("limits.aio.strategies").SlidingWindowCounterRateLimiter(store)

    @staticmethod
    def _rate(text: str) -> Any:
        return None if text in (AUTO, NONE) else import_module("limits").parse(text)

    async def request(self, client: str, method: str, path: str) -> Verdict | None:
        """Counts a request; None where there is no rate for it."""
        if UNCOUNTED.match(path):
            return None
        wanted = {"all": self._everything}
        if method == "POST":
            wanted["create"] = self._creating if CREATES.match(path) else None
            wanted["heavy"] = self._heavy if HEAVY.match(path) else None
        verdicts = [
            await self._count(rate, name, client) for name, rate in wanted.items() if rate is not None
        ]
        return min(filter(None, verdicts), key=lambda each: (each.allowed, each.remaining), default=None)

    async def failed_sign_in(self, client: str) -> Verdict | None:
        """Counts a wrong token."""
        return await self._count(self._sign_in, "sign-in", client)

    async def may_sign_in(self, client: str) -> Verdict | None:
        """How things stand with wrong tokens, with none counted."""
        return await self._count(self._sign_in, "sign-in", client, look=True)

    async def _count(self, rate: Any, name: str, client: str, *, look: bool = False) -> Verdict | None:
        """Fails open: rates protect from too much, and a server without its Redis has other worries."""
        try:
            count = self._limiter.test if look else self._limiter.hit
            allowed = await count(rate, name, client)
            reset, remaining = await self._limiter.get_window_stats(rate, name, client)
        except Exception as error:
            meters.RATE_ERRORS.inc()
            LOG.warning("The store of the rate limits does not answer: %s", type(error).__name__)
            return None
        seconds = max(1, math.ceil(reset - time.time()))
        window = rate.get_expiry()
        rule = f"One client may {RULES[name]} {rate.amount} times in {window} s"
        return Verdict(allowed, rule, rate.amount, window, remaining, seconds)


def storage(store: str) -> Any:
    """Redis where networks are kept in it, so that replicas count together; else memory."""
    found = import_module("limits.aio.storage")
    if store.startswith(("redis://", "rediss://")):
        return found.RedisStorage(f"async+{store}", implementation="redispy", key_prefix="mlpscope:rate")
    return found.MemoryStorage()
