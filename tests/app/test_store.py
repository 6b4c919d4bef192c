"""All stores keep the same promises."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.store.base import (
    Change,
    Entry,
    Glance,
    Held,
    Kind,
    NetworkRecord,
    Noted,
    Store,
    Writes,
)
from app.store.memory import MemoryStore
from app.store.redis import RedisStore
from app.store.sqlite import SqliteStore
from tests.app.keeping import START, point, record, way

T = TypeVar("T")
CHANGE = Change(1, "restore", b"way")
YEAR = 365.0 * 86_400


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


def test_who_holds_a_network_alone_changes_it(use: Any) -> None:
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


def test_whoever_was_silent_too_long_writes_over_nobody(use: Any) -> None:
    """As long as nobody else has taken the network, being late does no harm."""

    async def test(store: Store) -> None:
        first = await store.acquire("n", 0.05)
        await asyncio.sleep(0.06)
        assert first is not None
        assert await store.change("n", 1, record(2), token=first)
        assert await store.renew("n", first, 0.05)
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


@pytest.mark.parametrize("years", [-60, 60])
def test_a_clock_that_is_set_moves_no_lease(use: Any, clock: Clock, years: int) -> None:
    async def test(store: Store) -> None:
        token = await store.acquire("n", 60)
        assert token is not None
        clock.now += years * YEAR
        assert await store.acquire("n", 60) is None
        assert await store.renew("n", token, 60)
        assert await store.change("n", 1, record(2), token=token)
        clock.now -= years * YEAR
        await store.release("n", token)
        clock.now -= years * YEAR
        second = await store.acquire("n", 0.05)
        assert second is not None
        clock.now += years * YEAR
        await asyncio.sleep(0.06)
        assert await store.acquire("n", 60) is not None

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


def test_networks_are_counted(use: Any) -> None:
    async def test(store: Store) -> None:
        assert await store.count() == 1
        for id in ("m", "o"):
            await store.create(id, record(1), START)
        assert await store.count() == 3
        assert await store.delete("m")
        assert await store.expire("o", 0)
        assert await store.count() == 1

    use(test)
