"""Derivations of what a network has but once: penalty, objective, and the foretold change of loss."""

import numpy as np

from engine.explain import latex, sums
from engine.explain.ahead import leaf
from engine.explain.bounds import explain_penalty, sign
from engine.explain.parameter import Moved
from engine.explain.parts import Explanation, Factor, Ref, Term, explanation, term
from engine.explain.trace import Trace
from engine.types import Array


def explain_foretold(trace: Trace, ref: Ref) -> Explanation:
    """Σ ∂L/∂w·Δw: how much the step should change the loss if the loss were straight."""
    total = FORETOLD.total(trace)
    formula = r"\Delta L \approx \sum \dfrac{\partial L}{\partial w}\, \Delta w"
    note = "To first order, as if the loss went on as steep as it is here. Then it is measured."
    return explanation(ref, r"\Delta L", formula, total, FORETOLD.of_network(trace), note=note)


def explain_any_penalty(trace: Trace, ref: Ref) -> Explanation:
    """Of a parameter what its penalty adds to its gradient; without a place, what all weights cost."""
    if ref.layer:
        return explain_penalty(trace, ref)
    own = _penalty(trace)
    if own.value == 0 and not _punishes(trace):
        return leaf(ref, own, "No penalty is set, or no weight is to be penalised.")
    formula = r"\Omega = \lambda_1 \sum \lvert w \rvert + \tfrac{1}{2} \lambda_2 \sum w^2"
    return explanation(ref, own.symbol, formula, own.value, PENALTY.of_network(trace))


def explain_objective(trace: Trace, ref: Ref) -> Explanation:
    back = trace.backward
    loss, value = Factor("L", back.loss, Ref("loss", 0)), back.objective
    terms = [term("loss", loss), term("penalty", _penalty(trace))]
    return explanation(ref, "J", r"J = L + \Omega", value, terms)


def _penalty(trace: Trace) -> Factor:
    return Factor(r"\Omega", trace.backward.penalty, Ref("penalty", 0))


def _punishes(trace: Trace) -> bool:
    return bool(trace.training.l1 or trace.training.l2)


def _products(trace: Trace, layer: int, kind: str) -> Array:
    update = trace.update(layer).named()[kind]
    return update.gradient.astype(np.float64) * update.change


def _foretold(own: Moved) -> list[Term]:
    name = latex.MATH[own.kind]
    change = own.factor("change", rf"\Delta {name}", own.number(own.update.change))
    return [term(own.label, own.gradient, change)]


def _costs(trace: Trace, layer: int, kind: str) -> Array:
    w = trace.ahead(layer).w.astype(np.float64)
    return trace.training.l1 * np.abs(w) + 0.5 * trace.training.l2 * w * w


def _cost(own: Moved) -> list[Term]:
    training, w = own.trace.training, own.old
    half = (Factor(r"\tfrac{1}{2}", 0.5), Factor(r"\lambda_2", training.l2), w, w)
    terms = [term(f"{own.label}, L1", Factor(r"\lambda_1", training.l1), sign(own), w)] if training.l1 else []
    return [*terms, term(f"{own.label}, L2", *half)] if training.l2 else terms


FORETOLD = sums.Sum(
    quantities={kind: f"foretold_{kind}" for kind in sums.KINDS},
    symbol=lambda name: rf"\sum \dfrac{{\partial L}}{{\partial {name}}}\, \Delta {name}",
    values=_products,
    terms=_foretold,
)
PENALTY = sums.Sum(
    quantities={"w": "weights_penalty"},
    symbol=lambda name: rf"\Omega({name})",
    values=_costs,
    terms=_cost,
)
