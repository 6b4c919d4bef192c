"""The experiments of the debugging checklist: short trainings on the side, from given weights.

Each is a pure function of a state, whose counters and memory do not matter, and the rows it learns from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.batches import Rows
from engine.diagnosis.checklist import Verdict, judge_learning_rates, judge_one_batch
from engine.frames import Frame
from engine.optimizers import OPTIMIZERS
from engine.settings import Training
from engine.slices import Budget, run_slice
from engine.training import TrainState, initial_state

# How many points a run's curve has at most.
POINTS = 200


@dataclass(frozen=True, slots=True)
class Run:
    """One training of an experiment: what it is called, its learning rate, and what was seen on the way."""

    label: str
    learning_rate: float
    frames: tuple[Frame, ...]

    @property
    def losses(self) -> list[float]:
        return [frame.train_loss for frame in self.frames]


@dataclass(frozen=True, slots=True)
class Experiment:
    """What the runs have shown."""

    verdict: Verdict
    runs: tuple[Run, ...]


def overfit_one_batch(state: TrainState, rows: Rows, batch: Sequence[int], steps: int) -> Experiment:
    """Can the network learn these few rows by heart? What would hold it back, it trains without.

    No dropout, no penalty, no early stopping, all rows in each step; else as the settings say.
    """
    network, training = state.network, state.training
    free = replace(network, layers=tuple(replace(layer, dropout=0.0) for layer in network.layers))
    plain = replace(training, l1=0.0, l2=0.0, early_stopping=None, batch_size=len(batch))
    few = Rows(rows.x[list(batch)], rows.y[list(batch)])
    run = _run("one batch", initial_state(free, plain, state.parameters, held=state.held), few, steps)
    return Experiment(judge_one_batch(np.array(run.losses)), (run,))


def try_learning_rates(state: TrainState, rows: Rows, rates: Sequence[float], steps: int) -> Experiment:
    """Which of the rates learns best, from the same weights and on the same batches?"""
    training = replace(state.training, early_stopping=None)
    runs = [
        _run(
            f"learning rate {rate:.3g}",
            initial_state(state.network, _at(training, rate), state.parameters, held=state.held),
            rows,
            steps,
        )
        for rate in rates
    ]
    verdict = judge_learning_rates(rates, [np.array(run.losses) for run in runs])
    return Experiment(verdict, tuple(runs))


def _at(training: Training, rate: float) -> Training:
    optimizer = training.optimizer
    choice = OPTIMIZERS.choose(optimizer.name, {**optimizer.parameters, "learning_rate": rate})
    return replace(training, optimizer=choice)


def _run(label: str, start: TrainState, rows: Rows, steps: int) -> Run:
    _, frames = run_slice(start, rows, Budget(steps, every=max(1, steps // POINTS)))
    return Run(label, start.training.optimizer.parameters["learning_rate"], frames)
