"""Derivations of what the optimizer remembers: its averages before and after the step, and their use."""

import math

from engine.errors import RuleError
from engine.explain import latex
from engine.explain.ahead import leaf
from engine.explain.bounds import seen
from engine.explain.parameter import Moved
from engine.explain.parts import Explanation, Factor, Ref, Term, explanation, term
from engine.explain.trace import Trace

VECTORS = ("m", "v", "s")
_AVERAGE = {"m": ("beta1", r"\beta_1"), "v": ("beta2", r"\beta_2")}


def explain_before(name: str, trace: Trace, ref: Ref) -> Explanation:
    own = Moved.of(trace, ref)
    note = "What the optimizer remembered before this step: 0 before any."
    return leaf(ref, before(own, name), note)


def explain_after(name: str, trace: Trace, ref: Ref) -> Explanation:
    """m′, v′ or s′: what is left of the memory, and this step's gradient or its square."""
    own = Moved.of(trace, ref)
    kept, after = before(own, name), memory(own, name)
    if own.held:
        note = f"{own.held}, so what the optimizer remembers of it stays as it is."
        return explanation(
            ref, after.symbol, f"{after.symbol} = {name}", after.value, [term("as it was", kept)], note=note
        )
    terms, formula = _advanced(own, name, kept)
    return explanation(ref, after.symbol, f"{after.symbol} = {formula}", after.value, terms)


def explain_corrected(name: str, trace: Trace, ref: Ref) -> Explanation:
    """m̂ or v̂: the memory, made up for its beginning at 0."""
    own = Moved.of(trace, ref)
    hat, after = corrected(own, name), memory(own, name)
    keep, t = own.setting(*_AVERAGE[name]), count(own)
    formula = rf"{hat.symbol} = \dfrac{{{after.symbol}}}{{1 - {keep.symbol}^t}}"
    shown = rf"1 - {latex.number(keep.value)}^{{{t}}}"
    then = rf"{hat.symbol} = \dfrac{{{latex.number(after.value)}}}{{{shown}}} = {latex.number(hat.value)}"
    note = f"A memory that began at 0 is too small at first; this is step {t} of it."
    return explanation(ref, hat.symbol, formula, hat.value, [term("remembered", after)], then, note)


def explain_inverse_root(trace: Trace, ref: Ref) -> Explanation:
    """1/(√v̂ + ε): large gradients take small steps and small ones large steps."""
    own = Moved.of(trace, ref)
    root, size = inverse_root(own), _size(own)
    epsilon = own.setting("epsilon", r"\epsilon").value
    formula = rf"{root.symbol} = \dfrac{{1}}{{\sqrt{{{size.symbol}}} + \epsilon}}"
    then = (
        rf"{root.symbol} = \dfrac{{1}}{{\sqrt{{{latex.number(size.value)}}} + {latex.number(epsilon)}}}"
        f" = {latex.number(root.value)}"
    )
    return explanation(ref, root.symbol, formula, root.value, [term("size of its gradients", size)], then)


def memory(own: Moved, name: str) -> Factor:
    """m′, v′ or s′, after the step."""
    _check(own, name)
    return own.factor(name, f"{name}'", own.number(own.update.state[name]))


def before(own: Moved, name: str) -> Factor:
    _check(own, name)
    vector = own.trace.taken.optimizer_before[name]
    layer = own.trace.network.views(vector)[own.ref.layer - 1]
    return own.factor(f"{name}_before", name, own.number(layer.named()[own.kind]))


def corrected(own: Moved, name: str) -> Factor:
    """m̂ or v̂, of an optimizer that counts its steps."""
    after = memory(own, name)
    if not own.optimizer.counts:
        raise RuleError(f"{own.optimizer.name} does not correct its {name}", ("quantity",))
    keep = own.setting(*_AVERAGE[name]).value
    return own.factor(f"{name}_hat", rf"\hat{{{name}}}", after.value / (1 - keep ** count(own)))


def inverse_root(own: Moved) -> Factor:
    size = _size(own)
    value = 1 / (math.sqrt(size.value) + own.setting("epsilon", r"\epsilon").value)
    return own.factor("inverse_root", "r", value)


def count(own: Moved) -> int:
    """Which step of its own the optimizer has taken."""
    return int(own.trace.taken.optimizer_before["count"][0]) + 1


def _size(own: Moved) -> Factor:
    """What the optimizer takes the root of: its average or sum of squared gradients."""
    name = "s" if "s" in own.optimizer.vectors else "v"
    return corrected(own, name) if own.optimizer.counts else memory(own, name)


def _advanced(own: Moved, name: str, kept: Factor) -> tuple[list[Term], str]:
    """How the optimizer's rule brings its memory up to date."""
    g = seen(own)
    if name == "s":
        return [term("remembered", kept), term("this step", g, g)], "s + g^2"
    if not own.optimizer.counts and name == "m":
        mu = own.setting("momentum", r"\mu")
        return [term("remembered", mu, kept), term("this step", g)], r"\mu\, m + g"
    keep = own.setting(*_AVERAGE[name]) if own.optimizer.counts else own.setting("rho", r"\rho")
    new = Factor(f"(1 - {keep.symbol})", 1 - keep.value)
    square = [g, g] if name == "v" else [g]
    formula = rf"{keep.symbol}\, {name} + {new.symbol}\, {'g^2' if name == 'v' else 'g'}"
    return [term("remembered", keep, kept), term("this step", new, *square)], formula


def _check(own: Moved, name: str) -> None:
    if name not in own.optimizer.vectors:
        called = "momentum" if own.ref.quantity.startswith("momentum") else name
        raise RuleError(f"this optimizer keeps no {called}", ("quantity",))
