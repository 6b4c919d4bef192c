"""Passes through a network: forward, backward, a training step, and the steps taken before."""

from fastapi import APIRouter, Response

from app import convert, documents
from app.answer import answer, json_bytes
from app.api.common import App, Current, IfMatch, Narrowing, NarrowQuery, Parts, narrowed
from app.api.networks import summary
from app.body import JsonRoute
from app.documents import EVERYTHING, Narrow
from app.errors import NotFound, within
from app.passes import Pass, Result
from app.schemas.answers import BackwardTrace, ForwardTrace, LatestLayers, LayerTrace, StepTrace, Summary
from app.schemas.requests import BackwardRequest, ForwardRequest, StepRequest
from app.sessions import Session
from app.settings import Settings
from engine.beats import Kind
from engine.training import TrainState, train_step

router = APIRouter(prefix="/networks/{id}", tags=["passes"], route_class=JsonRoute)

Batch = ForwardRequest | StepRequest


@router.post("/forward", response_model=ForwardTrace)
async def forward(app: App, session: Current, body: ForwardRequest, query: Narrowing) -> Response:
    """The way forward of a batch, with all that is computed on it. Changes nothing."""
    return await ask(app, session, "forward", body, query)


@router.post("/backward", response_model=BackwardTrace)
async def backward(app: App, session: Current, body: BackwardRequest, query: Narrowing) -> Response:
    """Forward, loss and backward. Changes nothing."""
    return await ask(app, session, "backward", body, query)


@router.post("/preview", response_model=StepTrace)
async def preview(app: App, session: Current, body: StepRequest, query: Narrowing) -> Response:
    """The trace that `step` would answer; nothing is taken, nothing changes."""
    return await ask(app, session, "step", body, query)


@router.post("/step", response_model=StepTrace)
async def step(app: App, id: str, body: StepRequest, query: Narrowing, if_match: IfMatch = None) -> Response:
    """Takes one training step on the batch, and answers its whole trace."""
    async with app.sessions.changing(id, if_match) as session:
        taken = make_pass("step", session.state, body, app.settings)
        narrow = narrowing(query, taken)
        state, trace = await app.compute.run(taken.work, train_step, taken.state, taken.x, taken.y)
        await app.sessions.save(session, taken=taken, state=state)
        content = await app.compute.run(taken.work, written, trace, narrow)
        return answer(content, version=session.kept.version)


@router.get("/steps/{k}", response_model=StepTrace)
async def read_step(app: App, session: Current, k: int, query: Narrowing) -> Response:
    """The trace of training step k, exactly as it was taken, whatever was edited since."""
    return await show(app, session, await app.sessions.step(session, k), query)


@router.post("/steps/{k}/restore", response_model=Summary)
async def restore_step(app: App, id: str, k: int, if_match: IfMatch = None) -> Response:
    """Goes back to the state after step k, 0 being the start; later steps are forgotten."""
    async with app.sessions.changing(id, if_match) as session:
        state = await app.sessions.after(session, k)
        await app.sessions.save(session, restored=k, state=state)
        return summary(session)


@router.get("/layers", response_model=LatestLayers)
async def read_layers(app: App, session: Current, query: Narrowing) -> Response:
    """Every layer's values in the latest pass."""
    return await show(app, session, await latest(app, session), query, layers_only=True)


@router.get("/layers/{index}", response_model=LayerTrace)
async def read_layer(app: App, session: Current, index: int) -> Response:
    """One layer's values in the latest pass."""
    seen = await latest(app, session)
    last = len(session.state.network.layers)
    if not 1 <= index <= last:
        raise NotFound(f"There is no layer {index} in network {session.id}: its layers are 1 to {last}.")
    narrow = Narrow(layers=frozenset([index]))
    document = documents.trace(await app.compute.run(seen.work, seen.run), narrow)["layers"][0]
    return answer(document, version=session.kept.version)


async def latest(app: Parts, session: Session) -> Pass:
    found = await app.sessions.latest(session)
    if found is None:
        raise NotFound(f"Network {session.id} has had no pass yet; ask for forward, backward or step first.")
    return found


def make_pass(kind: Kind, state: TrainState, body: Batch, settings: Settings) -> Pass:
    """The pass that a request asks for, its batch checked."""
    with within("body"):
        x = convert.batch(state.network, body.x, settings)
        if isinstance(body, BackwardRequest | StepRequest):
            return Pass(kind, state, x, convert.targets(state.network, body.y, len(x)))
        return Pass(kind, state, x)


def narrowing(query: NarrowQuery, shown: Pass) -> Narrow:
    with within("query"):
        return narrowed(query, shown.state.network, len(shown.x))


async def ask(app: Parts, session: Session, kind: Kind, body: Batch, query: NarrowQuery) -> Response:
    """Answers a pass that changes nothing but what the latest pass is."""
    asked = make_pass(kind, session.state, body, app.settings)
    response = await show(app, session, asked, query)
    session.latest = asked
    return response


async def show(
    app: Parts, session: Session, shown: Pass, query: NarrowQuery, *, layers_only: bool = False
) -> Response:
    version, narrow = session.kept.version, narrowing(query, shown)
    content = await app.compute.run(shown.work, run_and_write, shown, narrow, layers_only)
    return answer(content, version=version)


def run_and_write(shown: Pass, narrow: Narrow, layers_only: bool) -> bytes:
    return written(shown.run(), narrow, layers_only)


def written(result: Result, narrow: Narrow, layers_only: bool = False) -> bytes:
    document = documents.trace(result, narrow)
    if layers_only:
        document = {"kind": documents.kind(result), "layers": document["layers"]}
    return json_bytes(document, None if narrow is EVERYTHING else documents.trace(result))
