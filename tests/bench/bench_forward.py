"""How many `POST /forward` a second, against an empty FastAPI route under the same uvicorn. Aim: 0.6 of it.

Both servers run at once, each in a process of its own, and are asked in turn, so that a busy machine is
unfair to neither. Run with `python tests/bench/bench_forward.py`.
"""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.contract.client import SPAM
from tests.serving import serving

AIM = 0.6
ROUNDS = 7
SECONDS = 0.8
CONNECTIONS = 4

EMPTY = """
import socket, fastapi, uvicorn
app = fastapi.FastAPI()
@app.post("/")
async def nothing() -> dict[str, int]:
    return {}
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False)).run(sockets=[listener])
"""


@contextmanager
def empty_route() -> Generator[int]:
    """The port of a server that does nothing, the FastAPI way."""
    process = subprocess.Popen([sys.executable, "-c", EMPTY], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


async def rate(port: int, path: str, body: bytes) -> float:
    """Requests a second over a few connections that are kept alive."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    end = time.perf_counter() + SECONDS

    async def ask() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answered = 0
        while time.perf_counter() < end:
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in answer[:20], answer
            length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            answered += 1
        writer.close()
        return answered

    began = time.perf_counter()
    counts = await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return sum(counts) / (time.perf_counter() - began)


def main() -> None:
    body = b'{"x": [[3, 1, 0.8]]}'
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as address,
        empty_route() as empty,
    ):
        port = int(address.rpartition(":")[2])
        id = httpx.post(f"{address}/api/v1/networks", json=SPAM).json()["id"]
        rates: list[tuple[float, float]] = []
        for _ in range(ROUNDS):
            nothing = asyncio.run(rate(empty, "/", b"{}"))
            rates.append((asyncio.run(rate(port, f"/api/v1/networks/{id}/forward", body)), nothing))
    forward, nothing = (statistics.median(column) for column in zip(*rates, strict=True))
    ratio = statistics.median(mine / theirs for mine, theirs in rates)
    print(f"POST /forward {forward:.0f}/s, an empty route {nothing:.0f}/s: ratio {ratio:.2f} (aim {AIM})")


if __name__ == "__main__":
    main()
