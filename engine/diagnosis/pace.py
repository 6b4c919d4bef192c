"""Findings about the pace of learning: the learning rate too high or too low, or no progress at all."""

from collections.abc import Iterator, Mapping

import numpy as np

from engine.diagnosis.curve import Curve, curve
from engine.diagnosis.finding import Case, History, Rule, Sign, Threshold

# Below this a loss is solved; what moves there is rounding.
SOLVED = 1e-6


def _update_ratio(history: History) -> float | None:
    """‖Δw‖/‖w‖ of the fastest layer, the median of the last half; None if unknown."""
    ratios = history.update_ratios
    if ratios is None or not len(ratios):
        return None
    late = ratios[len(ratios) // 2 :]
    finite = late[np.isfinite(late).all(axis=1)]
    return float(np.median(finite, axis=0).max()) if len(finite) else None


def _diverges(seen: Curve, line: Mapping[str, float]) -> bool:
    enough = seen.rising or seen.count >= line["moments"]
    return enough and seen.late > max(line["growth"] * seen.early, SOLVED)


def _no_progress(seen: Curve, line: Mapping[str, float]) -> bool:
    return seen.late > max(line["left"] * seen.early, SOLVED)


def _bounces(seen: Curve, line: Mapping[str, float]) -> bool:
    restless = seen.rough > line["rough"] and seen.turns > 0.5
    return seen.count >= line["moments"] and restless and _no_progress(seen, line)


def _too_high(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    seen = None if case.history is None else curve(case.history.train_loss)
    if case.history is None:
        return
    if seen is None:
        if not np.isfinite(case.history.train_loss).all() and np.isfinite(case.history.train_loss[:1]).all():
            lost = int(np.flatnonzero(~np.isfinite(case.history.train_loss))[0])
            step = float(case.history.step[lost])
            yield Sign("error", f"The training loss left all numbers at step {step:.0f}.", {"step": step})
        return
    evidence = {"early_loss": seen.early, "late_loss": seen.late, "best_loss": seen.best}
    ratio = _update_ratio(case.history)
    if ratio is not None:
        evidence["update_ratio"] = ratio
    if seen.broken or _diverges(seen, line):
        end = ", then left all numbers" if seen.broken else ""
        yield Sign("error", f"The loss rises: from {seen.early:.3g} to {seen.late:.3g}{end}.", evidence)
    elif _bounces(seen, line):
        yield Sign(
            "warning",
            f"The loss bounces by {100 * seen.rough:.3g} % from one moment to the next and does not settle.",
            {**evidence, "rough": seen.rough, "turns": seen.turns},
        )
    elif (
        ratio is not None
        and ratio > line["update_ratio"]
        and seen.count >= line["moments"]
        and _no_progress(seen, line)
    ):
        yield Sign(
            "warning",
            f"Each step changes the weights by {100 * ratio:.3g} % of their size, and the loss does not"
            " fall.",
            evidence,
        )


def _crawls(history: History, line: Mapping[str, float]) -> Curve | None:
    """The curve, if it is one of slow and steady fall, or barely moves because the weights barely do."""
    seen = curve(history.train_loss)
    if seen is None or seen.broken or seen.count < line["moments"] or seen.early <= SOLVED:
        return None
    first, second, third = seen.thirds
    steady = first > second > third and second - third > 0.5 * (first - second)
    ratio = _update_ratio(history)
    tiny = ratio is not None and ratio < line["update_ratio"]
    slow = abs(seen.early - seen.late) < line["fall"] * seen.early
    return seen if slow and (tiny or (steady and seen.turns < 0.5)) else None


def _too_low(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    if case.history is None:
        return
    seen = _crawls(case.history, line)
    if seen is None:
        return
    ratio = _update_ratio(case.history)
    fall = (seen.early - seen.late) / seen.early
    evidence = {"early_loss": seen.early, "late_loss": seen.late, "fall": fall}
    span = float(case.history.step[-1] - case.history.step[0])
    yield Sign(
        "warning",
        f"In {span:,.0f} steps the loss has fallen by {100 * fall:.2g} % only, at a pace that does not"
        " slow down.",
        {**evidence, "steps": span, **({} if ratio is None else {"update_ratio": ratio})},
    )


def _chance(case: Case) -> float:
    """The loss of always answering the mean target, 0 where it is not known."""
    if case.trace is None or case.y is None:
        return 0.0
    p = case.y.mean(axis=0)
    yes, no = -p * np.log(np.where(p > 0, p, 1)), -(1 - p) * np.log(np.where(p < 1, 1 - p, 1))
    by_loss = {
        "binary_cross_entropy": float((yes + no).mean()),
        "categorical_cross_entropy": float(yes.sum()),
        "mean_squared_error": float(case.y.var(axis=0).mean()),
    }
    return by_loss.get(case.trace.forward.network.loss, 0.0)


def _stuck(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    seen = None if case.history is None else curve(case.history.train_loss)
    if case.history is None or seen is None or seen.broken or seen.count < line["moments"]:
        return
    if seen.early <= SOLVED or _crawls(case.history, _LOW) is not None:
        return
    # Training may have come far before the first moment that was kept.
    start = max(seen.early, _chance(case))
    change = abs(seen.quarters[3] - seen.quarters[2]) / start
    left = seen.late / start
    high = left > 2 or seen.rough > line["rough"]
    if change > line["change"] or left < line["left"] or high:
        return
    yield Sign(
        "warning",
        f"The loss stands still at {seen.late:.3g}, {100 * left:.3g} % of what it was: the last quarter"
        " of training"
        f" changed it by {100 * change:.2g} %.",
        {"start_loss": start, "late_loss": seen.late, "left": left, "change": change},
    )


_MOMENTS = Threshold("moments", 20, "Fewer moments do not tell a trend from the luck of the mini-batch.")
_TOO_LOW = (
    _MOMENTS,
    Threshold("fall", 0.1, "At this pace ten times as many steps would not even halve the loss."),
    Threshold(
        "update_ratio", 1e-4, "About 1e-3 is healthy; at a tenth of that, 10,000 steps move a weight once."
    ),
)
_LOW = {threshold.name: threshold.value for threshold in _TOO_LOW}

PACE_RULES = (
    Rule(
        name="learning_rate_too_high",
        label="Learning rate too high",
        summary="Steps so long that they overshoot: the loss rises, bounces, or ends in NaN.",
        formula=r"L_{\text{late}} > 2\, L_{\text{early}}",
        source="The tutorial, section 10: Too high: loss oscillates or explodes",
        thresholds=(
            _MOMENTS,
            Threshold("growth", 2, "A loss that has doubled does not come down again by itself."),
            Threshold("rough", 0.2, "A network that has learned nothing yet is never so sure and so wrong."),
            Threshold("left", 0.8, "A loss that has fallen by a fifth makes progress, however roughly."),
            Threshold("update_ratio", 0.1, "About 1e-3 is healthy; at 0.1 ten steps replace the weights."),
        ),
        advice=(
            "Lower the learning rate tenfold (usually 0.001 to 0.01 suits), clip the gradient, or warm up."
        ),
        find=_too_high,
    ),
    Rule(
        name="learning_rate_too_low",
        label="Learning rate too low",
        summary="The loss falls steadily and hardly at all.",
        formula=r"0 < L_{\text{early}} - L_{\text{late}} < 0.1\, L_{\text{early}}",
        source="The tutorial, section 10: Too low: very slow convergence",
        thresholds=_TOO_LOW,
        advice="Raise the learning rate tenfold, or use momentum or Adam.",
        find=_too_low,
    ),
    Rule(
        name="loss_stuck",
        label="Loss stuck",
        summary="The loss stands still, far above where it should be.",
        formula=(
            r"\lvert L_{4/4} - L_{3/4} \rvert < 0.01\, L_{\text{early}},\; L_{\text{late}} > 0.5\,"
            r" L_{\text{early}}"
        ),
        source="The tutorial, sections 8 and 10: Loss plateaus at a high value",
        thresholds=(
            _MOMENTS,
            Threshold("change", 0.01, "A quarter of all steps that brings one in a hundred brings nothing."),
            Threshold(
                "left", 0.5, "A loss that has been halved has learned something, and may have converged."
            ),
            Threshold(
                "rough", 0.2, "A loss that jumps about is not stuck; its learning rate may be too high."
            ),
        ),
        advice=(
            "Go through the checklist: overfit one small batch, check the gradients, try the learning"
            " rate ×10 and ÷10,"
            " then add units or layers."
        ),
        find=_stuck,
    ),
)
