"""A store that tells how long its operations took and which failed, and is otherwise the one it holds."""

import inspect
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from app.operations import meters
from app.store.base import Store

P = ParamSpec("P")
T = TypeVar("T")


class Metered:
    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if inspect.iscoroutinefunction(found):
            found = timed(name, found)
            setattr(self, name, found)  # found at once from now on
        return found


def timed(name: str, operation: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    @wraps(operation)
    async def told(*args: P.args, **kwargs: P.kwargs) -> T:
        with meters.store_operation(name):
            return await operation(*args, **kwargs)

    return told


def metered(store: Store) -> Store:
    return cast(Store, Metered(store))
