"""How many training steps a second, against PyTorch eager: one thread, same shape, batch and dtype.

Both take turns within one run, so that a busy machine is unfair to neither, and the median of the ratios
counts. Ours is `run_slice`: shuffling, batching and watching for infinities are in it. PyTorch gets one batch
that is there already, and the plain loop of its tutorials. Run with `python tests/bench/bench_steps.py`.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import torch

from engine.batches import Rows
from engine.network import Layer, Network
from engine.optimizers import OPTIMIZERS
from engine.slices import Budget, run_slice
from engine.training import Training, initial_state

ROUNDS = 7
SECONDS = 0.25


@dataclass(frozen=True)
class Shape:
    """A network to train, its batch, and the ratio that DESIGN.md wants."""

    name: str
    inputs: int
    units: tuple[int, ...]
    batch: int
    goal: float


SHAPES = (
    Shape("2-4-2-1/10", 2, (4, 2, 1), 10, 5.0),
    Shape("2-8×6-1/30", 2, (8,) * 6 + (1,), 30, 5.0),
    Shape("10-64-32-1/64", 10, (64, 32, 1), 64, 3.0),
    Shape("64-256-128-64-10/512", 64, (256, 128, 64, 10), 512, 1.2),
)
Take = Callable[[int], None]


def data(shape: Shape, dtype: str) -> tuple[np.ndarray, np.ndarray]:
    """300 rows, or two batches if they are more, and targets: one of two or one of ten classes."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(max(300, 2 * shape.batch), shape.inputs)).astype(dtype)
    classes = shape.units[-1]
    labels = rng.integers(max(classes, 2), size=len(x))
    y = labels[:, None].astype(dtype) if classes == 1 else np.eye(classes, dtype=dtype)[labels]
    return x, y


def ours(shape: Shape, dtype: str, optimizer: str) -> Take:
    hidden = [Layer.of(units, "relu") for units in shape.units[:-1]]
    output = Layer.of(shape.units[-1], "sigmoid" if shape.units[-1] == 1 else "softmax")
    network = Network.build(shape.inputs, [*hidden, output], dtype=dtype)
    rows = Rows.of(network, Rows(*data(shape, dtype)))
    training = Training(OPTIMIZERS.choose(optimizer, {"learning_rate": 0.01}), batch_size=shape.batch)
    state = initial_state(network, training)

    def take(steps: int) -> None:
        run_slice(state, rows, Budget(steps))

    return take


def torchs(shape: Shape, dtype: str, optimizer: str) -> Take:
    wanted = torch.float64 if dtype == "float64" else torch.float32
    widths = (shape.inputs, *shape.units)
    layers: list[torch.nn.Module] = []
    for d_in, d_out in pairwise(widths):
        layers += [torch.nn.Linear(d_in, d_out, dtype=wanted), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    x, y = (torch.tensor(array[: shape.batch]) for array in data(shape, dtype))
    criterion = torch.nn.BCEWithLogitsLoss() if shape.units[-1] == 1 else torch.nn.CrossEntropyLoss()
    own = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer](model.parameters(), lr=0.01)

    def take(steps: int) -> None:
        for _ in range(steps):
            own.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            own.step()  # pyright: ignore[reportUnknownMemberType]

    return take


def seconds(take: Take, steps: int) -> float:
    began = time.perf_counter()
    take(steps)
    return time.perf_counter() - began


def steps_for(take: Take) -> int:
    """How many steps fill a round."""
    seconds(take, 3)
    return max(5, int(SECONDS / (seconds(take, 20) / 20)))


def measure(shape: Shape, dtype: str, optimizer: str) -> tuple[float, float, float]:
    """Our steps a second, PyTorch's, and the median of the ratios."""
    mine, theirs = ours(shape, dtype, optimizer), torchs(shape, dtype, optimizer)
    counts = steps_for(mine), steps_for(theirs)
    rates = [
        (counts[0] / seconds(mine, counts[0]), counts[1] / seconds(theirs, counts[1])) for _ in range(ROUNDS)
    ]
    own, other = (statistics.median(column) for column in zip(*rates, strict=True))
    return own, other, statistics.median(a / b for a, b in rates)


def main() -> None:
    torch.set_num_threads(1)
    optimizers = sys.argv[1:] or ["sgd"]
    print(f"{'network/batch':22}{'dtype':9}{'rule':6}{'ours/s':>9}{'torch/s':>9}{'ratio':>7}{'goal':>6}")
    for optimizer in optimizers:
        for dtype in ("float64", "float32"):
            for shape in SHAPES:
                own, other, ratio = measure(shape, dtype, optimizer)
                print(
                    f"{shape.name:22}{dtype:9}{optimizer:6}{own:9.0f}{other:9.0f}{ratio:7.2f}{shape.goal:6}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
