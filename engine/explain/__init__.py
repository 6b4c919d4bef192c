"""The arithmetic behind any number of a trace: factors multiply to terms, terms add up to the number.

`explain` answers one quantity; each factor that has a derivation of its own carries a `Ref`, which can be
explained in turn, down to inputs, weights, targets and the learning rate.
"""

from engine.explain.dispatch import QUANTITIES, explain
from engine.explain.parts import Explanation, Factor, Ref, Term

__all__ = ["QUANTITIES", "Explanation", "Factor", "Ref", "Term", "explain"]
