"""Networks in one SQLite file: a restart, or a `kill -9`, loses nothing that was answered.

One connection, used from one thread of its own, so that the event loop never waits for the disk.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from app.store.base import NetworkRecord, StepRecord, StoreError

T = TypeVar("T")

# Entry n brings a file from version n to n + 1 (`PRAGMA user_version`); entries are only ever appended.
MIGRATIONS = (
    """
    CREATE TABLE networks (
        id TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        state BLOB NOT NULL
    ) STRICT;
    CREATE TABLE steps (
        id TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
        step INTEGER NOT NULL,
        before BLOB,
        batch BLOB,
        after BLOB NOT NULL,
        PRIMARY KEY (id, step)
    ) STRICT;
    """,
    """
    CREATE TABLE datasets (
        key TEXT PRIMARY KEY,
        content BLOB NOT NULL
    ) STRICT;
    """,
)


class SqliteStore:
    def __init__(self, path: Path) -> None:
        """Opens or makes the file. Raises StoreError."""
        self._path = path
        self._connection = _open(path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")

    async def create(self, id: str, record: NetworkRecord, start: StepRecord) -> None:
        def work(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO networks VALUES (?, ?, ?)", (id, record.version, record.state))
            _put_step(connection, id, start)

        await self._run(work)

    async def read(self, id: str) -> NetworkRecord | None:
        row = await self._run(
            lambda c: c.execute("SELECT version, state FROM networks WHERE id = ?", (id,)).fetchone()
        )
        return NetworkRecord(*row) if row else None

    async def change(
        self,
        id: str,
        expected: int,
        record: NetworkRecord,
        *,
        add: StepRecord | None = None,
        drop_after: int | None = None,
    ) -> bool:
        def work(connection: sqlite3.Connection) -> bool:
            changed = connection.execute(
                "UPDATE networks SET version = ?, state = ? WHERE id = ? AND version = ?",
                (record.version, record.state, id, expected),
            ).rowcount
            if not changed:
                return False
            if drop_after is not None:
                connection.execute("DELETE FROM steps WHERE id = ? AND step > ?", (id, drop_after))
            if add is not None:
                _put_step(connection, id, add)
            return True

        return await self._run(work)

    async def delete(self, id: str, expected: int | None = None) -> bool:
        sql = "DELETE FROM networks WHERE id = ?1 AND (?2 IS NULL OR version = ?2)"
        return await self._run(lambda c: c.execute(sql, (id, expected)).rowcount == 1)

    async def read_step(self, id: str, step: int) -> StepRecord | None:
        sql = "SELECT step, before, batch, after FROM steps WHERE id = ? AND step = ?"
        row = await self._run(lambda c: c.execute(sql, (id, step)).fetchone())
        return StepRecord(*row) if row else None

    async def put_dataset(self, key: str, content: bytes) -> None:
        sql = "INSERT INTO datasets VALUES (?, ?) ON CONFLICT DO NOTHING"
        await self._run(lambda c: c.execute(sql, (key, content)))

    async def read_dataset(self, key: str) -> bytes | None:
        sql = "SELECT content FROM datasets WHERE key = ?"
        row = await self._run(lambda c: c.execute(sql, (key,)).fetchone())
        return row[0] if row else None

    async def check(self) -> None:
        await self._run(lambda c: c.execute("SELECT count(*) FROM networks WHERE id = ''").fetchone())

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown()

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """`work` in one transaction, on the connection's own thread."""

        def transaction() -> T:
            with self._connection:
                return work(self._connection)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, transaction)
        except sqlite3.Error as error:
            raise StoreError(f"The store {self._path} cannot be used: {error}.") from error


def _put_step(connection: sqlite3.Connection, id: str, step: StepRecord) -> None:
    row = (id, step.step, step.before, step.batch, step.after)
    connection.execute("INSERT OR REPLACE INTO steps VALUES (?, ?, ?, ?, ?)", row)


def _open(path: Path) -> sqlite3.Connection:
    advice = "Set MLPSCOPE_DATA_DIR to another folder, or MLPSCOPE_STORE=memory."
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, check_same_thread=False, timeout=5)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"The store {path} cannot be opened: {error}. {advice}") from error
    try:
        _prepare(connection)
    except (sqlite3.Error, StoreError) as error:
        connection.close()
        raise StoreError(f"The store {path} cannot be used: {error}. {advice}") from error
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Modes, then the schema brought up to date; checks that the file can be read and written."""
    connection.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"
    )
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise StoreError(
            f"it was written by a newer mlpscope (schema {version}, this one knows {len(MIGRATIONS)})"
        )
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")
    damage: Any = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if damage != "ok":
        raise StoreError(f"the file is damaged ({damage})")
    connection.executescript("BEGIN IMMEDIATE; CREATE TABLE probe (x); DROP TABLE probe; COMMIT;")
