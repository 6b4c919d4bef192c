"""A network again: a copy to change, or a snapshot that stays as it is, for others to look at."""

from fastapi import Response

from app import limits
from app.api.common import App, Current
from app.api.networks import created
from app.api.route import api_router
from app.schemas.answers import Summary
from app.schemas.requests import CopyRequest

router = api_router("/networks/{id}/copies", "exchange")


@router.post("", status_code=201, response_model=Summary)
async def copy_network(app: App, session: Current, body: CopyRequest) -> Response:
    """Makes another network that is the same to the bit, under an id of its own. What came before it stays
    with this one. A read-only one is a snapshot: it can be looked at and copied by whoever knows its id."""
    await limits.check_networks(app.store, app.settings)
    return await created(app, await app.sessions.copy(session, body.step, read_only=body.read_only))


@router.delete("/{copy}", status_code=204, response_class=Response)
async def delete_copy(app: App, session: Current, copy: str) -> Response:
    """Withdraws a snapshot of this network."""
    await app.sessions.delete_copy(session, copy)
    return Response(status_code=204)
