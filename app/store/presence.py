"""Tells whether the server that took a lease is still there, where both are on one machine.

A server locks a file of its own for as long as it lives; the kernel lets go of it however it ends. So a
network that was in training when its server was killed can be trained on at once, not only when the time
of its lease is up.
"""

import secrets
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # not on Windows: there a lease ends by its time alone
    fcntl = None


class Presence:
    """`name` stands for this server; its file is made when that is first asked for."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._file: IO[bytes] | None = None
        self._name = secrets.token_hex(8)

    @property
    def name(self) -> str:
        """Raises OSError."""
        if self._file is None and fcntl is not None:
            self._file = self._path(self._name).open("wb")
            fcntl.flock(self._file, fcntl.LOCK_EX)
        return self._name

    def gone(self, name: str) -> bool:
        """Whether a server has ended; False where that cannot be told."""
        if fcntl is None or name == self._name:
            return False
        path = self._path(name)
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return True

    def close(self) -> None:
        if self._file is not None:
            self._path(self._name).unlink(missing_ok=True)
            self._file.close()

    def _path(self, name: str) -> Path:
        return self._store.with_name(f"{self._store.name}-server-{name}")
