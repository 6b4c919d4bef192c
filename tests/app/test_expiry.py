"""What nobody looks at for a long time is forgotten, what is looked at, trained or lent is not."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import pytest

from app.compute import Compute
from app.errors import NotFound
from app.expiry import DAY, HOUR, Expiry, touch_seconds
from app.register.base import ID_LENGTH, Register
from app.register.memory import MemoryRegister
from app.session import Session
from app.sessions import Sessions
from app.store.memory import MemoryStore
from tests.app.test_changes import fresh


@dataclass
class Here:
    """A server whose clock is set by the test; it writes down every look."""

    sessions: Sessions
    register: Register
    expiry: Expiry
    now: float = 0.0

    async def later(self, days: float) -> int:
        """How many networks are forgotten then."""
        self.now += days * DAY
        return await self.expiry.sweep()


def run(test: Callable[[Here], Coroutine[Any, Any, None]], days: float = 30) -> None:
    async def go() -> None:
        compute = Compute()
        store = MemoryStore(lambda: here.now, lambda: here.now)
        register = MemoryRegister(10, HOUR)
        sessions = Sessions(store, compute, 10, touch_seconds=0, lent=register.lent)
        here = Here(sessions, register, Expiry(store, sessions.forget, days))
        try:
            await test(here)
        finally:
            compute.close()

    asyncio.run(go())


async def is_there(sessions: Sessions, session: Session) -> bool:
    try:
        await sessions.get(session.id)
    except NotFound:
        return False
    return True


def test_a_network_is_forgotten_after_its_days_and_every_look_counts() -> None:
    async def test(here: Here) -> None:
        looked, left = await fresh(here.sessions), await fresh(here.sessions)
        assert await here.later(29) == 0
        await here.sessions.get(looked.id)
        assert await here.later(1) == 1
        assert not await is_there(here.sessions, left)
        assert await is_there(here.sessions, looked)
        assert await here.later(30) == 1
        assert await here.later(30) == 0

    run(test)


def test_a_run_is_a_use_however_long_it_is() -> None:
    async def test(here: Here) -> None:
        session = await fresh(here.sessions)
        async with here.sessions.running(session.id) as held:
            assert held.lease is not None
            assert await here.later(29.9999) == 0
            here.now += HOUR
            await here.sessions._store.renew(session.id, held.lease.token, 60)  # pyright: ignore[reportPrivateUsage]
            assert await here.expiry.sweep() == 0
        assert await here.later(29) == 0
        assert await here.later(1.001) == 1

    run(test)


def test_a_snapshot_and_a_name_that_is_lent_count_their_own_looks() -> None:
    async def test(here: Here) -> None:
        original, lent = await fresh(here.sessions), await fresh(here.sessions)
        snapshot = await here.sessions.copy(original, None, read_only=True)
        await here.register.open("r" * ID_LENGTH, "key")
        name = await here.register.lend("r" * ID_LENGTH, lent.id)
        assert name is not None
        here.now += 20 * DAY
        await here.sessions.get(snapshot.id)
        await here.sessions.get(name)
        assert await here.later(15) == 1
        assert not await is_there(here.sessions, original)
        assert await is_there(here.sessions, snapshot)
        assert await is_there(here.sessions, lent)

    run(test)


def test_nothing_expires_where_the_days_are_none() -> None:
    async def test(here: Here) -> None:
        await asyncio.wait_for(here.expiry.go(), 5)

    run(test, days=0)


def test_after_a_clock_was_set_there_is_time_to_set_it_back() -> None:
    days, ahead = 1e-5, 0.0  # 0.86 seconds, with a look each tenth of that
    kept: list[bool] = []

    async def test(here: Here) -> None:
        nonlocal ahead
        store = here.sessions._store  # pyright: ignore[reportPrivateUsage]
        session = await fresh(here.sessions)
        going = asyncio.create_task(Expiry(store, here.sessions.forget, days, lambda: ahead).go())
        for wait in (0.2, 0.4, 1.0):
            await asyncio.sleep(wait)
            kept.append(await store.read(session.id) is not None)
            if not here.now:
                here.now = ahead = 100 * DAY
        going.cancel()

    run(test, days=days)
    assert kept == [True, True, False]


@pytest.mark.parametrize(("days", "seconds"), [(30, HOUR), (0, HOUR), (0.01, 86.4)])
def test_looks_are_written_down_often_enough_and_no_oftener(days: float, seconds: float) -> None:
    assert touch_seconds(days) == pytest.approx(seconds)
