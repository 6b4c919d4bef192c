"""What all answers share: numbers that may be null, and problem documents."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Number = float | None  # null where it is not finite; see `non_finite`
Vector = list[Number]
Matrix = list[Vector]


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Finding(Answer):
    loc: list[str | int] = Field(description="where in the request, such as body, network, layers, 0, units")
    message: str


class Problem(Answer):
    """An error, as RFC 9457 wants it."""

    type: str
    title: str
    status: int
    detail: str = Field(description="a sentence that names the field, the rule and the value that broke it")
    errors: list[Finding]
    request_id: str | None = Field(
        description="what the server's log calls the request, as X-Request-ID does"
    )


class NonFiniteValue(Answer):
    layer: int | None
    quantity: str
    index: list[int]
    value: Literal["Infinity", "-Infinity", "NaN"]


class NonFinite(Answer):
    """Which nulls stand for a number that is not finite; the first ten of them."""

    total: int
    first: list[NonFiniteValue]


class Diverged(Answer):
    """Where in the computation numbers first stopped being finite."""

    layer: int | None
    quantity: str


class Numbers(Answer):
    """An answer that holds computed numbers."""

    non_finite: NonFinite | None = None
    diverged: Diverged | None = None


class FrozenNumbers(Answer):
    """Which numbers training leaves as they are; a name is there only where there are some."""

    w: list[list[int]] | None = Field(None, description="[from, unit] of each")
    b: list[int] | None = None
    gamma: list[int] | None = None
    beta: list[int] | None = None
