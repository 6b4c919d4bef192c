"""The bodies that the API takes. Types and keys are checked here, meaning by the engine."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, WithJsonSchema

from app.schemas.base import Body, ChoiceBody, Matrix, Named, NotYet, OneOf, Row, Rows, Targets, ZeroYet
from app.schemas.data import DataBody, DataPatch
from engine.activations import ACTIVATIONS
from engine.checks import EPSILON
from engine.explain import QUANTITIES
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES

Name = Annotated[str, Field(max_length=200)]


class LayerBody(Body):
    units: int = Field(ge=1, description="width of the layer; see `limits` of the catalog")
    activation: Annotated[ChoiceBody, Named(ACTIVATIONS)] = Field(
        default_factory=lambda: ChoiceBody(name="linear")
    )
    initializer: Annotated[str, OneOf(INITIALIZERS)] | None = Field(
        None, description="left out: what suits the activation"
    )
    batch_norm: NotYet = False
    dropout: ZeroYet = 0.0
    skip: NotYet = False
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


class ParametersBody(Body):
    """The weights `w` (D_in, D_out) and biases `b` (D_out,) of a layer."""

    w: Matrix
    b: Row


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
    early_stopping: None = None


class ExampleBody(Body):
    """What the page shows the network on."""

    x: Rows | None = None
    y: Targets | None = None
    features: list[Name] | None = Field(None, description="names of the inputs")
    outputs: list[Name] | None = Field(None, description="names of the outputs")
    text: Annotated[str, Field(max_length=10_000)] | None = None


class NetworkRequest(Body):
    name: Name | None = None
    network: NetworkDraft | None = Field(None, description="required unless there is data")
    parameters: list[ParametersBody] | None = Field(
        None, description="one entry a layer; left out: initialized"
    )
    training: TrainingBody = Field(default_factory=lambda: TrainingBody())
    example: ExampleBody | None = None
    data: DataBody | None = None


class OptimizerPatch(Body):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, float | None] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride]

    name: str | None = None


class TrainingPatch(Body):
    optimizer: OptimizerPatch | None = None
    schedule: OptimizerPatch | None = None
    batch_size: int | None = None
    l1: float | None = None
    l2: float | None = None
    clip_norm: float | None = None
    clip_value: float | None = None
    early_stopping: None = None


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


class Edit(Body):
    layer: int
    parameter: Literal["w", "b"]
    index: list[int] = Field(max_length=2, description="[from, unit] of a weight, [unit] of a bias")
    value: float


class EditsRequest(Body):
    edits: list[Edit] = Field(min_length=1)


class ForwardRequest(Body):
    x: Rows
    training: bool = Field(False, description="dropout and batch norm as in training, where a layer has them")


class BackwardRequest(ForwardRequest):
    y: Targets


class StepRequest(Body):
    """A batch from outside, or `{}` for the next mini-batch of the network's data."""

    x: Rows | None = None
    y: Targets | None = None


class ExplainRequest(Body):
    quantity: Annotated[str, WithJsonSchema({"type": "string", "enum": list(QUANTITIES)})]
    layer: int | None = Field(None, description="from 1; left out where the quantity belongs to no layer")
    unit: int | None = Field(None, description="from 0; left out where the quantity belongs to no unit")
    from_: int | None = Field(None, alias="from", description="the unit that the weight comes from")
    example: int | None = Field(None, description="row of the batch, from 0; left out: the first")
    x: Rows | None = Field(None, description="left out, as y: the latest pass")
    y: Targets | None = None
    step: int | None = Field(None, description="explain within this training step, already taken")


class GradientCheckRequest(Body):
    x: Rows | None = None
    y: Targets | None = None
    epsilon: float = Field(EPSILON, ge=1e-10, le=0.1, description="how far the steps may move any z")
    layer: int | None = Field(None, description="check this layer only")
    step: int | None = Field(
        None, description="check at the parameters before this training step, already taken"
    )
