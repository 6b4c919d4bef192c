"""Undo and redo: the way back through the changes of a network, and forth again."""

from fastapi import Response

from app.api.common import App, IfMatch
from app.api.networks import summary
from app.api.route import api_router
from app.schemas.answers import Summary

router = api_router("/networks/{id}", "networks")


@router.post("/undo", response_model=Summary)
async def undo(app: App, id: str, if_match: IfMatch = None) -> Response:
    """Goes back to before the latest change, whatever it was; the summary's `undo` names it.

    All is as it was: parameters and what the optimizer remembers, settings, data, name, counters, and the
    steps that were taken. A training run is one change, and so are the edits of one request.
    """
    async with app.sessions.changing(id, if_match) as session:
        await app.sessions.undo(session)
        return await summary(app, session)


@router.post("/redo", response_model=Summary)
async def redo(app: App, id: str, if_match: IfMatch = None) -> Response:
    """Does again what was undone last; a new change leaves nothing to redo."""
    async with app.sessions.changing(id, if_match) as session:
        await app.sessions.redo(session)
        return await summary(app, session)
