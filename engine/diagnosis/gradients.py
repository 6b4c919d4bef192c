"""Findings about the message on its way back: fading, growing, or no number any more."""

from collections.abc import Iterator, Mapping

import numpy as np

from engine.diagnosis.finding import Case, Rule, Sign, Threshold
from engine.passes import Backward
from engine.types import Array


def _signal(trace: Backward) -> Array | None:
    """‖∂L/∂z‖ of each layer over batch and units, (layers,); None if there is nothing to compare.

    He and Xavier initialization are made to keep this norm the same from layer to layer.
    """
    norms = np.array([np.linalg.norm(layer.grad_z.astype(np.float64)) for layer in trace.layers])
    usable = len(norms) > 1 and norms[-1] > 0 and np.isfinite(norms).all()
    return norms if usable else None


def _ratios(signal: Array) -> dict[str, float]:
    return {f"layer_{i}": float(value / signal[-1]) for i, value in enumerate(signal, start=1)}


def _vanishing(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    signal = None if case.trace is None else _signal(case.trace)
    if signal is None:
        return
    ratios = signal[:-1] / signal[-1]
    layer = int(np.argmin(ratios)) + 1
    ratio = float(ratios[layer - 1])
    if ratio >= line["ratio"]:
        return
    share = "nothing" if ratio == 0 else f"{ratio:.2g} of it"
    yield Sign(
        "error" if ratio < line["ratio"] ** 2 else "warning",
        f"Of the gradient at layer {len(signal)}, {share} arrives at layer {layer}, which hardly learns.",
        {"ratio": ratio, **_ratios(signal)},
        layer,
    )


def _exploding(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    signal = None if case.trace is None else _signal(case.trace)
    if signal is not None:
        ratios = signal[:-1] / signal[-1]
        layer = int(np.argmax(ratios)) + 1
        ratio = float(ratios[layer - 1])
        if ratio > line["ratio"] and np.isfinite(ratio):
            yield Sign(
                "warning",
                f"On its way back from layer {len(signal)} to layer {layer} the gradient grows"
                f" {ratio:.3g}-fold.",
                {"ratio": ratio, **_ratios(signal)},
                layer,
            )
    yield from _growing(case, line)


def _growing(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    """The gradient of a layer against itself earlier in the training."""
    norms = None if case.history is None else case.history.grad_norms
    if case.history is None or norms is None or len(norms) < line["moments"]:
        return
    finite = np.isfinite(norms).all(axis=1)
    kept, steps = norms[finite], case.history.step[finite]
    if len(kept) < line["moments"]:
        return
    before = np.median(kept[: len(kept) // 2], axis=0)
    late = np.median(kept[-3:], axis=0)
    growth = np.divide(late, before, out=np.zeros_like(late), where=before > 0)
    layer = int(np.argmax(growth)) + 1
    if growth[layer - 1] > line["ratio"]:
        yield Sign(
            "error",
            f"The gradient of layer {layer} has grown {growth[layer - 1]:.3g}-fold, to"
            f" {late[layer - 1]:.3g}.",
            {
                "growth": float(growth[layer - 1]),
                "before": float(before[layer - 1]),
                "now": float(late[layer - 1]),
                "step": float(steps[-1]),
            },
            layer,
        )


def _places(trace: Backward) -> Iterator[tuple[str, int, Array]]:
    """What was computed, in order; ∂L/∂a is left out: where an output is sure and wrong, it is infinite."""
    yield "x", 0, trace.forward.x
    for layer in trace.forward.layers:
        yield from (("w", layer.index, layer.w), ("b", layer.index, layer.b))
        yield from (("z", layer.index, layer.z), ("a", layer.index, layer.a))
    for back in reversed(trace.layers):
        yield from (("∂L/∂z", back.index, back.grad_z), ("∂L/∂w", back.index, back.grad_w))


def _not_finite(case: Case, line: Mapping[str, float]) -> Iterator[Sign]:
    if case.trace is not None:
        for symbol, index, values in _places(case.trace):
            wrong = np.argwhere(~np.isfinite(values))
            if len(wrong) < line["numbers"]:
                continue
            value = float(values[tuple(wrong[0])])
            where = "the input" if index == 0 else f"layer {index}"
            yield Sign(
                "error",
                f"It began in {symbol} of {where}: {len(wrong):,} of {values.size:,} numbers there are"
                " not finite,"
                f" the first at {wrong[0].tolist()} is {'NaN' if np.isnan(value) else 'infinite'}.",
                {"count": len(wrong), "of": values.size},
                index,
                (int(wrong[0][-1]),),
            )
            break
    if case.history is not None:
        lost = np.flatnonzero(~np.isfinite(case.history.train_loss))
        if len(lost) >= line["numbers"]:
            first = int(lost[0])
            evidence = {"step": float(case.history.step[first])}
            said = f"The training loss stopped being a number at step {case.history.step[first]:.0f}"
            if first:
                evidence["last_finite_loss"] = float(case.history.train_loss[first - 1])
                said += f"; it was {evidence['last_finite_loss']:.3g} before"
            yield Sign("error", f"{said}.", evidence)


GRADIENT_RULES = (
    Rule(
        name="vanishing_gradient",
        label="Vanishing gradient",
        summary="Too little of the gradient arrives at the first layers.",
        formula=r"\lVert \delta^{l} \rVert / \lVert \delta^{L} \rVert < 0.01",
        source="The tutorial, section 8; Hochreiter: Untersuchungen zu dynamischen neuronalen Netzen (1991)",
        thresholds=(
            Threshold(
                "ratio", 0.01, "A layer at a hundredth of the pace of the last needs 100 times its steps."
            ),
        ),
        advice=(
            "Use ReLU in place of sigmoid or tanh, He or Xavier initialization, batch normalization, or skip"
            " connections."
        ),
        find=_vanishing,
    ),
    Rule(
        name="exploding_gradient",
        label="Exploding gradient",
        summary="The gradient grows from layer to layer, or from step to step.",
        formula=r"\lVert \delta^{l} \rVert / \lVert \delta^{L} \rVert > 100",
        source=(
            "The tutorial, section 8; Pascanu, Mikolov, Bengio: On the difficulty of training RNNs"
            " (ICML 2013)"
        ),
        thresholds=(
            Threshold(
                "ratio", 100, "The mirror of vanishing: no learning rate suits both ends of the network."
            ),
            Threshold("moments", 10, "Fewer moments have no usual size to compare with."),
        ),
        advice=(
            "Clip the gradient by its norm, lower the learning rate, or begin with He or Xavier"
            " initialization."
        ),
        find=_exploding,
    ),
    Rule(
        name="not_finite",
        label="Not finite",
        summary="A number has become infinite or NaN, and from there on nothing means anything.",
        formula=r"\exists\, v: \; \lvert v \rvert = \infty \ \text{or}\ v \ne v",
        source="The tutorial, section 8; IEEE 754 (2019)",
        thresholds=(Threshold("numbers", 1, "One is enough: the next step spreads it to all parameters."),),
        advice=(
            "Go back to a step before it began, lower the learning rate tenfold, clip the gradient, and"
            " look for"
            " unscaled inputs."
        ),
        find=_not_finite,
    ),
)
