"""Rooms in the Redis of the store, for several servers behind one address.

What is done in a room is one script, on keys of one slot, by Redis' own clock. All of it may be said twice,
as the client does when an answer is lost on the way.
"""

from pathlib import Path
from typing import Any

from app.register.base import MOST_LENT, Full, Standing, fresh_name, room_of
from app.store.connection import Argument, answer, connected, milliseconds
from app.store.redis import PREFIX

SCRIPT = Path(__file__).parent / "room.lua"


class RedisRegister:
    def __init__(self, url: str, seat_seconds: float, room_seconds: float, prefix: str = PREFIX) -> None:
        self.seat_seconds = seat_seconds
        self._times = milliseconds(seat_seconds), milliseconds(room_seconds)
        self._prefix = prefix
        self._client = connected(url)
        self._script: Any = self._client.register_script(SCRIPT.read_text(encoding="utf-8"))

    async def open(self, id: str, key: str) -> None:
        await self._run("open", id, key)

    async def key(self, id: str) -> str | None:
        found = await answer(self._client.hget(self._key(id), "key"))
        return None if found is None else found.decode()

    async def read(self, id: str) -> Standing | None:
        return standing(await self._run("read", id))

    async def lead(self, id: str, seat: str) -> Standing | None:
        return standing(await self._run("lead", id, seat))

    async def follow(self, id: str, seat: str, most: int) -> Standing | None:
        found = await self._run("follow", id, seat, most)
        if found == b"full":
            raise Full
        return standing(found)

    async def leave(self, id: str, seats: list[str]) -> Standing | None:
        return standing(await self._run("leave", id, *seats))

    async def renew(self, id: str, leader: str, followers: list[str], seen: int) -> Standing | None:
        return standing(await self._run("renew", id, seen, leader, *followers))

    async def show(self, id: str, seat: str, shown: str) -> Standing | None:
        return standing(await self._run("show", id, seat, shown))

    async def lend(self, id: str, network: str) -> str | None:
        found = await self._run("lend", id, network, fresh_name(id), MOST_LENT)
        return found.decode() if isinstance(found, bytes) else None

    async def lent(self, name: str) -> str | None:
        id = room_of(name)
        if id is None:
            return None
        lines = await answer(self._client.lrange(self._key(id, ":lent"), 0, -1))
        known: dict[str, str] = dict(line.decode().split(" ", 1) for line in lines)
        return known.get(name)

    async def end(self, id: str, seat: str) -> Standing | None:
        return standing(await self._run("end", id, seat))

    async def close(self) -> None:
        await self._client.aclose()

    async def _run(self, act: str, id: str, *arguments: Argument) -> Any:
        keys = [self._key(id), self._key(id, ":followers"), self._key(id, ":lent")]
        return await answer(self._script(keys=keys, args=[act, *self._times, *arguments]))

    def _key(self, id: str, part: str = "") -> str:
        return f"{self._prefix}:room:{{{id}}}{part}"


def standing(found: Any) -> Standing | None:
    """What the script answers."""
    if found is None:
        return None
    number, leader, followers, shown, shown_at, ended, left = found
    return Standing(number, leader.decode(), followers, shown.decode(), shown_at, ended.decode(), left / 1000)
