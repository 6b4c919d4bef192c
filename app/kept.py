"""A network as it stands at one version."""

from dataclasses import dataclass
from typing import Any

from app.source import Source
from engine.training import TrainState


@dataclass(frozen=True, slots=True)
class Kept:
    """`example` is what the page shows the network on, as it stands in the API."""

    version: int
    name: str
    example: dict[str, Any] | None
    state: TrainState
    data: Source | None = None
