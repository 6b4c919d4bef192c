"""What every part of a lesson has in common."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Unknown keys are refused, so that a slip of the pen in a lesson does not pass for nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
