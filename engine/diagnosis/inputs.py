"""Findings about the data: columns of unlike size, classes of unlike size, and labels that contradict."""

from collections.abc import Iterator, Mapping

import numpy as np

from engine.diagnosis.finding import Case, Rule, Sign, Threshold
from engine.types import Array


def _labels(y: Array) -> Array | None:
    """The class of each row, (N,), if the targets are classes: one column of 0 and 1, or one-hot rows."""
    if not np.isin(y, (0, 1)).all():
        return None
    if y.shape[1] == 1:
        return y[:, 0]
    return y.argmax(axis=1) * 1.0 if (y.sum(axis=1) == 1).all() else None


def _unscaled(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    if case.x is None or len(case.x) < line["examples"] or not np.isfinite(case.x).all():
        return
    mean, deviation = np.abs(case.x.mean(axis=0)), case.x.std(axis=0)
    varied = deviation > 0
    if not varied.any():
        return
    largest, smallest = float(deviation.max()), float(deviation[varied].min())
    wrong = (deviation > line["size"]) | (mean > line["size"])
    if largest / smallest > line["spread"]:
        wrong |= deviation == largest
    if not wrong.any():
        return
    units = tuple(np.flatnonzero(wrong).tolist())
    yield Sign(
        "warning",
        f"{len(units)} of {len(wrong)} inputs are of unlike size: standard deviations go from"
        f" {smallest:.3g}"
        f" to {largest:.3g}, means up to {float(mean.max()):.3g} away from 0.",
        {
            "largest_deviation": largest,
            "smallest_deviation": smallest,
            "spread": largest / smallest,
            "largest_mean": float(mean.max()),
        },
        0,
        units,
    )


def _imbalanced(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    labels = None if case.y is None else _labels(case.y)
    if case.y is None or labels is None or len(labels) < line["examples"]:
        return
    sizes = np.bincount(labels.astype(np.intp), minlength=max(2, case.y.shape[1]))
    largest, smallest = int(sizes.max()), int(sizes.min())
    ratio = largest / max(smallest, 1)
    if ratio < line["ratio"]:
        return
    yield Sign(
        "warning",
        f"Class {int(sizes.argmax())} has {largest:,} of {len(labels):,} examples and class"
        f" {int(sizes.argmin())} has"
        f" {smallest:,}: always answering the first is right in {100 * largest / len(labels):.3g} % of"
        " all cases.",
        {
            "largest": largest,
            "smallest": smallest,
            "ratio": ratio,
            "always_right": largest / len(labels),
        },
        None,
        tuple(np.flatnonzero(sizes * line["ratio"] <= largest).tolist()),
    )


def _contradicting(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    x, labels = case.x, None if case.y is None else _labels(case.y)
    if x is None or labels is None or not np.isfinite(x).all():
        return
    _, place = np.unique(x, axis=0, return_inverse=True)
    pairs, sizes = np.unique(np.column_stack([place.ravel(), labels]), axis=0, return_counts=True)
    groups = pairs[:, 0].astype(np.intp)
    whole = np.bincount(groups, weights=sizes)
    most = np.zeros(len(whole))
    np.maximum.at(most, groups, sizes)
    rows, lost = int(whole[most < whole].sum()), int((whole - most).sum())
    if rows == 0:
        return
    share = lost / len(labels)
    yield Sign(
        "warning" if share >= line["share"] else "info",
        f"{rows:,} of {len(labels):,} examples have the same inputs as another with another"
        " label: no network"
        f" can get more than {100 * (1 - share):.4g} % of all right.",
        {"rows": rows, "examples": len(labels), "best_accuracy": 1 - share},
    )


INPUT_RULES = (
    Rule(
        name="unscaled_inputs",
        label="Unscaled inputs",
        summary="Inputs of very different size: the largest one drives every gradient.",
        formula=(
            r"\sigma_i > 10 \ \text{or}\ \lvert \mu_i \rvert > 10 \ \text{or}\ \max \sigma / \min"
            r" \sigma > 10"
        ),
        source="The tutorial, section 10; LeCun, Bottou, Orr, Müller: Efficient BackProp (1998)",
        thresholds=(
            Threshold(
                "size", 10, "Initial weights are made for inputs of size 1; ten times that saturates units."
            ),
            Threshold(
                "spread",
                10,
                "The curvature of the loss goes with the square: one rate has to suit 1 and 100.",
            ),
            Threshold("examples", 5, "Fewer examples say little about a column."),
        ),
        advice="Standardise the inputs: zero mean and unit variance, measured on the training part.",
        find=_unscaled,
    ),
    Rule(
        name="class_imbalance",
        label="Class imbalance",
        summary="One class is so frequent that always answering it looks good.",
        formula=r"N_{\max} / N_{\min} \ge 5",
        source="The tutorial, section 10; He, Garcia: Learning from imbalanced data (TKDE 21, 2009)",
        thresholds=(
            Threshold("ratio", 5, "From five to one on, ignoring the rare class is right 5 times in 6."),
            Threshold("examples", 20, "Fewer examples are out of balance by chance."),
        ),
        advice=(
            "Gather more examples of the rare class, or repeat the ones there are; look at each class's"
            " own accuracy."
        ),
        find=_imbalanced,
    ),
    Rule(
        name="contradicting_labels",
        label="Labels that disagree",
        summary="The same inputs with different labels: part of the loss cannot be learned away.",
        formula=r"x_m = x_n,\; y_m \ne y_n",
        source="The tutorial, section 10: Are labels correct? Proper preprocessing?",
        thresholds=(Threshold("share", 0.01, "Below one in a hundred it is lost in other noise."),),
        advice="Check the data: correct the labels, or add a feature that tells these examples apart.",
        find=_contradicting,
    ),
)
