"""The relay of servers that share a Redis: its publish and subscribe.

One connection listens, for all that is subscribed to in this process. When it is lost it is made again, for
as long as that takes, and whoever listens is told that something may have been missed. What is to be said
while Redis is away is lost at once, so that nobody waits for it.
"""

import asyncio
import logging
import random
import time
from typing import Any, cast

import redis
from redis import asyncio as aio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from app.operations import meters
from app.relay.listeners import Heard, Listener, Listeners, Missed
from app.tasks import ended

PREFIX = "mlpscope"
MOST_CONNECTIONS = 4

# How long one message or one attempt may take, and how long nothing is tried after one that failed.
ANSWER_SECONDS = 2.0
AWAY_SECONDS = 1.0
# A quiet connection is asked so often whether it is still one, and given up after so long.
PING_SECONDS = 5.0
SILENT_SECONDS = 12.0
# Between attempts to connect: twice as long each time, up to the second.
FIRST_WAIT, LONGEST_WAIT = 0.05, 2.0

log = logging.getLogger(__name__)


class RedisRelay:
    """Channels are those of one prefix and one database: Redis itself does not keep databases apart here."""

    shared = True

    def __init__(self, url: str, prefix: str = PREFIX) -> None:
        # As in the store: what redis-py says of its types changes with its release.
        self._pool = cast(Any, aio.BlockingConnectionPool).from_url(
            url,
            max_connections=MOST_CONNECTIONS,
            timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._client = cast(Any, aio.Redis).from_pool(self._pool)
        self._begin = f"{prefix}:{self._pool.connection_kwargs.get('db', 0)}:"
        self._away_until = 0.0
        self._listeners = Listeners()
        self._commands: asyncio.Queue[tuple[str, ...]] | None = None
        self._confirmed: dict[str, list[asyncio.Future[None]]] = {}
        # Where it is not known since when they are listened to, and so whether something was missed.
        self._unsure: set[str] = set()
        self._listening = asyncio.create_task(self._listen())

    async def publish(self, channel: str, message: bytes) -> None:
        if time.monotonic() < self._away_until:
            meters.RELAYED.labels("lost").inc()
            return
        try:
            await self._client.publish(self._begin + channel, message)
            meters.RELAYED.labels("sent").inc()
        except (redis.RedisError, OSError) as error:
            self._away_until = time.monotonic() + AWAY_SECONDS
            meters.RELAYED.labels("lost").inc()
            log.warning("what happens could not be told to other servers: %s", error)

    async def subscribe(self, channel: str, heard: Heard, missed: Missed) -> "RedisSubscription":
        listener = Listener(heard, missed)
        first = self._listeners.add(channel, listener)
        if self._commands is not None and (first or channel in self._confirmed):
            confirmed = asyncio.get_running_loop().create_future()
            self._confirmed.setdefault(channel, []).append(confirmed)
            self._commands.put_nowait(("SUBSCRIBE", self._begin + channel))
            try:
                done, _ = await asyncio.wait([confirmed], timeout=ANSWER_SECONDS)
            except asyncio.CancelledError:
                self.unsubscribe(channel, listener)
                raise
            if not done:
                self._unsure.add(channel)
        return RedisSubscription(self, channel, listener)

    def unsubscribe(self, channel: str, listener: Listener) -> None:
        if self._listeners.remove(channel, listener) and self._commands is not None:
            self._commands.put_nowait(("UNSUBSCRIBE", self._begin + channel))

    async def close(self) -> None:
        await ended(self._listening)
        await self._client.aclose()

    async def _listen(self) -> None:
        """Keeps a connection for as long as the server lives."""
        wait = FIRST_WAIT
        while True:
            connection = self._pool.make_connection()
            try:
                await connection.connect()
                wait = FIRST_WAIT
                await self._hear_on(connection)
            except (redis.RedisError, OSError) as error:
                level = logging.WARNING if wait == FIRST_WAIT else logging.DEBUG  # once is enough
                log.log(level, "other servers cannot be heard at the moment: %s", error)
            finally:
                self._commands = None
                for channel in tuple(self._confirmed):
                    self._confirm(channel)
                await connection.disconnect(nowait=True)
            await asyncio.sleep(wait * random.uniform(0.5, 1))
            wait = min(2 * wait, LONGEST_WAIT)

    async def _hear_on(self, connection: Any) -> None:
        """Until the connection is lost. Raises RedisError or OSError then."""
        commands = self._commands = asyncio.Queue[tuple[str, ...]]()
        self._unsure = set(self._listeners.channels)
        for channel in self._unsure:
            commands.put_nowait(("SUBSCRIBE", self._begin + channel))
        saying = asyncio.create_task(say(connection, commands))
        try:
            while not saying.done():
                match await connection.read_response(
                    disable_decoding=True, timeout=SILENT_SECONDS, push_request=True
                ):
                    case None:
                        raise TimeoutError("Redis has said nothing for too long")
                    case [b"message", bytes(name), bytes(message)]:
                        self._hear(self._channel(name), message)
                    case [b"subscribe", bytes(name), _]:
                        channel = self._channel(name)
                        self._confirm(channel)
                        for listener in self._listeners.of(self._unsure & {channel}):
                            listener.miss()
                        self._unsure.discard(channel)
                    case _:
                        pass
            saying.result()
        finally:
            await ended(saying)

    def _hear(self, channel: str, message: bytes) -> None:
        meters.RELAYED.labels("heard").inc()
        for listener in self._listeners.of([channel]):
            listener.hear(message)

    def _confirm(self, channel: str) -> None:
        for confirmed in self._confirmed.pop(channel, ()):
            if not confirmed.done():
                confirmed.set_result(None)

    def _channel(self, name: bytes) -> str:
        return name.decode().removeprefix(self._begin)


class RedisSubscription:
    def __init__(self, relay: RedisRelay, channel: str, listener: Listener) -> None:
        self._relay, self._channel, self._listener = relay, channel, listener

    async def close(self) -> None:
        self._relay.unsubscribe(self._channel, self._listener)


async def say(connection: Any, commands: asyncio.Queue[tuple[str, ...]]) -> None:
    """Sends commands in their order; where there are none, asks whether Redis is there."""
    while True:
        try:
            command = await asyncio.wait_for(commands.get(), PING_SECONDS)
        except TimeoutError:
            command = ("PING",)
        await connection.send_command(*command)
