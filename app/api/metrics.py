"""What Prometheus reads: counters of what has happened, and how things stand."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.api.common import Parts, parts
from app.errors import NotFound
from app.operations import meters

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    app = parts(request)
    if not app.settings.metrics:
        raise NotFound("There are no metrics here: MLPSCOPE_METRICS is off.")
    return Response(meters.exposition(now(app)), media_type=CONTENT_TYPE_LATEST)


def now(app: Parts) -> dict[str, tuple[str, float]]:
    under_way, workers, threads = app.compute.under_way, app.compute.workers.count, app.compute.threads
    return {
        "sockets": ("Open sockets.", app.sockets.total),
        "rooms": ("Open rooms.", app.rooms.count),
        "training_runs": ("Training runs that go on.", app.runs.held.total),
        "networks_loaded": ("Networks in memory.", app.sessions.loaded),
        "compute_workers": ("Processes that train.", workers),
        "compute_threads": ("Threads that take passes.", threads),
        "compute_threads_busy": ("Passes in threads, waiting ones included.", under_way["threads"]),
        "compute_threads_queue": ("Passes that wait for a thread.", max(0, under_way["threads"] - threads)),
        "compute_processes_busy": ("Slices in processes, waiting ones included.", under_way["processes"]),
        "compute_processes_queue": (
            "Slices that wait for a process.",
            max(0, under_way["processes"] - workers),
        ),
    }
