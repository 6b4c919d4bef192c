"""Passes through a network: forward, backward, a training step, and the steps taken before."""

from collections.abc import Callable

from fastapi import Response

from app import convert, limits, traces
from app.answer import answer, json_bytes
from app.api.common import App, Current, IfMatch, Narrowing, NarrowQuery, Parts, Stepping, narrowed
from app.api.networks import summary
from app.api.route import api_router
from app.errors import NotFound, within
from app.passes import Pass, Result, next_pass
from app.schemas.answers import Summary
from app.schemas.requests import BackwardRequest, ForwardRequest, StepRequest
from app.schemas.traces import BackwardTrace, ForwardTrace, LatestLayers, LayerTrace, StepTrace
from app.session import Session
from app.settings import Settings
from app.traces import EVERYTHING, Narrow
from engine.beats import Kind
from engine.datasets import Data
from engine.errors import RuleError
from engine.passes import check_rows
from engine.training import TrainState

router = api_router("/networks/{id}", "passes")

Batch = ForwardRequest | StepRequest
Writer = Callable[[Result, Narrow], bytes]


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
async def step(
    app: App, id: str, body: StepRequest, stepping: Stepping, if_match: IfMatch = None
) -> Response:
    """Takes one training step on the batch, and answers its whole trace."""
    async with app.sessions.changing(id, if_match) as session:
        taken = make_pass("step", session, body, app.settings)
        narrow = narrowing(stepping, taken)
        state, trace = await app.compute.run(taken.work, taken.take)
        await app.sessions.step_taken(session, taken, state, trace, join=stepping.join)
        content = await app.compute.run(taken.work, trace_bytes, trace, narrow)
        return answer(content, version=session.kept.version)


@router.get("/steps/{k}", response_model=StepTrace)
async def read_step(app: App, session: Current, k: int, query: Narrowing) -> Response:
    """The trace of training step k, exactly as it was taken, whatever was edited since."""
    return await show(app, session, await app.sessions.steps.step(session, k), query)


@router.post("/steps/{k}/restore", response_model=Summary)
async def restore_step(app: App, id: str, k: int, if_match: IfMatch = None) -> Response:
    """Goes back to the state after step k, 0 being the start; later steps are gone, until it is undone."""
    async with app.sessions.changing(id, if_match) as session:
        await app.sessions.restore(session, k)
        return await summary(app, session)


@router.get("/layers", response_model=LatestLayers)
async def read_layers(app: App, session: Current, query: Narrowing) -> Response:
    """Every layer's values in the latest pass."""
    return await show(app, session, await latest(app, session), query, layers_bytes)


@router.get("/layers/{index}", response_model=LayerTrace)
async def read_layer(app: App, session: Current, index: int) -> Response:
    """One layer's values in the latest pass."""
    last = len(session.state.network.layers)
    if not 1 <= index <= last:
        raise NotFound(f"There is no layer {index} in network {session.id}: its layers are 1 to {last}.")
    seen = await latest(app, session)
    narrow = Narrow(layers=frozenset([index]))
    document = traces.trace(await app.compute.run(seen.work, seen.run), narrow)["layers"][0]
    return answer(document, version=session.kept.version)


async def latest(app: Parts, session: Session) -> Pass:
    found = await app.sessions.steps.latest(session)
    if found is None:
        raise NotFound(f"Network {session.id} has had no pass yet; ask for forward, backward or step first.")
    return found


def trace_bytes(result: Result, narrow: Narrow) -> bytes:
    whole = None if narrow is EVERYTHING else traces.trace(result)
    return json_bytes(traces.trace(result, narrow), whole)


def layers_bytes(result: Result, narrow: Narrow) -> bytes:
    shown = traces.trace(result, narrow)["layers"]
    return json_bytes({"kind": traces.kind(result), "layers": shown}, traces.trace(result))


def make_pass(kind: Kind, session: Session, body: Batch, settings: Settings) -> Pass:
    """The pass that a request asks for, its batch checked."""
    state, data = session.state, session.data
    with within("body"):
        if body.x is None:
            return data_pass(state, data, body, settings)
        x = convert.batch(state.network, body.x, settings, data)
        training = isinstance(body, StepRequest) or body.training
        if training:
            check_rows(state.network, len(x))
        if isinstance(body, ForwardRequest) and not isinstance(body, BackwardRequest):
            return Pass(kind, state, x, training=training)
        if body.y is None:
            raise RuleError("y is required beside x", ("y",))
        return Pass(kind, state, x, convert.targets(state.network, body.y, len(x)), training=training)


def data_pass(state: TrainState, data: Data | None, body: StepRequest, settings: Settings) -> Pass:
    """The step on the next mini-batch of the network's data."""
    if body.y is not None:
        raise RuleError("x is required beside y", ("x",))
    if data is None:
        raise RuleError("x is required: the network has no data to take a batch from", ("x",))
    limits.check_rows(state.network, min(state.training.batch_size, len(data.x)), settings)
    return next_pass(state, data)


def narrowing(query: NarrowQuery, shown: Pass) -> Narrow:
    with within("query"):
        return narrowed(query, shown.state.network, len(shown.x))


async def ask(app: Parts, session: Session, kind: Kind, body: Batch, query: NarrowQuery) -> Response:
    """Answers a pass that changes nothing but what the latest pass is."""
    asked = make_pass(kind, session, body, app.settings)
    response = await show(app, session, asked, query)
    session.latest = asked
    return response


async def show(
    app: Parts, session: Session, shown: Pass, query: NarrowQuery, write: Writer = trace_bytes
) -> Response:
    """Runs a pass and answers it; one that is large runs and is written in a thread."""
    version, narrow = session.kept.version, narrowing(query, shown)
    content = await app.compute.run(shown.work, lambda: write(shown.run(), narrow))
    return answer(content, version=version)
