"""The command `mlpscope worker`: Dask workers that give the same bits as a server's own processes.

They are in the environment that app/__init__.py makes, with one thread each, and outlive their scheduler:
when it is there again, so are they. One that is killed is replaced.
"""

import asyncio
import logging
import multiprocessing
import signal
import tempfile
import time
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from typing import Any

from app.operations import logs
from app.worker import prepare

LOG = logging.getLogger(__name__)

# A worker that ends at once is not to be started again at once.
PAUSE_SECONDS = 0.5

CONFIG = {
    "distributed.worker.profile.enabled": False,  # it would look at a slice in work a hundred times a second
    "distributed.comm.timeouts.connect": "5s",
    "logging": {"version": 1, "disable_existing_loggers": False},
}


def run(scheduler: str, count: int, log_level: str, log_format: str) -> int:
    """Keeps so many workers running until it is interrupted."""
    logs.configure(log_level, log_format)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    context = multiprocessing.get_context("spawn")

    def started() -> SpawnProcess:
        process = context.Process(target=serve, args=(scheduler, log_level, log_format))
        process.start()
        return process

    processes = [started() for _ in range(count)]
    print(f"mlpscope trains for {scheduler} with {count} workers (Ctrl+C stops it)", flush=True)
    try:
        while True:
            wait([process.sentinel for process in processes])
            time.sleep(PAUSE_SECONDS)
            for ended in [process for process in processes if not process.is_alive()]:
                LOG.warning("A worker has ended with code %s; another is started.", ended.exitcode)
                processes.remove(ended)
                processes.append(started())
    except KeyboardInterrupt:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
    return 0


def serve(scheduler: str, log_level: str, log_format: str) -> None:
    """One worker, in a process of its own."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # the terminal tells it to all; the first process passes it on
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    logs.configure(log_level, log_format)
    prepare()
    import dask.config

    dask.config.set(CONFIG)
    asyncio.run(_served(scheduler.replace("dask://", "tcp://", 1)))


async def _served(address: str) -> None:
    """A worker ends with its scheduler: the next one waits until it is there again."""
    from distributed import Worker

    while True:
        with tempfile.TemporaryDirectory(prefix="mlpscope-") as folder:
            worker: Any = Worker(address, nthreads=1, memory_limit=0, local_directory=folder, dashboard=False)
            await worker
            LOG.info("There is a worker at %s.", worker.address)
            await worker.finished()
