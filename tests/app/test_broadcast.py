"""A run that is watched from another server: who is shown what, how fast, and how all hear of its end."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import broadcast
from app.air import Air
from app.broadcast import Broadcast, Delegate
from app.reception import Reception
from app.relay.memory import MemoryRelay
from app.store.base import StoreError
from app.viewer import MOST_UNACKNOWLEDGED, Audience, Viewer
from app.watch import Watch

SECONDS = 0.2
FINE, COARSE = Watch(surface=50), Watch(surface=5)

Act = tuple[str, str, int]
servers = st.sampled_from("ABC")
acts = st.one_of(
    st.tuples(st.just("join"), servers, st.just(0)),
    st.tuples(st.just("leave"), servers, st.just(0)),
    st.tuples(st.just("acknowledge"), servers, st.integers(0, 12)),
    st.tuples(st.just("show"), st.just(""), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.just(""), st.integers(1, 15)),
)


@given(st.lists(acts, max_size=60))
def test_a_delegate_sends_what_the_readiest_server_has_room_for(acts: list[Act]) -> None:
    """At most two frames beyond its latest acknowledgement, but for one a second, in case that was lost."""
    now, sent, at = 0.0, 0, -10.0
    known: dict[str, int] = {}
    said = list[tuple[bytes, dict[str, Any]]]()

    def say(body: bytes, **header: Any) -> None:
        said.append((body, header))

    delegate = Delegate(FINE, say, lambda: now)
    for act, server, number in acts:
        if act == "join":
            delegate.join(server)
            known.setdefault(server, sent)
        elif act == "leave":
            delegate.leave(server)
            known.pop(server, None)
        elif act == "acknowledge":
            delegate.acknowledge(server, number)
            if server in known and number <= sent:
                known[server] = max(known[server], number)
        elif act == "wait":
            now += number / 10
        else:
            room = any(sent - frame < MOST_UNACKNOWLEDGED for frame in known.values())
            due = bool(known) and (room or now - at >= broadcast.PATIENCE_SECONDS)
            assert delegate.ready is due
            delegate.show(b"%d" % number)
            if due:
                sent, at = sent + 1, now
                assert said[-1][0] == b"%d" % number
                assert said[-1][1]["frame"] == sent
        assert len(said) == sent
        assert delegate.servers == set(known)


class Side:
    """One server: a reception of network "n", whose state at rest is a step, or None while it is trained."""

    def __init__(self, relay: MemoryRelay) -> None:
        self.air = Air(relay, SECONDS)
        self.audience = Audience()
        self.rest: int | Exception | None = None
        self.reception = Reception(self.air, "n", self.audience, self._rest)

    async def _rest(self, watches: Sequence[Watch]) -> tuple[int, list[bytes]] | None:
        if isinstance(self.rest, Exception):
            raise self.rest
        return None if self.rest is None else (self.rest, [kept(self.rest, watch) for watch in watches])

    async def viewer(self, watch: Watch = FINE) -> Viewer:
        viewer = Viewer()
        viewer.watch = watch
        await self.reception.join(viewer)
        return viewer

    async def run(self, *watches: Watch) -> Broadcast:
        """A run on this server, once it knows who watches these."""
        run = Broadcast(self.air, "n", self.audience)
        await eventually(lambda: {viewer.watch for viewer in self.audience.viewers} == set(watches))
        return run

    async def shows(self, step: int) -> None:
        """What a slice ends with."""
        for viewer in self.audience.ready:
            viewer.show(seen(step, viewer.watch))
        await asyncio.sleep(0.005)


def seen(step: int, watch: Watch) -> bytes:
    return orjson.dumps({"step": step, "surface": watch.surface})


def kept(step: int, watch: Watch) -> bytes:
    return orjson.dumps({"step": step, "surface": watch.surface})


async def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)


async def told(viewer: Viewer, count: int) -> list[tuple[Any, ...]]:
    """So many messages, in short, and that there is no other."""
    said: list[Any] = [
        orjson.loads(await asyncio.wait_for(viewer.outbox.get(), 5) or b"null") for _ in range(count)
    ]
    await asyncio.sleep(0.02)
    assert viewer.outbox.empty()
    return [
        tuple(message[name] for name in ("reason", "step", "surface") if name in message) for message in said
    ]


def go(test: Callable[[Side, Side], Awaitable[None]]) -> None:
    async def run() -> None:
        relay = MemoryRelay()
        await test(Side(relay), Side(relay))

    asyncio.run(run())


def test_each_sees_what_it_watches_once_and_then_the_end() -> None:
    async def test(here: Side, there: Side) -> None:
        own, fine, coarse = await here.viewer(), await there.viewer(), await there.viewer(COARSE)
        run = await here.run(FINE, COARSE)
        assert len(here.audience.viewers) == 3
        await here.shows(1)
        for viewer in tuple(here.audience.viewers):
            viewer.end(seen(2, viewer.watch), "loss", 2)
        await run.close("loss", 2)
        assert here.audience.viewers == [own]
        assert await told(own, 3) == [(1, 50), (2, 50), ("loss", 2)]
        assert await told(fine, 3) == [(1, 50), (2, 50), ("loss", 2)]
        assert await told(coarse, 3) == [(1, 5), (2, 5), ("loss", 2)]

    go(test)


def test_a_viewer_that_has_no_room_is_waited_for_and_its_neighbour_is_not() -> None:
    async def test(here: Side, there: Side) -> None:
        slow, fast = await there.viewer(), await there.viewer()
        run = await here.run(FINE)
        (delegate,) = here.audience.viewers
        for step in range(1, 6):
            await here.shows(step)
            fast.acknowledge(step)
            assert fast.outbox.get_nowait() is not None
            there.reception.eased()
            await asyncio.sleep(0.005)
        assert await told(slow, 2) == [(1, 50), (2, 50)]
        fast.watch = COARSE
        there.reception.wanted()
        await eventually(lambda: len(here.audience.viewers) == 2)
        await here.shows(6)
        await here.shows(7)
        assert not delegate.ready
        slow.acknowledge(2)
        there.reception.eased()
        await eventually(lambda: delegate.ready)
        await run.close("pause", 7)

    go(test)


def test_who_looks_at_something_else_or_leaves_is_shown_no_more() -> None:
    async def test(here: Side, there: Side) -> None:
        viewer = await there.viewer()
        run = await here.run(FINE)
        viewer.watch = COARSE
        there.reception.wanted()
        await eventually(lambda: [each.watch for each in here.audience.viewers] == [COARSE])
        await there.reception.leave(viewer)
        await eventually(lambda: not here.audience.viewers)
        late = await there.viewer()
        await eventually(lambda: len(here.audience.viewers) == 1)
        await here.shows(9)
        assert await told(late, 1) == [(9, 50)]
        await run.close("pause", 9)

    go(test)


def test_a_server_that_answers_no_more_is_forgotten() -> None:
    async def test(here: Side, there: Side) -> None:
        await there.viewer()
        run = await here.run(FINE)
        await asyncio.sleep(2 * SECONDS)
        assert len(here.audience.viewers) == 1, "it has answered meanwhile"
        there.reception.wanted = lambda: None  # as if it were gone
        await eventually(lambda: not here.audience.viewers)
        await run.close("pause", 1)

    go(test)


@pytest.mark.parametrize(
    ("reason", "rest", "said"),
    [
        ("pause", 7, [(7, 50), ("pause", 7)]),
        ("pause", None, [("pause", 7)]),
        ("pause", StoreError("away"), [("pause", 7)]),
        ("failed", 7, [("failed", 7)]),
        ("taken_over", 7, [("taken_over", 7)]),
    ],
)
def test_who_was_not_known_when_a_run_ended_sees_what_is_kept(
    reason: str, rest: int | Exception | None, said: list[Any]
) -> None:
    """If there is something: else it hears at least that it has ended."""

    async def test(here: Side, there: Side) -> None:
        viewer = await there.viewer()
        there.rest = rest
        await Broadcast(here.air, "n", here.audience).close(reason, 7)
        assert await told(viewer, len(said)) == said

    go(test)


def test_a_run_that_ends_without_a_word_is_told_once_the_store_knows() -> None:
    async def test(here: Side, there: Side) -> None:
        viewer = await there.viewer()
        run = await here.run(FINE)
        await here.shows(3)
        assert await told(viewer, 1) == [(3, 50)]
        run._asking.cancel()  # pyright: ignore[reportPrivateUsage]
        await asyncio.sleep(2 * SECONDS)
        assert viewer.outbox.empty(), "the store says that it is trained"
        there.rest = StoreError("away")
        await asyncio.sleep(2 * SECONDS)
        assert viewer.outbox.empty(), "the store says nothing"
        there.rest = 2
        assert await told(viewer, 2) == [(2, 50), ("failed", 2)]

    go(test)


def test_a_run_that_others_know_of_is_expected_to_be_heard() -> None:
    """Only where one can hear others at all."""

    async def test(_: Side, there: Side) -> None:
        viewer = await there.viewer()
        there.rest = 4
        there.reception.expect()
        await asyncio.sleep(2 * SECONDS)
        assert viewer.outbox.empty()
        MemoryRelay.shared = True
        there.reception.expect()
        assert await told(viewer, 2) == [(4, 50), ("failed", 4)]

    try:
        go(test)
    finally:
        MemoryRelay.shared = False
