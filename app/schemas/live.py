"""The messages of the live socket: what a client says, which is strict, and what the server does."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from app.schemas.base import Body
from app.schemas.common import Answer, Matrix, Number, Numbers, Problem, Vector
from app.schemas.requests import StopBody, TrainingPatch
from app.schemas.traces import BackwardTrace

Whole = Annotated[int, Field(ge=1, le=2**53 - 1)]


class LiveStop(StopBody):
    """When to pause by itself; whichever comes first."""

    steps: Whole | None = Field(default=None, description="so many more steps")
    epochs: Whole | None = Field(default=None, description="so many more completed epochs")
    time: float | None = Field(default=None, gt=0, description="so many seconds")


class RunMessage(Body):
    """Trains until paused or stopped. Said again during a run, it changes pace and stop."""

    type: Literal["run"]
    max_steps_per_second: float | None = Field(default=None, gt=0, description="left out: as fast as it goes")
    stop: LiveStop | None = None


class PauseMessage(Body):
    """Ends the run of this socket and saves it."""

    type: Literal["pause"]


class StepMessage(Body):
    """Takes so many steps, then pauses."""

    type: Literal["step"]
    n: Whole = 1


class ConfigureMessage(Body):
    """A merge patch of the training settings, during a run too."""

    type: Literal["configure"]
    training: TrainingPatch


class Grid(Body):
    """How finely to look over the plane."""

    resolution: int = Field(50, ge=2, le=200, description="points along each axis")


class Bins(Body):
    bins: int = Field(32, ge=2, le=200)


class Watching(Body):
    """What a frame is to hold beside losses and accuracies."""

    surface: Grid | None = Field(default=None, description="the outputs over the plane of two columns")
    units: bool | Grid = Field(
        False, description="what each unit hands on over it; true: as finely as the surface"
    )
    curve: Grid | None = Field(default=None, description="the outputs over the one column there is")
    parameters: bool = Field(default=False, description="all weights and biases")
    example: int | None = Field(
        default=None, ge=0, le=2**53 - 1, description="the trace of this training row"
    )
    histograms: Bins | None = Field(default=None, description="how the numbers of each layer are spread")
    predictions: bool = Field(
        default=False, description="the outputs of the first thousand rows of each part"
    )
    confusion: bool = Field(
        default=False, description="how often each class was taken for each, in those rows"
    )


class WatchMessage(Watching):
    """What every frame is to hold; replaces what was watched before. What is left out is not watched."""

    type: Literal["watch"]


class LookRequest(Watching):
    """One frame of a network that stands still."""

    step: int | None = Field(default=None, ge=0, description="after this step; left out: as it is now")


class AckMessage(Body):
    """This frame, and those before it, have been dealt with."""

    type: Literal["ack"]
    frame: int


ClientMessage = Annotated[
    RunMessage | PauseMessage | StepMessage | ConfigureMessage | WatchMessage | AckMessage,
    Field(discriminator="type"),
]


class HelloMessage(Answer):
    """The first message of a socket."""

    type: Literal["hello"]
    id: str
    version: int
    step: int
    epoch: int
    running: bool = Field(description="whether anyone trains the network now")


class ShownGrid(Answer):
    """Bytes, as base64, from `min` (0) to `max` (255), rows by y."""

    resolution: int
    min: float
    max: float
    data: str


class ShownSurface(ShownGrid):
    outputs: int = Field(description="how many planes follow one another in `data`")


class ShownUnit(ShownGrid):
    layer: int
    unit: int


class ShownCurve(Answer):
    x: list[float]
    values: Matrix


class ShownLayer(Answer):
    """Rounded to float32."""

    w: Matrix
    b: Vector
    gamma: Vector | None = None
    beta: Vector | None = None


class ShownParameters(Answer):
    layers: list[ShownLayer]


class Histogram(Answer):
    """Counts of equally wide bins from `min` to `max`."""

    min: float
    max: float
    counts: list[int]
    not_finite: int


class HistogramLayer(Answer):
    index: int
    quantities: dict[Literal["z", "a", "w", "grad_z", "grad_w"], Histogram]


class Histograms(Answer):
    bins: int
    layers: list[HistogramLayer]


class Predictions(Answer):
    train: Matrix
    validation: Matrix | None = None


class Confusion(Answer):
    """Rows are what is right, columns what it was taken for."""

    classes: list[str]
    train: list[list[int]]
    validation: list[list[int]] | None = None


class Seen(Numbers):
    """The state after a step; beside the numbers it holds what is watched."""

    step: int
    epoch: int
    train_loss: Number
    validation_loss: Number
    train_accuracy: Number
    validation_accuracy: Number
    learning_rate: float
    grad_norms: Vector = Field(description="of the step's own batch, a layer; empty if not measured")
    update_ratios: Vector = Field(description="‖Δw‖/‖w‖ of the step, a layer")
    surface: ShownSurface | None = None
    units: list[ShownUnit] | None = None
    curve: ShownCurve | None = None
    parameters: ShownParameters | None = None
    trace: BackwardTrace | None = None
    histograms: Histograms | None = None
    predictions: Predictions | None = None
    confusion: Confusion | None = None


class FrameMessage(Seen):
    """What is seen of a run, after a slice of it."""

    type: Literal["frame"]
    frame: int = Field(description="counts the frames of this socket, from 1")


class PausedMessage(Answer):
    """The run has ended, is saved, and its last frame has been sent."""

    type: Literal["paused"]
    reason: Literal[
        "pause", "steps", "epochs", "loss", "accuracy", "plateau", "early_stopping", "time", "diverged",
        "failed", "taken_over", "shutdown",
    ]  # fmt: skip
    step: int


class ErrorMessage(Answer):
    """A message was refused; the socket stays open."""

    type: Literal["error"]
    problem: Problem


ServerMessage = Annotated[
    HelloMessage | FrameMessage | PausedMessage | ErrorMessage, Field(discriminator="type")
]

CLIENT: TypeAdapter[Any] = TypeAdapter(ClientMessage)
SERVER: TypeAdapter[Any] = TypeAdapter(ServerMessage)
