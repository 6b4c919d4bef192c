"""What the routes share: the application's parts, and how headers and queries are read."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from app.client_key import client_of
from app.compute import Compute
from app.pace import Pace
from app.quota import Quota
from app.rooms import Rooms
from app.runs import Runs
from app.session import Session
from app.sessions import Sessions
from app.settings import Settings
from app.store.base import Store
from app.talks import Talks
from app.traces import EVERYTHING, Narrow
from engine.errors import RuleError
from engine.network import Network

LOG = logging.getLogger("mlpscope")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the application is made of; lives as `app.state.parts` from start to end."""

    settings: Settings
    store: Store
    sessions: Sessions
    compute: Compute
    runs: Runs
    sockets: Quota
    rooms: Rooms
    talks: Talks
    pace: Pace

    async def stop(self) -> None:
        """Saves what runs, as far as that is done in time, and says good-bye on every socket; once."""
        if self.talks.stopping:
            return
        try:
            await asyncio.wait_for(self.runs.stop(), self.settings.shutdown_seconds)
        except TimeoutError:
            LOG.error("Some runs were not saved in time: what they trained in the last moments is lost.")
        await self.talks.stop()


def parts(request: Request) -> Parts:
    return request.app.state.parts


async def current_parts(request: Request) -> Parts:
    return request.app.state.parts


async def current_session(request: Request, id: str) -> Session:
    return await parts(request).sessions.get(id)


async def current_client(request: Request) -> str:
    return client_of(request)


App = Annotated[Parts, Depends(current_parts)]
Client = Annotated[str, Depends(current_client)]
Current = Annotated[Session, Depends(current_session)]
IfMatch = Annotated[
    str | None, Header(description='the version to change, as in ETag: `"3"`; 412 if it is another by now')
]

QUANTITIES = (
    "x", "w", "b", "z", "batch_norm", "slope", "h", "mask", "a",
    "y", "grad_a", "grad_h", "grad_z", "grad_w", "grad_b", "grad_x", "update",
)  # fmt: skip
JACOBIAN = "jacobian"


class NarrowQuery(BaseModel):
    """How much of a trace to answer."""

    model_config = ConfigDict(extra="forbid")

    include: str | None = Field(
        None,
        description=f"only these quantities, comma-separated: {', '.join(QUANTITIES)}. "
        f"{JACOBIAN} is softmax's, added on request; alone it narrows nothing",
        examples=["z,a,grad_z"],
    )
    layers: str | None = Field(None, description="only these layers, comma-separated", examples=["1,2"])
    example: int | None = Field(None, description="only this row of the batch", examples=[0])


class StepQuery(NarrowQuery):
    """How a step is taken."""

    join: bool = Field(False, description="one change with the training before it, to be undone together")


class PlaneQuery(BaseModel):
    """How finely to draw a surface, and of what."""

    model_config = ConfigDict(extra="forbid")

    resolution: int = Field(50, ge=2, le=200, description="points along each axis")
    unit: str | None = Field(
        None, description="layer.index of a unit to draw; left out: the outputs", examples=["1.0"]
    )


class PointsQuery(BaseModel):
    """How much of a history to answer."""

    model_config = ConfigDict(extra="forbid")

    points: int = Field(500, ge=1, le=10_000, description="at most so many points")


class ExportQuery(BaseModel):
    """Which file to make."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["json", "npz", "safetensors", "onnx", "numpy", "pytorch", "keras", "notebook", "csv"] = (
        Field(description="json, npz, safetensors and onnx can be imported again")
    )
    what: Literal["history", "trace"] | None = Field(
        None, description="of csv: the history, or the trace of a pass; left out: the history"
    )
    step: int | None = Field(None, description="of a csv trace: the training step; left out: the latest pass")
    before: int | None = Field(
        None, description="of json: the training step before which the network is wanted; left out: as it is"
    )


class LimitQuery(BaseModel):
    """How many rows to answer."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(1000, ge=1, le=10_000, description="at most so many rows of each part")


class JudgingQuery(BaseModel):
    """Which rows to answer, and in which order."""

    model_config = ConfigDict(extra="forbid")

    sort: str = Field(
        "row", description="row, part, target, answer, right, loss, column:<name> or output:<name>"
    )
    descending: bool = Field(False, description="the largest first")
    part: Literal["all", "train", "validation"] = "all"
    offset: int = Field(0, ge=0, description="how many of them to pass over")
    limit: int = Field(100, ge=1, le=1000, description="at most so many rows")
    step: int | None = Field(None, ge=0, description="after this step; left out: as the network is now")


Limit = Annotated[LimitQuery, Query()]
Judging = Annotated[JudgingQuery, Query()]
Points = Annotated[PointsQuery, Query()]
Export = Annotated[ExportQuery, Query()]
Plane = Annotated[PlaneQuery, Query()]
Narrowing = Annotated[NarrowQuery, Query()]
Stepping = Annotated[StepQuery, Query()]


def narrowed(query: NarrowQuery, network: Network, rows: int) -> Narrow:
    """The query checked against the pass it narrows. Raises RuleError."""
    if query.include is None and query.layers is None and query.example is None:
        return EVERYTHING
    if query.example is not None and not 0 <= query.example < rows:
        raise RuleError(f"example must be between 0 and {rows - 1}, got {query.example}", ("example",))
    names = _include(query.include)
    jacobian = JACOBIAN in names
    return Narrow(
        include=names - {JACOBIAN} or None,
        layers=_layers(query.layers, len(network.layers)),
        example=query.example,
        jacobian=jacobian,
    )


def _include(text: str | None) -> frozenset[str]:
    names = frozenset(name.strip() for name in text.split(",")) if text else frozenset[str]()
    for name in sorted(names):
        if name not in (*QUANTITIES, JACOBIAN):
            known = ", ".join((*QUANTITIES, JACOBIAN))
            raise RuleError(f"include takes {known}; got {name!r}", ("include",))
    return names


def _layers(text: str | None, last: int) -> frozenset[int] | None:
    if text is None:
        return None
    numbers = [part.strip() for part in text.split(",")]
    known = {str(layer): layer for layer in range(1, last + 1)}
    for number in numbers:
        if number not in known:
            raise RuleError(f"layers takes layers between 1 and {last}, got {number!r}", ("layers",))
    return frozenset(known[number] for number in numbers)


def values(network: Network, rows: int) -> Any:
    """How many numbers of one kind a trace of `rows` rows holds."""
    return rows * (network.inputs + sum(layer.units for layer in network.layers))
