"""Derivations of the forward pass: z, a, the slope, and the leaves x, w, b, y that everything rests on."""

import math

from engine.curves import softmax_shift
from engine.explain import latex
from engine.explain.parts import Explanation, Factor, Ref, explanation, minus, term
from engine.explain.trace import Trace


def leaf(ref: Ref, factor: Factor, note: str) -> Explanation:
    """A number that was given, not computed."""
    bare = Factor(factor.symbol, factor.value)
    return explanation(ref, factor.symbol, factor.symbol, factor.value, [term("given", bare)], note=note)


def explain_z(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    inputs = trace.ahead(layer).x.shape[1]
    terms = [
        term(f"from {'input' if layer == 1 else 'unit'} {k + 1}", trace.w(layer, k, j), trace.x(layer, k, n))
        for k in range(inputs)
    ]
    z = trace.z(layer, j, n)
    before = "x_{k}" if layer == 1 else f"a^{{({layer - 1})}}_{{k}}"
    formula = (
        rf"{z.symbol} = \sum_{{k=1}}^{{{inputs}}} w^{{({layer})}}_{{k,{j + 1}}}\, {before}"
        rf" + {trace.b(layer, j).symbol}"
    )
    return explanation(ref, z.symbol, formula, z.value, [*terms, term("bias", trace.b(layer, j))])


def explain_a(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    if trace.ahead(layer).h is None:
        return explain_h(trace, ref, layer, j, n)
    a, h = trace.a(layer, j, n), trace.f_output(layer, j, n)
    paths = [("through f", h)]
    if trace.network.layers[layer - 1].skip:
        paths.append(("past it", trace.x(layer, j, n)))
    dropped = [] if trace.ahead(layer).mask is None else [trace.mask(layer, j, n)]
    terms = [term(label, factor, *dropped) for label, factor in paths]
    formula = " + ".join(factor.symbol for _, factor in paths)
    if dropped:
        formula = (rf"({formula})" if len(paths) > 1 else formula) + rf" \cdot {dropped[0].symbol}"
    note = "Dropped in this step: this unit hands on 0." if dropped and not dropped[0].value else None
    return explanation(ref, a.symbol, f"{a.symbol} = {formula}", a.value, terms, note=note)


def explain_h(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    """What f makes of its input."""
    f = trace.network.layers[layer - 1].f
    own, z = trace.f_output(layer, j, n), trace.f_input(layer, j, n)
    if not f.elementwise:
        return _softmax(trace, ref, layer, j, n)
    formula = rf"{own.symbol} = f({z.symbol}), \quad {f.formula}"
    then = _applied(own.symbol, f.formula, z.value, own.value)
    note = _shut(f.kinks, own.value, z)
    return explanation(ref, own.symbol, formula, own.value, [term(f"f = {f.label}", z)], then, note)


def explain_slope(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    chosen = trace.network.layers[layer - 1]
    slope, z = trace.slope(layer, j, n), trace.f_input(layer, j, n)
    formula = rf"{slope.symbol}, \quad {chosen.f.derivative}"
    then = _applied(
        slope.symbol, chosen.f.derivative, z.value, slope.value, trace.f_output(layer, j, n).value
    )
    note = None
    if z.value in chosen.f.kinks:
        note = (
            f"{z.symbol[0]} stands right on the corner of f; the slope from the left is taken, as in PyTorch."
        )
    elif slope.value == 0:
        stands = f"{z.symbol[0]} = {latex.plain(z.value)}"
        note = f"{stands} lies where f is flat: nothing comes back through this gate."
    return explanation(ref, slope.symbol, formula, slope.value, [term("slope at", z)], then, note)


def explain_exp(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    """e^(z_j − z_max), the numerator of a softmax unit."""
    power = exponential(trace, layer, j, n)
    top = int(trace.ahead(layer).f_input[n].argmax())
    own, largest = trace.f_input(layer, j, n), trace.f_input(layer, top, n)
    name = own.symbol[0]
    terms = [term(f"{name} of this unit", own), minus(f"largest {name}", largest)]
    exponent = latex.number(sum(item.value for item in terms))
    then = f"{power.symbol} = e^{{{exponent}}} = {latex.number(power.value)}"
    note = (
        f"Taking the largest {name} off all of them leaves the quotient as it is, "
        "and no power grows too large."
    )
    return explanation(ref, power.symbol, power.symbol, power.value, terms, then, note)


def exponential(trace: Trace, layer: int, j: int, n: int) -> Factor:
    shifted = softmax_shift(trace.ahead(layer).f_input[n])
    own = trace.f_input(layer, j, n).symbol
    symbol = f"e^{{{own} - {own[0]}_{{\\max}}}}"
    return Factor(symbol, math.exp(float(shifted[j])), Ref("exp", layer, j, example=n))


def _softmax(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    a, own = trace.f_output(layer, j, n), exponential(trace, layer, j, n)
    name = trace.f_input(layer, j, n).symbol[0]
    units = trace.network.layers[layer - 1].units
    terms = [term(f"unit {i + 1}", exponential(trace, layer, i, n)) for i in range(units)]
    formula = (
        rf"{a.symbol} = \dfrac{{{own.symbol}}}{{\sum_{{i=1}}^{{{units}}}"
        rf" e^{{{name}^{{({layer})}}_{{i}} - {name}_{{\max}}}}}}"
    )
    total = latex.number(sum(item.value for item in terms))
    then = rf"{a.symbol} = \dfrac{{{latex.number(own.value)}}}{{{total}}} = {latex.number(a.value)}"
    note = "The sum is the whole row's; this unit's share of it is the output."
    return explanation(ref, a.symbol, formula, a.value, terms, then, note)


def _applied(symbol: str, formula: str, z: float, result: float, a: float | None = None) -> str:
    """The function with its numbers put in: symbol = f(2.16) = max(0, 2.16) = 2.16."""
    letters = {"z": latex.factor(z)} | ({} if a is None else {"a": latex.factor(a)})
    name = formula.split("(", 1)[0]
    worked = latex.put_in(formula, letters) or f"{name}({latex.number(z)})"
    return f"{symbol} = {worked} = {latex.number(result)}"


def _shut(kinks: tuple[float, ...], a: float, z: Factor) -> str | None:
    if a != 0 or not kinks or z.value > 0:
        return None
    return f"The gate is shut: {z.symbol[0]} = {latex.plain(z.value)} ≤ 0, so this unit hands on 0."
