"""How far a network has come, as JSON: out, and back in to the bit, to train on elsewhere as here."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app import convert, documents
from app.schemas.state import BestBody, PlateauBody, StateBody
from engine.batches import smallest_batch
from engine.errors import RuleError
from engine.schedules import Plateau
from engine.training import Best, TrainState
from engine.types import Array

Document = dict[str, Any]


def document(state: TrainState) -> Document | None:
    """As a request has it under `state`; None before the first step, where there is nothing to remember."""
    if state.step == 0:
        return None
    found: Document = {
        "step": state.step,
        "epoch": state.epoch,
        "position": state.position,
        "optimizer": {name: documents.wide(vector) for name, vector in state.optimizer_state.items()},
    }
    plateau, best = state.plateau, state.best
    if plateau != Plateau():
        found["plateau"] = {"best": _told(plateau.best), "waited": plateau.waited, "scale": plateau.scale}
    if best is not None and state.training.early_stopping is not None:
        kept = {"parameters": best.parameters, "running": best.running}
        numbers = {name: documents.wide(vector) for name, vector in kept.items() if vector is not None}
        found["best"] = {"loss": _told(best.loss), "waited": best.waited, **numbers}
    return found


def restored(state: TrainState, body: StateBody | None, rows: int) -> TrainState:
    """The new `state` at the place that the request says, on data of so many training rows. Raises RuleError,
    whose path begins at the request's `state`."""
    if body is None:
        return state
    _check_position(state, body.position, rows)
    return replace(
        state,
        step=body.step,
        epoch=body.epoch,
        position=body.position,
        optimizer_state=_optimizer(state, body),
        plateau=_plateau(body.plateau),
        best=_best(state, body.best),
    )


def _check_position(state: TrainState, position: int, rows: int) -> None:
    if position and position + smallest_batch(state.network) > rows:
        raise RuleError(
            f"state.position must leave a batch of the {rows} rows, got {position}", ("position",)
        )


def _optimizer(state: TrainState, body: StateBody) -> dict[str, Array]:
    expected, given = state.optimizer_state, body.optimizer
    if set(expected) != set(given):
        names = ", ".join(expected) or "nothing"
        rule = f"state.optimizer must hold what {state.training.optimizer.name} remembers, {names}"
        raise RuleError(f"{rule}, got {', '.join(given) or 'nothing'}", ("optimizer",))
    return {name: _vector(given[name], own, ("optimizer", name)) for name, own in expected.items()}


def _plateau(body: PlateauBody | None) -> Plateau:
    return Plateau() if body is None else Plateau(_loss(body.best), body.waited, body.scale)


def _best(state: TrainState, body: BestBody | None) -> Best | None:
    if body is None:
        return None
    kept = {"parameters": (body.parameters, state.parameters), "running": (body.running, state.running)}
    vectors = {
        name: None if own is None else _vector(own, like, ("best", name))
        for name, (own, like) in kept.items()
    }
    return Best(_loss(body.loss), body.waited, **vectors)


def _vector(values: Sequence[float], like: Array, loc: tuple[str, str]) -> Array:
    if len(values) != len(like):
        raise RuleError(f"state.{'.'.join(loc)} must have shape {like.shape}, got ({len(values)},)", loc)
    return convert.vector(values, like.dtype.name, loc)


def _loss(loss: float | None) -> float:
    return math.inf if loss is None else loss


def _told(loss: float) -> float | None:
    return loss if math.isfinite(loss) else None
