"""Training on a network's own data, and what it has come to so far."""

from fastapi import Response

from app.answer import answer
from app.api.common import App, Client, Current, IfMatch, Points
from app.api.networks import keep, summary_document
from app.api.route import api_router
from app.errors import Problem, sentence
from app.live import goal_of
from app.runs import stopping
from app.schemas.answers import History, Summary, Trained
from app.schemas.live import LiveStop
from app.schemas.requests import TrainRequest
from engine.errors import RuleError
from engine.least_squares import solved

router = api_router("/networks/{id}", "training")


@router.post("/train", response_model=Trained)
async def train_network(
    app: App, id: str, client: Client, body: TrainRequest, if_match: IfMatch = None
) -> Response:
    """Trains on the data for so many steps or epochs, or until a stop comes first; one call takes a minute at
    most. Answers the summary and what ended the training."""
    if (body.steps is None) == (body.epochs is None):
        given = "both" if body.steps else "neither"
        raise RuleError(f"either steps or epochs is required, got {given}", ("steps",))
    wanted = body.stop.model_dump() if body.stop else {}
    stop = LiveStop(**wanted, steps=body.steps, epochs=body.epochs, time=app.settings.train_seconds)
    async with app.runs.start(id, goal_of(stop, None), if_match, client=client) as (session, run):
        stopped = await run.go()
        if stopped == "shutdown":
            raise stopping(f"The server is stopping; the training is saved up to step {run.state.step}.")
        document = await summary_document(app, session)
        return answer(document | {"stopped": stopped}, version=session.kept.version)


@router.post("/solve", response_model=Summary)
async def solve_network(app: App, id: str, if_match: IfMatch = None) -> Response:
    """Linear regression in closed form: the weights with the least squared error on the training rows.

    For a network of one linear layer under a squared error, without penalty and with nothing frozen or off;
    409 says which of these does not hold. Takes no step.
    """
    async with app.sessions.changing(id, if_match) as session:
        rows = session.rows
        if rows is None:
            raise Problem(409, f"Network {id} has no data to solve for.")
        try:
            state = await app.compute.run(
                rows.x.size * rows.x.shape[1], solved, session.state, rows.x, rows.y
            )
        except RuleError as error:
            raise Problem(409, f"Network {id} cannot be solved: {sentence(str(error))}") from None
        return await keep(app, session, "solve", state)


@router.get("/history", response_model=History)
async def read_history(app: App, session: Current, points: Points) -> Response:
    """Points along the training, at most so many: losses, accuracies, and how gradients and weights moved."""
    version = session.kept.version
    return answer(await app.sessions.steps.history(session, points.points), version=version)
