"""Who says much on a socket and reads nothing of what is answered is not listened to, until it reads."""

import asyncio
from typing import Any, cast

import pytest
from fastapi import WebSocket, WebSocketDisconnect

from app.api.sockets import MOST_UNSENT, accept, talk
from app.pace import Pace
from app.talks import Talks
from app.viewer import MOST_UNACKNOWLEDGED, Viewer


class Silent:
    """A socket whose client says one thing after another, and reads only when it is let."""

    client = None

    def __init__(self) -> None:
        self.reads = asyncio.Event()
        self.gone = False

    async def receive(self) -> dict[str, Any]:
        return {"type": "websocket.disconnect"} if self.gone else {"type": "websocket.receive", "text": "x"}

    async def send_text(self, text: str) -> None:
        await self.reads.wait()

    async def close(self, code: int, reason: str) -> None:
        pass


class Gone(Silent):
    """A socket whose client has gone before it was opened."""

    async def accept(self) -> None:
        raise WebSocketDisconnect(1006)


class Answering:
    """Answers everything that it hears."""

    def __init__(self) -> None:
        self.outbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.heard = 0

    async def hear(self, text: str | bytes) -> None:
        self.heard += 1
        self.outbox.put_nowait(b"no")

    async def close(self) -> None:
        self.outbox.put_nowait(None)

    def end(self) -> None:
        self.outbox.put_nowait(None)


def test_answers_that_nobody_reads_do_not_pile_up() -> None:
    async def go() -> None:
        socket, partner = Silent(), Answering()
        talking = asyncio.create_task(talk(cast(WebSocket, socket), partner, Talks(), Pace("none")))
        await asyncio.sleep(0.2)
        assert partner.heard <= MOST_UNSENT + 2
        socket.reads.set()
        await asyncio.sleep(0.2)
        assert partner.heard > 2 * MOST_UNSENT
        socket.gone = True
        await asyncio.wait_for(talking, 5)

    asyncio.run(go())


def test_whoever_has_gone_before_the_socket_opens_leaves_the_seat() -> None:
    async def go() -> None:
        partner = Answering()
        with pytest.raises(WebSocketDisconnect):
            await accept(cast(WebSocket, Gone()), partner)
        assert partner.outbox.get_nowait() is None

    asyncio.run(go())


def test_frames_that_are_acknowledged_unread_do_not_pile_up() -> None:
    viewer = Viewer()
    for i in range(1, 100):
        viewer.show(b'{"step":1}')
        viewer.acknowledge(min(i, MOST_UNACKNOWLEDGED))
    assert viewer.outbox.qsize() == MOST_UNACKNOWLEDGED
