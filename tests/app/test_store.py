"""All stores keep the same promises; SQLite keeps them over a restart, and refuses what it cannot use."""

import asyncio
import secrets
import sqlite3
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
import redis

from app import codec
from app.store.base import (
    Change,
    Entry,
    Glance,
    Held,
    Kind,
    NetworkRecord,
    Noted,
    Store,
    StoreError,
    Unsure,
    Writes,
)
from app.store.memory import MemoryStore
from app.store.redis import RedisStore
from app.store.sqlite import MIGRATIONS, SqliteStore
from tests.redis import Redis, redis_running

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


def test_who_holds_a_network_alone_changes_it(use: Any, clock: Clock) -> None:
    async def test(store: Store) -> None:
        assert await store.glance("n") == Glance(1, held=False)
        token = await store.acquire("n", 60)
        assert token is not None
        assert await store.glance("n") == Glance(1, held=True)
        assert await store.acquire("n", 60) is None
        for change in (store.change("n", 1, record(2)), store.delete("n"), store.change("n", 7, record(8))):
            with pytest.raises(Held):
                await change
        assert await store.change("n", 1, record(2), token=token)
        await store.release("n", token)
        assert await store.glance("n") == Glance(2, held=False)
        assert await store.change("n", 2, record(3))
        assert await store.acquire("other", 60) is None
        assert not await store.renew("other", token, 60)
        assert await store.glance("other") is None

    use(test)


def test_whoever_was_silent_too_long_writes_over_nobody(use: Any, clock: Clock) -> None:
    """As long as nobody else has taken the network, being late does no harm."""

    async def test(store: Store) -> None:
        first = await store.acquire("n", 0.05)
        clock.now += 1
        await asyncio.sleep(0.06)
        assert first is not None
        assert await store.change("n", 1, record(2), token=first)
        assert await store.renew("n", first, 0.05)
        clock.now += 1
        await asyncio.sleep(0.06)
        second = await store.acquire("n", 60)
        assert second is not None
        assert second > first
        assert not await store.renew("n", first, 60)
        await store.release("n", first)
        assert await store.glance("n") == Glance(2, held=True)
        with pytest.raises(Held):
            await store.change("n", 2, record(3), token=first)
        assert await store.change("n", 2, record(3), token=second)

    use(test)


def test_what_nobody_looks_at_expires_unless_it_is_held(use: Any, clock: Clock) -> None:
    async def test(store: Store) -> None:
        await store.create("m", record(1), START)
        clock.now += 100
        assert sorted(await store.idle(100)) == ["m", "n"]
        await store.touch("n")
        await store.touch("other")
        assert await store.idle(100) == ["m"]
        assert not await store.expire("n", 100)
        token = await store.acquire("m", 10**6)
        assert not await store.expire("m", 100)
        assert token is not None
        await store.release("m", token)
        assert await store.expire("m", 100)
        assert await store.read("m") is None
        assert await store.steps("m", "checkpoint") == []
        assert await store.idle(100) == []
        assert await store.read("n") == record(1)

    use(test)


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


def test_what_a_newer_version_wrote_to_redis_is_refused(redis_url: str) -> None:
    prefix = secrets.token_hex(8)
    asyncio.run(RedisStore(redis_url, prefix=prefix).close())
    with cast(Any, redis.Redis).from_url(redis_url) as client:
        client.set(f"{prefix}:format", 999)
    with pytest.raises(StoreError, match="newer mlpscope"):
        RedisStore(redis_url, prefix=prefix)


def test_a_change_that_is_said_twice_is_done_once(redis_url: str) -> None:
    """As it is after its answer was lost: the client says it again."""

    async def go() -> None:
        store = RedisStore(redis_url, prefix=secrets.token_hex(8))
        await store.create("n", record(1), START)
        script, said = store._scripts["change"], list[Any]()  # pyright: ignore[reportPrivateUsage]

        async def twice(**given: Any) -> Any:
            said[:] = [await script(**given), await script(**given)]
            return said[1]

        store._scripts["change"] = twice  # pyright: ignore[reportPrivateUsage]
        assert await store.change("n", 1, record(2), Writes(put=(point(1),)))
        assert said == [b"done", b"done"]
        assert await store.read("n") == record(2)
        await store.close()

    asyncio.run(go())


def test_a_redis_that_is_away_is_told_and_comes_back(tmp_path: Path) -> None:
    async def go(server: Redis) -> None:
        store = RedisStore(server.url)
        await store.create("n", record(1), START)
        server.kill()
        for asked in (store.check(), store.read("n"), store.glance("n")):
            with pytest.raises(StoreError, match="cannot be reached"):
                await asked
        with pytest.raises(Unsure):
            await store.change("n", 1, record(2))
        with pytest.raises(StoreError, match="MLPSCOPE_STORE"):
            RedisStore(server.url)
        server.start()
        assert await store.read("n") == record(1)
        assert await store.change("n", 1, record(2))
        await store.close()

    with redis_running(str(tmp_path)) as server:
        asyncio.run(go(server))


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
