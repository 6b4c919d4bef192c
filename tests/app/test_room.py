"""A room at two servers: what is heard late, twice or not at all never shows anyone what is older."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any, cast

import pytest

from app.newest import Newest
from app.register.base import Register, Standing, fresh
from app.register.memory import MemoryRegister
from app.room import Room
from app.schemas.rooms import ShowMessage
from app.store.base import StoreError

MOVES = 60


class Unreliable:
    """A relay that loses messages, says some twice, and passes them on late and in any order."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.lost = chance, 0.3
        self.listeners: list[tuple[Callable[[bytes], None], Callable[[], None]]] = []

    async def publish(self, channel: str, message: bytes) -> None:
        loop = asyncio.get_running_loop()
        for heard, _ in self.listeners:
            for _ in range(2):
                if self.chance.random() >= self.lost:
                    loop.call_later(self.chance.random() * 0.02, heard, message)

    async def subscribe(
        self, channel: str, heard: Callable[[bytes], None], missed: Callable[[], None]
    ) -> "Unreliable":
        self.listeners.append((heard, missed))
        return self

    async def close(self) -> None:
        return


class Away(MemoryRegister):
    """A register that cannot be reached at times."""

    away = False

    async def renew(self, id: str, leader: str, followers: list[str], seen: int) -> Standing | None:
        if self.away:
            raise StoreError("away")
        return await super().renew(id, leader, followers, seen)


Test = Callable[[Room, Room, Unreliable, Away], Coroutine[Any, Any, None]]


def run(test: Test, seat_seconds: float = 0.3, seed: int = 7) -> None:
    async def go() -> None:
        register, relay, id = Away(seat_seconds, 60), Unreliable(Random(seed)), fresh()
        await register.open(id, "key")
        rooms = [Room(id, cast(Any, None), cast(Register, register), cast(Any, relay), 9) for _ in range(2)]
        for room in rooms:
            await room.begin()
        try:
            await test(rooms[0], rooms[1], relay, register)
        finally:
            for room in rooms:
                await room.close()

    asyncio.run(go())


def move(number: int) -> ShowMessage:
    return ShowMessage(type="show", url="/lessons/a", place=str(number), version=None, training=False)


async def hear(outbox: Newest) -> dict[str, Any]:
    content = await asyncio.wait_for(outbox.get(), 5)
    assert content is not None
    return json.loads(content)


async def numbers(outbox: Newest, last: int) -> list[int]:
    """Of all moves until the last."""
    found: list[int] = []
    while not found or found[-1] != last:
        message = await hear(outbox)
        found += [int(message["place"])] if message["type"] == "shown" else []
    return found


@pytest.mark.parametrize("seed", range(5))
def test_whatever_becomes_of_messages_followers_go_forward_and_arrive(seed: int) -> None:
    async def test(here: Room, there: Room, relay: Unreliable, register: Away) -> None:
        followers = [await room.follow() for room in (here, there, there)]
        await here.lead()
        following = [asyncio.create_task(numbers(outbox, MOVES)) for outbox in followers]
        for number in range(1, MOVES + 1):
            await here.show(move(number))
            await asyncio.sleep(0.002)
        for found in await asyncio.gather(*following):
            assert found == sorted(set(found))  # who is slow skips some

    run(test, seed=seed)


def test_where_no_message_comes_a_server_looks_for_itself() -> None:
    async def test(here: Room, there: Room, relay: Unreliable, register: Away) -> None:
        relay.lost = 1.0
        leader, follower = await here.lead(), await there.follow()
        assert await hear(leader) in ({"type": "followers", "count": 0}, {"type": "followers", "count": 1})
        await here.show(move(1))
        assert (await hear(follower))["place"] == "1"
        await here.leave(leader)
        assert await hear(follower) == {"type": "waiting", "reason": "left"}
        second = await there.lead()
        await here.end()
        assert there.leader is second
        await there.end()
        for outbox in (follower, second):
            while (message := await hear(outbox))["type"] != "ended":
                pass
            assert message["reason"] == "stopped"

    run(test)


def test_after_messages_were_missed_a_server_looks_at_once() -> None:
    async def test(here: Room, there: Room, relay: Unreliable, register: Away) -> None:
        await here.lead()
        follower = await there.follow()
        relay.lost = 1.0
        await asyncio.sleep(0.05)
        await here.show(move(1))
        assert follower.qsize() == 0
        for _, missed in relay.listeners:
            missed()
        assert (await asyncio.wait_for(hear(follower), 1))["place"] == "1"

    run(test, seat_seconds=600)


def test_seats_outlive_a_register_that_is_away_for_longer_than_they_are_held() -> None:
    async def test(here: Room, there: Room, relay: Unreliable, register: Away) -> None:
        relay.lost = 0.0
        leader, follower = await here.lead(), await there.follow()
        await here.show(move(1))
        register.away = True
        await asyncio.sleep(0.5)
        register.away = False
        await asyncio.sleep(0.3)
        standing = await register.read(here.id)
        assert standing is not None
        assert (standing.leader != "", standing.followers) == (True, 1)
        assert here.leader is leader
        await here.show(move(2))
        assert set(await numbers(follower, 2)) <= {1, 2}

    run(test)


def test_of_two_who_lead_at_once_one_is_told_that_it_does_not() -> None:
    async def test(here: Room, there: Room, relay: Unreliable, register: Away) -> None:
        outboxes = await asyncio.gather(*(room.lead() for room in (here, there) for _ in range(5)))
        await asyncio.sleep(0.5)
        led = [room.leader for room in (here, there) if room.leader is not None]
        assert len(led) == 1
        for outbox in outboxes:
            message: dict[str, Any] = {}
            while outbox.qsize():
                message = await hear(outbox)
            assert (message.get("reason") == "replaced") == (outbox is not led[0])

    run(test)
