"""Frames of a slice are shown in their order, however late the loop is."""

import asyncio
import json
import time
from typing import Any

import uvloop

from app.run import Run
from app.viewer import Viewer


def test_the_frames_of_a_slice_keep_their_order_when_the_loop_is_late() -> None:
    async def go() -> None:
        run: Any = object.__new__(Run)
        run._later = []
        viewer = Viewer()
        await asyncio.sleep(0.01)
        run._show([viewer], [[b'{"step":1}'], [b'{"step":2}']])
        time.sleep(0.1)  # all timers are due by then, and come before what is to be done soon
        await asyncio.sleep(0.1)
        shown = [json.loads(viewer.outbox.get_nowait() or b"") for _ in range(viewer.outbox.qsize())]
        assert [frame["step"] for frame in shown] == [1, 2]

    uvloop.run(go())
