"""What a pass answers. Quantities that `include` leaves out are absent; null is not finite."""

from typing import Literal

from pydantic import Field

from app.schemas.common import Answer, FrozenNumbers, Matrix, Number, Numbers, Vector

Kind = Literal["forward", "backward", "step"]


class Beat(Answer):
    phase: Literal["forward", "loss", "backward", "update"]
    layer: int | None
    op: Literal[
        "product",
        "sum",
        "batch_norm",
        "activation",
        "skip",
        "dropout",
        "loss",
        "gate",
        "deposit",
        "send",
        "gather",
        "update",
        "measure",
    ]


class BatchNorm(Answer):
    """y = γ·x̂ + β, of x̂ = (z − mean) / √(var + 1e-5). The statistics are the batch's in training."""

    mean: Vector
    var: Vector
    x_hat: Matrix
    gamma: Vector
    beta: Vector
    y: Matrix
    grad_y: Matrix | None = Field(None, description="after a way back, as grad_gamma and grad_beta")
    grad_gamma: Vector | None = None
    grad_beta: Vector | None = None


class ForwardLayer(Answer):
    """Quantities that `include` leaves out are absent."""

    index: int
    x: Matrix | None = None
    w: Matrix | None = None
    b: Vector | None = None
    z: Matrix | None = None
    slope: Matrix | None = Field(
        None, description="f′ at the input of f; null for softmax, which has a Jacobian"
    )
    batch_norm: BatchNorm | None = Field(None, description="where it is on: f takes its y in place of z")
    h: Matrix | None = Field(None, description="f's own output, where skip or dropout follow")
    mask: Matrix | None = Field(None, description="dropout's: 0 or 1/(1 − p), where units are dropped")
    a: Matrix | None = None
    jacobian: list[Matrix] | None = Field(None, description="∂aᵢ/∂zⱼ of each row, softmax only")


class BackwardLayer(ForwardLayer):
    grad_a: Matrix | None = None
    grad_h: Matrix | None = Field(None, description="there where h is")
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


class VectorUpdate(Answer):
    gradient: Vector
    penalty: Vector
    clipped: Vector
    change: Vector
    after: Vector
    state: dict[str, Vector] | None = None


class Update(Answer):
    w: WeightUpdate
    b: VectorUpdate
    gamma: VectorUpdate | None = None
    beta: VectorUpdate | None = None


class StepLayer(BackwardLayer):
    update: Update | None = None
    held: FrozenNumbers | None = Field(
        None,
        description="which single numbers the step left alone, frozen or off; left out where there are none",
    )
    off: FrozenNumbers | None = Field(
        None, description="which of them are off; left out where there are none"
    )


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
