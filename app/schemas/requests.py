"""The bodies that the API takes. Types and keys are checked here, meaning by the engine."""

from typing import Annotated, Literal

from annotated_types import Len
from pydantic import ConfigDict, Field, WithJsonSchema

from app.schemas.base import (
    Body,
    ChoiceBody,
    Matrix,
    Named,
    NonNegative,
    OneOf,
    Row,
    Rows,
    Stop,
    Targets,
)
from app.schemas.data import DataBody, DataPatch
from app.schemas.state import StateBody
from engine.activations import ACTIVATIONS
from engine.checks import EPSILON
from engine.explain import QUANTITIES
from engine.explain.paths import MOST
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES

Name = Annotated[str, Field(max_length=200)]
Units = Annotated[list[int], Stop()]
Off = Annotated["list[OffNumber]", Stop()]


class LayerBody(Body):
    units: int = Field(ge=1, description="width of the layer; see `limits` of the catalog")
    activation: Annotated[ChoiceBody, Named(ACTIVATIONS)] = Field(
        default_factory=lambda: ChoiceBody(name="linear")
    )
    initializer: Annotated[str, OneOf(INITIALIZERS)] | None = Field(
        None, description="left out: what suits the activation"
    )
    batch_norm: bool = Field(False, description="f takes y = γ·x̂ + β in place of z")
    dropout: float = Field(0.0, ge=0, lt=1, description="chance of each unit to be left out of a step")
    skip: bool = Field(False, description="adds x to what f gives; needs as many units as inputs")
    frozen: bool = Field(False, description="a frozen layer is never updated")


class NetworkBody(Body):
    inputs: int = Field(ge=1)
    layers: list[LayerBody] = Field(min_length=1)
    loss: Annotated[str, OneOf(LOSSES)] | None = Field(
        None, description="left out: follows the output's activation"
    )
    seed: int = Field(0, ge=0, le=2**53 - 1)
    dtype: Literal["float64", "float32"] = "float64"


class NetworkDraft(Body):
    """A network, of which data may fill in the inputs and the output layer."""

    inputs: int | None = Field(None, ge=1, description="left out: the features of the data")
    layers: list[LayerBody] | None = Field(
        None, min_length=1, description="left out, or too narrow or wide at the end: the data's output layer"
    )
    loss: Annotated[str, OneOf(LOSSES)] | None = Field(
        None, description="left out: follows the output's activation"
    )
    seed: int = Field(default=0, ge=0, le=2**53 - 1)
    dtype: Literal["float64", "float32"] = "float64"


class FrozenBody(Body):
    """Which numbers training leaves as they are."""

    w: Annotated[list[Annotated[list[int], Len(2, 2)]], Stop()] = Field(
        default_factory=list[list[int]], description="[from, unit] of each"
    )
    b: Units = Field(default_factory=list[int])
    gamma: Units = Field(default_factory=list[int])
    beta: Units = Field(default_factory=list[int])


class OffNumber(Body):
    index: list[int] = Field(
        min_length=1, max_length=2, description="[from, unit] of a weight, [unit] of all else"
    )
    value: float = Field(description="what comes back when it is switched on")


class OffBody(Body):
    """Which numbers are switched off: they are 0, and training leaves them so."""

    w: Off = Field(default_factory=list[OffNumber])
    b: Off = Field(default_factory=list[OffNumber])
    gamma: Off = Field(default_factory=list[OffNumber])
    beta: Off = Field(default_factory=list[OffNumber])


class ParametersBody(Body):
    """A layer's weights `w` (D_in, D_out), its biases `b` and what its batch norm holds, all (D_out,)."""

    w: Matrix
    b: Row
    gamma: Row | None = Field(None, description="batch norm's scale; left out: 1")
    beta: Row | None = Field(None, description="batch norm's shift; left out: 0")
    running_mean: Row | None = Field(None, description="batch norm's mean outside of training; left out: 0")
    running_var: NonNegative | None = Field(
        None, description="batch norm's variance outside of training; left out: 1"
    )
    frozen: FrozenBody | None = Field(None, description="left out: none")
    off: OffBody | None = Field(None, description="left out: none; w, b, … are 0 where they are off")


class EarlyStoppingBody(Body):
    """Stop when the validation loss (without validation rows the training loss) gets no better."""

    patience: int = Field(default=10, ge=1, le=2**31, description="epochs to wait for a better loss")


class TrainingBody(Body):
    optimizer: Annotated[ChoiceBody, Named(OPTIMIZERS)] = Field(
        default_factory=lambda: ChoiceBody(name="sgd")
    )
    schedule: Annotated[ChoiceBody, Named(SCHEDULES)] = Field(
        default_factory=lambda: ChoiceBody(name="constant")
    )
    batch_size: int = Field(default=32, ge=1, le=2**31)
    l1: float = Field(default=0.0, ge=0, description="penalty l1·Σ|w| on the weights")
    l2: float = Field(default=0.0, ge=0, description="penalty ½·l2·Σw² on the weights")
    clip_norm: float | None = Field(default=None, gt=0, description="longest gradient of all layers together")
    clip_value: float | None = Field(default=None, gt=0, description="largest number of a gradient")
    early_stopping: EarlyStoppingBody | None = None


class ExampleBody(Body):
    """What the page shows the network on."""

    x: Rows | None = None
    y: Targets | None = None
    features: list[Name] | None = Field(None, description="names of the inputs")
    outputs: list[Name] | None = Field(None, description="names of the outputs")
    text: Annotated[str, Field(max_length=10_000)] | None = None


class KeptLayer(Body):
    layer: int = Field(description="of the network before, from 1")
    inputs: Annotated[list[int | None], Stop()] = Field(
        description="for each input the one there, from 0; null for a new one"
    )
    units: Annotated[list[int | None], Stop()] = Field(
        description="for each unit the one there, from 0; null for a new one"
    )


class KeepBody(Body):
    """Numbers taken over from another network, as it is now; the initializers draw what is new."""

    network: str = Field(max_length=200, description="its id")
    layers: list[KeptLayer | None] = Field(description="one entry a layer, null for a new one")


class NetworkRequest(Body):
    name: Name | None = None
    network: NetworkDraft | None = Field(None, description="required unless there is data")
    parameters: list[ParametersBody] | None = Field(
        None, description="one entry a layer; left out: initialized"
    )
    keep: KeepBody | None = Field(
        None, description="in place of `parameters`: what goes on from another network"
    )
    training: TrainingBody = Field(default_factory=lambda: TrainingBody())
    example: ExampleBody | None = None
    data: DataBody | None = None
    state: StateBody | None = Field(None, description="how far it has come; left out: no step was taken")


class CopyRequest(Body):
    """A network again: as it is, or as training step `step` left it, that step included."""

    step: int | None = Field(None, description="the last step of the copy; left out: none, its state is now")
    read_only: bool = Field(False, description="a snapshot that nobody can change")


class OptimizerPatch(Body):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, float | None] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride]

    name: str | None = None


class EarlyStoppingPatch(Body):
    patience: int | None = None


class TrainingPatch(Body):
    optimizer: OptimizerPatch | None = None
    schedule: OptimizerPatch | None = None
    batch_size: int | None = None
    l1: float | None = None
    l2: float | None = None
    clip_norm: float | None = None
    clip_value: float | None = None
    early_stopping: EarlyStoppingPatch | None = None


class LayerPatch(Body):
    index: int
    frozen: bool


class NetworkPatch(Body):
    """A JSON merge patch (RFC 7396): what is left out stays, null goes back to the default."""

    name: Name | None = None
    training: TrainingPatch | None = None
    example: ExampleBody | None = None
    layers: list[LayerPatch] | None = None
    data: DataPatch | None = None


class Patched(Body):
    """What a patch leads to."""

    name: Name | None = None
    training: TrainingBody = Field(default_factory=lambda: TrainingBody())
    example: ExampleBody | None = None
    data: DataBody | None = None


class LayersRequest(Body):
    layers: list[ParametersBody]


class EditBody(Body):
    """Exactly one of `value`, `frozen` and `off`."""

    layer: int
    parameter: Literal["w", "b", "gamma", "beta", "running_mean", "running_var"]
    index: list[int] = Field(max_length=2, description="[from, unit] of a weight, [unit] of all else")
    value: float | None = Field(
        default=None, description="what it is from now on; not of a number that is off"
    )
    frozen: bool | None = Field(
        default=None, description="whether training leaves it as it is; not of running statistics"
    )
    off: bool | None = Field(
        default=None,
        description="true: it is 0, and training leaves it so; false: it is again what it was before. Not of "
        "running statistics",
    )


class EditsRequest(Body):
    edits: list[EditBody] = Field(min_length=1, description="one after another; together they are one change")


class ForwardRequest(Body):
    x: Rows
    training: bool = Field(
        False,
        description="batch norm takes the batch's own statistics, and dropout the mask that the next step "
        "would take, that of (seed, step + 1, layer); else the running statistics and no mask",
    )


class BackwardRequest(ForwardRequest):
    y: Targets


class StepRequest(Body):
    """A batch from outside, or `{}` for the next mini-batch of the network's data."""

    x: Rows | None = None
    y: Targets | None = None


class StopBody(Body):
    """When to stop before, looked at whenever an epoch ends; whichever comes first."""

    loss: float | None = Field(default=None, description="the training loss is at most this")
    accuracy: float | None = Field(
        default=None, ge=0, le=1, description="the training accuracy is at least this"
    )
    plateau: int | None = Field(
        default=None, ge=1, le=2**31, description="so many epochs without a better loss"
    )


class TrainRequest(Body):
    """How long to train: so many steps, or until so many more epochs are completed."""

    steps: int | None = Field(None, ge=1, le=2**53 - 1)
    epochs: int | None = Field(None, ge=1, le=2**53 - 1)
    stop: StopBody | None = None


class ExperimentRequest(Body):
    steps: int = Field(default=300, ge=4, le=20_000, description="how many steps each run takes")


class Proof(Body):
    """The pass to look into: that of a batch, a training step already taken, or the latest."""

    x: Rows | None = Field(None, description="left out, as y: the latest pass")
    y: Targets | None = None
    step: int | None = Field(None, description="within this training step, already taken")
    training: bool | None = Field(
        None,
        description="of x and y: batch norm and dropout as in training. Left out: as the training step on "
        "them would be, if it can be taken (batch norm needs two rows)",
    )


class ExplainRequest(Proof):
    quantity: Annotated[str, WithJsonSchema({"type": "string", "enum": list(QUANTITIES)})]
    layer: int | None = Field(None, description="from 1; left out where the quantity belongs to no layer")
    unit: int | None = Field(None, description="from 0; left out where the quantity belongs to no unit")
    from_: int | None = Field(None, alias="from", description="the unit that the weight comes from")
    example: int | None = Field(None, description="row of the batch, from 0; left out: the first")


class PathsRequest(Proof):
    layer: int = Field(description="of the weight or unit; 0, for a unit, is the input")
    unit: int = Field(description="from 0")
    from_: int | None = Field(
        None,
        alias="from",
        description="the unit that the weight comes from; left out: paths begin at the unit",
    )
    example: int | None = Field(None, description="row of the batch, from 0; left out: the first")
    count: int = Field(8, ge=1, le=MOST, description="list so many of the strongest paths")


class GradientCheckRequest(Proof):
    epsilon: float = Field(EPSILON, ge=1e-10, le=0.1, description="how far the steps may move any z")
    layer: int | None = Field(None, description="check this layer only")
