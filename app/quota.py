"""How much one client may hold at a time: told apart by address, counted while it holds it."""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

from app.errors import Problem


class Quota:
    def __init__(self, what: str, most: int) -> None:
        self._what, self._most = what, most
        self._held: Counter[str] = Counter()

    @property
    def total(self) -> int:
        """How many all clients hold."""
        return self._held.total()

    @contextmanager
    def one_more(self, client: str) -> Generator[None]:
        """Held until left. Raises Problem, 429, if it would be one too many."""
        if self._held[client] >= self._most:
            detail = f"One client may hold {self._most} {self._what} at a time; close one first."
            raise Problem(429, detail, headers={"Retry-After": "1"})
        self._held[client] += 1
        try:
            yield
        finally:
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]
