"""Derivations of batch norm: from z to y, what it normalises by, and the way back."""

from engine.batch_norm import EPSILON
from engine.explain import latex
from engine.explain.parts import Explanation, Factor, Ref, explanation, minus, term
from engine.explain.trace import Trace


def explain_y(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    trace.norm(layer)
    y, x_hat = trace.f_input(layer, j, n), trace.x_hat(layer, j, n)
    gamma, beta = trace.of_norm("gamma", layer, j), trace.of_norm("beta", layer, j)
    formula = rf"{y.symbol} = {gamma.symbol}\, {x_hat.symbol} + {beta.symbol}"
    return explanation(ref, y.symbol, formula, y.value, [term("scaled", gamma, x_hat), term("shifted", beta)])


def explain_x_hat(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    own, z = trace.x_hat(layer, j, n), trace.z(layer, j, n)
    mean, spread = trace.of_norm("mean", layer, j), trace.of_norm("spread", layer, j)
    formula = rf"{own.symbol} = ({z.symbol} - {mean.symbol})\, {spread.symbol}"
    terms = [term("z", z, spread), minus("mean", mean, spread)]
    return explanation(ref, own.symbol, formula, own.value, terms)


def explain_mean(trace: Trace, ref: Ref, layer: int, j: int) -> Explanation:
    own = trace.of_norm("mean", layer, j)
    if not trace.forward.training:
        return _running(ref, own, "mean")
    share = _share(trace)
    terms = [term(f"example {n + 1}", trace.z(layer, j, n), share) for n in range(trace.rows)]
    over = rf"\tfrac{{1}}{{{trace.rows}}} \sum_{{n=1}}^{{{trace.rows}}}"
    formula = f"{own.symbol} = {over} {latex.unit('z', layer, j)}"
    return explanation(ref, own.symbol, formula, own.value, terms)


def explain_var(trace: Trace, ref: Ref, layer: int, j: int) -> Explanation:
    own, mean = trace.of_norm("var", layer, j), trace.of_norm("mean", layer, j)
    if not trace.forward.training:
        return _running(ref, own, "variance")
    share = _share(trace)
    squares = [
        term(f"example {n + 1}", trace.z(layer, j, n), trace.z(layer, j, n), share) for n in range(trace.rows)
    ]
    formula = (
        rf"{own.symbol} = \tfrac{{1}}{{{trace.rows}}} \sum_{{n=1}}^{{{trace.rows}}}"
        rf" \bigl({latex.unit('z', layer, j)}\bigr)^2 - \bigl({mean.symbol}\bigr)^2"
    )
    note = "The mean of the squares less the square of the mean."
    return explanation(
        ref, own.symbol, formula, own.value, [*squares, minus("mean squared", mean, mean)], note=note
    )


def explain_spread(trace: Trace, ref: Ref, layer: int, j: int) -> Explanation:
    own, var = trace.of_norm("spread", layer, j), trace.of_norm("var", layer, j)
    formula = rf"{own.symbol} = \dfrac{{1}}{{\sqrt{{{var.symbol} + \epsilon}}}}"
    terms = [term("variance", var), term("ε", Factor(r"\epsilon", EPSILON))]
    total = latex.number(sum(item.value for item in terms))
    then = rf"{own.symbol} = \dfrac{{1}}{{\sqrt{{{total}}}}} = {latex.number(own.value)}"
    return explanation(ref, own.symbol, formula, own.value, terms, then)


def explain_grad_z(trace: Trace, ref: Ref, layer: int, j: int, n: int) -> Explanation:
    """Straight through, less what comes back by way of the mean and of the variance."""
    own, grad_y = trace.grad_z(layer, j, n), trace.grad_f_input(layer, j, n)
    gamma, spread = trace.of_norm("gamma", layer, j), trace.of_norm("spread", layer, j)
    symbol, slope = latex.fraction(latex.unit("z", layer, j)), rf"{gamma.symbol}\, {spread.symbol}"
    terms = [term("straight through", grad_y, gamma, spread)]
    if not trace.forward.training:
        return explanation(ref, symbol, rf"{symbol} = {slope}\, {grad_y.symbol}", own.value, terms)
    share, x_hat = _share(trace), trace.x_hat(layer, j, n)
    of_beta, of_gamma = trace.grad_of_norm("beta", layer, j), trace.grad_of_norm("gamma", layer, j)
    terms += [
        minus("by way of the mean", of_beta, share, gamma, spread),
        minus("by way of the variance", of_gamma, x_hat, share, gamma, spread),
    ]
    formula = (
        rf"{symbol} = {slope} \Bigl({grad_y.symbol} - {share.symbol} {of_beta.symbol}"
        rf" - {share.symbol} {x_hat.symbol}\, {of_gamma.symbol}\Bigr)"
    )
    note = "Each example moves the mean and the variance of them all, so the others answer, too."
    return explanation(ref, symbol, formula, own.value, terms, note=note)


def explain_grad_gamma(trace: Trace, ref: Ref, layer: int, j: int) -> Explanation:
    own = trace.grad_of_norm("gamma", layer, j)
    terms = [
        term(f"example {n + 1}", trace.grad_f_input(layer, j, n), trace.x_hat(layer, j, n))
        for n in range(trace.rows)
    ]
    grad_y, x_hat = latex.fraction(latex.unit("y", layer, j)), latex.unit(r"\hat{x}", layer, j)
    formula = rf"{own.symbol} = \sum_{{n=1}}^{{{trace.rows}}} {grad_y}\, {x_hat}"
    return explanation(ref, own.symbol, formula, own.value, terms)


def explain_grad_beta(trace: Trace, ref: Ref, layer: int, j: int) -> Explanation:
    own = trace.grad_of_norm("beta", layer, j)
    terms = [term(f"example {n + 1}", trace.grad_f_input(layer, j, n)) for n in range(trace.rows)]
    gradient = latex.fraction(latex.unit("y", layer, j))
    formula = rf"{own.symbol} = \sum_{{n=1}}^{{{trace.rows}}} {gradient}"
    return explanation(ref, own.symbol, formula, own.value, terms)


def _running(ref: Ref, own: Factor, name: str) -> Explanation:
    bare = Factor(own.symbol, own.value)
    note = f"The running {name}: gathered in training, and held still otherwise."
    return explanation(ref, own.symbol, own.symbol, own.value, [term("given", bare)], note=note)


def _share(trace: Trace) -> Factor:
    return Factor(rf"\tfrac{{1}}{{{trace.rows}}}", 1 / trace.rows)
