"""Derivations of the loss and the way back: every gradient down to outputs, targets and weights."""

import math
from dataclasses import replace

from engine.explain import latex, norm
from engine.explain.parts import Explanation, Factor, Ref, Term, explanation, minus, term
from engine.explain.trace import Trace
from engine.losses import LOSSES, Loss


def explain_loss(trace: Trace, ref: Ref) -> Explanation:
    """One term an output element: its own loss, divided by the count of the mean."""
    loss, y = LOSSES[trace.network.loss], trace.backward.y
    count = loss.count(y.shape)
    share = Factor(rf"\tfrac{{1}}{{{count}}}", 1 / count)
    rows, units = y.shape
    terms = [
        term(_place(n, j, rows, units), loss_term(trace, j, n), share)
        for n in range(rows)
        for j in range(units)
    ]
    return explanation(ref, "L", loss.formula, trace.backward.loss, terms)


def loss_term(trace: Trace, j: int, n: int) -> Factor:
    """The loss of one output element before the mean is taken."""
    loss, output = LOSSES[trace.network.loss], trace.ahead(trace.depth)
    value = float(loss.elements(trace.backward.y, output.a, output.f_input)[n, j])
    return Factor(rf"\ell_{{{j + 1}}}", value, Ref("loss_term", trace.depth, j, example=n))


def explain_loss_term(trace: Trace, ref: Ref, j: int, n: int) -> Explanation:
    loss, own = LOSSES[trace.network.loss], loss_term(trace, j, n)
    note = None
    if loss.activation is not None:
        z = trace.f_input(trace.depth, j, n)
        logit = f"{z.symbol[0]} = {latex.plain(z.value)}"
        note = f"Computed from the logit {logit}, so that no logarithm meets a rounded 0."
    formula = f"{own.symbol} = {loss.term}"
    then = _worked(trace, loss.term, j, n, own.value, own.symbol)
    return explanation(ref, own.symbol, formula, own.value, _against_target(trace, loss, j, n), then, note)


def explain_grad_a(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    own = trace.grad_a(layer, j, n)
    fraction = latex.fraction(latex.activation(trace.network, layer, j))
    if layer < trace.depth:
        return _gathered(trace, ref, layer + 1, j, n, own.value)
    loss = LOSSES[trace.network.loss]
    then = _worked(trace, loss.derivative.split(" = ", 1)[1], j, n, own.value, fraction)
    note = None
    if math.isinf(own.value):
        note = "The output is sure and wrong: the loss is infinitely steep here, yet ∂L/∂z is finite."
    return explanation(
        ref, fraction, loss.derivative, own.value, _against_target(trace, loss, j, n), then, note
    )


def explain_grad_z(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    if trace.ahead(layer).batch_norm is not None:
        return norm.explain_grad_z(trace, ref, layer, j, n)
    return explain_gate(trace, ref, layer, j, n)


def explain_gate(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    """The gradient at the input of f: ∂L/∂z, or with batch norm ∂L/∂y."""
    loss = LOSSES[trace.network.loss]
    if layer == trace.depth and loss.fused is not None:
        return _fused(trace, ref, loss, j, n)
    own, f = trace.grad_f_input(layer, j, n), trace.network.layers[layer - 1].f
    into = trace.f_input(layer, j, n)
    symbol = latex.fraction(into.symbol)
    if not f.elementwise:
        return _through_jacobian(trace, ref, layer, j, n)
    grad_a, slope = trace.grad_f_output(layer, j, n), trace.slope(layer, j, n)
    formula = rf"{symbol} = {latex.fraction(trace.f_output(layer, j, n).symbol)} \cdot {slope.symbol}"
    note = None
    if slope.value == 0:
        name, z = into.symbol[0], latex.plain(into.value)
        note = f"The gate is shut: f′({name}) = 0 at {name} = {z}, so nothing goes back through this unit."
    return explanation(ref, symbol, formula, own.value, [term("gate", grad_a, slope)], note=note)


def explain_grad_h(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    """∂L/∂h: what comes back to the unit, unless it was dropped."""
    if trace.ahead(layer).h is None:
        return explain_grad_a(trace, replace(ref, quantity="grad_a"), layer, j, n)
    own, grad_a = trace.grad_f_output(layer, j, n), trace.grad_a(layer, j, n)
    dropped = [] if trace.ahead(layer).mask is None else [trace.mask(layer, j, n)]
    symbol = latex.fraction(latex.unit("h", layer, j))
    formula = rf"{symbol} = {latex.fraction(latex.activation(trace.network, layer, j))}"
    formula += "".join(rf" \cdot {mask.symbol}" for mask in dropped)
    return explanation(ref, symbol, formula, own.value, [term("back from a", grad_a, *dropped)])


def explain_grad_w(trace: Trace, ref: Ref, layer: int, k: int, j: int) -> Explanation:
    own = trace.grad_w(layer, k, j)
    terms = [
        term(f"example {n + 1}", trace.x(layer, k, n), trace.grad_z(layer, j, n)) for n in range(trace.rows)
    ]
    symbol = latex.fraction(latex.weight(layer, k, j))
    product = (
        rf"{latex.activation(trace.network, layer - 1, k)}\, {latex.fraction(latex.unit('z', layer, j))}"
    )
    return explanation(ref, symbol, f"{symbol} = {_over_examples(trace)}{product}", own.value, terms)


def explain_grad_b(trace: Trace, ref: Ref, layer: int, j: int) -> Explanation:
    own = trace.grad_b(layer, j)
    terms = [term(f"example {n + 1}", trace.grad_z(layer, j, n)) for n in range(trace.rows)]
    symbol = latex.fraction(latex.unit("b", layer, j))
    formula = f"{symbol} = {_over_examples(trace)}{latex.fraction(latex.unit('z', layer, j))}"
    return explanation(ref, symbol, formula, own.value, terms)


def explain_grad_x(trace: Trace, ref: Ref, layer: int, k: int, n: int) -> Explanation:
    return _gathered(trace, ref, layer, k, n, float(trace.behind(layer).grad_x[n, k]))


def _fused(trace: Trace, ref: Ref, loss: Loss, j: int, n: int) -> Explanation:
    layer = trace.depth
    own = trace.grad_f_input(layer, j, n)
    symbol = latex.fraction(trace.f_input(layer, j, n).symbol)
    count = loss.count(trace.backward.y.shape)
    a, y = trace.a(layer, j, n), trace.y(j, n)
    formula = f"{symbol} = {a.symbol} - {y.symbol}"
    then = None
    if count > 1:
        formula = rf"{symbol} = \tfrac{{1}}{{{count}}}\,({a.symbol} - {y.symbol})"
        residual = latex.number(a.value - y.value)
        then = rf"{symbol} = \dfrac{{{residual}}}{{{count}}} = {latex.number(own.value)}"
    terms = [term("output", a), minus("target", y)]
    return explanation(ref, symbol, formula, own.value, terms, then, _fused_note(trace, loss, j, n))


def _fused_note(trace: Trace, loss: Loss, j: int, n: int) -> str:
    begin = f"{loss.label} and {loss.activation} fit together: what is left is (ŷ − y) over the count."
    slopes = trace.ahead(trace.depth).slope
    if slopes is None:
        return begin
    grad_a, slope = trace.grad_a(trace.depth, j, n).value, float(slopes[n, j])
    chain = grad_a * slope
    shown = [latex.plain(value) for value in (grad_a, slope, chain)]
    if math.isfinite(chain):
        return f"{begin} The long way, ∂L/∂ŷ · f′(z), is {shown[0]} · {shown[1]} = {shown[2]}."
    return f"{begin} The long way, ∞ · 0, could not be computed here."


def _through_jacobian(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    """A row of the softmax Jacobian times ∂L/∂a, multiplied out as the backward pass computes it."""
    own, a = trace.grad_f_input(layer, j, n), trace.f_output(layer, j, n)
    units, name = trace.network.layers[layer - 1].units, trace.f_input(layer, j, n).symbol[0]
    through = [
        minus(f"through unit {i + 1}", a, trace.grad_f_output(layer, i, n), trace.f_output(layer, i, n))
        for i in range(units)
    ]
    symbol = latex.fraction(trace.f_input(layer, j, n).symbol)
    formula = (
        rf"{symbol} = \sum_{{i=1}}^{{{units}}} \dfrac{{\partial L}}{{\partial a_i}}"
        rf"\, \dfrac{{\partial a_i}}{{\partial {name}_{{{j + 1}}}}} = {a.symbol} \Bigl("
        rf"{latex.fraction(a.symbol)} - \sum_{{i=1}}^{{{units}}}"
        r" \dfrac{\partial L}{\partial a_i}\, a_i\Bigr)"
    )
    note = "Softmax couples the units: raising one z lowers all other outputs."
    terms = [term("its own output", a, trace.grad_f_output(layer, j, n)), *through]
    return explanation(ref, symbol, formula, own.value, terms, note=note)


def _gathered(trace: Trace, ref: Ref, layer: int, k: int, n: int, value: float) -> Explanation:
    """What the units of a layer send back to the one or the input before them, k, all added up."""
    units = trace.network.layers[layer - 1].units
    symbol = latex.fraction(latex.activation(trace.network, layer - 1, k))
    message = rf"w^{{({layer})}}_{{{k + 1},i}}\, {latex.fraction(f'z^{{({layer})}}_{{i}}')}"
    terms = [
        term(f"from unit {j + 1}", trace.w(layer, k, j), trace.grad_z(layer, j, n)) for j in range(units)
    ]
    formula = rf"{symbol} = \sum_{{i=1}}^{{{units}}} {message}"
    if trace.network.layers[layer - 1].skip:
        past = trace.grad_f_output(layer, k, n)
        terms.append(term("past the layer", past))
        formula += f" + {latex.fraction(trace.f_output(layer, k, n).symbol)}"
    return explanation(ref, symbol, formula, value, terms)


def _against_target(trace: Trace, loss: Loss, j: int, n: int) -> list[Term]:
    """What the loss looks at: the distance to the target, or for classes the target's own weight."""
    target = minus("target", trace.y(j, n))
    return (
        [target] if loss.targets == "distribution" else [term("output", trace.a(trace.depth, j, n)), target]
    )


def _worked(trace: Trace, formula: str, j: int, n: int, value: float, symbol: str) -> str:
    rows, units = trace.backward.y.shape
    a, y = trace.a(trace.depth, j, n).value, trace.y(j, n).value
    written = {
        r"\hat{y}_j": "A",
        r"\hat{y}": "A",
        "y_j": "y",
        "{N D}": rf"{{{rows} \cdot {units}}}",
        "{N}": f"{{{rows}}}",
    }
    for letter, text in written.items():
        formula = formula.replace(letter, text)
    formula = formula.replace(r"\tfrac{1}{1 \cdot 1}\,", "").replace(r"\tfrac{1}{1}\,", "")
    worked = latex.put_in(formula, {"A": latex.factor(a), "y": latex.factor(y)})
    return (
        f"{symbol} = {latex.number(value)}"
        if worked is None
        else f"{symbol} = {worked} = {latex.number(value)}"
    )


def _place(n: int, j: int, rows: int, units: int) -> str:
    named = [f"example {n + 1}"] * (rows > 1 or units == 1) + [f"output {j + 1}"] * (units > 1)
    return ", ".join(named)


def _over_examples(trace: Trace) -> str:
    return rf"\sum_{{n=1}}^{{{trace.rows}}} " if trace.rows > 1 else ""
