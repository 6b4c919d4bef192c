"""What a network may see of a point in the plane besides its coordinates: squares, their product, waves.

With the right feature a single unit does what a hidden layer must learn else: x₁x₂ solves exclusive or.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.datasets.dataset import Feature
from engine.errors import RuleError
from engine.registry import Entry, Registry
from engine.types import Array

SOURCE = (
    "Smilkov, Carter, Sculley, Viégas, Wattenberg: Direct-manipulation visualization of deep networks (2017)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform(Entry):
    """`value(*columns)` of the columns that it `needs`, each (N,), is a new column (N,)."""

    needs: tuple[str, ...]
    value: Callable[..., Array]


def _transform(
    name: str, label: str, summary: str, formula: str, needs: str, value: Callable[..., Array]
) -> Transform:
    return Transform(
        name=name,
        label=label,
        summary=summary,
        formula=formula,
        source=SOURCE,
        needs=tuple(needs.split()),
        value=value,
    )


TRANSFORMS: Registry[Transform] = Registry(
    "feature",
    [
        _transform("x1", "x₁", "The first coordinate as it is.", r"x_1", "x1", np.positive),
        _transform("x2", "x₂", "The second coordinate as it is.", r"x_2", "x2", np.positive),
        _transform(
            "x1_squared", "x₁²", "How far left or right: with x₂² a circle.", r"x_1^2", "x1", np.square
        ),
        _transform("x2_squared", "x₂²", "How far up or down: with x₁² a circle.", r"x_2^2", "x2", np.square),
        _transform(
            "x1_x2",
            "x₁x₂",
            "Which pair of opposite quarters: exclusive or.",
            r"x_1 x_2",
            "x1 x2",
            np.multiply,
        ),
        _transform("sin_x1", "sin x₁", "Stripes across the first axis.", r"\sin x_1", "x1", np.sin),
        _transform("sin_x2", "sin x₂", "Stripes across the second axis.", r"\sin x_2", "x2", np.sin),
    ],
)


def offered(columns: Sequence[Feature]) -> tuple[Feature, ...]:
    """All features that can be had of these columns: themselves first, then the transforms of x1 and x2."""
    names = {column.name for column in columns}
    made = [
        Feature(transform.name, transform.label)
        for transform in TRANSFORMS.values()
        if transform.name not in names and names.issuperset(transform.needs)
    ]
    return (*columns, *made)


def chosen(columns: Sequence[Feature], names: Sequence[str] | None) -> tuple[Feature, ...]:
    """The features of these names, all columns if None; RuleError if none, or one unknown or twice."""
    if names is None:
        return tuple(columns)
    if not names:
        raise RuleError("features must hold at least one feature, got none", ("features",))
    known = {feature.name: feature for feature in offered(columns)}
    for i, name in enumerate(names):
        if name not in known:
            rule = f"Unknown feature {name!r}. Choose one of: {', '.join(known)}"
            raise RuleError(rule, ("features", i))
        if name in names[:i]:
            raise RuleError(f"features must each appear once, got {name!r} twice", ("features", i))
    return tuple(known[name] for name in names)


@np.errstate(over="ignore", invalid="ignore")
def build(columns: Sequence[str], x: Array, features: Sequence[str]) -> Array:
    """The features (N, F) of rows x (N, D) whose columns have these names; infinite where they overflow."""
    place = {name: x[:, i] for i, name in enumerate(columns)}
    made = [
        place[name]
        if name in place
        else TRANSFORMS[name].value(*(place[need] for need in TRANSFORMS[name].needs))
        for name in features
    ]
    return np.column_stack(made)
