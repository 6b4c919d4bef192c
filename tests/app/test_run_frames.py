"""The frames of a run are shown in the order of their steps, however long the event loop stood still."""

import asyncio
import time

import orjson
import uvloop

from app.run import FRAME_SECONDS, Run
from app.viewer import Viewer


def test_frames_of_a_slice_keep_their_order_after_a_stall() -> None:
    async def show() -> list[bytes | None]:
        viewer, run = Viewer(), object.__new__(Run)
        run._later = []  # pyright: ignore[reportPrivateUsage]
        await asyncio.sleep(0.01)
        run._show([viewer], [[b'{"step":1}'], [b'{"step":2}']])  # pyright: ignore[reportPrivateUsage]
        time.sleep(3 * FRAME_SECONDS)
        return [await viewer.outbox.get(), await viewer.outbox.get()]

    shown = uvloop.run(show())
    assert [frame and frame[-10:] for frame in shown] == [b'"step":1}'.rjust(10, b","), b',"step":2}']


def test_the_greeting_comes_before_what_was_shown_meanwhile() -> None:
    async def show() -> list[bytes | None]:
        viewer = Viewer()
        viewer.show(b'{"step":1}')
        viewer.fail("failed", 1)
        viewer.greet(type="hello")
        return [viewer.outbox.get_nowait() for _ in range(3)]

    types = [orjson.loads(message or b"")["type"] for message in asyncio.run(show())]
    assert types == ["hello", "frame", "paused"]
