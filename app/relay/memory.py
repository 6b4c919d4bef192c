"""The relay of a server that shares its store with nobody, or not over a network: within the process."""

import asyncio

from app.relay.listeners import Heard, Listener, Listeners, Missed


class MemoryRelay:
    shared = False

    def __init__(self) -> None:
        self._listeners = Listeners()

    async def publish(self, channel: str, message: bytes) -> None:
        loop = asyncio.get_running_loop()
        for listener in self._listeners.of([channel]):
            loop.call_soon(listener.hear, message)  # nobody is called in the midst of what it says

    async def subscribe(self, channel: str, heard: Heard, missed: Missed) -> "MemorySubscription":
        listener = Listener(heard, missed)
        self._listeners.add(channel, listener)
        return MemorySubscription(self._listeners, channel, listener)

    async def close(self) -> None:
        return


class MemorySubscription:
    def __init__(self, listeners: Listeners, channel: str, listener: Listener) -> None:
        self._listeners, self._channel, self._listener = listeners, channel, listener

    async def close(self) -> None:
        self._listeners.remove(self._channel, self._listener)
