"""How many steps a second all networks together take with one worker, and with two: processes, then Dask's.

Each turn trains new networks at once, as many as fill two workers, for the same number of steps: not for the
same time, since steps grow cheaper as a network's points of history grow sparse. Turns alternate, and what is
printed is the median of the ratios of neighbours. Where two processors are free, it should be 1.7 or more.
Run with `python tests/bench/bench_workers.py 20000` for turns of so many steps a network.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import httpx

from tests.contract.talking import SPIRAL
from tests.dask import dask_running
from tests.serving import serving

NETWORKS = 6
STEPS = 5_000
TURNS = 3
GOAL = 1.7


@contextmanager
def trained_by(kind: str, workers: int, folder: Path) -> Generator[str]:
    """The address of a server that has so many workers, all of which are there."""
    folder.mkdir()
    with ExitStack() as stack:
        settings = {"train_seconds": "600", "store": "memory"}
        if kind == "dask":
            settings["executor"] = stack.enter_context(dask_running(folder, workers)).url
        else:
            settings["workers"] = str(workers)
        address = stack.enter_context(serving(folder, 0, **settings))
        while f"mlpscope_compute_workers {workers}.0" not in httpx.get(f"{address}/metrics").text:
            time.sleep(0.1)
        yield address


def rate(address: str, steps: int) -> float:
    """Steps a second of all networks together, each new, from the first request to the last answer."""
    with httpx.Client(base_url=f"{address}/api/v1", timeout=600) as client:
        ids = [client.post("/networks", json=SPIRAL).json()["id"] for _ in range(NETWORKS)]

        def train(id: str) -> int:
            return client.post(f"/networks/{id}/train", json={"steps": steps}).json()["step"]

        began = time.perf_counter()
        with ThreadPoolExecutor(NETWORKS) as pool:
            assert list(pool.map(train, ids)) == [steps] * NETWORKS
        return NETWORKS * steps / (time.perf_counter() - began)


def main() -> None:
    steps = int(sys.argv[1]) if sys.argv[1:] else STEPS
    print(f"{NETWORKS} networks at once, steps a second of all, {TURNS} turns of {steps} each")
    for kind in ("processes", "dask"):
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            one, two = (
                stack.enter_context(trained_by(kind, count, Path(folder, str(count)))) for count in (1, 2)
            )
            pairs = [(rate(one, steps), rate(two, steps)) for _ in range(TURNS + 1)][
                1:
            ]  # the first turn warms up
        singles, doubles = zip(*pairs, strict=True)
        ratios = [double / single for single, double in pairs]
        print(
            f"{kind:10} one {statistics.median(singles):9,.0f}   two {statistics.median(doubles):9,.0f}"
            f"   ratio {statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})   goal {GOAL}"
        )


if __name__ == "__main__":
    main()
