"""The proof behind the numbers: the arithmetic of one of them, and finite differences for all."""

from fastapi import Response

from app import convert, documents, limits
from app.answer import answer, json_bytes
from app.api.common import App, Current, Parts
from app.api.route import api_router
from app.errors import within
from app.passes import Pass
from app.schemas.proofs import Explanation, GradientCheck, Paths
from app.schemas.requests import ExplainRequest, GradientCheckRequest, PathsRequest
from app.session import Session
from app.settings import Settings
from engine.batches import smallest_batch
from engine.checks import gradient_check
from engine.errors import RuleError
from engine.explain import explain
from engine.explain.paths import paths
from engine.passes import check_rows
from engine.training import TrainState

router = api_router("/networks/{id}", "proof")

# What a way forward without a target can explain.
FORWARD = (
    "x", "w", "b", "z", "a", "slope", "exp", "jacobian", "h", "mask",
    "batch_norm", "x_hat", "gamma", "beta", "mean", "var", "spread",
)  # fmt: skip

Asked = ExplainRequest | GradientCheckRequest | PathsRequest


@router.post("/explain", response_model=Explanation)
async def explain_quantity(app: App, session: Current, body: ExplainRequest) -> Response:
    """The arithmetic of one number: factors that multiply to terms, terms that add up to it."""
    version, chosen = session.kept.version, await choose(app, session, body)
    if chosen.y is None and body.quantity not in FORWARD:
        raise RuleError(f"y is required to explain {body.quantity}: it comes from the way back", ("y",))
    result = await app.compute.run(chosen.work, chosen.run)
    with within("body"):
        place = (body.layer, body.unit, body.from_, body.example)
        explained = explain(result, body.quantity, *place, chosen.state.training)
    return answer(documents.explanation(explained), version=version)


@router.post("/paths", response_model=Paths)
async def find_paths(app: App, session: Current, body: PathsRequest) -> Response:
    """The paths from a weight or a unit to the loss: their number, the strongest, and what all would cost."""
    version, chosen = session.kept.version, await choose(app, session, body)
    if chosen.y is None:
        raise RuleError("y is required: paths lead to a loss, which needs a target", ("y",))
    place = (body.layer, body.unit, body.from_, body.example or 0, body.count)
    with within("body"):
        found = await app.compute.run(chosen.work, lambda: paths(chosen.run(), *place))
    return answer(documents.paths(found), version=version)


@router.post("/gradient-check", response_model=GradientCheck)
async def check_gradients(app: App, session: Current, body: GradientCheckRequest) -> Response:
    """Every gradient beside the slope of the loss, measured by small steps of one parameter at a time."""
    version, chosen = session.kept.version, await choose(app, session, body)
    if chosen.y is None:
        raise RuleError("y is required: there is no gradient without a target", ("y",))
    state, network = chosen.state, chosen.state.network
    if body.layer is not None:
        convert.check_layer(network, body.layer, "layer")
    work = limits.check_work(network, len(chosen.x), body.layer, app.settings)
    mode = (chosen.trains, state.running, chosen.masks)
    check = await app.compute.run(
        work, gradient_check, network, state.parameters, chosen.x, chosen.y, body.epsilon, body.layer, *mode
    )
    return answer(json_bytes(documents.gradient_check(check)), version=version)


async def choose(app: Parts, session: Session, body: Asked) -> Pass:
    """The pass that is meant: that of step `step`, one of `x` and `y`, or the latest."""
    if body.x is None and body.y is not None:
        raise RuleError("x is required beside y", ("x",))
    if body.x is None and body.training is not None:
        raise RuleError("x is required beside training: other passes have their own", ("x",))
    if body.step is not None:
        taken = await app.sessions.steps.step(session, body.step)
        return taken if body.x is None else given(session, taken.state, body, app.settings)
    if body.x is not None:
        return given(session, session.state, body, app.settings)
    latest = await app.sessions.steps.latest(session)
    if latest is None:
        raise RuleError("x is required: the network has had no pass yet", ("x",))
    return latest


def given(session: Session, state: TrainState, body: Asked, settings: Settings) -> Pass:
    """The pass of the request's batch: a step as it would be, or what can be had of one."""
    with within("body"):
        x = convert.batch(state.network, body.x or [], settings, session.data)
        if body.training:
            check_rows(state.network, len(x))
        if body.y is None:
            return Pass("forward", state, x, training=bool(body.training))
        y = convert.targets(state.network, body.y, len(x))
        trains = len(x) >= smallest_batch(state.network) if body.training is None else body.training
        return Pass("step" if trains else "backward", state, x, y)
