"""One frame of a network that stands still, at any of its steps."""

from fastapi import Response

from app.answer import answer
from app.api.common import App, Current
from app.api.route import api_router
from app.live import watch_of
from app.schemas.live import LookRequest, Seen

router = api_router("/networks/{id}", "training")


@router.post("/look", response_model=Seen)
async def look(app: App, session: Current, body: LookRequest) -> Response:
    """What a live frame would hold, now or after a step that was taken. Changes nothing.

    Now is what the network is, which an edit may have changed since its latest step.
    """
    version, watch = session.kept.version, watch_of(body)
    if body.step is None:
        content = await app.runs.look_now(session, watch)
    else:
        content = await app.runs.look_back(session, body.step, watch)
    return answer(content, version=version)
