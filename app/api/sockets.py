"""What all sockets share: messages of a client are carried to one that hears them, and what it says back."""

import asyncio
from typing import Protocol

from fastapi import WebSocket

from app.client_key import client_of
from app.pace import Pace
from app.talks import Talks
from app.tasks import ended

# Whoever does not read what it is told is not listened to either, until it has; looked at so often.
MOST_UNSENT = 16
LOOK_SECONDS = 0.05


class Outbox(Protocol):
    def qsize(self) -> int:
        """How many messages are not sent yet."""
        ...

    async def get(self) -> bytes | None:
        """The next message to send, once there is one; None at the end."""
        ...


class Partner(Protocol):
    @property
    def outbox(self) -> Outbox: ...

    async def hear(self, text: str | bytes) -> None: ...

    async def close(self) -> None: ...

    def end(self) -> None: ...


async def accept(socket: WebSocket, partner: Partner) -> None:
    """Opens the socket; whoever asked may be gone by then."""
    try:
        await socket.accept()
    except BaseException:
        await partner.close()
        raise


async def talk(socket: WebSocket, partner: Partner, talks: Talks, pace: Pace) -> None:
    """Until either side closes an accepted socket, or the server ends."""
    client = client_of(socket)
    sending = asyncio.create_task(send(socket, partner.outbox, talks))
    try:
        with talks.one_more(partner):
            while True:
                message = await socket.receive()
                if message["type"] == "websocket.disconnect":
                    break
                await partner.hear(message.get("text") or message.get("bytes") or "")
                await pace.turn(client)
                while partner.outbox.qsize() > MOST_UNSENT and not sending.done():
                    await asyncio.sleep(LOOK_SECONDS)
    finally:
        await partner.close()
        await ended(sending)


async def send(socket: WebSocket, outbox: Outbox, talks: Talks) -> None:
    while (message := await outbox.get()) is not None:
        await socket.send_text(message.decode())
    await socket.close(*talks.farewell)
