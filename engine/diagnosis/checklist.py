"""The tutorial's debugging checklist: five questions, and the parts of their answers that need no training.

Some answers are experiments: what to run is made here, and what came out is judged here; running it is not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

import numpy as np

from engine.datasets import Data
from engine.diagnosis.finding import Finding
from engine.errors import RuleError
from engine.network import Network
from engine.types import Array

OVERFIT_TO = 0.05
BATCH = 8
FACTORS = (0.1, 1.0, 10.0)


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the checklist; findings with these `codes` answer it, and the `experiment`."""

    name: str
    text: str
    codes: tuple[str, ...]
    experiment: str | None = None


CHECKLIST = (
    Question(
        "data",
        "Check data: are labels correct, is the preprocessing proper?",
        ("contradicting_labels", "class_imbalance", "unscaled_inputs"),
    ),
    Question(
        "tiny", "Start tiny: can the network overfit a single batch?", ("loss_stuck",), "overfit_one_batch"
    ),
    Question(
        "gradients",
        "Verify gradients: are they right, and do they flow?",
        (
            "not_finite",
            "vanishing_gradient",
            "exploding_gradient",
            "dead_units",
            "saturated_units",
            "symmetric_weights",
        ),
        "gradient_check",
    ),
    Question(
        "learning_rate",
        "Learning rate: try ten times higher and ten times lower.",
        ("learning_rate_too_high", "learning_rate_too_low"),
        "learning_rates",
    ),
    Question(
        "capacity", "Capacity: too big (overfits) or too small (underfits)?", ("overfitting", "underfitting")
    ),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an experiment or a count has shown. `passed` is None where it only informs."""

    passed: bool | None
    evidence: dict[str, float]
    message: str


def sorted_by_question(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """The findings under the name of the question that they answer, in the order of the checklist."""
    found = tuple(findings)
    return {
        question.name: tuple(finding for finding in found if finding.code in question.codes)
        for question in CHECKLIST
    }


def one_batch(data: Data, size: int = BATCH, seed: int = 0) -> tuple[int, ...]:
    """Rows of the training part to overfit, drawn from the seed; the classes take turns.

    Rows that repeat the inputs of another come last: if their labels differ, nothing can fit both.
    """
    if size < 1:
        raise RuleError(f"size must be at least 1, got {size!r}", ("size",))
    order = np.random.default_rng([seed, 2]).permutation(len(data.x))
    first = np.unique(data.x[order], axis=0, return_index=True)[1]
    fresh = np.isin(np.arange(len(order)), first)
    order = np.concatenate([order[fresh], order[~fresh]])
    kinds = np.zeros(len(order)) if data.task == "regression" else data.y[order].argmax(axis=1)
    if data.task == "binary" and data.y.shape[1] == 1:
        kinds = data.y[order, 0]
    queues = [order[kinds == kind].tolist() for kind in np.unique(kinds)]
    turns = chain.from_iterable(zip_longest(*queues))
    return tuple(islice((row for row in turns if row is not None), size))


def judge_one_batch(losses: Array) -> Verdict:
    """Whether the losses (K,) of training on one batch alone fell to a twentieth of the first or below.

    A network with more parameters than the batch has numbers can know it by heart; if it does not, the fault
    is in the code, the gradients or the learning rate, not in the data.
    """
    if not len(losses) or not np.isfinite(losses).all():
        return Verdict(
            False, {"steps": len(losses)}, "The loss did not stay finite: lower the learning rate."
        )
    first, last = float(losses[0]), float(np.min(losses[-max(1, len(losses) // 10) :]))
    left = last / first if first > 0 else 0.0
    passed = left <= OVERFIT_TO
    said = "The network can learn one batch by heart" if passed else "The network cannot even learn one batch"
    return Verdict(
        passed,
        {"first_loss": first, "last_loss": last, "left": left, "steps": len(losses)},
        f"{said}: its loss went from {first:.3g} to {last:.3g}.",
    )


def learning_rates(rate: float) -> tuple[float, ...]:
    """The rates to try side by side: a tenth, the same, and ten times as much."""
    return tuple(rate * factor for factor in FACTORS)


def judge_learning_rates(rates: Sequence[float], losses: Sequence[Array]) -> Verdict:
    """Which of the rates got the lowest loss at the end of its column (K,); one that left all numbers is out.

    Passed if it is the middle one. The evidence holds each end, `loss_0` …, but those that are not finite.
    """
    ends = [float(np.median(column[-max(1, len(column) // 10) :])) for column in losses]
    ends = [end if np.isfinite(column).all() else np.inf for end, column in zip(ends, losses, strict=True)]
    evidence = {f"loss_{i}": end for i, end in enumerate(ends) if np.isfinite(end)}
    if not evidence:
        return Verdict(False, evidence, f"All rates diverge, even {min(rates):.3g}: try a tenth of that.")
    best = int(np.argmin(ends))
    evidence["best_rate"] = rates[best]
    return Verdict(
        best == len(rates) // 2,
        evidence,
        f"Of {', '.join(f'{rate:.3g}' for rate in rates)} the learning rate {rates[best]:.3g} got the lowest"
        f" loss, {ends[best]:.3g}.",
    )


def capacity(network: Network, data: Data) -> Verdict:
    """Parameters for each training example: far above 1 it can memorise, far below it may be too small."""
    examples, parameters = len(data.x), network.parameter_count
    per_example = parameters / examples
    return Verdict(
        None,
        {"parameters": parameters, "examples": examples, "parameters_per_example": per_example},
        f"{parameters:,} parameters learn from {examples:,} examples, {per_example:.2g} for each.",
    )
