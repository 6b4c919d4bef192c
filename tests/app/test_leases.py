"""Two servers never train one network: who was silent for too long writes over nobody."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.again import ATTEMPTS, Elsewhere, again
from app.compute import Compute
from app.errors import Problem
from app.leases import Lost
from app.quota import Quota
from app.run import Goal
from app.runs import Runs
from app.sessions import Sessions
from app.store.memory import MemoryStore
from app.viewer import Viewer
from tests.app.test_changes import act, fresh, record, train


class Shared(MemoryStore):
    """As if it were between two servers; time goes by when a test says so."""

    shared = True

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(lambda: self.now, lambda: self.now)


@asynccontextmanager
async def two(lease_seconds: float = 1000) -> AsyncGenerator[tuple[Shared, Sessions, Sessions]]:
    store, compute = Shared(), Compute()
    try:
        one, other = (Sessions(store, compute, 10, lease_seconds) for _ in range(2))
        yield store, one, other
    finally:
        compute.close()


def test_what_a_server_that_lost_its_lease_has_left_is_not_kept() -> None:
    async def go() -> None:
        async with two() as (store, one, other):
            id = (await fresh(one)).id
            async with one.running(id) as session:
                await train(one, session, 5)
                with pytest.raises(Problem, match="training run holds"):
                    await other.running(id).__aenter__()
                store.now += 2000
                async with other.running(id) as taken:
                    await train(other, taken, 3)
                    kept = record(taken)
                    with pytest.raises(Lost, match="taken over"):
                        await train(one, session, 5)
            for sessions in (one, other):
                session = await sessions.get(id)
                assert session.state.step == 8
                assert record(session) == kept
                assert not session.held

    asyncio.run(go())


def test_being_late_ends_no_run_that_nobody_has_taken_over() -> None:
    async def go() -> None:
        async with two() as (store, one, other):
            id = (await fresh(one)).id
            async with one.running(id) as session:
                store.now += 2000
                await train(one, session, 5)
            assert (await other.get(id)).state.step == 5

    asyncio.run(go())


class Deaf(Shared):
    """A renewal answers, although it was cancelled on the way."""

    cancelled = 0

    async def renew(self, id: str, token: int, seconds: float) -> bool:
        if seconds and not self.cancelled:
            try:
                await asyncio.sleep(0.2)
            except asyncio.CancelledError:
                self.cancelled += 1
        return await super().renew(id, token, seconds)


def test_a_renewal_that_cannot_be_cancelled_does_not_hold_a_network_for_ever() -> None:
    async def go() -> None:
        compute = Compute()
        try:
            store = Deaf()
            sessions = Sessions(store, compute, 10, 0.03)
            id = (await fresh(sessions)).id
            async with asyncio.timeout(5) as limit, sessions.running(id):
                await asyncio.sleep(0.1)  # the first renewal is on its way
            assert store.cancelled == 1
            assert not limit.expired()
            assert not (await sessions.get(id)).held
        finally:
            compute.close()

    asyncio.run(go())


def test_whoever_watches_a_run_that_is_taken_over_is_told() -> None:
    async def go() -> None:
        async with two(0.2) as (store, one, other):
            id, viewer = (await fresh(one)).id, Viewer()
            runs = Runs(one._compute, one, Quota("training runs", 8))  # pyright: ignore[reportPrivateUsage]
            audience = runs.audience(id)
            audience.viewers.append(viewer)
            async with runs.start(id, lambda _: Goal(pace=50), client="one") as (_, run):
                going = asyncio.create_task(run.go())
                await asyncio.sleep(0.5)
                store.now += 2000
                async with other.running(id):
                    with pytest.raises(Lost):
                        await asyncio.wait_for(going, 20)
            said: list[Any] = []
            while not viewer.outbox.empty():
                said.append(json.loads(viewer.outbox.get_nowait() or b"null"))
            assert (said[-1]["type"], said[-1]["reason"]) == ("paused", "taken_over")
            assert said[-1]["step"] == (await other.get(id)).state.step

    asyncio.run(go())


def test_a_change_that_comes_second_is_made_on_what_the_first_one_left() -> None:
    async def go() -> None:
        async with two() as (_, one, other):
            id = (await fresh(one)).id
            tries = 0

            async def step() -> None:
                nonlocal tries
                tries += 1
                async with one.changing(id) as session:
                    if tries == 1:
                        async with other.changing(id) as same:
                            await act(other, same, "step", 1, {})
                    await act(one, session, "step", 1, {})

            await again(step)
            assert tries == 2
            found = [await sessions.get(id) for sessions in (one, other)]
            assert [session.state.step for session in found] == [2, 2]

    asyncio.run(go())


def test_what_is_always_second_is_refused_in_the_end() -> None:
    tries = 0

    async def work() -> None:
        nonlocal tries
        tries += 1
        raise Elsewhere("n")

    with pytest.raises(Elsewhere, match="another server"):
        asyncio.run(again(work))
    assert tries == ATTEMPTS
