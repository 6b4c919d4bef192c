"""Two servers may change one network at once: who comes second begins again from what the first one left."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.errors import Problem

T = TypeVar("T")

ATTEMPTS = 20
PAUSE_SECONDS = 0.005


class Elsewhere(Problem):
    """Nothing was done, since another server has changed the network meanwhile."""

    def __init__(self, id: str) -> None:
        super().__init__(409, f"Network {id} was changed by another server; read it again.")


async def again(work: Callable[[], Awaitable[T]]) -> T:
    """What `work` answers, done anew from the network as it is then, as often as another server was faster.

    So it is as if both had asked one server: each change is made on the newest state, unless its If-Match
    names another, which is 412 then.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return await work()
        except Elsewhere:
            await asyncio.sleep(random.uniform(0, attempt * PAUSE_SECONDS))
    return await work()
