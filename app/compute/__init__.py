"""Where work is done: on the event loop, in threads, and, training, by workers of one kind or another."""

from app.compute.compute import ALWAYS_ASIDE, INLINE_WORK, Compute
from app.compute.dask import Dask
from app.compute.pool import Pool
from app.compute.workers import ComputeError, Workers
from app.settings import PROCESSES, Settings

__all__ = ["ALWAYS_ASIDE", "INLINE_WORK", "Compute", "ComputeError", "Workers", "open_workers"]


def open_workers(settings: Settings) -> Workers:
    """Those that the settings name. Processes start when they are needed, a connection is begun at once."""
    if settings.executor == PROCESSES:
        return Pool(settings.workers)
    workers = Dask(settings.executor, settings.executor_seconds)
    workers.start()
    return workers
