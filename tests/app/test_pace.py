"""A client is read on its sockets at its rate: what it says faster waits, and delays nobody else."""

import asyncio

from app.pace import BURST_SECONDS, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def taken(pace: Pace, client: str) -> float:
    began = asyncio.get_running_loop().time()
    await pace.turn(client)
    return asyncio.get_running_loop().time() - began


def test_a_burst_is_read_at_once_and_what_follows_at_the_rate() -> None:
    async def go() -> None:
        clock = Clock()
        pace = Pace("20/second", clock)
        assert max([await taken(pace, "a") for _ in range(int(20 * BURST_SECONDS))]) < 0.04
        await pace.turn("a")
        assert await taken(pace, "a") >= 0.04
        assert await taken(pace, "b") < 0.04
        clock.now += 10
        assert await taken(pace, "a") < 0.04

    asyncio.run(go())


def test_who_is_silent_is_forgotten() -> None:
    async def go() -> None:
        clock = Clock()
        pace = Pace("20/second", clock)
        for i in range(100):
            await pace.turn(f"client {i}")
            clock.now += 1
        assert len(vars(pace)["_due"]) <= 2

    asyncio.run(go())


def test_without_a_rate_a_turn_is_only_a_turn() -> None:
    async def go() -> None:
        order: list[str] = []

        async def say(who: str) -> None:
            for _ in range(3):
                order.append(who)
                await pace.turn(who)

        pace = Pace("none")
        await asyncio.gather(say("a"), say("b"))
        assert order == ["a", "b"] * 3

    asyncio.run(go())
