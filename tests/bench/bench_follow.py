"""Follow me: 30 sockets follow one cursor; how long after the leader has sent a move each of them has it.

Once while nothing else goes on, and once while the network that is shown trains as fast as it goes; with one
server, and with two that share a Redis, half of the followers at each. The goal is 200 ms at the 99th
percentile. Run with `python tests/bench/bench_follow.py [followers] [moves]`.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import httpx
from websockets.asyncio.client import ClientConnection, connect

from tests.contract.talking import SPIRAL
from tests.redis import redis_running
from tests.serving import serving

FOLLOWERS, MOVES = 30, 300
# About as fast as anyone scrubs.
BETWEEN = 0.033
GOAL = 200


async def follow(socket: ClientConnection, sent: list[float], last: int) -> list[float]:
    """Milliseconds from the leader's send to the receipt of each move that came."""
    delays: list[float] = []
    while True:
        message: dict[str, Any] = json.loads(await socket.recv())
        if message["type"] != "shown":
            continue
        number: int = message["version"]
        delays.append(1000 * (time.perf_counter() - sent[number - 1]))
        if number == last:
            return delays


async def lead(socket: ClientConnection, url: str, sent: list[float], moves: int) -> None:
    for number in range(1, moves + 1):
        show = {"type": "show", "url": url, "place": f"step=1&beat=forward-1-{number}", "version": number}
        sent.append(time.perf_counter())
        await socket.send(json.dumps(show))
        await asyncio.sleep(BETWEEN)


@asynccontextmanager
async def training(address: str, id: str) -> AsyncGenerator[None]:
    """The network trains for as long as the block, and one watches it."""

    async def watch(socket: ClientConnection) -> None:
        await socket.send(json.dumps({"type": "watch", "parameters": True}))
        await socket.send(json.dumps({"type": "run"}))
        async for text in socket:
            message = json.loads(text)
            if message["type"] == "frame":
                await socket.send(json.dumps({"type": "ack", "frame": message["frame"]}))

    async with connect(f"{address.replace('http', 'ws')}/api/v1/networks/{id}/live", max_size=None) as socket:
        watching = asyncio.create_task(watch(socket))
        await asyncio.sleep(1)
        yield
        watching.cancel()


async def measure(addresses: list[str], id: str, followers: int, moves: int) -> list[list[float]]:
    """Whoever leads sits at the first server."""
    room = httpx.post(f"{addresses[0]}/api/v1/rooms").json()
    places = [f"{address.replace('http', 'ws')}/api/v1/rooms/{room['id']}" for address in addresses]
    sent: list[float] = []
    async with AsyncExitStack() as stack:
        leader = await stack.enter_async_context(connect(f"{places[0]}?key={room['key']}"))
        sockets = [
            await stack.enter_async_context(connect(places[number % len(places)]))
            for number in range(followers)
        ]
        following = [asyncio.create_task(follow(socket, sent, moves)) for socket in sockets]
        await lead(leader, f"/networks/{id}", sent, moves)
        return await asyncio.gather(*following)


def report(name: str, found: list[list[float]], moves: int) -> None:
    delays = [delay for follower in found for delay in follower]
    cuts = statistics.quantiles(delays, n=100)
    p50, p95, p99 = cuts[49], cuts[94], cuts[98]
    skipped = len(found) * moves - len(delays)
    print(f"{name:26}{p50:8.1f}{p95:8.1f}{p99:8.1f}{max(delays):8.1f}{skipped:9}   goal: p99 < {GOAL} ms")


async def compare(name: str, addresses: list[str], followers: int, moves: int) -> None:
    id = httpx.post(f"{addresses[0]}/api/v1/networks", json=SPIRAL).json()["id"]
    report(name, await measure(addresses, id, followers, moves), moves)
    async with training(addresses[0], id):
        report(f"{name}, it trains", await measure(addresses, id, followers, moves), moves)


async def main() -> None:
    followers = int(sys.argv[1]) if len(sys.argv) > 1 else FOLLOWERS
    moves = int(sys.argv[2]) if len(sys.argv) > 2 else MOVES
    print(f"{followers} followers, {moves} moves, {1 / BETWEEN:.0f} a second; milliseconds")
    print(f"{'':26}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}{'skipped':>9}")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        await compare("one server", [stack.enter_context(serving(place / "one"))], followers, moves)
        redis = stack.enter_context(redis_running(folder))
        two = [stack.enter_context(serving(place / "two", store=redis.url)) for _ in range(2)]
        await compare("two servers", two, followers, moves)


if __name__ == "__main__":
    asyncio.run(main())
