"""How many training steps a second, against PyTorch eager and scikit-learn: one thread, same shape and type.

All take turns within one run, so that a busy machine is unfair to none, and the median of the ratios counts.
Ours is `run_slice`: shuffling, batching, watching for infinities and a frame at the end are in it. The others
get one batch that is there already: PyTorch the plain loop of its tutorials, scikit-learn `partial_fit`. The
last line is the memory that training takes. `python tests/bench/bench_steps.py`, with `adam` for Adam.
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
from tests.engine.memory import kept_and_peak, small, traced
from tests.engine.sklearn_mlp import classifier, labels

ROUNDS = 9
SECONDS = 0.4


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


def sklearns(shape: Shape, dtype: str, optimizer: str) -> Take:
    x, y = (array[: shape.batch] for array in data(shape, dtype))
    targets = labels(y)
    settings = {"solver": optimizer, "learning_rate_init": 0.01, "momentum": 0.0, "alpha": 0.0}
    model = classifier(shape.units[:-1], batch_size=shape.batch, **settings)
    first: dict[str, object] = {"classes": np.unique(targets)}
    model.partial_fit(x, targets, **first)

    def take(steps: int) -> None:
        for _ in range(steps):
            model.partial_fit(x, targets)

    return take


def seconds(take: Take, steps: int) -> float:
    began = time.perf_counter()
    take(steps)
    return time.perf_counter() - began


def steps_for(take: Take) -> int:
    """How many steps fill a round."""
    seconds(take, 3)
    return max(5, int(SECONDS / (seconds(take, 20) / 20)))


@dataclass(frozen=True)
class Against:
    """A peer's median steps a second, and the ratios of ours to it, one a round."""

    rate: float
    ratios: list[float]

    def __str__(self) -> str:
        low, middle, high = min(self.ratios), statistics.median(self.ratios), max(self.ratios)
        return f"{self.rate:11.0f}{middle:7.2f} {f'({low:.2f}–{high:.2f})':14}"


def measure(shape: Shape, dtype: str, optimizer: str) -> tuple[float, Against, Against]:
    """Our steps a second, and how PyTorch and scikit-learn compare."""
    takes = [make(shape, dtype, optimizer) for make in (ours, torchs, sklearns)]
    counts = [steps_for(take) for take in takes]
    rounds = [
        [count / seconds(take, count) for take, count in zip(takes, counts, strict=True)]
        for _ in range(ROUNDS)
    ]
    own, *others = ([round[i] for round in rounds] for i in range(len(takes)))
    torch_, sklearn_ = (
        Against(statistics.median(rates), [a / b for a, b in zip(own, rates, strict=True)])
        for rates in others
    )
    return statistics.median(own), torch_, sklearn_


def memory() -> str:
    with traced():
        state, rows = small()
        run_slice(state, rows, Budget(100))
        peaks = [kept_and_peak(state, rows, steps)[2] / 1000 for steps in (2_000, 20_000)]
    return f"memory of 2-4-2-1/10: at most {peaks[0]:.1f} KB in 2,000 steps, {peaks[1]:.1f} KB in 20,000"


def main() -> None:
    torch.set_num_threads(1)
    optimizers = sys.argv[1:] or ["sgd"]
    peers = "".join(f"{f'{name}/s':>11}{'ratio':>7} {'':14}" for name in ("torch", "sklearn"))
    print(f"{'network/batch':22}{'dtype':9}{'rule':6}{'goal':>5}{'ours/s':>8}{peers}")
    for optimizer in optimizers:
        for dtype in ("float64", "float32"):
            for shape in SHAPES:
                own, *others = measure(shape, dtype, optimizer)
                row = f"{shape.name:22}{dtype:9}{optimizer:6}{shape.goal:5}{own:8.0f}"
                print(row, *others, sep="", flush=True)
    print(memory())


if __name__ == "__main__":
    main()
