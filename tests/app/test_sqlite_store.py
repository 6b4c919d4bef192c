"""SQLite keeps what it keeps over a restart, and refuses what it cannot use."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from app import codec
from app.store.base import Entry, Glance, NetworkRecord, StoreError, Writes
from app.store.schema import MIGRATIONS
from app.store.sqlite import SqliteStore
from tests.app.keeping import START, record, way


def test_a_lease_in_a_file_ends_with_the_server_that_took_it(tmp_path: Path) -> None:
    """However it ends: its lock is the kernel's."""

    async def go() -> None:
        first, second = (SqliteStore(tmp_path / "s.sqlite3") for _ in range(2))
        await first.create("n", record(1), START)
        assert await first.acquire("n", 1000) == 1
        assert await second.acquire("n", 1000) is None
        assert await second.glance("n") == Glance(1, held=True)
        await first.close()
        assert await second.glance("n") == Glance(1, held=False)
        assert await second.acquire("n", 1000) == 2
        await second.close()
        assert [path.name for path in tmp_path.iterdir()] == ["s.sqlite3"]

    asyncio.run(go())


def test_a_file_that_was_there_before_leases_counts_as_seen_now(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(f"BEGIN; {''.join(MIGRATIONS[:4])} PRAGMA user_version = 4; COMMIT;")
        connection.execute("INSERT INTO networks VALUES ('n', 1, ?, 0)", (record(1).state,))
    connection.close()

    async def go() -> None:
        store = SqliteStore(path)
        assert await store.idle(60) == []
        assert len(await store.idle(-60)) == 1
        assert await store.acquire("n", 60) == 1
        await store.close()

    asyncio.run(go())


def test_sqlite_keeps_everything_over_a_restart(tmp_path: Path) -> None:
    async def go() -> None:
        first = SqliteStore(tmp_path / "s.sqlite3")
        await first.create("n", record(1), START)
        await first.put_dataset("k", b"rows")
        aside = Writes(aside_after=-1, change=way(1), put=(START,))
        assert await first.change("n", 1, NetworkRecord(2, b"", 1), aside)
        await first.close()
        second = SqliteStore(tmp_path / "s.sqlite3")
        assert await second.read("n") == NetworkRecord(2, b"", 1)
        assert await second.entries("n", "checkpoint", 0, 0) == [START]
        assert await second.read_change("n", 1) == way(1)
        assert await second.shelf("n", 1) == [("checkpoint", 0)]
        assert await second.read_dataset("k") == b"rows"
        await second.close()

    asyncio.run(go())


def test_a_file_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    sqlite3.connect(path).close()  # version 0: no tables yet
    asyncio.run(SqliteStore(path).close())
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    connection.close()


def test_steps_of_the_first_version_become_a_journal(tmp_path: Path) -> None:
    """Steps on data, whose header names the rows, were kept with their batch; now the data tells it."""
    path = tmp_path / "s.sqlite3"
    given, drawn = codec.pack({}, {}), codec.pack({"batch": [4, 2]}, {})
    steps = [(0, None, None, b"a0"), (1, None, given, b"a1"), (2, b"b2", drawn, b"a2")]
    with sqlite3.connect(path) as connection:
        connection.executescript(f"BEGIN; {MIGRATIONS[0]} PRAGMA user_version = 1; COMMIT;")
        connection.execute("INSERT INTO networks VALUES ('n', 1, ?)", (record(1).state,))
        connection.executemany("INSERT INTO steps VALUES ('n', ?, ?, ?, ?)", steps)
    connection.close()

    async def go() -> None:
        store = SqliteStore(path)
        wanted = [Entry("checkpoint", step, after) for step, _, _, after in steps]
        assert await store.read("n") == record(1)
        assert await store.entries("n", "checkpoint", 0, 9) == wanted
        assert await store.entries("n", "before", 0, 9) == [Entry("before", 2, b"b2")]
        assert await store.entries("n", "batch", 0, 9) == [Entry("batch", 1, given)]
        await store.put_dataset("k", b"rows")
        await store.close()

    asyncio.run(go())


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreError, match="newer mlpscope"):
        SqliteStore(path)


def test_a_damaged_file_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    path.write_bytes(b"this is no database, but it is long enough to look like one" * 50)
    with pytest.raises(StoreError, match="MLPSCOPE_DATA_DIR"):
        SqliteStore(path)


def test_a_folder_that_cannot_be_made_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="MLPSCOPE_DATA_DIR"):
        SqliteStore(tmp_path / "file" / "s.sqlite3")
