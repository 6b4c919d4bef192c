"""Clients that say whatever comes to their mind, on sockets of every kind, in a process of their own.

They write bytes themselves: many messages at a time, halves of frames, and no frames at all.
"""

import asyncio
import base64
import contextlib
from collections import Counter
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

import httpx
from websockets.frames import Frame, Opcode

from tests.fuzz.hostile import LIVE, ROOM, Hostile, Message

# Live sockets, leaders, followers, those that never read, and those that send no frames but bytes.
ROLES = ("live",) * 5 + ("leader",) * 2 + ("follower", "mute", "bytes")
AT_ONCE = 50
TELL_SECONDS = 0.1
STUCK_SECONDS = 2.0
# How many sockets are cut in the midst of it, with no farewell.
CUT = 0.2
HEADS = (0x81, 0x82, 0x80, 0x01, 0x88, 0x89, 0x8A, 0xF1)


class Attack:
    def __init__(self, api: str, ids: list[str], seed: int) -> None:
        self._api, self._ids, self._seed = api, ids, seed
        self.messages = self.answers = 0
        self.closes: Counter[int] = Counter()

    async def go(self, pipe: Connection) -> None:
        """Until the pipe says that it is over; tells how far it is."""
        tasks = [asyncio.create_task(self._play(role, self._seed + i)) for i, role in enumerate(ROLES)]
        while not pipe.poll():
            for task in tasks:
                if task.done():
                    task.result()
            pipe.send((self.messages, self.answers, self.closes))
            await asyncio.sleep(TELL_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _play(self, role: str, seed: int) -> None:
        hostile = Hostile(seed, ROOM if role in ("leader", "follower") else LIVE)
        async with httpx.AsyncClient(base_url=self._api, timeout=30) as client:
            room = (await client.post("/rooms")).json()
        rooms = {"leader": f"/rooms/{room['id']}?key={room['key']}", "follower": f"/rooms/{room['id']}"}
        while True:
            place = rooms.get(role, f"/networks/{hostile.random.choice(self._ids)}/live")
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                reader, writer = await opened(f"{self._api}{place}")
                try:
                    await self._talk(role, reader, writer, hostile)
                finally:
                    writer.transport.abort()

    async def _talk(
        self, role: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, hostile: Hostile
    ) -> None:
        """What is said counts once the server is through with it: it hung up, or said good-bye in return."""
        reading, said = asyncio.create_task(self._listen(reader, mute=role == "mute")), 0
        try:
            for _ in range(hostile.random.choice((1, 20, 100))):
                if reading.done():
                    break
                if role == "bytes":
                    writer.write(nearly_a_frame(hostile))
                    said += 1
                else:
                    writer.write(b"".join(map(framed, hostile.some(AT_ONCE))))
                    said += AT_ONCE
                async with asyncio.timeout(STUCK_SECONDS if role == "mute" else None):
                    await writer.drain()
                await asyncio.sleep(0)
            if hostile.random.random() < CUT:
                return
            writer.write(Frame(Opcode.CLOSE, b"\x03\xe8").serialize(mask=True))
            async with asyncio.timeout(STUCK_SECONDS if role in ("mute", "bytes") else None):
                await reading
            self.messages += said
        except TimeoutError:
            return  # not listened to any more, since it does not listen itself, or sent half a frame
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _listen(self, reader: asyncio.StreamReader, *, mute: bool) -> None:
        """Counts what is answered, and how the server hangs up."""
        if mute:
            await asyncio.sleep(2 * STUCK_SECONDS)
        last = b""
        while block := await reader.read(1 << 16):
            self.answers += len(block)
            last = (last + block)[-128:]
        at = last.rfind(b"\x88")
        self.closes[int.from_bytes(last[at + 2 : at + 4]) if at >= 0 else 0] += 1


async def opened(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A socket after its handshake."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}",
        "Sec-WebSocket-Version: 13",
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in head:
        raise ConnectionRefusedError(head)
    return reader, writer


def framed(message: Message) -> bytes:
    if isinstance(message, bytes):
        return Frame(Opcode.BINARY, message).serialize(mask=True)
    return Frame(Opcode.TEXT, message.encode("utf-8", "surrogatepass")).serialize(mask=True)


def nearly_a_frame(hostile: Hostile) -> bytes:
    """No frame at all, or the head of one with anything behind it."""
    random = hostile.random
    head = bytes([random.choice(HEADS), 0x80 | random.randrange(128)]) if random.random() < 0.7 else b""
    return head + random.randbytes(random.randint(0, 130))


def attack(api: str, ids: list[str], seed: int, pipe: Connection) -> None:
    asyncio.run(Attack(api, ids, seed).go(pipe))
