"""A network as it stands at one version, and as it stood at one step."""

from dataclasses import dataclass
from typing import Any

from app.source import Source
from engine.training import TrainState


@dataclass(frozen=True, slots=True)
class Kept:
    """`example` is what the page shows the network on, as it stands in the API; `snapshot_of` is the id
    of the network that this is a read-only picture of, if it is one. `edited` tells whether anything but the
    name was changed since the latest step, or since the start where there was none."""

    version: int
    name: str
    example: dict[str, Any] | None
    state: TrainState
    data: Source | None = None
    snapshot_of: str | None = None
    edited: bool = False

    @property
    def read_only(self) -> bool:
        return self.snapshot_of is not None

    @property
    def moment(self) -> "Moment":
        return Moment(self.state, self.data)


@dataclass(frozen=True, slots=True)
class Moment:
    """A state, and the data that its next step is taken on."""

    state: TrainState
    data: Source | None

    @property
    def step(self) -> int:
        return self.state.step
