"""Where a network's data comes from, as requests say it, and what the API answers of data sets."""

from typing import Annotated, Any, Literal

from annotated_types import Len
from pydantic import Discriminator, Field, Tag, WithJsonSchema

from app.rules import TAG
from app.schemas.base import Body, OneOf, Stop
from app.schemas.common import Answer, Number, Numbers, Vector
from engine.datasets import DATASETS
from engine.datasets.seen import LONGEST_CATEGORY
from engine.datasets.sheet import NAME_LENGTH

ColumnName = Annotated[str, Field(max_length=NAME_LENGTH)]
FeatureName = Annotated[str, Field(max_length=NAME_LENGTH + 1 + LONGEST_CATEGORY)]
Features = Annotated[list[FeatureName], Len(1, 4096)]
# What a cell may be is said by the engine, which knows the name of its column.
CELLS = {"type": "array", "items": {"anyOf": [{"type": "number"}, {"type": "string"}]}}
Cells = Annotated[list[Any], WithJsonSchema(CELLS)]
Target = Annotated[
    Annotated[ColumnName, Tag(TAG + "one")]
    | Annotated[Annotated[list[ColumnName], Len(1, 1000)], Tag(TAG + "several")],
    Discriminator(lambda value: TAG + ("several" if isinstance(value, list) else "one")),
]
Missing = Literal["refuse", "drop"]
Policy = Literal["refuse", "drop", "mean", "most_frequent", "constant"]
Type = Literal["number", "text"]


class TreatmentBody(Body):
    """What is to become of one column. A mean and a most frequent value are those of the training rows."""

    type: Type | None = Field(None, description="left out: as it is in the file")
    missing: Policy | None = Field(
        None, description="what to do where it lacks a value; left out: as `missing`"
    )
    constant: float | Annotated[str, Field(min_length=1, max_length=LONGEST_CATEGORY)] | None = Field(
        None, description="what takes the place of a missing value under `constant`"
    )


Treatments = dict[ColumnName, TreatmentBody]


class RowsBody(Body):
    """One's own rows. Without values they are those of `dataset_id`, as a summary shows them."""

    columns: list[ColumnName] = Field(min_length=1)
    values: Annotated[list[Cells], Stop()] | None = Field(None, description="numbers and texts, row by row")
    target: Target = Field(description="the column, or columns, to predict")
    count: int | None = Field(None, description="how many rows; follows from the values")


class DataBody(Body):
    """A data set of the catalog by its name, or one's own rows, and how to prepare them."""

    name: Annotated[str, OneOf(DATASETS)] | None = None
    samples: int | None = Field(None, description="left out: the data set's own number of rows")
    noise: float | None = None
    dataset_id: str | None = Field(None, max_length=100, description="from `POST /datasets`")
    target: Target | None = Field(None, description="of `dataset_id`; left out: the last column")
    rows: RowsBody | None = None
    missing: Missing | None = Field(None, description="rows that lack a value: refused, unless dropped")
    treatments: Treatments | None = Field(None, description="of single columns of one's own, by their names")
    seed: int = Field(default=0, ge=0, le=2**53 - 1)
    validation_fraction: float = Field(default=0.3, ge=0, lt=1, description="share of rows kept aside")
    features: Features | None = Field(None, description="left out: all columns")
    standardize: bool = Field(default=True, description="to mean 0 and deviation 1, by the training rows")


class DataPatch(Body):
    name: str | None = None
    samples: int | None = None
    noise: float | None = None
    dataset_id: str | None = None
    target: Target | None = None
    rows: RowsBody | None = None
    missing: Missing | None = None
    treatments: Treatments | None = None
    seed: int | None = None
    validation_fraction: float | None = None
    features: list[FeatureName] | None = None
    standardize: bool | None = None


class RowsSpec(Answer):
    columns: list[str]
    target: str | list[str]
    count: int


class DataSpec(Answer):
    """As a request that names everything; `name` or `dataset_id`, with what belongs to it."""

    name: str | None = Field(None, description="of a data set of the catalog")
    samples: int | None = None
    noise: float | None = None
    dataset_id: str | None = Field(None, description="of one's own rows")
    rows: RowsSpec | None = Field(None, description="what these are, without their values")
    missing: Missing | None = None
    treatments: dict[str, TreatmentBody] | None = None
    seed: int
    validation_fraction: float
    features: list[str]
    standardize: bool


class DatasetColumn(Answer):
    name: str
    type: Literal["number", "text"]
    missing: int = Field(description="how many rows lack a value")
    minimum: float | None = Field(None, description="of numbers")
    maximum: float | None = Field(None, description="of numbers")
    distinct: int | None = Field(None, description="how many different texts")
    categories: list[str] | None = Field(None, description="all different texts, unless they are too many")


class DatasetRead(Answer):
    """How the file was read."""

    separator: Literal["comma", "semicolon", "tab", "bar"]
    encoding: str
    header: bool = Field(description="whether its first line names the columns")


class SuggestedColumn(Answer):
    name: str
    use: bool
    type: Type
    missing: Policy
    reason: str | None = Field(description="why it is left out, or read otherwise than it stands in the file")
    strays: int = Field(description="how many texts stand in this column of numbers")


class Suggested(Answer):
    """What one may do with the data; never done unasked."""

    target: str
    columns: list[SuggestedColumn]


class Dataset(Answer):
    id: str
    name: str
    rows: int
    columns: list[DatasetColumn]
    preview: list[list[float | str | None]] = Field(description="the first rows; null where one is missing")
    read: DatasetRead | None = Field(None, description="of a file")
    suggested: Suggested


class RowsPart(Answer):
    rows: list[int] = Field(description="where each stands in the data set, from 0")
    raw: list[list[float]] = Field(description="as they are in the data set, by `columns`")
    x: list[list[float]] = Field(description="as the network is fed them, by `features`")
    y: list[list[float]] = Field(description="what is right, by `outputs`")


class RowsCount(Answer):
    train: int
    validation: int


class ClassCount(Answer):
    name: str
    count: int


class Output(Answer):
    """The output layer that suits the targets."""

    units: int
    activation: str


class DataRows(Answer):
    """The rows that a network learns from, and those kept aside."""

    task: Literal["binary", "classes", "regression"]
    columns: list[str]
    features: list[str]
    targets: list[str] = Field(description="names of the classes, or of the numbers to predict")
    outputs: list[str]
    count: RowsCount = Field(description="how many there are, of which no more than `limit` are answered")
    train: RowsPart
    validation: RowsPart | None = Field(description="null where no rows are kept aside")


class DataPreview(DataRows):
    """What a network would learn from, and what it would have to look like."""

    inputs: int
    output: Output
    loss: str
    classes: list[ClassCount] = Field(description="how many rows there are of each; empty for numbers")
    dropped: int = Field(description="rows left out because they lack a value")


class JudgedRow(Answer):
    part: Literal["train", "validation"]
    index: int = Field(description="where it stands in its part, from 0")
    row: int = Field(description="where it stands in the data set, from 0")
    raw: list[float]
    y: list[float]
    a: Vector = Field(description="what the network answers")
    target: str | None = Field(description="the class that is right; null for numbers")
    answer: str | None = Field(description="the class that it is taken for")
    right: bool | None
    loss: Number = Field(description="of this row on its own; their mean is the loss of the part")


class JudgedRows(Numbers):
    """Rows of the data, sorted, with what the network makes of each."""

    step: int
    columns: list[str]
    outputs: list[str]
    classes: list[str] | None
    total: int = Field(description="how many rows there are, of which these begin at `offset`")
    offset: int
    rows: list[JudgedRow]
