"""The end of a task that goes on until it is told to stop."""

import asyncio


async def ended(task: asyncio.Task[None]) -> None:
    """Cancels a task until it has ended, however.

    Once may not be enough: `asyncio.wait_for` of Python 3.11, which clients of networks use inside, may
    swallow a cancellation that comes just as what it waits for is there.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=0.1)
    if not task.cancelled():
        task.exception()  # it is known; whoever ends a task does not ask how it went
