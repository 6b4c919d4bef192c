"""An outbox for messages of which only the newest counts: who is slow skips some, and holds up nobody."""

import asyncio

import orjson


class Newest:
    def __init__(self) -> None:
        self._unsent: dict[str, bytes] = {}
        self._some = asyncio.Event()
        self._ended = False

    def put(self, type: str, **message: object) -> None:
        """Takes the place of a message of that type that is not sent yet, behind all the others."""
        self._unsent.pop(type, None)
        self._unsent[type] = orjson.dumps({"type": type, **message})
        self._some.set()

    def end(self) -> None:
        """Nothing comes after what is there."""
        self._ended = True
        self._some.set()

    def qsize(self) -> int:
        """How many are not sent yet."""
        return len(self._unsent)

    async def get(self) -> bytes | None:
        """The next one to send, as soon as there is one; None at the end."""
        while not self._unsent:
            if self._ended:
                return None
            self._some.clear()
            await self._some.wait()
        return self._unsent.pop(next(iter(self._unsent)))
