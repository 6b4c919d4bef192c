"""Derivations of what the optimizer sees: the gradient with its penalty, cut to the bounds that were set."""

import math

import numpy as np

from engine.explain import latex, sums
from engine.explain.ahead import leaf
from engine.explain.parameter import Moved
from engine.explain.parts import Explanation, Factor, Ref, Term, explanation, term
from engine.explain.trace import Trace
from engine.types import Array
from engine.updates import norm


def explain_clipped(trace: Trace, ref: Ref) -> Explanation:
    """What the optimizer saw: gradient and penalty, cut to the bounds that were set."""
    own = Moved.of(trace, ref)
    if trace.taken.training.clip_norm is None or own.held:
        return _bounded(own, "g")
    value, cut = own.number(own.update.clipped), clip_factor(trace)
    whole = _of_bounded(own)
    note = (
        None if cut.value < 1 else "The gradient as a whole is no longer than clip_norm: it stays as it is."
    )
    return explanation(
        ref, "g", f"g = {cut.symbol}\\, {whole.symbol}", value, [term("made shorter", cut, whole)], note=note
    )


def explain_bounded(trace: Trace, ref: Ref) -> Explanation:
    """Gradient and penalty, each number of it cut to clip_value; its length is not looked at yet."""
    return _bounded(Moved.of(trace, ref), r"\tilde{g}")


def explain_penalty(trace: Trace, ref: Ref) -> Explanation:
    """l1·sign(w) + l2·w, which pulls a weight towards 0; everything else is free of it."""
    own, training = Moved.of(trace, ref), trace.taken.training
    if own.kind != "w":
        return own.nothing("p", "Only weights are penalised: a bias, γ or β is free.")
    if not (training.l1 or training.l2):
        return own.nothing("p", "No penalty is set.")
    parts = [
        (r"\lambda_1\, \operatorname{sign}(w)", "L1", (Factor(r"\lambda_1", training.l1), sign(own))),
        (r"\lambda_2\, w", "L2", (Factor(r"\lambda_2", training.l2), own.old)),
    ]
    wanted = [part for part, on in zip(parts, (training.l1, training.l2), strict=True) if on]
    formula = " + ".join(symbols for symbols, _, _ in wanted)
    terms = [term(label, *factors) for _, label, factors in wanted]
    return explanation(ref, "p", f"p = {formula}", own.number(own.update.penalty), terms)


def explain_sign(trace: Trace, ref: Ref) -> Explanation:
    own = Moved.of(trace, ref)
    found = sign(own)
    then = rf"\operatorname{{sign}}({latex.number(own.old.value)}) = {latex.number(found.value)}"
    return explanation(ref, found.symbol, found.symbol, found.value, [term("weight", own.old)], then)


def explain_clip_factor(trace: Trace, ref: Ref) -> Explanation:
    """clip_norm/‖g‖ where the gradient of all parameters together is longer than clip_norm, else 1."""
    own, bound = clip_factor(trace), trace.taken.training.clip_norm
    if bound is None:
        return leaf(ref, own, "No clip_norm is set.")
    terms = SQUARES.of_network(trace)
    total = latex.number(sum(item.value for item in terms))
    length, limit = rf"\sqrt{{{total}}}", latex.number(bound)
    formula = r"c = \min\Bigl(1, \dfrac{\text{clip\_norm}}{\lVert g \rVert}\Bigr)"
    then = rf"c = \dfrac{{{limit}}}{{{length}}} = {latex.number(own.value)}"
    if own.value == 1:
        then = rf"\lVert g \rVert = {length} \le {limit}, \quad c = 1"
    note = "The squares of all numbers of the gradient; the root of their sum is its length."
    return explanation(ref, own.symbol, formula, own.value, terms, then, note)


def seen(own: Moved) -> Factor:
    """What the optimizer saw of this parameter's gradient: itself, where nothing came between."""
    value = own.number(own.update.clipped)
    return own.gradient if value == own.gradient.value else own.factor("clipped", "g", value)


def sign(own: Moved) -> Factor:
    return own.factor("sign", r"\operatorname{sign}(w)", float(np.sign(own.old.value)))


def clip_factor(trace: Trace) -> Factor:
    bound, value = trace.taken.training.clip_norm, 1.0
    if bound is not None:
        found = [bounded(trace, i, kind) for i, kind in trace.kinds()]
        length = norm(np.concatenate([array.ravel() for array in found]))
        value = bound / length if length > bound else 1.0
    return Factor("c", value, Ref("clip_factor", 0))


def bounded(trace: Trace, layer: int, kind: str) -> Array:
    """Gradient and penalty of all of a layer's w, b, gamma or beta, each number cut to clip_value."""
    training, update = trace.taken.training, trace.update(layer).named()[kind]
    whole = update.gradient + update.penalty if training.l1 or training.l2 else update.gradient
    held, limit = trace.held(layer, kind), training.clip_value
    if held is not None:
        whole = np.where(held, 0, whole)
    return whole if limit is None else np.clip(whole, -limit, limit)


def _bounded(own: Moved, symbol: str) -> Explanation:
    if own.held:
        return own.nothing(symbol, f"{own.held}: the optimizer sees no gradient of it.")
    training = own.trace.taken.training
    value = own.number(bounded(own.trace, own.ref.layer, own.kind))
    terms, formula = [term("gradient", own.gradient)], own.gradient.symbol
    if own.kind == "w" and (training.l1 or training.l2):
        penalty = own.factor("penalty", "p", own.number(own.update.penalty))
        terms.append(term("penalty on large weights", penalty))
        formula += " + p"
    limit, then, note = training.clip_value, None, None
    if limit is not None:
        shown, total = latex.number(limit), latex.number(sum(item.value for item in terms))
        formula = rf"\max\bigl(-{shown}, \min({shown}, {formula})\bigr)"
        then = rf"{symbol} = \max\bigl(-{shown}, \min({shown}, {total})\bigr) = {latex.number(value)}"
        if math.isclose(abs(value), limit, rel_tol=1e-6):
            note = "Cut to the bound of clip_value."
    return explanation(own.ref, symbol, f"{symbol} = {formula}", value, terms, then, note)


def _of_bounded(own: Moved) -> Factor:
    """The gradient before its length is looked at: itself, where no penalty and no bound come between."""
    training = own.trace.taken.training
    penalised = own.kind == "w" and (training.l1 or training.l2)
    if training.clip_value is None and not penalised and not own.held:
        return own.gradient
    value = own.number(bounded(own.trace, own.ref.layer, own.kind))
    return own.factor("bounded", r"\tilde{g}", value)


def _squares(trace: Trace, layer: int, kind: str) -> Array:
    found = bounded(trace, layer, kind).astype(np.float64)
    return found * found


def _square(own: Moved) -> list[Term]:
    g = _of_bounded(own)
    return [term(own.label, g, g)]


SQUARES = sums.Sum(
    quantities={kind: f"squares_{kind}" for kind in sums.KINDS},
    symbol=lambda name: rf"\sum g_{{{name}}}^2",
    values=_squares,
    terms=_square,
)
