"""Networks in one SQLite file: a restart, or a `kill -9`, loses nothing that was answered.

One connection, used from one thread of its own, so that the event loop never waits for the disk.
"""

import asyncio
import math
import sqlite3
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from app.store import schema, shelves
from app.store.base import (
    NOTHING,
    Change,
    Entry,
    Glance,
    Held,
    Key,
    Kind,
    NetworkRecord,
    Noted,
    StoreError,
    Writes,
)
from app.store.presence import Presence

T = TypeVar("T")


class SqliteStore:
    shared = True

    def __init__(
        self,
        path: Path,
        clock: Callable[[], float] = time.time,
        uptime: Callable[[], float] = time.monotonic,
    ) -> None:
        """Opens or makes the file. Raises StoreError.

        Leases go by `uptime`, which nobody sets and all processes of a machine share; when networks were last
        seen, by `clock`.
        """
        self._path, self._clock, self._uptime = path, clock, uptime
        self._connection = schema.opened(path)
        self._presence = Presence(path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")

    async def create(self, id: str, record: NetworkRecord, start: Entry) -> None:
        def work(connection: sqlite3.Connection) -> None:
            row = (id, record.version, record.state, record.done)
            connection.execute("INSERT INTO networks VALUES (?, ?, ?, ?)", row)
            connection.execute("INSERT INTO uses (id, seen) VALUES (?, ?)", (id, self._clock()))
            _put(connection, id, (start,))

        await self._run(work)

    async def read(self, id: str) -> NetworkRecord | None:
        row = await self._read(
            lambda c: c.execute("SELECT version, state, done FROM networks WHERE id = ?", (id,)).fetchone()
        )
        return NetworkRecord(*row) if row else None

    async def glance(self, id: str) -> Glance | None:
        def work(connection: sqlite3.Connection) -> Glance | None:
            row = connection.execute("SELECT version FROM networks WHERE id = ?", (id,)).fetchone()
            return Glance(row[0], self._held(connection, id)) if row else None

        return await self._read(work)

    async def change(
        self,
        id: str,
        expected: int,
        record: NetworkRecord,
        writes: Writes = NOTHING,
        token: int | None = None,
    ) -> bool:
        def work(connection: sqlite3.Connection) -> bool:
            self._check(connection, id, token)
            changed = connection.execute(
                "UPDATE networks SET version = ?, state = ?, done = ? WHERE id = ? AND version = ?",
                (record.version, record.state, record.done, id, expected),
            ).rowcount
            if not changed:
                return False
            shelves.write(connection, id, writes)
            dropped = [(id, *key) for key in writes.drop]
            connection.executemany("DELETE FROM entries WHERE id = ? AND kind = ? AND step = ?", dropped)
            _put(connection, id, writes.put)
            return True

        return await self._run(work)

    async def delete(self, id: str, expected: int | None = None) -> bool:
        def work(connection: sqlite3.Connection) -> bool:
            self._check(connection, id, None)
            sql = "DELETE FROM networks WHERE id = ?1 AND (?2 IS NULL OR version = ?2)"
            return connection.execute(sql, (id, expected)).rowcount == 1

        return await self._run(work)

    async def acquire(self, id: str, seconds: float) -> int | None:
        def work(connection: sqlite3.Connection) -> int | None:
            if self._held(connection, id):
                return None
            sql = "UPDATE uses SET token = token + 1, until = ?, holder = ? WHERE id = ? RETURNING token"
            row = connection.execute(sql, (self._uptime() + seconds, self._presence.name, id)).fetchone()
            return row[0] if row else None

        return await self._run(work)

    async def renew(self, id: str, token: int, seconds: float) -> bool:
        sql = "UPDATE uses SET until = ? WHERE id = ? AND token = ?"
        row = (self._uptime() + seconds, id, token)
        return await self._run(lambda c: c.execute(sql, row).rowcount == 1)

    async def release(self, id: str, token: int) -> None:
        await self.renew(id, token, -math.inf)

    async def touch(self, id: str) -> None:
        sql = "UPDATE uses SET seen = ? WHERE id = ?"
        await self._run(lambda c: c.execute(sql, (self._clock(), id)))

    async def count(self) -> int:
        (count,) = await self._read(lambda c: c.execute("SELECT count(*) FROM uses").fetchone())
        return count

    async def idle(self, seconds: float) -> list[str]:
        sql = "SELECT id FROM uses WHERE seen <= ?"
        rows = await self._read(lambda c: c.execute(sql, (self._clock() - seconds,)).fetchall())
        return [id for (id,) in rows]

    async def expire(self, id: str, seconds: float) -> bool:
        def work(connection: sqlite3.Connection) -> bool:
            sql = "DELETE FROM networks WHERE id IN (SELECT id FROM uses WHERE id = ? AND seen <= ?)"
            held = self._held(connection, id)
            return not held and connection.execute(sql, (id, self._clock() - seconds)).rowcount == 1

        return await self._run(work)

    def _held(self, connection: sqlite3.Connection, id: str) -> bool:
        """Whether the time of a lease is not up, and whoever took it has not ended."""
        sql = "SELECT holder FROM uses WHERE id = ? AND until > ?"
        row = connection.execute(sql, (id, self._uptime())).fetchone()
        return row is not None and not self._presence.gone(row[0])

    def _check(self, connection: sqlite3.Connection, id: str, token: int | None) -> None:
        """Raises Held if a change is not to be kept; what is not there nobody holds."""
        if token is None:
            held = self._held(connection, id)
        else:
            row = connection.execute("SELECT token FROM uses WHERE id = ?", (id,)).fetchone()
            held = row is not None and row[0] != token
        if held:
            raise Held

    async def nearest(self, id: str, kind: Kind, step: int) -> Entry | None:
        sql = """
            SELECT kind, step, content FROM entries
            WHERE id = ? AND kind = ? AND step <= ? ORDER BY step DESC LIMIT 1
        """
        row = await self._read(lambda c: c.execute(sql, (id, kind, step)).fetchone())
        return Entry(*row) if row else None

    async def entries(self, id: str, kind: Kind, first: int, last: int) -> list[Entry]:
        sql = """
            SELECT kind, step, content FROM entries
            WHERE id = ? AND kind = ? AND step BETWEEN ? AND ? ORDER BY step
        """
        rows = await self._read(lambda c: c.execute(sql, (id, kind, first, last)).fetchall())
        return [Entry(*row) for row in rows]

    async def steps(self, id: str, kind: Kind) -> list[int]:
        sql = "SELECT step FROM entries WHERE id = ? AND kind = ? ORDER BY step"
        rows = await self._read(lambda c: c.execute(sql, (id, kind)).fetchall())
        return [step for (step,) in rows]

    async def changes(self, id: str, first: int = 1) -> list[Noted]:
        return await self._read(lambda c: shelves.noted(c, id, first))

    async def read_change(self, id: str, number: int) -> Change | None:
        sql = "SELECT number, label, content FROM changes WHERE id = ? AND number = ?"
        row = await self._read(lambda c: c.execute(sql, (id, number)).fetchone())
        return Change(*row) if row else None

    async def shelf(self, id: str, number: int) -> list[Key]:
        sql = "SELECT kind, step FROM shelves WHERE id = ? AND number = ? ORDER BY kind, step"
        return await self._read(lambda c: c.execute(sql, (id, number)).fetchall())

    async def put_dataset(self, key: str, content: bytes) -> None:
        sql = "INSERT INTO datasets VALUES (?, ?) ON CONFLICT DO NOTHING"
        await self._run(lambda c: c.execute(sql, (key, content)))

    async def read_dataset(self, key: str) -> bytes | None:
        sql = "SELECT content FROM datasets WHERE key = ?"
        row = await self._read(lambda c: c.execute(sql, (key,)).fetchone())
        return row[0] if row else None

    async def check(self) -> None:
        await self._run(lambda c: c.executescript(schema.PROBE))

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._presence.close()
        self._thread.shutdown()

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What only reads waits for nobody who writes, in another process."""
        return await self._run(work, "BEGIN")

    async def _run(self, work: Callable[[sqlite3.Connection], T], begin: str = "BEGIN IMMEDIATE") -> T:
        """`work` in one transaction, on the connection's own thread."""

        def transaction() -> T:
            with self._connection:
                self._connection.execute(begin)
                return work(self._connection)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, transaction)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"The store {self._path} cannot be used: {error}.") from error


def _put(connection: sqlite3.Connection, id: str, entries: Iterable[Entry]) -> None:
    rows = [(id, entry.kind, entry.step, entry.content) for entry in entries]
    connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)
