"""Any step of any history is found again bit for bit, from few checkpoints and in bounded room."""

import asyncio
from collections.abc import Callable, Coroutine
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import points
from app.compute import Compute
from app.convert import edited, on_other_data
from app.data import prepared
from app.passes import Pass, next_pass
from app.schemas.requests import EditBody
from app.session import Session
from app.sessions import Sessions
from app.source import Source
from app.store.memory import MemoryStore
from app.traces import trace
from engine.datasets import DataSpec
from engine.network import Layer, Network
from engine.settings import Training
from engine.slices import Budget, run_slice
from engine.training import Step, initial_state
from tests.thorough import examples

SPEC = Source(DataSpec(name="xor", samples=20, validation_fraction=0.2))
OTHER = Source(DataSpec(name="circle", samples=30))

Act = tuple[str, int]
KINDS = ["step", "given", "slice", "edit", "data", "restore", "reload"]
ACTS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 40)), min_size=1, max_size=25)


def run(test: Callable[[Sessions, MemoryStore], Coroutine[Any, Any, None]]) -> None:
    async def go() -> None:
        store, compute = MemoryStore(), Compute()
        try:
            await test(Sessions(store, compute, 10), store)
        finally:
            compute.close()

    asyncio.run(go())


async def fresh(sessions: Sessions) -> Session:
    network = Network.build(2, [Layer.of(3, "tanh"), Layer.of(1, "sigmoid")], seed=1)
    return await sessions.create("n", None, initial_state(network, Training(batch_size=4)), SPEC)


async def take(sessions: Sessions, session: Session, asked: Pass) -> Step:
    state, step = asked.take()
    await sessions.step_taken(session, asked, state, step)
    return step


async def train(sessions: Sessions, session: Session, steps: int) -> None:
    assert session.rows is not None
    rows = session.rows
    every = points.spacing(session.state, rows)
    await sessions.slice_taken(session, *run_slice(session.state, rows, Budget(steps, every)))


async def act(
    sessions: Sessions, session: Session, what: str, number: int, taken: dict[int, bytes]
) -> Session:
    state, network = session.state, session.state.network
    if what == "step":
        assert session.data is not None
        step = await take(sessions, session, next_pass(state, session.data))
        taken[step.step] = bits(step)
    elif what == "given":
        x, y = network.check_input([[number / 40, 0.5]]), prepared(SPEC, network.loss).y[:1]
        step = await take(sessions, session, Pass("step", state, x, y))
        taken[step.step] = bits(step)
    elif what == "slice":
        await train(sessions, session, number)
    elif what == "edit":
        edit = EditBody(layer=1, parameter="w", index=[0, 0], value=number / 16)
        await sessions.save(session, "edit", state=edited(session.state, [edit]))
    elif what == "data":
        data = OTHER if session.kept.data == SPEC else SPEC
        await sessions.save(session, "data", state=on_other_data(state), data=data)
    elif what == "restore":
        back = max(0, state.step - number)
        await sessions.restore(session, back)
        for later in [step for step in taken if step > back]:
            del taken[later]
    else:
        sessions.forget(session.id)
        session = await sessions.get(session.id)
    return session


def bits(step: Step) -> bytes:
    """Everything that its trace holds."""
    return repr(plain(trace(step))).encode()


def plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(node, list):
        return [plain(value) for value in node]  # pyright: ignore[reportUnknownVariableType]
    return node.tobytes() if hasattr(node, "tobytes") else node


@pytest.mark.usefixtures("scarce")
@given(ACTS)
@settings(max_examples=examples(60))
def test_every_step_of_any_history_is_found_again(acts: list[Act]) -> None:
    async def test(sessions: Sessions, store: MemoryStore) -> None:
        session, taken = await fresh(sessions), dict[int, bytes]()
        for what, number in acts:
            session = await act(sessions, session, what, number, taken)
        for number, wanted in sorted(taken.items(), reverse=True):
            assert bits((await sessions.steps.step(session, number)).take()[1]) == wanted
        assert len(session.past.checkpoints) <= 4
        assert session.past.checkpoints == await store.steps(session.id, "checkpoint")
        assert session.past.points == await store.steps(session.id, "point")

    run(test)


def test_a_long_training_keeps_few_checkpoints_and_points() -> None:
    async def test(sessions: Sessions, store: MemoryStore) -> None:
        session = await fresh(sessions)
        for _ in range(40):
            await train(sessions, session, 700)
        assert session.state.step == 28_000
        assert len(await store.steps(session.id, "checkpoint")) <= 41
        steps = await store.steps(session.id, "point")
        assert 256 <= len(steps) <= 513
        assert (max(b - a for a, b in pairwise(steps)), steps[-1]) == (64, 28_000)
        assert session.rows is not None
        start = await sessions.steps.after(session, 0)
        whole = run_slice(start.state, session.rows, Budget(15_001))[0]
        assert (
            await sessions.steps.after(session, 15_001)
        ).state.parameters.tobytes() == whole.parameters.tobytes()
        near = await sessions.steps.after(session, 15_009)
        assert near.step == 15_009

    run(test)


def test_steps_taken_by_hand_do_not_pile_up_points() -> None:
    async def test(sessions: Sessions, store: MemoryStore) -> None:
        session = await fresh(sessions)
        await train(sessions, session, 5000)
        for _ in range(50):
            await train(sessions, session, 1)
        assert len(await store.steps(session.id, "point")) <= 513

    run(test)
