"""Work in processes: the answer is the engine's, rows travel once, and a worker that dies is replaced."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from app.compute import Compute
from app.worker import Keyed, Missing, key_of, work
from engine.batches import Rows
from engine.errors import RuleError
from engine.network import Layer, Network
from engine.settings import Training
from engine.slices import Budget, replayed, run_slice
from engine.training import TrainState, initial_state


def case() -> tuple[TrainState, Keyed[Rows]]:
    network = Network.build(1, [Layer.of(2, "tanh"), Layer.of(1)])
    rows = Rows.of(
        network, Rows(network.check_input([[0.0], [1.0], [2.0]]), network.check_input([[1.0]] * 3))
    )
    return initial_state(network, Training(batch_size=2)), keyed(rows)


def keyed(rows: Rows) -> Keyed[Rows]:
    return Keyed(key_of(rows.x, rows.y), rows)


def run(test: Callable[[Compute], Coroutine[Any, Any, None]]) -> None:
    async def go() -> None:
        compute = Compute()
        try:
            await test(compute)
        finally:
            compute.close()

    asyncio.run(go())


def die_once(state: TrainState, rows: Rows, mark: Path) -> int:
    """Takes its worker along, the first time that it is called."""
    if not mark.exists():
        mark.touch()
        os._exit(1)
    return len(rows.x)


def break_a_rule(state: TrainState, rows: Rows) -> None:
    raise RuleError("rows must be better")


def test_a_slice_in_a_worker_has_the_bits_of_one_here() -> None:
    async def test(compute: Compute) -> None:
        state, rows = case()
        there, frames = await compute.train(run_slice, state, rows, Budget(50))
        here, seen = run_slice(state, rows.value, Budget(50))
        assert there.parameters.tobytes() == here.parameters.tobytes()
        assert frames == seen
        again = await compute.train(replayed, state, rows, 50)
        assert again.parameters.tobytes() == here.parameters.tobytes()

    run(test)


def test_a_worker_that_dies_is_replaced_and_its_work_done_again(tmp_path: Path) -> None:
    async def test(compute: Compute) -> None:
        state, rows = case()
        slices = [compute.train(run_slice, state, rows, Budget(200)) for _ in range(6)]
        dying = asyncio.create_task(compute.train(die_once, state, rows, tmp_path / "died"))
        others = await asyncio.gather(*slices)
        assert await dying == 3
        assert (tmp_path / "died").exists()
        assert {after.parameters.tobytes() for after, _ in others} == {
            run_slice(state, rows.value, Budget(200))[0].parameters.tobytes()
        }

    run(test)


def test_a_broken_rule_in_a_worker_is_that_rule_here() -> None:
    async def test(compute: Compute) -> None:
        with pytest.raises(RuleError, match="rows must be better"):
            await compute.train(break_a_rule, *case())

    run(test)


def test_rows_are_kept_under_their_content() -> None:
    state, rows = case()
    other = keyed(Rows(rows.value.x, rows.value.y + 1))
    assert rows.key == case()[1].key != other.key
    assert work(replayed, state, other.key, None, 1) == Missing()
    sent = work(replayed, state, other.key, other.value, 1)
    assert work(replayed, state, other.key, None, 1).parameters.tobytes() == sent.parameters.tobytes()
