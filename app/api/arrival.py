"""The way in for networks: files that mlpscope, PyTorch or another program wrote."""

from dataclasses import replace
from typing import Annotated

from fastapi import Form, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app import importers
from app.api.common import App, Parts
from app.api.networks import created, make
from app.api.route import api_router
from app.compute import ALWAYS_ASIDE
from app.data import prepared
from app.data_request import source_of
from app.errors import within
from app.importers import FILE, Found, Hints, refused
from app.schemas.answers import Imported
from app.schemas.requests import NetworkRequest
from engine.activations import ACTIVATIONS
from engine.errors import RuleError, UnknownChoice
from engine.losses import LOSSES

router = api_router("/networks", "exchange")

Name = Annotated[str | None, Form(description="of the catalog, where the file does not say it")]
BODY = ("body", *FILE)


@router.post("/import", status_code=201, response_model=Imported)
async def import_network(
    app: App, file: UploadFile, activation: Name = None, output_activation: Name = None, loss: Name = None
) -> Response:
    """Makes a network of a file: JSON, npz, safetensors or ONNX of an MLP, or a PyTorch `state_dict` of one,
    saved as safetensors or by `torch.save`. JSON comes back with the step it was at and all that training
    remembers; elsewhere the step count begins again.

    A state_dict does not say which activations lie between its layers; the other fields may. What was taken
    for unsaid stands in `notes`.
    """
    content, hints = await file.read(), Hints(activation, output_activation, loss)
    most = app.settings.max_parameters
    with within("body"):
        check_names(hints)
        work = ALWAYS_ASIDE + len(content)  # a library may have to be imported first
        found = await app.compute.run(work, importers.read, content, file.filename or "", hints, most)
    body, found = await with_its_data(app, request_of(found), found)
    session = await make(app, body, found.layers, found.check, BODY)
    return await created(app, session, notes=found.notes)


def check_names(hints: Hints) -> None:
    """RuleError unless all are in the catalog."""
    for name in hints.given:
        try:
            (LOSSES if name == "loss" else ACTIVATIONS).choose(getattr(hints, name))
        except UnknownChoice as unknown:
            raise RuleError(str(unknown), (name,)) from None


def request_of(found: Found) -> NetworkRequest:
    try:
        return NetworkRequest.model_validate_json(found.request)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    if errors[0]["type"] == "json_invalid":
        with within("body"):
            raise refused(f"file must hold a request as JSON. {errors[0]['msg']}")
    raise RequestValidationError([{**own, "loc": (*BODY, *own["loc"])} for own in errors])


async def with_its_data(app: Parts, body: NetworkRequest, found: Found) -> tuple[NetworkRequest, Found]:
    """Data that is not on this server is left behind, and what it did to the inputs goes into layer 1."""
    if found.layers is None:
        return body, found
    if body.data is not None and not await is_here(app, body, found):
        note = "The data that the network learned from is not on this server: it comes without."
        body, found = body.model_copy(update={"data": None}), replace(found, notes=(*found.notes, note))
    if body.data is not None or found.standardize is None:
        return body, found
    layers = body.network.layers if body.network else None
    if layers and layers[0].skip:
        with within("body"):
            raise refused(
                "file must come with its data: a bypass goes around layer 1, which cannot standardise"
            )
    note = "Its inputs were standardised before layer 1: the w and b of layer 1 do so now."
    return body, replace(found.folded(), notes=(*found.notes, note))


async def is_here(app: Parts, body: NetworkRequest, found: Found) -> bool:
    """Whether this server has the data, and it gives the means and scales that the file holds."""
    data = body.data
    assert data is not None
    if data.dataset_id is not None and await app.sessions.sheets.get(data.dataset_id) is None:
        return False
    with within(*BODY, "data"):
        source = await source_of(data, app.sessions.sheets, app.compute, app.settings)
        assert source is not None
        loss = body.network.loss if body.network else None
        own = await app.compute.run(source.work, prepared, source, loss)
    return found.standardized_as(own.mean, own.scale)
