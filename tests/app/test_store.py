"""All stores keep the same promises; SQLite keeps them over a restart, and refuses what it cannot use."""

import asyncio
import secrets
import sqlite3
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app import codec
from app.store.base import Change, Entry, Kind, NetworkRecord, Noted, Store, StoreError, Writes
from app.store.memory import MemoryStore
from app.store.redis import RedisStore
from app.store.sqlite import MIGRATIONS, SqliteStore

T = TypeVar("T")
START = Entry("checkpoint", 0, b"start")
CHANGE = Change(1, "restore", b"way")


def record(version: int) -> NetworkRecord:
    return NetworkRecord(version, f"state {version}".encode())


def point(step: int) -> Entry:
    return Entry("point", step, f"point {step}".encode())


class Clock:
    """Stands still until it is set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite", "redis"])
def use(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock
) -> Callable[[Callable[[Store], Any]], None]:
    """Runs a test on a fresh store."""

    def opened() -> Store:
        match request.param:
            case "memory":
                return MemoryStore(clock)
            case "sqlite":
                return SqliteStore(tmp_path / "a" / "b.sqlite3", clock)
            case _:
                return RedisStore(request.getfixturevalue("redis_url"), clock, secrets.token_hex(8))

    def run(test: Callable[[Store], Coroutine[Any, Any, None]]) -> None:
        async def go() -> None:
            store = opened()
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
        assert await store.entries("n", "checkpoint", 0, 9) == [START]
        assert await store.read("other") is None
        assert await store.nearest("other", "checkpoint", 9) is None
        assert await store.entries("n", "point", 0, 9) == []

    use(test)


def test_a_change_needs_the_version_that_is_kept(use: Any) -> None:
    async def test(store: Store) -> None:
        writes = Writes(put=(point(1),))
        assert not await store.change("n", 7, record(8), writes)
        assert await store.steps("n", "point") == []
        assert await store.change("n", 1, record(2), writes)
        assert not await store.change("n", 1, record(2))
        assert await store.read("n") == record(2)
        assert await store.entries("n", "point", 1, 1) == [point(1)]

    use(test)


def test_the_journal_is_found_by_kind_and_step(use: Any) -> None:
    async def test(store: Store) -> None:
        added = tuple(point(step) for step in (2, 5, 11))
        await store.change("n", 1, record(2), Writes(put=(*added, Entry("batch", 5, b"batch"))))
        assert await store.steps("n", "point") == [2, 5, 11]
        assert await store.entries("n", "point", 3, 11) == [point(5), point(11)]
        found = [await store.nearest("n", "point", step) for step in (1, 2, 10, 11, 99)]
        assert found == [None, point(2), point(5), point(11), point(11)]
        await store.change("n", 2, record(3), Writes(put=(Entry("point", 5, b"new"),)))
        assert await store.nearest("n", "point", 5) == Entry("point", 5, b"new")

    use(test)


def test_entries_are_dropped_one_by_one_and_from_a_step_on(use: Any) -> None:
    kinds: tuple[Kind, ...] = ("point", "batch", "before")

    async def test(store: Store) -> None:
        added = tuple(Entry(kind, step, b"") for kind in kinds for step in (1, 2, 3))
        await store.change("n", 1, record(2), Writes(put=added))
        await store.change(
            "n", 2, record(3), Writes(put=(point(4),), drop=(("point", 2),), aside_after=2, change=CHANGE)
        )
        assert [await store.steps("n", kind) for kind in kinds] == [[1, 4], [1, 2], [1, 2]]
        assert await store.steps("n", "checkpoint") == [0]

    use(test)


def way(number: int, content: bytes = b"way") -> Change:
    return Change(number, f"change {number}", content)


def test_what_a_change_takes_from_the_journal_waits_on_its_shelf(use: Any) -> None:
    """Twice there and back: what was put aside and what was added later change places."""

    async def test(store: Store) -> None:
        added = (point(1), point(2), Entry("batch", 3, b"old"), point(3))
        await store.change("n", 1, record(2), Writes(put=added))
        new = (point(2), Entry("batch", 3, b"new"))
        writes = Writes(new, aside=(("point", 1),), aside_after=1, change=way(1))
        assert await store.change("n", 2, NetworkRecord(3, b"", 1), writes)
        assert await store.read("n") == NetworkRecord(3, b"", 1)
        assert await store.shelf("n", 1) == [("batch", 3), ("point", 1), ("point", 2), ("point", 3)]
        assert await store.changes("n") == [Noted(1, "change 1", 3 + 3 + 3 * len("point 1"))]
        for version in (3, 5):
            back = Writes(aside_after=1, back=True, change=way(1, b"back"))
            await store.change("n", version, NetworkRecord(version + 1, b"", 0), back)
            assert await store.steps("n", "point") == [1, 2, 3]
            assert await store.entries("n", "batch", 3, 3) == [Entry("batch", 3, b"old")]
            assert await store.shelf("n", 1) == [("batch", 3), ("point", 2)]
            assert await store.read_change("n", 1) == way(1, b"back")
            await store.change("n", version + 1, NetworkRecord(version + 2, b"", 1), back)
            assert await store.steps("n", "point") == [1, 2]
            assert await store.entries("n", "batch", 3, 3) == [Entry("batch", 3, b"new")]
        assert not await store.change("n", 1, record(2), Writes(change=way(2)))
        assert await store.read_change("n", 2) is None

    use(test)


def test_changes_are_forgotten_with_their_shelves(use: Any) -> None:
    async def test(store: Store) -> None:
        for number in (1, 2, 3):
            writes = Writes(put=(point(number),), aside_after=0, change=way(number))
            await store.change("n", number, record(number + 1), writes)
        assert await store.shelf("n", 3) == [("point", 2)]
        await store.change("n", 4, record(5), Writes(forget=(1, 3), change=way(3, b"new")))
        assert [noted.number for noted in await store.changes("n")] == [2, 3]
        assert [noted.number for noted in await store.changes("n", 3)] == [3]
        assert (await store.shelf("n", 1), await store.shelf("n", 3)) == ([], [])
        assert await store.shelf("n", 2) == [("point", 1)]
        assert await store.read_change("n", 1) is None
        await store.delete("n")
        await store.create("n", record(1), START)
        assert await store.changes("n") == []
        assert await store.shelf("n", 2) == []

    use(test)


def test_a_deleted_network_takes_its_journal_along(use: Any) -> None:
    async def test(store: Store) -> None:
        assert not await store.delete("n", 7)
        assert await store.delete("n", 1)
        assert not await store.delete("n")
        assert await store.read("n") is None
        assert await store.steps("n", "checkpoint") == []

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
