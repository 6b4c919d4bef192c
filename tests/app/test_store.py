"""Both stores keep the same promises; SQLite keeps them over a restart, and refuses what it cannot use."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.store.base import NetworkRecord, StepRecord, Store, StoreError
from app.store.memory import MemoryStore
from app.store.sqlite import MIGRATIONS, SqliteStore

T = TypeVar("T")
START = StepRecord(0, None, None, b"start")


def record(version: int) -> NetworkRecord:
    return NetworkRecord(version, f"state {version}".encode())


def step(number: int) -> StepRecord:
    return StepRecord(number, b"before", b"batch", f"after {number}".encode())


@pytest.fixture(params=["memory", "sqlite"])
def use(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Callable[[Store], Any]], None]:
    """Runs a test on a fresh store."""

    def run(test: Callable[[Store], Coroutine[Any, Any, None]]) -> None:
        async def go() -> None:
            store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "a" / "b.sqlite3")
            try:
                await store.check()
                await store.create("n", record(1), START)
                await test(store)
            finally:
                await store.close()

        asyncio.run(go())

    return run


def test_what_was_created_is_read_back(use: Any) -> None:
    async def test(store: Store) -> None:
        assert await store.read("n") == record(1)
        assert await store.read_step("n", 0) == START
        assert await store.read("other") is None
        assert await store.read_step("n", 1) is None

    use(test)


def test_a_change_needs_the_version_that_is_kept(use: Any) -> None:
    async def test(store: Store) -> None:
        assert not await store.change("n", 7, record(8), add=step(1))
        assert await store.read_step("n", 1) is None
        assert await store.change("n", 1, record(2), add=step(1))
        assert not await store.change("n", 1, record(2))
        assert await store.read("n") == record(2)
        assert await store.read_step("n", 1) == step(1)

    use(test)


def test_later_steps_are_dropped(use: Any) -> None:
    async def test(store: Store) -> None:
        for number in (1, 2, 3):
            assert await store.change("n", number, record(number + 1), add=step(number))
        assert await store.change("n", 4, record(5), drop_after=1)
        kept = [await store.read_step("n", number) is not None for number in (0, 1, 2, 3)]
        assert kept == [True, True, False, False]

    use(test)


def test_a_deleted_network_takes_its_steps_along(use: Any) -> None:
    async def test(store: Store) -> None:
        assert not await store.delete("n", 7)
        assert await store.delete("n", 1)
        assert not await store.delete("n")
        assert await store.read("n") is None
        assert await store.read_step("n", 0) is None

    use(test)


def test_the_rows_of_a_data_set_are_kept_once_and_outlive_networks(use: Any) -> None:
    async def test(store: Store) -> None:
        assert await store.read_dataset("k") is None
        await store.put_dataset("k", b"rows")
        await store.put_dataset("k", b"rows")
        assert await store.delete("n")
        assert await store.read_dataset("k") == b"rows"
        assert await store.read_dataset("other") is None

    use(test)


def test_sqlite_keeps_everything_over_a_restart(tmp_path: Path) -> None:
    async def go() -> None:
        first = SqliteStore(tmp_path / "s.sqlite3")
        await first.create("n", record(1), START)
        await first.put_dataset("k", b"rows")
        await first.close()
        second = SqliteStore(tmp_path / "s.sqlite3")
        assert await second.read("n") == record(1)
        assert await second.read_step("n", 0) == START
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


def test_networks_of_an_older_version_are_still_there(tmp_path: Path) -> None:
    """A file as version 0.1 wrote it, before there were data sets of one's own."""
    path = tmp_path / "s.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1;")
        connection.execute("INSERT INTO networks VALUES ('n', 1, ?)", (record(1).state,))
    connection.close()

    async def go() -> None:
        store = SqliteStore(path)
        assert await store.read("n") == record(1)
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
