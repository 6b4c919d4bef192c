"""What the catalog answers."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.schemas.common import Answer


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


class CatalogFeature(Answer):
    name: str
    label: str


class CatalogPreview(Answer):
    x: list[list[float]] = Field(description="all columns of some rows, in the units of the data")
    y: list[float] = Field(description="the class of each, from 0, or the number to predict")


class CatalogDataset(CatalogEntry):
    task: Literal["binary", "classes", "regression"]
    columns: list[CatalogFeature]
    features: list[CatalogFeature] = Field(description="what `data.features` may name")
    targets: list[str] = Field(description="names of the classes, or of the numbers to predict")
    preview: CatalogPreview


class CatalogPreset(CatalogEntry):
    group: str = Field(description="what it is for, as a heading")
    epochs: int | None = Field(
        description="epochs on its data that show what it is about; null where there is an example"
    )
    request: dict[str, Any] = Field(description="the body of POST /networks that makes it")


Count = Annotated[int, Field(ge=1)]


class Limits(Answer):
    networks: Count = Field(description="kept at a time, of all clients together")
    inputs: Count
    layers: Count
    units: Count
    parameters: Count
    rows: Count
    values: Count = Field(description="rows times the widths of all layers")
    data_rows: Count = Field(description="of a data set of one's own")
    data_columns: Count
    check_work: Count = Field(description="multiply-adds of a gradient check")
    body: Count = Field(description="bytes")
    sockets: Count = Field(description="of one client at a time")
    runs: Count = Field(description="of one client at a time")
    rooms: Count = Field(description="that one client has opened at a time")
    followers: Count = Field(description="of one room")
    request_seconds: float = Field(description="how long a request may take to arrive")
    train_seconds: float = Field(description="the longest `train` call")
    run_seconds: float = Field(description="the longest run on a live socket")
    room_seconds: float = Field(description="how long a room stays in which nothing is shown")


class Rates(Answer):
    """How often one client may ask: `1200/minute`, or `none`."""

    requests: str
    creations: str = Field(description="what makes something that is kept")
    heavy: str = Field(description="what may take long: train, solve, import, gradient check")
    messages: str = Field(description="what is read on its sockets; faster ones wait")


class Catalog(Answer):
    activations: list[CatalogActivation]
    losses: list[CatalogLoss]
    initializers: list[CatalogEntry]
    optimizers: list[CatalogEntry]
    schedules: list[CatalogEntry]
    datasets: list[CatalogDataset]
    presets: list[CatalogPreset]
    limits: Limits
    rates: Rates
