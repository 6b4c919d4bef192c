"""What the API answers of networks.

All answer models document what documents.py and traces.py write by hand; a test in tests/contract holds
every answer against them.
"""

from typing import Literal

from pydantic import ConfigDict, Field

from app.schemas.common import Answer, FrozenNumbers, Matrix, Number, Numbers, Vector
from app.schemas.data import DataSpec


class Named(Answer):
    """A choice with its own numbers beside the name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, float] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride]

    name: str


class LayerSpec(Answer):
    units: int
    activation: str | Named
    initializer: str
    batch_norm: bool
    dropout: float
    skip: bool
    frozen: bool


class NetworkSpec(Answer):
    inputs: int
    layers: list[LayerSpec]
    loss: str
    seed: int
    dtype: Literal["float64", "float32"]


class EarlyStopping(Answer):
    patience: int


class TrainingSpec(Answer):
    optimizer: Named
    schedule: Named
    batch_size: int
    l1: float
    l2: float
    clip_norm: float | None
    clip_value: float | None
    early_stopping: EarlyStopping | None


class Example(Answer):
    x: list[list[float]] | None
    y: list[list[float]] | list[int] | None
    features: list[str] | None
    outputs: list[str] | None
    text: str | None


class Measured(Answer):
    loss: Number
    accuracy: float | None = Field(None, description="left out where the outputs are no classes")


class Metrics(Answer):
    train: Measured
    validation: Measured | None = Field(description="null where no rows are kept aside")


class LayerCounts(Answer):
    index: int
    w_shape: list[int]
    b_shape: list[int]
    weights: int
    biases: int
    batch_norm: int = Field(description="gamma and beta")
    total: int


class ParameterCounts(Answer):
    total: int
    layers: list[LayerCounts]


class ChangeLabel(Answer):
    number: int = Field(description="of the network's changes, from 1")
    label: str = Field(description="such as step, train 50 steps, edit, settings, restore to step 3")


class Summary(Numbers):
    id: str
    version: int
    url: str = Field(description="path of the page that shows the network")
    read_only: bool = Field(description="a snapshot: it can be looked at and copied, not changed")
    name: str
    network: NetworkSpec
    training: TrainingSpec
    data: DataSpec | None
    example: Example | None
    start: int = Field(description="the step that it was made at: those after it can be looked at")
    step: int
    epoch: int
    edited: bool = Field(description="changed since its latest step, or since its start")
    parameters: ParameterCounts
    metrics: Metrics | None = Field(description="null without data")
    undo: ChangeLabel | None = Field(description="what would be undone; null where there is nothing")
    redo: ChangeLabel | None = Field(description="what would be done again; null where there is nothing")


class Imported(Summary):
    notes: list[str] = Field(description="what the file did not say, and what was taken for it")


Stopped = Literal["steps", "epochs", "loss", "accuracy", "plateau", "early_stopping", "time", "diverged"]


class Trained(Summary):
    stopped: Stopped = Field(description="what ended the training")


class History(Numbers):
    """Columns of equally many entries, one for each point along the training."""

    step: list[int]
    epoch: list[int] = Field(description="completed ones")
    train_loss: Vector = Field(description="of all training rows; without data, of the step's own batch")
    validation_loss: Vector = Field(description="null where no rows are kept aside")
    train_accuracy: Vector = Field(description="null where the outputs are no classes")
    validation_accuracy: Vector
    learning_rate: list[float]
    grad_norms: Matrix = Field(description="√Σg² of the step's gradient, a layer")
    update_ratios: Matrix = Field(description="‖Δw‖/‖w‖ of the step, a layer")


class Surface(Numbers):
    resolution: int
    x: list[float] = Field(description="columns, in the units of the data")
    y: list[float] = Field(description="rows, in the units of the data")
    values: list[Vector] | list[Matrix] = Field(description="(R, R), or (R, R, D_out) of several outputs")


class OffNumber(Answer):
    index: list[int] = Field(description="[from, unit] of a weight, [unit] of all else")
    value: Number = Field(description="what comes back when it is switched on")


class OffNumbers(Answer):
    """Which numbers are switched off: they are 0, and training leaves them so."""

    w: list[OffNumber] | None = None
    b: list[OffNumber] | None = None
    gamma: list[OffNumber] | None = None
    beta: list[OffNumber] | None = None


class LayerParameters(Answer):
    w: Matrix
    b: Vector
    gamma: Vector | None = Field(None, description="with batch norm, as all that follows")
    beta: Vector | None = None
    running_mean: Vector | None = None
    running_var: Vector | None = None
    frozen: FrozenNumbers | None = Field(None, description="left out where there are none")
    off: OffNumbers | None = Field(None, description="left out where there are none")


class Parameters(Numbers):
    layers: list[LayerParameters]


class SetExercise(Answer):
    html: str = Field(description="the body of the page, with what its script needs beside it")


class Health(Answer):
    status: Literal["ok"]
    version: str
