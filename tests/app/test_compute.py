"""Work in processes: the answer is the engine's, rows travel once, and a worker that dies is replaced."""

import asyncio
import os
import signal
import sys
import threading
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


def forkers() -> list[int]:
    """The fork server and the resource tracker, of this process."""
    found = [
        pid for path in Path("/proc/self/task").iterdir() for pid in (path / "children").read_text().split()
    ]
    return [int(pid) for pid in found if b"from multiprocessing" in Path(f"/proc/{pid}/cmdline").read_bytes()]


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


def die_while_answering(state: TrainState, rows: Rows, mark: Path) -> int | bytes:
    """Its worker is killed, the first time, when a part of the answer is on its way and the rest is not."""
    if mark.exists():
        return len(rows.x)
    mark.touch()
    threading.Thread(target=kill_once_sending, args=(threading.get_ident(),), daemon=True).start()
    return bytes(100_000_000)


def kill_once_sending(thread: int) -> None:
    frames = sys._current_frames  # pyright: ignore[reportPrivateUsage]
    while frames()[thread].f_code.co_name != "_send":  # of multiprocessing.connection
        pass
    os.kill(os.getpid(), signal.SIGKILL)


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


def test_a_worker_that_dies_while_it_answers_holds_up_nobody(tmp_path: Path) -> None:
    async def test(compute: Compute) -> None:
        state, rows = case()
        dying = asyncio.create_task(compute.train(die_while_answering, state, rows, tmp_path / "died"))
        for _ in range(20):
            await compute.train(run_slice, state, rows, Budget(20))
        assert await asyncio.wait_for(dying, 30) == 3
        assert (tmp_path / "died").exists()

    run(test)


@pytest.mark.filterwarnings("ignore:resource_tracker")
def test_what_forks_the_workers_may_be_killed(tmp_path: Path) -> None:
    async def test(compute: Compute) -> None:
        state, rows = case()
        slices = [asyncio.create_task(compute.train(run_slice, state, rows, Budget(200))) for _ in range(8)]
        for _ in range(3):
            await slices.pop()
            for pid in forkers():
                os.kill(pid, signal.SIGKILL)
            mark = tmp_path / f"{len(slices)}"
            assert await compute.train(die_once, state, rows, mark) == 3
        await asyncio.gather(*slices)

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
