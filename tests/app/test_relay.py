"""Messages between servers: all who listen hear them, in order, and nobody waits for a Redis that is away."""

import asyncio
import os
import secrets
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.air import Air
from app.operations.meters import REGISTRY
from app.relay import open_relay
from app.relay import redis as redis_relay
from app.relay.base import Relay
from app.relay.memory import MemoryRelay
from app.relay.redis import RedisRelay
from app.settings import Settings
from tests.redis import Redis, redis_running


class Ear:
    """What a subscriber hears; b"?" is that something may have been missed."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    def hear(self, message: bytes) -> None:
        self.heard.append(message)

    def miss(self) -> None:
        self.heard.append(b"?")

    async def on(self, relay: Relay, channel: str) -> Any:
        return await relay.subscribe(channel, self.hear, self.miss)

    async def until(self, *messages: bytes) -> None:
        """Until exactly this was heard."""
        await eventually(lambda: self.heard == [*messages], lambda: f"{self.heard}")


def nothing() -> None:
    pass


def lost() -> float:
    """How many messages could not be sent, of all relays."""
    return REGISTRY.get_sample_value("mlpscope_relay_messages_total", {"what": "lost"}) or 0


async def eventually(
    holds: Callable[[], bool], seen: Callable[[], str] = lambda: "", seconds: float = 10
) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, seen()
        await asyncio.sleep(0.005)


@pytest.fixture(params=["memory", "redis"])
def opened(request: pytest.FixtureRequest) -> Callable[[], list[Relay]]:
    """Two relays that hear each other; of one process, it is the same one."""
    if request.param == "memory":
        return lambda: [MemoryRelay()] * 2
    url, prefix = request.getfixturevalue("redis_url"), secrets.token_hex(8)
    return lambda: [RedisRelay(url, prefix), RedisRelay(url, prefix)]


def go(opened: Callable[[], list[Relay]], test: Callable[[Relay, Relay], Awaitable[None]]) -> None:
    async def run() -> None:
        one, other = opened()
        await connected(one, other)
        try:
            await test(one, other)
        finally:
            await one.close()
            await other.close()

    asyncio.run(run())


async def connected(*relays: Relay) -> None:
    """Whoever subscribes while there is no connection yet is told that something may have been missed."""
    for relay in relays:
        if isinstance(relay, RedisRelay):
            await eventually(lambda relay=relay: relay._commands is not None)  # pyright: ignore[reportPrivateUsage]


def test_all_who_listen_hear_in_order_and_nobody_else(opened: Callable[[], list[Relay]]) -> None:
    async def test(one: Relay, other: Relay) -> None:
        here, there, elsewhere = Ear(), Ear(), Ear()
        await here.on(one, "x")
        await there.on(other, "x")
        await elsewhere.on(other, "y")
        said = [b"%d" % number for number in range(50)]
        for message in said:
            await one.publish("x", message)
        await here.until(*said)
        await there.until(*said)
        await one.publish("y", bytes(range(256)))
        await elsewhere.until(bytes(range(256)))

    go(opened, test)


def test_who_has_left_hears_nothing_and_who_comes_back_does(opened: Callable[[], list[Relay]]) -> None:
    async def test(one: Relay, other: Relay) -> None:
        left, stays = Ear(), Ear()
        leaving = await left.on(one, "x")
        staying = await stays.on(one, "x")
        await leaving.close()
        await leaving.close()
        await other.publish("x", b"1")
        await stays.until(b"1")
        await staying.close()
        await other.publish("x", b"2")
        again = Ear()
        await again.on(one, "x")
        await other.publish("x", b"3")
        await eventually(lambda: again.heard[-1:] == [b"3"])
        assert (left.heard, stays.heard) == ([], [b"1"])

    go(opened, test)


def test_one_who_fails_to_listen_harms_nobody(
    opened: Callable[[], list[Relay]], caplog: pytest.LogCaptureFixture
) -> None:
    async def test(one: Relay, other: Relay) -> None:
        def fail(message: bytes) -> None:
            raise ValueError(message)

        sound = Ear()
        await one.subscribe("x", fail, lambda: None)
        await sound.on(one, "x")
        await other.publish("x", b"1")
        await other.publish("x", b"2")
        await sound.until(b"1", b"2")

    go(opened, test)
    assert [record.levelname for record in caplog.records] == ["ERROR"] * 2


@given(st.lists(st.tuples(st.sampled_from(["join", "leave", "say"]), st.integers(0, 3))))
def test_within_a_process_exactly_those_hear_who_listen(acts: list[tuple[str, int]]) -> None:
    """Four subscribers, of two channels by their parity."""

    async def run() -> None:
        relay, ears, held = MemoryRelay(), [Ear() for _ in range(4)], dict[int, Any]()
        expected: list[list[bytes]] = [[], [], [], []]
        for number, (act, who) in enumerate(acts):
            if act == "join" and who not in held:
                held[who] = await ears[who].on(relay, str(who % 2))
            elif act == "leave" and who in held:
                await held.pop(who).close()
            elif act == "say":
                await relay.publish(str(who % 2), b"%d" % number)
                for ear in held:
                    if ear % 2 == who % 2:
                        expected[ear].append(b"%d" % number)
            await asyncio.sleep(0)
        assert [ear.heard for ear in ears] == expected

    asyncio.run(run())


def test_databases_of_one_redis_do_not_hear_each_other(redis_url: str) -> None:
    def opened() -> list[Relay]:
        return [RedisRelay(redis_url), RedisRelay(redis_url.replace("/0", "/1"))]

    async def test(one: Relay, other: Relay) -> None:
        here, there = Ear(), Ear()
        await here.on(one, "x")
        await there.on(other, "x")
        await one.publish("x", b"1")
        await other.publish("x", b"2")
        await here.until(b"1")
        await there.until(b"2")

    go(opened, test)


@pytest.mark.parametrize("protocol", [2, 3])
def test_what_comes_after_a_redis_was_away_is_heard_again(tmp_path: Path, protocol: int) -> None:
    async def run(server: Redis) -> None:
        one, other = (RedisRelay(f"{server.url}?protocol={protocol}") for _ in range(2))
        await connected(one, other)
        before, amid = Ear(), Ear()
        await before.on(one, "x")
        await other.publish("x", b"1")
        await before.until(b"1")
        server.kill()
        before_loss = lost()
        began = time.monotonic()
        for _ in range(100):
            await other.publish("x", b"2")
        await eventually(lambda: one._commands is None)  # pyright: ignore[reportPrivateUsage]
        await amid.on(one, "y")
        assert time.monotonic() - began < 5
        assert lost() - before_loss == 100
        server.start()
        await before.until(b"1", b"?")
        await amid.until(b"?")
        await asyncio.sleep(redis_relay.AWAY_SECONDS)
        await other.publish("x", b"3")
        await other.publish("y", b"4")
        await before.until(b"1", b"?", b"3")
        await amid.until(b"?", b"4")
        await one.close()
        await other.close()

    with redis_running(str(tmp_path)) as server:
        asyncio.run(run(server))


def test_a_redis_that_is_silent_is_given_up_and_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes connections and does not answer, as behind a cut line."""
    for name, seconds in (("PING_SECONDS", 0.1), ("SILENT_SECONDS", 0.5), ("ANSWER_SECONDS", 0.5)):
        monkeypatch.setattr(redis_relay, name, seconds)

    async def run(server: Redis) -> None:
        relay = RedisRelay(server.url)
        await connected(relay)
        ear, late = Ear(), Ear()
        await ear.on(relay, "x")
        await asyncio.sleep(1)  # quiet, but there: nothing is missed
        await relay.publish("x", b"1")
        await ear.until(b"1")
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGSTOP)
        try:
            began = time.monotonic()
            for _ in range(10):
                await relay.publish("x", b"2")
            await asyncio.wait_for(late.on(relay, "y"), 5)
            assert time.monotonic() - began < 5
        finally:
            os.kill(server.process.pid, signal.SIGCONT)
        await eventually(lambda: late.heard == [b"?"] and b"?" in ear.heard)
        await asyncio.sleep(redis_relay.AWAY_SECONDS)
        await relay.publish("x", b"3")
        await eventually(lambda: ear.heard[-1:] == [b"3"])
        await relay.close()

    with redis_running(str(tmp_path)) as server:
        asyncio.run(run(server))


def test_the_store_says_which_relay_it_is(tmp_path: Path, redis_url: str) -> None:
    async def run() -> None:
        for store, shared in (("memory", False), ("sqlite", False), (redis_url, True)):
            relay = open_relay(Settings(store=store, data_dir=tmp_path))
            assert relay.shared is shared
            await relay.close()

    asyncio.run(run())


def test_what_cannot_be_sent_soon_is_dropped_and_the_rest_keeps_its_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.air.MOST_BYTES", 1000)

    class Slow(MemoryRelay):
        async def publish(self, channel: str, message: bytes) -> None:
            await asyncio.sleep(0.001)
            await super().publish(channel, message)

    async def run() -> None:
        relay = Slow()
        one, other = Air(relay, 1), Air(relay, 1)
        heard, own = list[int](), list[int]()
        await other.listen("x", lambda header, body: heard.append(header["number"] + len(body)), nothing)
        await one.listen("x", lambda header, _: own.append(header["number"]), nothing)
        for number in range(100):
            one.say("x", b"", number=number)
        await one.close()
        one.say("x", b"12", number=100)
        await one.close()
        await asyncio.sleep(0)
        assert heard[:-1] == list(range(len(heard) - 1))
        assert 10 <= len(heard) <= 30
        assert heard[-1] == 102
        assert own == []

    asyncio.run(run())
