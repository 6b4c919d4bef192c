"""The live socket: carries messages between a client and a conversation, and knows nothing else."""

from fastapi import APIRouter, WebSocket

from app import errors
from app.api.common import Parts
from app.api.sockets import accept, talk
from app.client_key import client_of
from app.errors import Problem
from app.live import Conversation

router = APIRouter(prefix="/api/v1/networks/{id}")


@router.websocket("/live")
async def live(socket: WebSocket, id: str) -> None:
    """Watches a network, and trains it; see the messages in OpenAPI's `x-live`."""
    app: Parts = socket.app.state.parts
    conversation = Conversation(app.runs, id, client_of(socket), app.settings.run_seconds)
    try:
        with app.sockets.one_more(client_of(socket)):
            await conversation.open()
            await accept(socket, conversation)
            app.compute.workers.start()
            await talk(socket, conversation, app.talks, app.pace)
    except Problem as problem:
        await socket.send_denial_response(errors.answer(problem.status_code, problem.detail))
