"""What an explanation is made of, and the one place where its arithmetic is done."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.explain import latex


@dataclass(frozen=True, slots=True)
class Ref:
    """Where a number stands in a trace: layers count from 1, units, `from_` and examples from 0.

    `unit` is the unit j of the layer; for `x` and `grad_x` it is the input k of the layer.
    """

    quantity: str
    layer: int
    unit: int | None = None
    from_: int | None = None
    example: int | None = None


@dataclass(frozen=True, slots=True)
class Factor:
    """A number within a product. `ref` is None for a constant such as 1/N."""

    symbol: str
    value: float
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A product within a sum; `value` is the product of the factors, in order, in float64."""

    label: str
    factors: tuple[Factor, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """One number and its arithmetic.

    `value` is the number of the trace, bit for bit. `sum` is the terms added in order in float64. Where a
    function is applied to the sum, `then` says which, in LaTeX. Without a `then`, sum and value are the
    same number up to rounding: the trace adds in another order, and in a float32 network with fewer digits.
    `formula` holds symbols, `substituted` the same with numbers put in; `note` is a sentence or None.
    """

    quantity: str
    ref: Ref
    symbol: str
    formula: str
    substituted: str
    value: float
    terms: tuple[Term, ...]
    sum: float
    then: str | None = None
    note: str | None = None


def term(label: str, *factors: Factor) -> Term:
    """A term from its factors."""
    with np.errstate(all="ignore"):
        return Term(label, factors, math.prod(factor.value for factor in factors))


def minus(label: str, *factors: Factor) -> Term:
    """A term that is taken off: the product with −1 in front."""
    return term(label, Factor("-1", -1.0), *factors)


def explanation(
    ref: Ref,
    symbol: str,
    formula: str,
    value: float,
    terms: Sequence[Term],
    then: str | None = None,
    note: str | None = None,
) -> Explanation:
    """The explanation of `ref`, with the terms added up and the numbers put in."""
    total = sum((item.value for item in terms), start=-0.0)
    worked = latex.sum_of_products([[factor.value for factor in item.factors] for item in terms])
    result = latex.number(value)
    substituted = then or f"{symbol} = {worked}" + ("" if worked == result else f" = {result}")
    return Explanation(
        ref.quantity, ref, symbol, formula, substituted, value, tuple(terms), total, then, note
    )
