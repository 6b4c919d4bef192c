"""How far a network has come, beside its numbers: what training remembers from one step to the next."""

from typing import Annotated

from pydantic import Field

from app.schemas.base import Body, Row

Count = Annotated[int, Field(ge=0, le=2**53 - 1)]
NOT_YET = "null: none was measured yet"


class PlateauBody(Body):
    """What the schedule `reduce_on_plateau` remembers."""

    best: float | None = Field(None, description=f"the best loss so far; {NOT_YET}")
    waited: Count = Field(0, description="epochs since")
    scale: float = Field(1.0, gt=0, description="what the learning rate is multiplied by")


class BestBody(Body):
    """What early stopping remembers: the best epoch so far, and the network as it was then."""

    loss: float | None = Field(None, description=f"its loss; {NOT_YET}")
    waited: Count = Field(0, description="epochs since")
    parameters: Row | None = Field(None, description="all parameters, flat, (P,)")
    running: Row | None = Field(None, description="all running statistics, flat")


class StateBody(Body):
    step: Count = Field(description="training steps that were taken")
    epoch: Count = Field(0, description="epochs that were completed")
    position: Count = Field(0, description="rows of the present epoch that have been used")
    optimizer: dict[str, Row] = Field(
        default_factory=dict,
        description="the optimizer's own vectors by name, flat: layer by layer w, b, gamma, beta",
    )
    plateau: PlateauBody | None = None
    best: BestBody | None = None
