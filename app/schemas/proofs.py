"""What the proofs answer: the arithmetic of a number, and gradients beside finite differences."""

from typing import Literal

from pydantic import Field

from app.schemas.common import Answer, Matrix, Number, Numbers, Vector


class Ref(Answer):
    quantity: str
    layer: int = Field(description="0 where the quantity belongs to no layer")
    unit: int | None
    from_: int | None = Field(None, alias="from")
    example: int | None


class Factor(Answer):
    symbol: str
    value: Number
    ref: Ref | None


class Term(Answer):
    label: str
    factors: list[Factor]
    value: Number


class Explanation(Numbers):
    """The factors multiply to each term's value, and the terms add up to `sum`."""

    quantity: str
    ref: Ref
    symbol: str = Field(description="LaTeX")
    formula: str = Field(description="LaTeX")
    substituted: str = Field(description="LaTeX")
    value: Number
    terms: list[Term]
    sum: Number
    then: str | None = Field(
        description="LaTeX of what is done to the sum, where the value is not the sum itself"
    )
    note: str | None


class Worst(Answer):
    layer: int
    parameter: Literal["w", "b", "gamma", "beta"]
    index: list[int]
    analytic: Number
    numeric: Number
    relative_error: Number


class CheckedWeights(Answer):
    analytic: Matrix
    numeric: Matrix
    relative_error: Matrix
    kink: list[list[bool]]


class CheckedVector(Answer):
    analytic: Vector
    numeric: Vector
    relative_error: Vector
    kink: list[bool]


class CheckedLayer(Answer):
    index: int
    w: CheckedWeights
    b: CheckedVector
    gamma: CheckedVector | None = None
    beta: CheckedVector | None = None


class GradientCheck(Numbers):
    checked: int
    agree: int
    kinks: int = Field(
        description="parameters whose difference crosses a corner of an activation and proves nothing"
    )
    epsilon: float
    tolerance: float
    summary: str
    worst: Worst | None
    layers: list[CheckedLayer]
