"""How Redis is spoken to, by all that keeps something in it."""

import math
from collections.abc import Awaitable
from typing import Any, cast

import redis
from redis import asyncio as aio
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff

from app.store.base import StoreError

# A server that is away is told of within a few seconds; one that restarts is waited for.
CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 10.0
RETRIES = 3

Argument = str | int | float | bytes


def connected(url: str) -> Any:
    """A client; what redis-py says of its types changes with its release, so what comes back is checked by
    whoever asks."""
    return cast(Any, aio.Redis).from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        retry=Retry(ExponentialWithJitterBackoff(cap=0.5, base=0.05), RETRIES),
    )


async def answer(asked: Awaitable[Any]) -> Any:
    """What Redis answers. Raises StoreError."""
    try:
        return await asked
    except (redis.RedisError, OSError) as error:
        raise StoreError(f"Redis cannot be reached or used: {error}.") from error


def milliseconds(seconds: float) -> int:
    return math.ceil(1000 * seconds)
