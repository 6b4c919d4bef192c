"""Redis may be away, lose an answer, or hold what a newer version wrote: nothing is done twice or guessed."""

import asyncio
import re
import secrets
from pathlib import Path
from typing import Any, cast

import pytest
import redis

from app.store.base import StoreError, Unsure, Writes
from app.store.redis import RedisStore
from tests.app.keeping import START, point, record
from tests.redis import Redis, redis_running


def test_what_a_newer_version_wrote_to_redis_is_refused(redis_url: str) -> None:
    prefix = secrets.token_hex(8)
    asyncio.run(RedisStore(redis_url, prefix=prefix).close())
    with cast(Any, redis.Redis).from_url(redis_url) as client:
        client.set(f"{prefix}:format", 999)
    with pytest.raises(StoreError, match="newer mlpscope"):
        RedisStore(redis_url, prefix=prefix)


def test_a_change_that_is_said_twice_is_done_once(redis_url: str) -> None:
    """As it is after its answer was lost: the client says it again."""

    async def go() -> None:
        store = RedisStore(redis_url, prefix=secrets.token_hex(8))
        await store.create("n", record(1), START)
        script, said = store._scripts["change"], list[Any]()  # pyright: ignore[reportPrivateUsage]

        async def twice(**given: Any) -> Any:
            said[:] = [await script(**given), await script(**given)]
            return said[1]

        store._scripts["change"] = twice  # pyright: ignore[reportPrivateUsage]
        assert await store.change("n", 1, record(2), Writes(put=(point(1),)))
        assert said == [b"done", b"done"]
        assert await store.read("n") == record(2)
        await store.close()

    asyncio.run(go())


def test_a_redis_that_is_away_is_told_and_comes_back(tmp_path: Path) -> None:
    async def go(server: Redis) -> None:
        store = RedisStore(server.url)
        await store.create("n", record(1), START)
        server.kill()
        for asked in (store.check(), store.read("n"), store.glance("n")):
            with pytest.raises(StoreError, match="cannot be reached"):
                await asked
        with pytest.raises(Unsure):
            await store.change("n", 1, record(2))
        with pytest.raises(StoreError, match="MLPSCOPE_STORE"):
            RedisStore(server.url)
        server.start()
        assert await store.read("n") == record(1)
        assert await store.change("n", 1, record(2))
        await store.close()

    with redis_running(str(tmp_path)) as server:
        asyncio.run(go(server))


def test_what_was_deleted_is_told_to_be_though_redis_goes_away_at_once(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def go() -> None:
        store = RedisStore(redis_url, prefix=secrets.token_hex(8))
        await store.create("n", record(1), START)

        async def lost(*_: object) -> None:
            raise redis.ConnectionError("gone")

        with monkeypatch.context() as patch:
            patch.setattr(store._client, "zrem", lost)  # pyright: ignore[reportPrivateUsage]
            assert await store.delete("n")
        assert await store.read("n") is None
        assert await store.idle(-1) == ["n"]  # until that is tidied up, too
        assert await store.expire("n", -1)
        assert await store.idle(-1) == []
        await store.close()

    asyncio.run(go())


@pytest.mark.parametrize("running", [True, False])
def test_a_password_is_in_no_complaint(redis_url: str, running: bool) -> None:
    """Neither where Redis knows another, nor where there is no Redis."""
    address = redis_url.replace("redis://", "redis://nobody:hidden-word@")
    with pytest.raises(StoreError) as refused:
        RedisStore(address if running else re.sub(r":\d+/", ":1/", address))
    assert "hidden-word" not in str(refused.value)
