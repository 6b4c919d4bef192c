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


class PathUnit(Answer):
    """A unit on a path: its a, or its z where `at` says so."""

    layer: int = Field(description="0 is the input")
    unit: int
    at: Literal["z", "a"]
    past: bool = Field(description="come to by the skip, around the unit's own f")


class Path(Answer):
    """The factors multiply to its value."""

    units: list[PathUnit]
    factors: list[Factor]
    value: Number


class Multiplications(Answer):
    """How many it takes to come to the value. Whole numbers of any size."""

    one_by_one: int = Field(description="all paths multiplied out, and then added up")
    passed_on: int = Field(description="messages passed from the loss back: each factor is multiplied once")


class Rest(Answer):
    paths: int = Field(description="how many are not shown: a whole number of any size")
    value: Number = Field(description="what they add up to")


class Paths(Numbers):
    """The paths from a weight or a unit to the loss; shown and rest add up to the value."""

    paths: int = Field(description="how many there are: a whole number of any size")
    multiplications: Multiplications | None = Field(description="null where paths run across examples")
    shown: list[Path] = Field(description="the strongest, strongest first; none where they cross examples")
    rest: Rest
    value: Number = Field(description="the example's share of ∂L/∂w for a weight, ∂L/∂a for a unit")
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
