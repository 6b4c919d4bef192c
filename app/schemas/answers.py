"""What the API answers. These models are the documentation: convert.py and documents.py write the same by hand,
and a test in tests/contract holds every answer against them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Number = float | None  # null where it is not finite; see `non_finite`
Vector = list[Number]
Matrix = list[Vector]
Kind = Literal["forward", "backward", "step"]


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


class TrainingSpec(Answer):
    optimizer: Named
    schedule: Named
    batch_size: int
    l1: float
    l2: float
    clip_norm: float | None
    clip_value: float | None
    early_stopping: None


class Example(Answer):
    x: list[list[float]] | None
    y: list[list[float]] | list[int] | None
    features: list[str] | None
    outputs: list[str] | None
    text: str | None


class LayerCounts(Answer):
    index: int
    w_shape: list[int]
    b_shape: list[int]
    weights: int
    biases: int
    total: int


class ParameterCounts(Answer):
    total: int
    layers: list[LayerCounts]


class Summary(Answer):
    id: str
    version: int
    url: str = Field(description="path of the page that shows the network")
    name: str
    network: NetworkSpec
    training: TrainingSpec
    data: None
    example: Example | None
    step: int
    epoch: int
    parameters: ParameterCounts
    metrics: None


class LayerParameters(Answer):
    w: Matrix
    b: Vector


class Parameters(Numbers):
    layers: list[LayerParameters]


class Beat(Answer):
    phase: Literal["forward", "loss", "backward", "update"]
    layer: int | None
    op: Literal[
        "product", "sum", "activation", "loss", "gate", "deposit", "send", "gather", "update", "measure"
    ]


class ForwardLayer(Answer):
    """Quantities that `include` leaves out are absent."""

    index: int
    x: Matrix | None = None
    w: Matrix | None = None
    b: Vector | None = None
    z: Matrix | None = None
    slope: Matrix | None = Field(None, description="f′(z); null for softmax, which has a Jacobian")
    a: Matrix | None = None
    jacobian: list[Matrix] | None = Field(None, description="∂aᵢ/∂zⱼ of each row, softmax only")


class BackwardLayer(ForwardLayer):
    grad_a: Matrix | None = None
    grad_z: Matrix | None = None
    grad_w: Matrix | None = None
    grad_b: Vector | None = None
    grad_x: Matrix | None = None


class WeightUpdate(Answer):
    gradient: Matrix
    penalty: Matrix
    clipped: Matrix
    change: Matrix
    after: Matrix
    state: dict[str, Matrix] | None = None


class BiasUpdate(Answer):
    gradient: Vector
    penalty: Vector
    clipped: Vector
    change: Vector
    after: Vector
    state: dict[str, Vector] | None = None


class Update(Answer):
    w: WeightUpdate
    b: BiasUpdate


class StepLayer(BackwardLayer):
    update: Update | None = None


class ForwardTrace(Numbers):
    x: Matrix | None = None
    a: Matrix | None = None
    layers: list[ForwardLayer]
    beats: list[Beat]


class BackwardHead(Numbers):
    x: Matrix | None = None
    a: Matrix | None = None
    y: Matrix | None = None
    loss: Number
    penalty: Number
    objective: Number
    grad_a: Matrix | None = None
    beats: list[Beat]


class BackwardTrace(BackwardHead):
    layers: list[BackwardLayer]


class StepTrace(BackwardHead):
    step: int
    epoch: int
    batch: list[int] | None = Field(description="row indices within the data; null for a batch from outside")
    learning_rate: float
    loss_after: Number
    layers: list[StepLayer]


class LayerTrace(StepLayer, Numbers):
    """As much of a layer as the latest pass computed."""


class LatestLayers(Numbers):
    kind: Kind
    layers: list[StepLayer]


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
    parameter: Literal["w", "b"]
    index: list[int]
    analytic: Number
    numeric: Number
    relative_error: Number


class CheckedWeights(Answer):
    analytic: Matrix
    numeric: Matrix
    relative_error: Matrix
    kink: list[list[bool]]


class CheckedBiases(Answer):
    analytic: Vector
    numeric: Vector
    relative_error: Vector
    kink: list[bool]


class CheckedLayer(Answer):
    index: int
    w: CheckedWeights
    b: CheckedBiases


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


class CatalogParameter(Answer):
    name: str
    default: float
    minimum: float
    maximum: float


class CatalogEntry(Answer):
    name: str
    label: str
    summary: str
    formula: str = Field(description="LaTeX")
    source: str
    parameters: list[CatalogParameter]


class Curve(Answer):
    z: list[float]
    a: list[float]
    slope: list[float]


class CatalogActivation(CatalogEntry):
    derivative: str = Field(description="LaTeX")
    range: str
    initializer: str = Field(description="the one that suits it")
    curve: Curve | None = Field(description="null for softmax, whose outputs depend on one another")


class CatalogLoss(CatalogEntry):
    derivative: str = Field(description="LaTeX")
    activation: str | None = Field(description="the output activation that it needs")


class CatalogPreset(CatalogEntry):
    request: dict[str, Any] = Field(description="the body of POST /networks that makes it")


Count = Annotated[int, Field(ge=1)]


class Limits(Answer):
    inputs: Count
    layers: Count
    units: Count
    parameters: Count
    rows: Count
    values: Count = Field(description="rows times the widths of all layers")
    check_work: Count = Field(description="multiply-adds of a gradient check")
    body: Count = Field(description="bytes")


class Catalog(Answer):
    activations: list[CatalogActivation]
    losses: list[CatalogLoss]
    initializers: list[CatalogEntry]
    optimizers: list[CatalogEntry]
    schedules: list[CatalogEntry]
    datasets: list[CatalogEntry]
    presets: list[CatalogPreset]
    limits: Limits


class Health(Answer):
    status: Literal["ok"]
    version: str
