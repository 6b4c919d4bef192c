"""Derivations of the loss once more after the step: the same arithmetic, on the new parameters."""

from collections.abc import Callable
from dataclasses import replace

from engine.explain import latex
from engine.explain.parts import Explanation, Factor, Ref
from engine.explain.trace import Trace
from engine.parameters import LayerParameters
from engine.passes import forward

# What a way forward rests on, and what that is called after the step; all else has `_after` behind its name.
_SAME = ("x", "y", "mask")
_MOVED = {"w": "update", "b": "update", "gamma": "update_gamma", "beta": "update_beta"}
QUANTITIES = (
    "loss", "loss_term", "z", "a", "h", "exp", "batch_norm", "x_hat", "mean", "var", "spread",
)  # fmt: skip

Derive = Callable[[Trace, Ref], Explanation]


def after(derive: Derive) -> Derive:
    """The derivation of a quantity of the way forward, told of the pass that measures the loss again."""

    def told(trace: Trace, ref: Ref) -> Explanation:
        found = derive(measured(trace), ref)
        terms = tuple(replace(term, factors=tuple(map(_renamed, term.factors))) for term in found.terms)
        then = None if found.then is None else latex.after(found.then)
        symbol, formula = latex.after(found.symbol), latex.after(found.formula)
        return replace(
            found,
            symbol=symbol,
            formula=formula,
            substituted=latex.after(found.substituted),
            terms=terms,
            then=then,
        )

    return told


def measured(trace: Trace) -> Trace:
    """The pass after the step: the same batch, targets and masks, and the loss that was measured."""
    step, back = trace.taken, trace.backward
    new = [{name: own.after for name, own in update.named().items()} for update in step.updates]
    parameters = trace.network.flatten([LayerParameters(**own) for own in new])
    ahead = forward(trace.network, parameters, trace.forward.x, training=True, masks=trace.forward.masks)
    return replace(trace, forward=ahead, back=replace(back, forward=ahead, loss=step.loss_after))


def _renamed(factor: Factor) -> Factor:
    """A factor of the way forward as one of after the step."""
    if factor.ref is None or factor.ref.quantity in _SAME:
        return factor
    name = factor.ref.quantity
    ref = replace(factor.ref, quantity=_MOVED.get(name, f"{name}_after"))
    return Factor(latex.after(factor.symbol), factor.value, ref)
