"""Whatever was done to a network is undone and done again, to the last bit, and so are its steps."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import changes, codec, points
from app.compute import Compute
from app.convert import on_other_data, retrained
from app.errors import Problem
from app.passes import Pass, next_pass
from app.records import parts_of
from app.session import Session
from app.sessions import Sessions
from app.store.base import Noted, Store
from app.store.memory import MemoryStore
from app.store.redis import RedisStore
from app.store.sqlite import SqliteStore
from engine.edits import Edit, edited
from engine.network import Layer, Network
from engine.optimizers import OPTIMIZERS
from engine.settings import EarlyStopping, Training
from engine.slices import Budget, run_slice
from engine.training import initial_state
from tests.app.test_journal import OTHER, SPEC, bits
from tests.thorough import examples

KINDS = [
    "edit", "freeze", "off", "step", "given", "train", "run", "settings", "early", "data", "name",
    "restore", "reload", "undo", "redo",
]  # fmt: skip
Act = tuple[str, int]
ACTS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 40)), min_size=1, max_size=50)
ADAM = OPTIMIZERS.choose("adam", {"learning_rate": 0.05})


@dataclass
class Seen:
    """What a network was like at one time: its record, its version apart, and the steps on its line."""

    record: bytes
    undo: Noted | None
    taken: dict[int, bytes] = field(default_factory=dict[int, bytes])


def run(test: Callable[[Sessions], Coroutine[Any, Any, None]], store: Store) -> None:
    async def go() -> None:
        compute = Compute()
        try:
            await test(Sessions(store, compute, 10))
        finally:
            compute.close()
            await store.close()

    asyncio.run(go())


async def fresh(sessions: Sessions) -> Session:
    network = Network.build(2, [Layer.of(3, "tanh", batch_norm=True), Layer.of(1, "sigmoid")], seed=1)
    return await sessions.create("n", None, initial_state(network, Training(ADAM, batch_size=4)), SPEC)


def record(session: Session) -> bytes:
    return codec.pack(*parts_of(session.kept))


async def take(sessions: Sessions, session: Session, asked: Pass, taken: dict[int, bytes]) -> None:
    state, step = asked.take()
    await sessions.step_taken(session, asked, state, step)
    taken[step.step] = bits(step)


async def train(sessions: Sessions, session: Session, steps: int) -> str | None:
    assert session.rows is not None
    every = points.spacing(session.state, session.rows)
    state, frames = run_slice(session.state, session.rows, Budget(steps, every))
    await sessions.slice_taken(session, state, frames)
    return frames[-1].stopped


async def act(sessions: Sessions, session: Session, what: str, number: int, taken: dict[int, bytes]) -> bool:
    """Does one thing; whether that changed anything."""
    state = session.state
    match what:
        case "edit":
            edit = Edit(1, "b", (number % 3,), value=number / 16)
            await sessions.save(session, "edit", state=edited(state, [edit]))
        case "freeze" | "off":
            edits = [Edit(1, "w", (number % 2, k), **{"frozen" if what == "freeze" else what: number % 5 > 0})
                     for k in range(1 + number % 3)]  # fmt: skip
            await sessions.save(session, what, state=edited(state, edits))
        case "step":
            assert session.data is not None
            await take(sessions, session, next_pass(state, session.data), taken)
        case "given":
            x = state.network.check_input([[number / 40, 0.5], [0.25, number / 9]])
            await take(sessions, session, Pass("step", state, x, np.array([[0.0], [1.0]])), taken)
        case "train":
            await train(sessions, session, number)
        case "run":
            async with sessions.running(session.id):
                await train(sessions, session, number)
                faster = retrained(session.state, replace(session.state.training, batch_size=1 + number % 7))
                await sessions.save(session, "settings", state=faster)
                for _ in range(1 + number % 3):
                    await sessions.settle(session, await train(sessions, session, number) or "steps")
        case "settings" | "early":
            early = EarlyStopping(1 + number % 4) if what == "early" else None
            training = replace(state.training, l2=number / 1e4, early_stopping=early)
            await sessions.save(session, "settings", state=retrained(state, training))
        case "data":
            data = OTHER if session.kept.data == SPEC else SPEC
            await sessions.save(session, "data", state=on_other_data(state), data=data)
        case "name":
            await sessions.save(session, "name", name=f"n{number}")
        case "restore":
            back = max(0, state.step - number)
            await sessions.restore(session, back)
            for later in [step for step in taken if step > back]:
                del taken[later]
        case _:
            return False
    return True


def named(noted: Noted | None) -> tuple[int, str] | None:
    return None if noted is None else (noted.number, noted.label)


async def assert_as(sessions: Sessions, session: Session, seen: Seen) -> None:
    assert record(session) == seen.record
    assert named(session.changes.undo) == named(seen.undo)
    steps = sorted(seen.taken)
    for number in {*steps[:1], *steps[-3:]}:
        assert bits((await sessions.steps.step(session, number)).take()[1]) == seen.taken[number]


async def check_journal(sessions: Sessions, session: Session, store: Store) -> None:
    assert session.past.checkpoints == await store.steps(session.id, "checkpoint")
    assert session.past.points == await store.steps(session.id, "point")
    noted = await store.changes(session.id)
    assert [(own.number, own.label) for own in session.changes.known.values()] == [
        (own.number, own.label) for own in noted
    ]


async def walk(sessions: Sessions, store: Store, acts: list[Act]) -> None:
    session = await fresh(sessions)
    line, at = [Seen(record(session), None)], 0
    for what, number in acts:
        if what == "reload":
            sessions.forget(session.id)
        session = await sessions.get(session.id)
        if what in ("undo", "redo"):
            forth = 1 if what == "redo" else -1
            if 0 <= at + forth < len(line):
                await (sessions.redo if forth > 0 else sessions.undo)(session)
                at += forth
                await assert_as(sessions, session, line[at])
            continue
        taken = dict(line[at].taken)
        if await act(sessions, session, what, number, taken):
            line[at + 1 :] = [Seen(record(session), session.changes.undo, taken)]
            at += 1
            assert session.changes.redo is None
        await check_journal(sessions, session, store)
    for seen in reversed(line[:at]):
        await sessions.undo(session)
        await assert_as(sessions, session, seen)
    assert session.changes.undo is None
    with pytest.raises(Problem, match="nothing to undo"):
        await sessions.undo(session)
    sessions.forget(session.id)
    session = await sessions.get(session.id)
    for seen in line[1:]:
        await sessions.redo(session)
        await assert_as(sessions, session, seen)
        await check_journal(sessions, session, store)
    with pytest.raises(Problem, match="nothing to redo"):
        await sessions.redo(session)
    for number, wanted in line[-1].taken.items():
        assert bits((await sessions.steps.step(session, number)).take()[1]) == wanted


@pytest.mark.usefixtures("scarce")
@given(ACTS)
@settings(max_examples=examples(60), deadline=None)
def test_all_is_undone_and_done_again_to_the_last_bit(acts: list[Act]) -> None:
    store = MemoryStore()
    run(lambda sessions: walk(sessions, store, acts), store)


@pytest.mark.usefixtures("scarce")
@given(ACTS)
@settings(max_examples=examples(15), deadline=None)
def test_sqlite_undoes_and_does_again_as_well(acts: list[Act]) -> None:
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "s.sqlite3")
        run(lambda sessions: walk(sessions, store, acts), store)


@pytest.mark.usefixtures("scarce")
@given(acts=ACTS)
@settings(max_examples=examples(15), deadline=None)
def test_redis_undoes_and_does_again_as_well(redis_url: str, acts: list[Act]) -> None:
    store = RedisStore(redis_url)
    run(lambda sessions: walk(sessions, store, acts), store)


def test_beyond_their_room_the_oldest_changes_can_no_longer_be_undone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(changes, "ROOM", 30_000)
    store = MemoryStore()

    async def test(sessions: Sessions) -> None:
        session = await fresh(sessions)
        records = [record(session)]
        for number in range(200):
            await act(sessions, session, "edit", number, {})
            records.append(record(session))
            noted = await store.changes(session.id)
            assert session.changes.bytes == sum(own.bytes for own in noted) <= 30_000
        kept = await store.changes(session.id)
        assert 10 < len(kept) < 100
        assert kept[-1].number == 200
        for _ in kept:
            await sessions.undo(session)
            assert session.changes.bytes <= 30_000
        assert session.changes.undo is None
        assert record(session) == records[200 - len(kept)]
        for _ in kept:
            await sessions.redo(session)
        assert record(session) == records[200]

    run(test, store)


def test_a_change_that_alone_has_no_room_can_be_undone_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "ROOM", 1)

    async def test(sessions: Sessions) -> None:
        session = await fresh(sessions)
        before = record(session)
        for what in ("train", "restore", "off"):
            await act(sessions, session, what, 5, {})
            after = record(session)
            await sessions.undo(session)
            assert record(session) == before
            assert session.changes.undo is None
            await sessions.redo(session)
            assert record(session) == after
            before = after

    run(test, MemoryStore())


def test_an_edit_takes_little_room_however_large_the_network() -> None:
    store = MemoryStore()

    async def test(sessions: Sessions) -> None:
        network = Network.build(300, [Layer.of(300, "relu"), Layer.of(1)])
        session = await sessions.create("large", None, initial_state(network, Training(ADAM)))
        for edit in (
            Edit(1, "w", (7, 9), value=1),
            Edit(2, "w", (0, 0), off=True),
            Edit(1, "b", (3,), frozen=True),
        ):
            before = record(session)
            await sessions.save(session, "edit", state=edited(session.state, [edit]))
            await sessions.undo(session)
            assert record(session) == before
            await sessions.redo(session)
        assert all(noted.bytes < 2000 for noted in await store.changes(session.id))

    run(test, store)


def test_a_long_run_is_one_change_and_takes_little_room() -> None:
    """What it thins of the history before it waits aside, and comes back."""
    store = MemoryStore()

    async def test(sessions: Sessions) -> None:
        session = await fresh(sessions)
        for _ in range(300):
            await train(sessions, session, 1)
        before, points = record(session), await store.steps(session.id, "point")
        async with sessions.running(session.id):
            for _ in range(100):
                await train(sessions, session, 50)
        assert named(session.changes.undo) == (301, "train 5,000 steps")
        noted = (await store.changes(session.id))[-1]
        assert noted.number == 301
        assert noted.bytes < 300_000
        assert len(await store.steps(session.id, "point")) < 1025
        await sessions.undo(session)
        assert record(session) == before
        assert await store.steps(session.id, "point") == points
        assert named(session.changes.undo) == (300, "train 1 step")

    run(test, store)
