"""The live socket: carries messages between a client and a conversation, and knows nothing else."""

import asyncio
import contextlib

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from app import errors
from app.api.common import Parts
from app.errors import Problem
from app.live import Conversation
from app.viewer import Viewer

router = APIRouter(prefix="/api/v1/networks/{id}")


@router.websocket("/live")
async def live(socket: WebSocket, id: str) -> None:
    """Watches a network, and trains it; see the messages in OpenAPI's `x-live`."""
    app: Parts = socket.app.state.parts
    client = socket.client.host if socket.client else ""
    conversation = Conversation(app.runs, id)
    try:
        with app.sockets.one_more(client):
            await conversation.open()
            await socket.accept()
            app.compute.warm_up()
            await talk(socket, conversation)
    except Problem as problem:
        await socket.send_denial_response(errors.answer(problem.status_code, problem.detail))


async def talk(socket: WebSocket, conversation: Conversation) -> None:
    sending = asyncio.create_task(send(socket, conversation.viewer))
    try:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                break
            await conversation.hear(message.get("text") or message.get("bytes") or "")
    finally:
        await conversation.close()
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
            await sending


async def send(socket: WebSocket, viewer: Viewer) -> None:
    while (message := await viewer.outbox.get()) is not None:
        await socket.send_text(message.decode())
