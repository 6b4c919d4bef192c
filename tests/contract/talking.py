"""A client of the live socket for tests: says messages, hears them, and holds each against its schema."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import jsonschema_rs
from websockets.sync.client import ClientConnection, connect

Json = dict[str, Any]

SPIRAL: Json = {
    "network": {
        "layers": [{"units": 4, "activation": "tanh"}, {"units": 2, "activation": "tanh"}],
        "seed": 2,
    },
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.1}, "batch_size": 10},
    "data": {"name": "spiral", "seed": 1, "samples": 200},
}


class Talk:
    """Acknowledges what it hears, unless told not to."""

    def __init__(self, socket: ClientConnection, openapi: Json) -> None:
        self.socket = socket
        schema = {"$ref": "#/components/schemas/LiveServerMessage", "components": openapi["components"]}
        self.schema = jsonschema_rs.Draft202012Validator(schema)
        self.acknowledges = True

    def say(self, type: str, **message: Any) -> None:
        self.socket.send(json.dumps({"type": type, **message}))

    def hear(self, timeout: float = 10) -> Json:
        text = self.socket.recv(timeout)
        assert isinstance(text, str)
        message: Json = json.loads(text)
        found = next(self.schema.iter_errors(message), None)
        assert found is None, f"{message['type']}: {found}"
        if message["type"] == "frame" and self.acknowledges:
            self.say("ack", frame=message["frame"])
        return message

    def frame(self, timeout: float = 10) -> Json:
        """The next message, which has to be a frame."""
        message = self.hear(timeout)
        assert message["type"] == "frame", message
        return message

    def until(self, type: str, timeout: float = 10) -> tuple[list[Json], Json]:
        """What is heard before a message of this type, and that message."""
        before: list[Json] = []
        while (message := self.hear(timeout))["type"] != type:
            before.append(message)
        return before, message


@contextmanager
def talking(server: str, openapi: Json, id: str, headers: dict[str, str] | None = None) -> Generator[Talk]:
    url = f"{server.replace('http', 'ws')}/api/v1/networks/{id}/live"
    with connect(url, additional_headers=headers, max_size=None, compression=None) as socket:
        yield Talk(socket, openapi)
