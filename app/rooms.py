"""Rooms: a class that follows the cursor of one who leads, looks at the very network, and changes none of it.

A room ends when its leader says so, or after a time without a word; with the server, where no other shares
its store.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from app.quota import Quota
from app.register.base import Register, Standing, fresh
from app.relay.base import Relay
from app.room import NoRoom, Room, found
from app.sessions import Sessions


class Rooms:
    """The rooms in which somebody sits at this server, and those that were opened here."""

    def __init__(
        self, sessions: Sessions, register: Register, relay: Relay, held: Quota, most_followers: int
    ) -> None:
        self._sessions, self._register, self._relay = sessions, register, relay
        self._held, self._most_followers = held, most_followers
        self._rooms: dict[str, Room] = {}
        self._uses: dict[Room, int] = {}
        self._staying: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        return len(self._rooms)

    async def open(self, client: str) -> tuple[str, str]:
        """The id of a new room and the key of who leads it. Raises Problem, 429, if the client has as many as
        it may have, and StoreError."""
        id, key = fresh(), fresh()
        async with AsyncExitStack() as stack:
            stack.enter_context(self._held.one_more(client))
            await self._register.open(id, key)
            room = await stack.enter_async_context(self.visit(id))
            staying = asyncio.create_task(self._stay(room, stack.pop_all()))
            self._staying.add(staying)
            staying.add_done_callback(self._staying.discard)
        return id, key

    async def look(self, id: str) -> Standing:
        """How a room stands. Raises NotFound, StoreError."""
        return found(id, await self._register.read(id))

    async def key(self, id: str) -> str:
        """What lets lead a room. Raises NotFound, StoreError."""
        key = await self._register.key(id)
        if key is None:
            raise NoRoom(id)
        return key

    @asynccontextmanager
    async def visit(self, id: str) -> AsyncGenerator[Room]:
        """A room that this server hears of for as long as somebody visits it. Raises NotFound, StoreError."""
        if id not in self._rooms:
            await self.look(id)
        if id not in self._rooms:
            self._rooms[id] = Room(id, self._sessions, self._register, self._relay, self._most_followers)
        room = self._rooms[id]
        self._uses[room] = self._uses.get(room, 0) + 1
        try:
            await room.begin()
            yield room
        finally:
            self._uses[room] -= 1
            if not self._uses[room]:
                del self._uses[room], self._rooms[id]
                await room.close()

    async def close(self) -> None:
        """Leaves the rooms that were opened here; where others share the store, they go on there."""
        for staying in tuple(self._staying):
            staying.cancel()
        await asyncio.gather(*self._staying, return_exceptions=True)

    async def _stay(self, room: Room, stack: AsyncExitStack) -> None:
        """Until a room has ended that was opened here: for so long it counts among its client's."""
        async with stack:
            await room.ended.wait()
