"""Clients of a room's socket for tests: lead, follow, and hold what is heard against its schema."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import jsonschema_rs
from websockets.sync.client import ClientConnection, connect

Json = dict[str, Any]


class Seat:
    def __init__(self, socket: ClientConnection, openapi: Json) -> None:
        self.socket = socket
        schema = {"$ref": "#/components/schemas/RoomServerMessage", "components": openapi["components"]}
        self.schema = jsonschema_rs.Draft202012Validator(schema)

    def say(self, type: str, **message: Any) -> None:
        self.socket.send(json.dumps({"type": type, **message}))

    def show(self, id: str, place: str, **more: Any) -> None:
        self.say("show", url=f"/networks/{id}", place=place, **more)

    def hear(self, timeout: float = 10) -> Json:
        message: Json = json.loads(self.socket.recv(timeout))
        found = next(self.schema.iter_errors(message), None)
        assert found is None, f"{message['type']}: {found}"
        return message

    def until(self, type: str, **wanted: Any) -> Json:
        """The next message of this type with these values."""
        while True:
            message = self.hear()
            if message["type"] == type and wanted.items() <= message.items():
                return message


@contextmanager
def attending(
    server: str,
    openapi: Json,
    id: str,
    key: str | None = None,
    headers: dict[str, str] | None = None,
    max_queue: int = 16,
) -> Generator[Seat]:
    """Leads with the key, follows without it; reads ahead so many messages."""
    query = "" if key is None else f"?key={key}"
    url = f"{server.replace('http', 'ws')}/api/v1/rooms/{id}{query}"
    with connect(url, additional_headers=headers, compression=None, max_queue=max_queue) as socket:
        yield Seat(socket, openapi)
