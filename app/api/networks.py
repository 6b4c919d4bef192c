"""Networks: made, read, patched, deleted, and their parameters."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from fastapi import Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app import carried, convert, documents, limits, metrics
from app.answer import answer, json_bytes
from app.api.common import App, Current, IfMatch, Parts
from app.api.route import api_router
from app.body import MERGE_PATCH, also_takes
from app.data import check_fit, completed, data_of, prepared
from app.data_request import patch_of, source_of, still_holding
from app.errors import NotFound, within
from app.merge import merge
from app.patching import carried_over
from app.schemas.answers import Parameters, Summary
from app.schemas.requests import (
    EditsRequest,
    KeepBody,
    LayersRequest,
    NetworkPatch,
    NetworkRequest,
    Patched,
)
from app.session import Session
from app.source import Source
from engine.errors import RuleError
from engine.held import NOTHING, Held
from engine.network import Network
from engine.parameters import LayerParametersLike
from engine.training import TrainState, initial_state
from engine.types import Array

router = api_router("/networks", "networks")


async def summary(app: Parts, session: Session) -> Response:
    document = await summary_document(app, session)
    return answer(document, version=document["version"])


async def summary_document(app: Parts, session: Session) -> dict[str, Any]:
    kept, data, undo, redo = session.kept, session.data, session.changes.undo, session.changes.redo
    measured = await measure(app, session)
    own = documents.data(kept.data, data)
    return documents.summary(session.id, kept, own, measured, undo=undo, redo=redo, start=session.past.start)


async def measure(app: Parts, session: Session) -> dict[str, Any] | None:
    """Loss and accuracy on the data, computed once a version."""
    kept, rows = session.kept, session.rows
    if rows is None:
        return None
    if session.measured is None or session.measured[0] is not kept:
        work = metrics.work(kept.state, rows)
        found = await app.compute.run(work, metrics.metrics, kept.state, rows)
        session.measured = (kept, found)
        return found
    return session.measured[1]


@router.post("", status_code=201, response_model=Summary)
async def create_network(app: App, body: NetworkRequest) -> Response:
    """Makes a network; what is left out of the request is filled in and answered."""
    return await created(app, await make(app, body))


async def created(app: Parts, session: Session, **more: Any) -> Response:
    document = await summary_document(app, session)
    place = {"Location": f"/api/v1/networks/{session.id}"}
    return answer({**document, **more}, 201, version=document["version"], headers=place)


async def make(
    app: Parts,
    body: NetworkRequest,
    numbers: Sequence[LayerParametersLike] | None = None,
    check: Callable[[Network], None] | None = None,
    base: tuple[str, ...] = ("body",),
) -> Session:
    """The network of a request that stands at `base`; `numbers`, where given, take the place of `parameters`,
    and `check` may refuse the network before it is kept."""
    with within(*base, "data"):
        data = await source_of(body.data, app.sessions.sheets, app.compute, app.settings)
        if data is not None:
            await app.compute.run(data.work, prepared, data, None)
    with within(*base, "network"):
        wanted = await app.compute.run(work_of(data), completed, body.network, data)
        limits.check_size(wanted, app.settings)
        network = convert.network(wanted)
    with within(*base):
        if check is not None:
            check(network)
        await app.compute.run(work_of(data), check_data, network, data)
        given = body.parameters if numbers is None else numbers
        none = None, None, NOTHING
        vectors = none if given is None else convert.parameters(network, given, "parameters")
    if body.keep is not None:
        with within(*base, "keep"):
            vectors = await taken_over(app, body.keep, network, given is not None)
    with within(*base, "training"):
        training = convert.training(body.training)
    with within(*base, "example"):
        example = convert.example(network, body.example)
    await limits.check_networks(app.store, app.settings)
    work = network.parameter_count
    state = await app.compute.run(work, initial_state, network, training, *vectors)
    with within(*base, "state"):
        state = carried.restored(state, body.state, len(rows.x) if (rows := data_of(data, network)) else 0)
    return await app.sessions.create(body.name or documents.default_name(network), example, state, data)


async def taken_over(app: Parts, keep: KeepBody, network: Network, given: bool) -> tuple[Array, Array, Held]:
    """What the network begins with, where it goes on from another one."""
    if given:
        raise RuleError("keep takes the place of parameters, so only one of them can be given")
    try:
        before = (await app.sessions.get(keep.network)).state
    except NotFound as error:
        raise RuleError(f"network must be one that is there: {error.detail}", ("network",)) from None
    work = network.parameter_count + before.network.parameter_count
    return await app.compute.run(work, convert.kept, network, keep, before)


@router.get("/{id}", response_model=Summary)
async def read_network(app: App, session: Current) -> Response:
    """The network's shape, choices and counters, without its numbers."""
    return await summary(app, session)


@router.patch("/{id}", response_model=Summary, openapi_extra=also_takes(MERGE_PATCH, NetworkPatch))
async def patch_network(app: App, id: str, body: NetworkPatch, if_match: IfMatch = None) -> Response:
    """A JSON merge patch of name, training, data and example: what is left out stays, null is the default."""
    async with app.sessions.changing(id, if_match) as session:
        changes = await patched(app, session, body)
        if changes:
            await app.sessions.save(session, label_of(changes), **changes)
        return await summary(app, session)


async def patched(app: Parts, session: Session, body: NetworkPatch) -> dict[str, Any]:
    """What the patch changes of name, example, data and state; nothing, if all is so already."""
    kept, network = session.kept, session.state.network
    with within("body"):
        state = convert.refrozen(kept.state, body.layers or ())
    training = carried_over(documents.training(kept.state.training), body.training)
    now = {"name": kept.name, "training": training, "example": kept.example}
    now["data"] = documents.data_spec(kept.data)
    patch = body.model_dump(exclude_unset=True, exclude={"layers", "data"})
    if "data" in body.model_fields_set:
        patch["data"] = patch_of(body.data)
        now["data"] = still_holding(now["data"], patch["data"] or {})
    wanted = merge(now, patch)
    try:
        result = Patched.model_validate(wanted)
    except ValidationError as error:
        raise RequestValidationError(
            [{**found, "loc": ("body", *found["loc"])} for found in error.errors()]
        ) from None
    with within("body", "training"):
        state = convert.retrained(state, convert.training(result.training))
    with within("body", "example"):
        example = convert.example(network, result.example)
    with within("body", "data"):
        data = await source_of(result.data, app.sessions.sheets, app.compute, app.settings)
        if data is not None:
            await app.compute.run(data.work, prepared, data, network.loss)
    with within("body"):
        check_data(network, data)
    if data != kept.data:
        state = convert.on_other_data(state)
    changes = {
        "name": result.name or documents.default_name(network),
        "example": example,
        "state": state,
        "data": data,
    }
    return {key: value for key, value in changes.items() if not _same(value, getattr(kept, key))}


def label_of(changes: dict[str, Any]) -> str:
    """What a patch is called where it is undone. With the data some of the state changes too."""
    own = set(changes) - ({"state"} if "data" in changes else set())
    return own.pop() if len(own) == 1 and "state" not in own else "settings"


def work_of(source: Source | None) -> int:
    return 0 if source is None else source.work


def check_data(network: Network, source: Source | None) -> None:
    data = data_of(source, network)
    if data is not None:
        check_fit(network, data)


def _same(one: object, other: object) -> bool:
    return one is other if isinstance(one, TrainState) else one == other


@router.delete("/{id}", status_code=204, response_class=Response)
async def delete_network(app: App, id: str, if_match: IfMatch = None) -> Response:
    """Forgets the network and all its steps."""
    await app.sessions.delete(id, if_match)
    return Response(status_code=204)


@router.get("/{id}/parameters", response_model=Parameters)
async def read_parameters(app: App, session: Current) -> Response:
    """The weights and biases of all layers, what their batch norm holds, and what is frozen or off."""
    state, version = session.state, session.kept.version
    body = await app.compute.run(state.network.parameter_count, json_bytes, documents.parameters(state))
    return answer(body, version=version)


@router.put("/{id}/parameters", response_model=Summary)
async def put_parameters(app: App, id: str, body: LayersRequest, if_match: IfMatch = None) -> Response:
    """Replaces all parameters and running statistics, and what is frozen or off of them; clears the
    optimizer's state."""
    async with app.sessions.changing(id, if_match) as session:
        with within("body"):
            vector, running, held = convert.parameters(session.state.network, body.layers, "layers")
        start = convert.cleared(session.state.network, session.state.training)
        changes = {"parameters": vector, "running": running, "held": held}
        state = replace(session.state, optimizer_state=start, **changes)
        return await keep(app, session, "parameters", state)


@router.patch("/{id}/parameters", response_model=Summary)
async def edit_parameters(app: App, id: str, body: EditsRequest, if_match: IfMatch = None) -> Response:
    """Replaces single numbers, freezes them or switches them off, and keeps the optimizer's state.

    A number that is frozen is left alone by training, whatever the optimizer. One that is off is 0 besides,
    and is again what it was when it is switched on; its value cannot be set before that. To switch off a
    neuron, switch off its outgoing weights; to freeze it, freeze its incoming weights and its bias.
    """
    async with app.sessions.changing(id, if_match) as session:
        with within("body"):
            state = convert.edited(session.state, body.edits)
        return await keep(app, session, convert.called(body.edits), state)


async def keep(app: Parts, session: Session, label: str, state: TrainState) -> Response:
    await app.sessions.save(session, label, state=state)
    return await summary(app, session)
