"""What training needs of those that do it, wherever they are."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

# A worker may have a line of slices before it.
CHECK_SECONDS = 8.0


class ComputeError(Exception):
    """No worker answers; the message is a sentence for the person who runs the server."""


class Lost(Exception):
    """Work was lost with the worker that had it. It is a pure function, so it may be done again."""


class Workers(Protocol):
    """Processes that call functions. What they are given and answer is copied on the way there and back."""

    # A slice of training should take so long that the way pays: so many frames on screen while someone
    # watches, so many seconds else.
    looks: int
    slice_seconds: float

    @property
    def count(self) -> int:
        """How many there are now."""
        ...

    def start(self) -> None:
        """Makes them ready, so that the first slice need not wait. May be called again."""
        ...

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """`function(*args)` in one of them. Raises Lost, ComputeError, and what the function raises."""
        ...

    async def check(self) -> None:
        """Raises ComputeError if none answers in time."""
        ...

    def close(self) -> None: ...
