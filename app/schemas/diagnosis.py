"""What the diagnosis answers, and the experiments of its checklist."""

from typing import Literal

from pydantic import Field

from app.schemas.common import Answer, Numbers, Vector


class DiagnosisFinding(Answer):
    code: str = Field(description="the rule that found it, such as vanishing_gradient")
    severity: Literal["error", "warning", "info"]
    layer: int | None = Field(None, description="from 1, 0 is the input; absent where it is about no layer")
    units: list[int] | None = Field(None, description="from 0; absent where it is about no units")
    evidence: dict[str, float] = Field(description="the numbers that show it")
    message: str
    advice: str


class Question(Answer):
    """One line of the debugging checklist."""

    name: str
    text: str
    experiment: str | None = Field(description="the experiment that answers it, if one does")
    codes: list[str] = Field(description="of the findings that answer it")


class Verdict(Answer):
    passed: bool | None = Field(description="null where it only informs")
    evidence: dict[str, float]
    message: str


class Diagnosis(Answer):
    step: int
    findings: list[DiagnosisFinding] = Field(description="the gravest first")
    checklist: list[Question]
    capacity: Verdict | None = Field(description="parameters for each example; null without data")


class Run(Answer):
    """One of the trainings, as columns."""

    label: str
    learning_rate: float
    step: list[int]
    train_loss: Vector
    validation_loss: Vector
    train_accuracy: Vector
    validation_accuracy: Vector


class Experiment(Verdict, Numbers):
    name: Literal["overfit_one_batch", "learning_rates"]
    runs: list[Run]
