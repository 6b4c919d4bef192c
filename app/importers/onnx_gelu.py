"""GELU as graphs write it that are older than ONNX's own: ½·z·(1 + erf(z/√2)), in five nodes or six."""

import math

# What a number does to a part: the part, the operator, the number, and what comes of it.
BY_NUMBER = (
    ("z", "Div", math.sqrt(2), "z/√2"),
    ("z", "Mul", math.sqrt(0.5), "z/√2"),
    ("z", "Mul", 0.5, "z/2"),
    ("erf", "Add", 1.0, "1 + erf"),
    ("z(1 + erf)", "Mul", 0.5, "gelu"),
    ("z(1 + erf)", "Div", 2.0, "gelu"),
)
BY_PRODUCT = {
    frozenset({"z", "1 + erf"}): "z(1 + erf)",
    frozenset({"z/2", "1 + erf"}): "gelu",
}
SCALED, ERF, WHOLE = "z/√2", "erf", "gelu"


def by_number(part: str, operator: str, number: float) -> str | None:
    """The part that comes next; None if this is no way to GELU."""
    for own, name, value, after in BY_NUMBER:
        if (own, name) == (part, operator) and math.isclose(number, value, rel_tol=1e-6):
            return after
    return None


def by_product(one: str, other: str) -> str | None:
    return BY_PRODUCT.get(frozenset({one, other}))
