"""Training on a network's own data, and what it has come to so far."""

from fastapi import Response

from app.answer import answer
from app.api.common import App, Current, IfMatch, Points
from app.api.networks import summary_document
from app.api.route import api_router
from app.live import goal_of
from app.schemas.answers import History, Trained
from app.schemas.live import LiveStop
from app.schemas.requests import TrainRequest
from engine.errors import RuleError

router = api_router("/networks/{id}", "training")


@router.post("/train", response_model=Trained)
async def train_network(app: App, id: str, body: TrainRequest, if_match: IfMatch = None) -> Response:
    """Trains on the data for so many steps or epochs, or until a stop comes first; one call takes a minute at
    most. Answers the summary and what ended the training."""
    if (body.steps is None) == (body.epochs is None):
        given = "both" if body.steps else "neither"
        raise RuleError(f"either steps or epochs is required, got {given}", ("steps",))
    wanted = body.stop.model_dump() if body.stop else {}
    stop = LiveStop(**wanted, steps=body.steps, epochs=body.epochs, time=app.settings.train_seconds)
    async with app.runs.start(id, goal_of(stop, None), if_match) as (session, run):
        stopped = await run.go()
        document = await summary_document(app, session)
        return answer(document | {"stopped": stopped}, version=session.kept.version)


@router.get("/history", response_model=History)
async def read_history(app: App, session: Current, points: Points) -> Response:
    """Points along the training, at most so many: losses, accuracies, and how gradients and weights moved."""
    version = session.kept.version
    return answer(await app.sessions.history(session, points.points), version=version)
