"""Findings about single units: dead, saturated, or all the same."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np

from engine.diagnosis.finding import Case, Rule, Severity, Sign, Threshold
from engine.losses import LOSSES
from engine.network import Layer
from engine.passes import Backward, LayerForward
from engine.types import Array

FAR = 1000.0
DIGITS = 1e6


def _probe(layer: Layer) -> Array | None:
    """|f′| far to the left, at 0 and far to the right, (3, 1); None for softmax."""
    z = np.array([[-FAR], [0.0], [FAR]])
    slope = layer.f.slope(z, layer.f.value(z, **layer.activation.parameters), **layer.activation.parameters)
    return None if slope is None else np.abs(slope)


def _gated(trace: Backward) -> Iterator[tuple[LayerForward, Array, bool, bool]]:
    """Each layer with a slope: itself, |f′| relative to f′(0), and whether f is flat far left and right."""
    for layer, seen in zip(trace.forward.network.layers, trace.forward.layers, strict=True):
        probe = _probe(layer)
        if probe is not None and seen.slope is not None:
            steepest = float(probe[1, 0]) or 1.0
            yield seen, np.abs(seen.slope) / steepest, bool(probe[0, 0] < 1e-9), bool(probe[2, 0] < 1e-9)


def _dead(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    if case.trace is None:
        return
    for seen, gate, left, right in _gated(case.trace):
        if not left or right:
            continue
        rows, width = gate.shape
        widest = gate.max(axis=0)
        units = tuple(np.flatnonzero(widest <= line["slope"]).tolist())
        if not units:
            continue
        severity: Severity = "error" if len(units) == width else "warning"
        if rows < line["examples"]:
            severity = "info" if severity == "warning" else "warning"
        among = f"any of {rows:,} examples" if rows > 1 else "this example"
        then = ", so they cannot recover" if rows >= line["examples"] else ""
        yield Sign(
            severity,
            f"In layer {seen.index}, {len(units)} of {width} units let nothing back through for {among}:"
            f" no gradient reaches their weights{then}.",
            {
                "units": len(units),
                "width": width,
                "examples": rows,
                "largest_slope": float(widest[list(units)].max()),
                "largest_z": float(seen.z[:, list(units)].max()),
            },
            seen.index,
            units,
        )


def _saturated(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    if case.trace is None:
        return
    network = case.trace.forward.network
    forgiven = len(network.layers) if LOSSES[network.loss].fused is not None else 0
    for seen, gate, left, right in _gated(case.trace):
        if not (left and right) or seen.index == forgiven:
            continue
        open_by = gate.mean(axis=0)
        units = tuple(np.flatnonzero(open_by < line["open"]).tolist())
        if not units:
            continue
        width = gate.shape[1]
        yield Sign(
            "error" if len(units) == width else "warning",
            f"In layer {seen.index}, {len(units)} of {width} units sit where the curve is flat: on average"
            f" they let {100 * float(open_by[list(units)].mean()):.2g} % through of what they could.",
            {
                "units": len(units),
                "width": width,
                "examples": len(gate),
                "mean_open": float(open_by[list(units)].mean()),
                "mean_abs_z": float(np.abs(seen.z[:, list(units)]).mean()),
            },
            seen.index,
            units,
        )


def _symmetric(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    if case.trace is None:
        return
    layers = case.trace.forward.layers
    for seen, after in pairwise(layers):
        wires = np.column_stack([seen.w.T, seen.b, after.w])
        if not np.isfinite(wires).all():
            continue
        size = float(np.abs(wires).max()) or 1.0
        _, group, sizes = np.unique(
            np.round(wires / size * DIGITS), axis=0, return_inverse=True, return_counts=True
        )
        twins = sizes[group.ravel()] >= line["alike"]
        if not twins.any():
            continue
        units = tuple(np.flatnonzero(twins).tolist())
        width, distinct = len(twins), len(sizes)
        yield Sign(
            "error" if distinct == 1 else "warning",
            f"In layer {seen.index}, {len(units)} of {width} units have the same weights in and out as"
            f" another: they get the same gradient and stay the same, so the layer is only {distinct} wide.",
            {"units": len(units), "width": width, "distinct": distinct},
            seen.index,
            units,
        )


UNIT_RULES = (
    Rule(
        name="dead_units",
        label="Dead units",
        summary="Units whose gate is shut for every example.",
        formula=r"\max_n \lvert f'(z_{nj}) \rvert \approx 0",
        source="The tutorial, section 9; Lu, Shin, Su, Karniadakis: Dying ReLU and initialization (2020)",
        thresholds=(
            Threshold(
                "slope", 1e-6, "A millionth of the gradient cannot move a weight before training ends."
            ),
            Threshold(
                "examples", 10, "A ReLU is shut for half of all examples; ten in a row are no accident."
            ),
        ),
        advice=(
            "Use leaky ReLU in this layer, lower the learning rate, or begin again with He"
            " initialization and biases"
            " at 0."
        ),
        find=_dead,
    ),
    Rule(
        name="saturated_units",
        label="Saturated units",
        summary="Units that sit on the flat ends of a sigmoid or tanh.",
        formula=r"\tfrac{1}{N} \sum_n f'(z_{nj}) / f'(0) < 0.05",
        source=(
            "The tutorial, section 9; Glorot, Bengio: Understanding the difficulty of training deep"
            " networks (2010)"
        ),
        thresholds=(
            Threshold("open", 0.05, "Below a twentieth, two such layers in a row pass less than 1/400 back."),
        ),
        advice=(
            "Use ReLU in hidden layers, standardise the inputs, begin with Xavier initialization, or add"
            " batch"
            " normalization."
        ),
        find=_saturated,
    ),
    Rule(
        name="symmetric_weights",
        label="Symmetric weights",
        summary="Units with the same weights in and out, which no gradient can tell apart.",
        formula=r"w_{\cdot j} = w_{\cdot k},\; b_j = b_k,\; w'_{j \cdot} = w'_{k \cdot}",
        source="The tutorial, section 10; Goodfellow, Bengio, Courville: Deep Learning (2016), section 8.4",
        thresholds=(Threshold("alike", 2, "Two are enough: one of them is wasted."),),
        advice="Begin with random weights: He initialization for ReLU, Xavier for sigmoid and tanh.",
        find=_symmetric,
    ),
)
