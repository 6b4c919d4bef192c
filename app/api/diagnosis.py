"""Why a network trains or does not, and the experiments that help to tell."""

from dataclasses import replace

from fastapi import Response

from app import diagnosis, limits
from app.answer import answer, json_bytes
from app.api.common import App, Current, Parts
from app.api.route import api_router
from app.errors import within
from app.journal import step_work
from app.schemas.diagnosis import Diagnosis, Experiment
from app.schemas.requests import ExperimentRequest
from app.session import Session
from engine.diagnosis import experiments
from engine.diagnosis.checklist import learning_rates, one_batch
from engine.errors import RuleError
from engine.optimizers import OPTIMIZERS
from engine.training import TrainState

router = api_router("/networks/{id}", "diagnosis")

MOST_POINTS = 1000


@router.get("/diagnosis", response_model=Diagnosis)
async def read_diagnosis(app: App, session: Current) -> Response:
    """What is found wrong, each with its evidence and a remedy, and the debugging checklist."""
    kept = session.kept
    batch = diagnosis.shown_on(kept, session.rows, session.latest)
    columns = await app.sessions.steps.history(session, MOST_POINTS)
    patient = diagnosis.Patient(kept.state, batch, columns, session.data)
    content = await app.compute.run(patient.work, lambda: json_bytes(diagnosis.diagnosis(patient)))
    return answer(content, version=kept.version)


@router.post("/experiments/overfit_one_batch", response_model=Experiment)
async def overfit_one_batch(app: App, session: Current, body: ExperimentRequest) -> Response:
    """Trains on eight rows alone, from the first weights and without what holds it back. Changes nothing."""
    start = await begun(app, session, body.steps, 1)
    data, subject = session.data, session.subject
    assert data is not None
    assert subject is not None
    batch = one_batch(data)
    done = await app.compute.train(experiments.overfit_one_batch, start, subject, batch, body.steps)
    document = diagnosis.experiment("overfit_one_batch", done)
    return answer(document, version=session.kept.version)


@router.post("/experiments/learning_rates", response_model=Experiment)
async def try_learning_rates(app: App, session: Current, body: ExperimentRequest) -> Response:
    """Trains with a tenth of the learning rate, the same, and ten times as much, from the first weights.
    Changes nothing."""
    optimizer = session.state.training.optimizer
    (known,) = (p for p in OPTIMIZERS[optimizer.name].parameters if p.name == "learning_rate")
    rates = [rate for rate in learning_rates(optimizer.parameters["learning_rate"]) if rate <= known.maximum]
    start = await begun(app, session, body.steps, len(rates))
    subject = session.subject
    assert subject is not None
    done = await app.compute.train(experiments.try_learning_rates, start, subject, rates, body.steps)
    return answer(diagnosis.experiment("learning_rates", done), version=session.kept.version)


async def begun(app: Parts, session: Session, steps: int, runs: int) -> TrainState:
    """The first weights under the present settings. RuleError without data, or with too much work."""
    state = session.state
    if session.rows is None:
        raise RuleError("data is required for an experiment: the network has none", ("data",))
    with within("body"):
        work = steps * runs * step_work(state)
        limits.at_most("the work of this experiment", work, app.settings.max_check_work, "steps")
    start = await app.sessions.steps.after(session, 0)
    return replace(state, parameters=start.state.parameters)
