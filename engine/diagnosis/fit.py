"""Findings about what was learned: more than there is to learn, or less."""

from collections.abc import Iterator, Mapping

import numpy as np

from engine.diagnosis.curve import curve, measured
from engine.diagnosis.finding import Case, History, Rule, Sign, Threshold


def _late(history: History, name: str) -> float | None:
    """The mean of the last tenth of an accuracy column; None if it is not there."""
    values = measured(history.step, getattr(history, name))[1]
    return float(np.mean(values[-max(1, len(values) // 10) :])) if len(values) else None


def _overfitting(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    if case.history is None:
        return
    history, evidence, said = case.history, dict[str, float](), list[str]()
    steps, validation = measured(history.step, history.validation_loss)
    if len(validation) >= line["moments"] and np.isfinite(validation).all():
        best = int(np.argmin(validation))
        late = float(np.median(validation[-max(1, len(validation) // 10) :]))
        train = history.train_loss[history.step >= steps[best]]
        seen = curve(train)
        falling = seen is not None and seen.late < seen.early
        lowest, rise = float(validation[best]), line["rise"] * float(validation[0])
        if falling and late > max(line["growth"] * lowest, lowest + rise):
            said.append(
                f"The validation loss was best at step {steps[best]:,.0f}, {validation[best]:.3g}, and"
                f" is {late:.3g}"
                " now, while the training loss went on falling."
            )
            evidence |= {"best_step": float(steps[best]), "best_validation_loss": lowest}
            evidence |= {"validation_loss": late, "train_loss": 0.0 if seen is None else seen.late}
    train_accuracy, accuracy = _late(history, "train_accuracy"), _late(history, "validation_accuracy")
    if train_accuracy is not None and accuracy is not None and train_accuracy - accuracy > line["gap"]:
        said.append(
            f"{100 * train_accuracy:.3g} % of the training examples are right and {100 * accuracy:.3g} %"
            " of those"
            " kept aside."
        )
        evidence |= {"train_accuracy": train_accuracy, "validation_accuracy": accuracy}
        evidence["gap"] = train_accuracy - accuracy
    if said:
        yield Sign("warning", " ".join(said), evidence)


def _underfitting(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    seen = None if case.history is None else curve(case.history.train_loss)
    if case.history is None or seen is None or seen.broken or seen.count < line["moments"]:
        return
    if seen.quarters[2] - seen.quarters[3] > line["change"] * seen.quarters[2]:
        return
    train, validation = _late(case.history, "train_accuracy"), _late(case.history, "validation_accuracy")
    if train is not None:
        if train < line["accuracy"] and (validation is None or validation < line["accuracy"] + 0.05):
            evidence = {"train_accuracy": train, "train_loss": seen.late}
            if validation is not None:
                evidence["validation_accuracy"] = validation
            yield Sign(
                "warning",
                f"Only {100 * train:.3g} % of the training examples are right, and the loss no longer falls.",
                evidence,
            )
        return
    unexplained = _unexplained(case, seen.late)
    if unexplained is not None and unexplained > line["unexplained"]:
        yield Sign(
            "warning",
            f"The network leaves {100 * unexplained:.3g} % of the targets' variance unexplained, and the"
            " loss no"
            " longer falls.",
            {"train_loss": seen.late, "unexplained": unexplained},
        )


def _unexplained(case: Case, loss: float) -> float | None:
    """1 − R²: a mean squared error as a part of what the mean alone would cost; None for other losses."""
    if case.trace is None or case.y is None or case.trace.forward.network.loss != "mean_squared_error":
        return None
    variance = float(case.y.var(axis=0).mean())
    return loss / variance if variance > 0 else None


_MOMENTS = Threshold("moments", 20, "Fewer moments do not tell a trend from the luck of the mini-batch.")

FIT_RULES = (
    Rule(
        name="overfitting",
        label="Overfitting",
        summary="Better and better on the training examples, worse on those kept aside.",
        formula=r"L_{\text{validation}} > 1.2 \min L_{\text{validation}}",
        source="The tutorial, section 8; Prechelt: Early stopping, but when? (1998)",
        thresholds=(
            _MOMENTS,
            Threshold(
                "growth", 1.2, "Validation losses waver by some per cent; a fifth above the best is a trend."
            ),
            Threshold("rise", 0.05, "Where little of the first loss is left, a fifth of it is one example."),
            Threshold(
                "gap", 0.1, "One example in ten known by heart; the tutorial's example is 99 % against 60 %."
            ),
        ),
        advice=(
            "Use fewer layers or units, dropout or an L2 penalty, gather more training data, or stop"
            " early where the"
            " validation loss was lowest."
        ),
        find=_overfitting,
    ),
    Rule(
        name="underfitting",
        label="Underfitting",
        summary="Even the training examples are not learned, and training brings no more.",
        formula=r"\text{accuracy}_{\text{train}} < 0.85 \ \text{or}\ 1 - R^2 > 0.25",
        source="The tutorial, section 8; Goodfellow, Bengio, Courville: Deep Learning (2016), section 5.2",
        thresholds=(
            _MOMENTS,
            Threshold("accuracy", 0.85, "A network that is large enough learns its own training examples."),
            Threshold("unexplained", 0.25, "A quarter of the variance is more than noise usually makes."),
            Threshold(
                "change", 0.05, "While the last quarter still brings a twentieth, training is not over."
            ),
        ),
        advice=(
            "Add units or layers, train for more epochs, lower the learning rate for finer steps, and"
            " check how the"
            " data are prepared."
        ),
        find=_underfitting,
    ),
)
