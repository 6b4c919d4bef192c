"""Networks in Redis, for several servers behind one address.

All keys of a network stand in one slot of a cluster (the part of a key in braces says which), and what has
to happen at once is one Lua script. A lease is a key that Redis itself lets go of, so that one clock counts
for all servers. Lost connections are made again by the client, which says again what was on its way; a
change has a name, so that it is done once.
"""

import contextlib
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import redis

from app.store.base import (
    NOTHING,
    Change,
    Entry,
    Glance,
    Held,
    Key,
    Kind,
    NetworkRecord,
    Noted,
    StoreError,
    Unsure,
    Writes,
)
from app.store.connection import ANSWER_SECONDS, CONNECT_SECONDS, Argument, connected
from app.store.connection import answer as _answer
from app.store.connection import milliseconds as _milliseconds

PREFIX = "mlpscope"
FORMAT = 1
SCRIPTS = Path(__file__).parent / "scripts"
PARTS = ("", ":lease", ":entries", ":labels", ":ways", ":shelves", ":shelved",
         ":checkpoint", ":before", ":batch", ":point")  # fmt: skip


class RedisStore:
    shared = True

    def __init__(self, url: str, clock: Callable[[], float] = time.time, prefix: str = PREFIX) -> None:
        """Raises StoreError if there is no Redis, or a newer mlpscope has written to it."""
        _check(url, prefix)
        self._clock, self._prefix = clock, prefix
        self._client = connected(url)
        begin = (SCRIPTS / "network.lua").read_text(encoding="utf-8")
        self._scripts: dict[str, Any] = {
            path.stem: self._client.register_script(begin + path.read_text(encoding="utf-8"))
            for path in SCRIPTS.glob("*.lua")
            if path.stem != "network"
        }

    async def create(self, id: str, record: NetworkRecord, start: Entry) -> None:
        now = self._clock()
        await _answer(self._client.zadd(self._seen, {id: now}))  # first, so that it is found once it is idle
        row = (record.version, record.state, record.done, now)
        await self._run("create", id, *row, start.kind, start.step, start.content)

    async def read(self, id: str) -> NetworkRecord | None:
        version, state, done = await _answer(self._client.hmget(self._key(id), "version", "state", "done"))
        return None if version is None else NetworkRecord(int(version), state, int(done))

    async def glance(self, id: str) -> Glance | None:
        pipe = self._client.pipeline(transaction=False)
        pipe.hget(self._key(id), "version")
        pipe.exists(self._key(id, ":lease"))
        version, held = await _answer(pipe.execute())
        return None if version is None else Glance(int(version), bool(held))

    async def change(
        self,
        id: str,
        expected: int,
        record: NetworkRecord,
        writes: Writes = NOTHING,
        token: int | None = None,
    ) -> bool:
        head = (expected, "" if token is None else token, secrets.token_hex(8))
        row = (record.version, record.state, record.done)
        return _done(await self._run("change", id, *head, *row, *_spelled(writes)))

    async def delete(self, id: str, expected: int | None = None) -> bool:
        done = _done(await self._run("delete", id, "" if expected is None else expected))
        if done:
            await self._unlist(id)
        return done

    async def acquire(self, id: str, seconds: float) -> int | None:
        return await self._run("acquire", id, _milliseconds(seconds))

    async def renew(self, id: str, token: int, seconds: float) -> bool:
        return await self._run("renew", id, token, _milliseconds(seconds)) == 1

    async def release(self, id: str, token: int) -> None:
        await self.renew(id, token, 0)

    async def touch(self, id: str) -> None:
        now = self._clock()
        if await _answer(self._client.hexists(self._key(id), "version")):
            await _answer(self._client.zadd(self._seen, {id: now}))
            await self._run("touch", id, now)

    async def count(self) -> int:
        return await _answer(self._client.zcard(self._seen))

    async def idle(self, seconds: float) -> list[str]:
        limit = self._clock() - seconds
        return [id.decode() for id in await _answer(self._client.zrangebyscore(self._seen, "-inf", limit))]

    async def expire(self, id: str, seconds: float) -> bool:
        gone = await self._run("expire", id, self._clock() - seconds) == 1
        if gone:
            await self._unlist(id)
        return gone

    async def _unlist(self, id: str) -> None:
        """Of what is gone: where Redis goes away just now, it stands in the list until that would expire."""
        with contextlib.suppress(StoreError):
            await _answer(self._client.zrem(self._seen, id))

    async def nearest(self, id: str, kind: Kind, step: int) -> Entry | None:
        found = await self._steps(id, kind, step, "-inf", desc=True, offset=0, num=1)
        return (await self._contents(id, kind, found) or [None])[0]

    async def entries(self, id: str, kind: Kind, first: int, last: int) -> list[Entry]:
        return await self._contents(id, kind, await self._steps(id, kind, first, last))

    async def steps(self, id: str, kind: Kind) -> list[int]:
        return await self._steps(id, kind, "-inf", "+inf")

    async def changes(self, id: str, first: int = 1) -> list[Noted]:
        found = await self._run("noted", id, first)
        return sorted(
            (Noted(number, label.decode(), size) for number, label, size in found),
            key=lambda noted: noted.number,
        )

    async def read_change(self, id: str, number: int) -> Change | None:
        pipe = self._client.pipeline(transaction=True)
        pipe.hget(self._key(id, ":labels"), number)
        pipe.hget(self._key(id, ":ways"), number)
        label, content = await _answer(pipe.execute())
        return None if label is None else Change(number, label.decode(), content)

    async def shelf(self, id: str, number: int) -> list[Key]:
        found = await _answer(self._client.zrangebyscore(self._key(id, ":shelved"), number, number))
        places = [place.decode().split(":") for place in found]
        return sorted((cast(Kind, kind), int(step)) for _, kind, step in places)

    async def put_dataset(self, key: str, content: bytes) -> None:
        await _answer(self._client.setnx(self._dataset(key), content))

    async def read_dataset(self, key: str) -> bytes | None:
        return await _answer(self._client.get(self._dataset(key)))

    async def check(self) -> None:
        await _answer(self._client.ping())

    async def close(self) -> None:
        await self._client.aclose()

    @property
    def _seen(self) -> str:
        """A sorted set of all networks, by when they were last looked at."""
        return f"{self._prefix}:seen"

    def _key(self, id: str, part: str = "") -> str:
        return f"{self._prefix}:{{{id}}}{part}"

    def _dataset(self, key: str) -> str:
        return f"{self._prefix}:data:{{{key}}}"

    async def _run(self, script: str, id: str, *arguments: Argument) -> Any:
        keys = [self._key(id, part) for part in PARTS]
        try:
            return await _answer(self._scripts[script](keys=keys, args=arguments))
        except StoreError as error:
            if isinstance(error.__cause__, redis.ResponseError):
                raise
            raise Unsure(str(error)) from error

    async def _steps(self, id: str, kind: Kind, first: int | str, last: int | str, **more: Any) -> list[int]:
        found = self._client.zrange(self._key(id, f":{kind}"), first, last, byscore=True, **more)
        return [int(step) for step in await _answer(found)]

    async def _contents(self, id: str, kind: Kind, steps: Sequence[int]) -> list[Entry]:
        """Those that are still there: others may have gone since their steps were read."""
        if not steps:
            return []
        fields = [f"{kind}:{step}" for step in steps]
        found = await _answer(self._client.hmget(self._key(id, ":entries"), fields))
        pairs = zip(steps, found, strict=True)
        return [Entry(kind, step, content) for step, content in pairs if content is not None]


def _spelled(writes: Writes) -> list[Argument]:
    """What change.lua takes, in its order."""
    said: list[Argument] = [len(writes.forget), *writes.forget]
    change = writes.change
    if change is None:
        said.append("")
    else:
        after = "" if writes.aside_after is None else writes.aside_after
        said += [change.number, change.label, change.content, int(writes.back), after]
        said += [len(writes.aside), *(part for key in writes.aside for part in key)]
    said += [len(writes.drop), *(part for key in writes.drop for part in key)]
    said.append(len(writes.put))
    for entry in writes.put:
        said += [entry.kind, entry.step, entry.content]
    return said


def _done(answer: bytes) -> bool:
    if answer == b"held":
        raise Held
    return answer == b"done"


def _check(url: str, prefix: str) -> None:
    """Whether Redis answers, and holds what this mlpscope reads."""
    advice = "Set MLPSCOPE_STORE to the address of a Redis that runs, or to sqlite."
    try:
        with cast(Any, redis.Redis).from_url(
            url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=ANSWER_SECONDS
        ) as client:
            found: Any = client.set(f"{prefix}:format", FORMAT, nx=True, get=True)
    except (redis.RedisError, ValueError, OSError) as error:
        raise StoreError(f"The Redis of MLPSCOPE_STORE cannot be used: {error}. {advice}") from error
    if found is not None and int(found) > FORMAT:
        raise StoreError(
            "What Redis holds was written by a newer mlpscope"
            f" (format {int(found)}, this one knows {FORMAT}). {advice}"
        )
