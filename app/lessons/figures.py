"""The figures of lessons that are no network, and what each can be told to show.

What a figure is told at first and what "Show me" tells it later are the same options; those left out stay.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from annotated_types import Len
from pydantic import Field, model_validator

from app.lessons.part import Part
from app.schemas.base import OneOf
from app.schemas.data import DataBody
from engine.activations import ACTIVATIONS
from engine.datasets import DATASETS

Rate = Annotated[float, Field(gt=0, le=10)]
Steps = Annotated[int, Field(ge=0, le=200)]
Name = Annotated[str, OneOf(ACTIVATIONS)]


class DescentOptions(Part):
    """Gradient descent on f(x) = x².

    Says `figure.x`, `figure.f`, `figure.steps` (those taken) and `figure.learning_rate`.
    """

    learning_rates: Annotated[tuple[Rate, ...], Len(1, 8)] = (0.01, 0.1, 0.3, 0.5, 0.9, 1.0, 1.1)
    learning_rate: Rate | None = None  # the one that is chosen; left out: the first
    start: Annotated[float, Field(ge=-100, le=100)] = 3.0
    steps: Annotated[Steps, Field(ge=1)] = 20  # how many Run goes on for
    taken: Steps = 0  # how many have been taken


class ActivationOptions(Part):
    """Activations side by side.

    Says `figure.z`, and of the one that is picked `figure.name`, `figure.value` and `figure.slope`.
    """

    names: Annotated[tuple[Name, ...], Len(1, 4)] = ("relu", "sigmoid", "tanh")
    name: Name | None = None  # the one that is picked; left out: the first
    z: Annotated[float, Field(ge=-6, le=6)] = 1.0

    @model_validator(mode="after")
    def has_a_curve_for_each(self) -> "ActivationOptions":
        for name in self.names:
            if not ACTIVATIONS[name].elementwise:
                raise ValueError(f"{name} is no function of one number, so it has no curve")
        if self.name is not None and self.name not in self.names:
            raise ValueError(f"name must be one of names, got {self.name!r}")
        return self


class RegressionOptions(Part):
    """Linear regression in closed form beside an MLP on the same rows.

    Says `figure.linear_loss`, `figure.mlp_loss` and `figure.step`, the steps that the MLP has taken.
    """

    data: DataBody  # as in `POST /networks`: numbers, or two classes, by one column or two
    hidden: Annotated[tuple[Annotated[int, Field(ge=1, le=64)], ...], Len(1, 4)] = (8, 8)
    activation: Name = "tanh"
    learning_rate: Rate = 0.01  # of Adam
    seed: Annotated[int, Field(ge=0)] = 0
    steps: Annotated[int, Field(ge=1, le=20_000)] = 1000  # how many Train takes
    taken: Annotated[int, Field(ge=0, le=20_000)] = 0  # how many have been taken

    @model_validator(mode="after")
    def can_be_drawn(self) -> "RegressionOptions":
        data = self.data
        if data.dataset_id is not None or data.features is not None:
            raise ValueError("data must be a data set or rows, with all of its columns as they are")
        if data.name is not None and DATASETS[data.name].task == "classes":
            raise ValueError(f"data must be numbers or two classes, {data.name} has more classes")
        columns = (
            len(DATASETS[data.name].features) if data.name else len(data.rows.columns) - 1 if data.rows else 0
        )
        if columns not in (1, 2):
            raise ValueError(f"data must have one or two columns to learn from, got {columns}")
        return self


class DescentFigure(Part):
    kind: Literal["descent"]
    options: DescentOptions = DescentOptions()


class ActivationFigure(Part):
    kind: Literal["activation"]
    options: ActivationOptions = ActivationOptions()


class RegressionFigure(Part):
    kind: Literal["regression"]
    options: RegressionOptions


Figure = DescentFigure | ActivationFigure | RegressionFigure


def told(figure: Figure, more: Mapping[str, Any]) -> Figure:
    """The figure once it has been told more. Raises `ValidationError` where it knows no such option."""
    options = {**figure.options.model_dump(exclude_unset=True), **more}
    return type(figure).model_validate({"kind": figure.kind, "options": options})
