"""Derivations of softmax's Jacobian, ∂a_i/∂z_j, and of the long way back through the whole of it."""

import math

from engine.explain import latex
from engine.explain.parts import Explanation, Ref, explanation, minus, term
from engine.explain.trace import Trace


def explain_jacobian(trace: Trace, ref: Ref, layer: int, i: int, j: int, n: int) -> Explanation:
    """a_i(1 − a_i) on the diagonal, −a_i·a_j off it: what one output gains, the others lose."""
    own, a, other = trace.jacobian(layer, i, j, n), trace.f_output(layer, i, n), trace.f_output(layer, j, n)
    if i == j:
        formula = rf"{own.symbol} = {a.symbol}\,(1 - {a.symbol})"
        terms = [term("its own share", a), minus("less what its share has of the sum", a, a)]
    else:
        formula = rf"{own.symbol} = -{a.symbol}\, {other.symbol}"
        terms = [minus("what the other's share takes from it", a, other)]
    return explanation(ref, own.symbol, formula, own.value, terms)


def explain_long_way(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    """∂L/∂z_j as Σ ∂L/∂a_i · ∂a_i/∂z_j over all outputs, also where loss and softmax have a short way."""
    units, into = trace.network.layers[layer - 1].units, trace.f_input(layer, j, n)
    terms = [
        term(f"through unit {i + 1}", trace.grad_f_output(layer, i, n), trace.jacobian(layer, i, j, n))
        for i in range(units)
    ]
    symbol, name = latex.fraction(into.symbol), into.symbol[0]
    formula = (
        rf"{symbol} = \sum_{{i=1}}^{{{units}}} \dfrac{{\partial L}}{{\partial a_i}}"
        rf"\, \dfrac{{\partial a_i}}{{\partial {name}_{{{j + 1}}}}}"
    )
    value = sum((item.value for item in terms), start=-0.0)
    short = latex.plain(trace.grad_f_input(layer, j, n).value)
    note = f"The pass itself has {short}: the same, by a way that is shorter and as exact."
    if not math.isfinite(value):
        note = f"∞ · 0 cannot be computed; the pass itself takes the short way, and has {short}."
    return explanation(ref, symbol, formula, value, terms, note=note)
