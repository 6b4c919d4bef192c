"""What a network's diagnosis is made from, and how it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.kept import Kept
from app.passes import Pass
from engine.batches import Rows
from engine.datasets import Data
from engine.diagnosis import CHECKLIST, Case, Finding, History, Verdict, diagnose
from engine.diagnosis.checklist import capacity
from engine.diagnosis.experiments import Experiment, Run
from engine.diagnosis.look import look
from engine.training import TrainState
from engine.types import Array

Document = dict[str, Any]

# Rows that are looked at: all, unless the network is so large that it would take seconds.
LOOK_WORK = 1_000_000_000
FEWEST_ROWS = 32


@dataclass(frozen=True, slots=True)
class Patient:
    """What there is to look at: a state, the rows it is seen on, its history as columns, its data."""

    state: TrainState
    batch: tuple[Array, Array] | None
    columns: Mapping[str, Sequence[Any]]
    data: Data | None

    @property
    def work(self) -> int:
        """About how many multiply-adds it takes to look."""
        return 0 if self.batch is None else 3 * len(self.batch[0]) * self.state.network.parameter_count


def shown_on(kept: Kept, rows: Rows | None, latest: Pass | None) -> tuple[Array, Array] | None:
    """The training rows; without data the latest batch that had targets, or the example."""
    network = kept.state.network
    if rows is not None:
        most = max(FEWEST_ROWS, LOOK_WORK // network.parameter_count)
        chosen = slice(None, None, -(-len(rows.x) // most))
        return rows.x[chosen], rows.y[chosen]
    if latest is not None and latest.y is not None:
        return latest.x, latest.y
    example = kept.example or {}
    if example.get("x") is None or example.get("y") is None:
        return None
    given = Rows.of(network, Rows(example["x"], example["y"]))
    return given.x, given.y


def diagnosis(patient: Patient) -> Document:
    """The findings, gravest first, and the checklist with the codes of those that answer each question."""
    trace = None if patient.batch is None else look(patient.state, *patient.batch)
    findings = diagnose(Case(trace, History.of_columns(patient.columns), patient.data))
    found = {finding.code for finding in findings}
    questions = [
        {
            "name": question.name,
            "text": question.text,
            "experiment": question.experiment,
            "codes": [code for code in question.codes if code in found],
        }
        for question in CHECKLIST
    ]
    data, network = patient.data, patient.state.network
    return {
        "step": patient.state.step,
        "findings": [_finding(finding) for finding in findings],
        "checklist": questions,
        "capacity": None if data is None else _verdict(capacity(network, data)),
    }


def _finding(finding: Finding) -> Document:
    document: Document = {"code": finding.code, "severity": finding.severity}
    if finding.layer is not None:
        document["layer"] = finding.layer
    if finding.units:
        document["units"] = list(finding.units)
    evidence = {name: float(value) for name, value in finding.evidence.items()}
    return document | {"evidence": evidence, "message": finding.message, "advice": finding.advice}


def experiment(name: str, done: Experiment) -> Document:
    return {"name": name, **_verdict(done.verdict), "runs": [_run(run) for run in done.runs]}


def _verdict(verdict: Verdict) -> Document:
    evidence = {name: float(value) for name, value in verdict.evidence.items()}
    return {"passed": verdict.passed, "evidence": evidence, "message": verdict.message}


def _run(run: Run) -> Document:
    def column(of: str) -> list[Any]:
        return [getattr(frame, of) for frame in run.frames]

    names = ("step", "train_loss", "validation_loss", "train_accuracy", "validation_accuracy")
    return {"label": run.label, "learning_rate": run.learning_rate, **{name: column(name) for name in names}}
