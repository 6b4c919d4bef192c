"""Derivations of the update: from the old parameter to the new one, by the optimizer's rule."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.explain import latex
from engine.explain.ahead import leaf
from engine.explain.bounds import seen
from engine.explain.memory import corrected, inverse_root, memory
from engine.explain.parameter import Moved
from engine.explain.parts import Explanation, Factor, Ref, Term, explanation, minus, term
from engine.explain.trace import Trace
from engine.schedules import SCHEDULES

Rule = Callable[[Moved], tuple[list[Term], str]]

# Rules short enough to be told within the new parameter, and not as its Δ.
_TOLD_WHOLE = ("sgd", "momentum", "nesterov")


def explain_update(trace: Trace, ref: Ref) -> Explanation:
    """w′ = w − η·g by plain descent; by another rule, w and what that rule makes of g."""
    own = Moved.of(trace, ref)
    name, old, update = own.optimizer.name, own.old, own.update
    change = own.number(update.change)
    if name == "sgd" or (name in _TOLD_WHOLE and not own.held):
        terms, formula = _RULES[name](own)
    else:
        delta = own.factor("change", r"\Delta", change)
        terms, formula = [term("the optimizer's change", delta)], r"+ \Delta"
    note = None
    if own.held:
        note = f"{own.held}, so nothing changes."
    elif own.gradient.value == 0 and change == 0:
        note = "The gradient is 0 here, so nothing changes."
    symbol = latex.primed(old.symbol)
    formula = f"{symbol} = {old.symbol} {formula}"
    return explanation(
        ref, symbol, formula, own.number(update.after), [term("before", old), *terms], note=note
    )


def explain_change(trace: Trace, ref: Ref) -> Explanation:
    """Δ, the step of the optimizer's rule: what is added to the parameter."""
    own = Moved.of(trace, ref)
    value = own.number(own.update.change)
    if own.held:
        return own.nothing(r"\Delta", f"{own.held}: nothing in it changes.")
    terms, formula = _RULES[own.optimizer.name](own)
    found = explanation(ref, r"\Delta", rf"\Delta = {formula}", value, terms)
    if found.sum == value:
        return found
    return replace(found, note="Δ is the new number less the old one, so its last digits are theirs.")


def explain_learning_rate(trace: Trace, ref: Ref) -> Explanation:
    """The learning rate of the step: as it was set, or what its schedule makes of that."""
    rate, training = trace.learning_rate(), trace.training
    chosen, base = SCHEDULES[training.schedule.name], training.optimizer.parameters["learning_rate"]
    if rate.value == base:
        return leaf(ref, rate, "The learning rate: a setting of the training.")
    given = [term("as it was set", Factor(r"\eta", base))]
    settings = "".join(
        f", {name} {latex.plain(value)}" for name, value in training.schedule.parameters.items()
    )
    note = f"{chosen.label}{settings}: this is step {trace.taken.step}."
    then = rf"\eta_{{{trace.taken.step}}} = {latex.number(rate.value)}"
    return explanation(ref, rate.symbol, chosen.formula, rate.value, given, then, note)


def _sgd(own: Moved) -> tuple[list[Term], str]:
    g = seen(own)
    symbol = latex.fraction(own.old.symbol) if g is own.gradient else "g"
    rate = own.trace.learning_rate()
    return [minus("learning rate times gradient", rate, g)], rf"- \eta\, {symbol}"


def _momentum(own: Moved) -> tuple[list[Term], str]:
    rate = own.trace.learning_rate()
    return [minus("learning rate times momentum", rate, memory(own, "m"))], r"- \eta\, m'"


def _nesterov(own: Moved) -> tuple[list[Term], str]:
    rate, mu = own.trace.learning_rate(), own.setting("momentum", r"\mu")
    terms = [
        minus("learning rate times gradient", rate, seen(own)),
        minus("and the momentum ahead", rate, mu, memory(own, "m")),
    ]
    return terms, r"- \eta\, (g + \mu\, m')"


def _scaled(own: Moved) -> tuple[list[Term], str]:
    """RMSprop and Adagrad: the gradient over its usual size."""
    terms = [minus("gradient over its usual size", own.trace.learning_rate(), seen(own), inverse_root(own))]
    return terms, r"- \eta\, g\, r"


def _adam(own: Moved) -> tuple[list[Term], str]:
    rate, average = own.trace.learning_rate(), corrected(own, "m")
    return [minus("average over usual size", rate, average, inverse_root(own))], r"- \eta\, \hat{m}\, r"


def _adamw(own: Moved) -> tuple[list[Term], str]:
    terms, formula = _adam(own)
    if own.kind != "w":
        return terms, formula
    decay = own.setting("weight_decay", r"\lambda")
    shrink = minus("weight decay", own.trace.learning_rate(), decay, own.old)
    return [*terms, shrink], rf"{formula} - \eta\, \lambda\, w"


_RULES: Mapping[str, Rule] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "rmsprop": _scaled,
    "adagrad": _scaled,
    "adam": _adam,
    "adamw": _adamw,
}
