"""Derivations of the update: from the old parameter to the new one, by the optimizer's rule."""

from typing import Any

from engine.errors import RuleError
from engine.explain import latex
from engine.explain.parts import Explanation, Factor, Ref, explanation, minus, term
from engine.explain.trace import Trace
from engine.optimizers import OPTIMIZERS
from engine.training import ParameterUpdate


def explain_update(trace: Trace, ref: Ref) -> Explanation:
    """w′ = w − η·g by plain descent; by another rule, what that rule makes of g."""
    old, gradient, update, at = _parts(trace, ref)
    symbol = _primed(old.symbol)
    value, change = float(update.after[at]), float(update.change[at])
    name, own = trace.taken.training.optimizer.name, trace.taken.training.optimizer.parameters
    rate, g = trace.learning_rate(), gradient
    if float(update.clipped[at]) != gradient.value:
        g = _clipped(ref, update, at)
    note = None
    if name == "sgd":
        terms = [minus("learning rate times gradient", rate, g)]
        formula = rf"{symbol} = {old.symbol} - \eta\, {latex.fraction(old.symbol) if g is gradient else 'g'}"
    elif name in ("momentum", "nesterov") and not _frozen(trace, ref):
        m = _of_state(ref, update, "m", at)
        terms = [minus("learning rate times momentum", rate, m)]
        formula = rf"{symbol} = {old.symbol} - \eta\, m'"
        if name == "nesterov":
            mu = Factor(r"\mu", own["momentum"])
            terms = [
                minus("learning rate times gradient", rate, g),
                minus("and the momentum ahead", rate, mu, m),
            ]
            formula = rf"{symbol} = {old.symbol} - \eta\, (g + \mu\, m')"
    else:
        terms = [term("the optimizer's change", Factor(r"\Delta", change, _place(ref, "change")))]
        formula = rf"{symbol} = {old.symbol} + \Delta"
    if _frozen(trace, ref):
        note = "This layer is frozen, so nothing changes."
    elif gradient.value == 0 and change == 0:
        note = "The gradient is 0 here, so nothing changes."
    return explanation(ref, symbol, formula, value, [term("before", old), *terms], note=note)


def explain_clipped(trace: Trace, ref: Ref) -> Explanation:
    """What the optimizer saw: gradient and penalty, cut to the bounds that were set."""
    _, gradient, update, at = _parts(trace, ref)
    value, penalty = float(update.clipped[at]), float(update.penalty[at])
    terms = [term("gradient", gradient), term("penalty on large weights", Factor("p", penalty))]
    training, then, note = trace.taken.training, None, None
    cut = training.clip_value is not None or training.clip_norm is not None
    if cut or _frozen(trace, ref):
        then = rf"g = {latex.number(value)}"
        note = "This layer is frozen." if _frozen(trace, ref) else "Cut to the bounds of clipping."
    return explanation(ref, "g", r"g = \operatorname{clip}(\nabla + p)", value, terms, then, note)


def explain_change(trace: Trace, ref: Ref) -> Explanation:
    """The step of a rule with a memory, as the rule made it."""
    _, _, update, at = _parts(trace, ref)
    chosen, value = OPTIMIZERS[trace.taken.training.optimizer.name], float(update.change[at])
    memory = ", ".join(f"{name} = {latex.plain(float(v[at]))}" for name, v in update.state.items())
    note = f"{chosen.label} made it" + (f", whose memory is now {memory}." if memory else ".")
    return explanation(
        ref, r"\Delta", chosen.formula, value, [term("given", Factor(r"\Delta", value))], note=note
    )


def explain_momentum(trace: Trace, ref: Ref) -> Explanation:
    """The optimizer's running sum of gradients after the step."""
    _, _, update, at = _parts(trace, ref)
    if "m" not in update.state:
        raise RuleError("this optimizer keeps no momentum", ("quantity",))
    value = float(update.state["m"][at])
    formula = OPTIMIZERS[trace.taken.training.optimizer.name].formula.split(r", \quad", 1)[0]
    note = "What is left of all gradients before, and this one."
    return explanation(ref, "m'", formula, value, [term("given", Factor("m'", value))], note=note)


def _parts(trace: Trace, ref: Ref) -> tuple[Factor, Factor, ParameterUpdate, Any]:
    """The parameter before, its gradient, its update, and where in the arrays it stands."""
    layer, j, k = ref.layer, ref.unit or 0, ref.from_
    update = trace.update(layer)
    _, _, name = ref.quantity.partition("_")
    if name in ("gamma", "beta"):
        old, own = trace.of_norm(name, layer, j), update.gamma if name == "gamma" else update.beta
        assert own is not None
        return old, trace.grad_of_norm(name, layer, j), own, j
    if k is None:
        return trace.b(layer, j), trace.grad_b(layer, j), update.b, j
    return trace.w(layer, k, j), trace.grad_w(layer, k, j), update.w, (k, j)


def _place(ref: Ref, quantity: str) -> Ref:
    """The same parameter under another quantity: update_gamma → clipped_gamma."""
    _, _, name = ref.quantity.partition("_")
    return Ref(f"{quantity}_{name}" if name else quantity, ref.layer, ref.unit, ref.from_)


def _clipped(ref: Ref, update: ParameterUpdate, at: Any) -> Factor:
    return Factor("g", float(update.clipped[at]), _place(ref, "clipped"))


def _of_state(ref: Ref, update: ParameterUpdate, name: str, at: Any) -> Factor:
    return Factor(f"{name}'", float(update.state[name][at]), _place(ref, "momentum"))


def _frozen(trace: Trace, ref: Ref) -> bool:
    return trace.network.layers[ref.layer - 1].frozen


def _primed(symbol: str) -> str:
    """w^{(1)}_{1,2} → w'^{(1)}_{1,2}."""
    name, _, rest = symbol.partition("^")
    return f"{name}'^{rest}"
