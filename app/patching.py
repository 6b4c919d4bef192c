"""What a merge patch of the training settings leads to."""

from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app import convert, documents
from app.merge import merge
from app.schemas.requests import TrainingBody, TrainingPatch
from engine.training import TrainState

Document = dict[str, Any]


def carried_over(training: Document, patch: TrainingPatch | None) -> Document:
    """What a patch is merged into: of an optimizer or schedule that it replaces by another, only the learning
    rate goes on, since the other one has numbers of its own."""
    kept = dict(training)
    for name in ("optimizer", "schedule"):
        given = None if patch is None else getattr(patch, name)
        if given is not None and given.name not in (None, training[name]["name"]):
            kept[name] = {key: training[name][key] for key in ("learning_rate",) if key in training[name]}
    return kept


def retrained(state: TrainState, patch: TrainingPatch) -> TrainState:
    """The state with its settings patched. Raises RequestValidationError, or RuleError."""
    now = carried_over(documents.training(state.training), patch)
    try:
        body = TrainingBody.model_validate(merge(now, patch.model_dump(exclude_unset=True)))
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise RequestValidationError(
            [{**item, "loc": ("body", "training", *item["loc"])} for item in found]
        ) from None
    return convert.retrained(state, convert.training(body))
