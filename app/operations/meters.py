"""What Prometheus is told: counters that grow as things happen, and gauges that are read when it asks.

No label comes from a client: routes are templates, methods and statuses are few, store operations are names
of methods. So the number of series is bounded, whatever is asked.
"""

import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

# From an answer out of memory to a `train` call of a minute.
REQUEST_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60)
STORE_BUCKETS = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5)

REQUESTS = Counter(
    "mlpscope_http_requests",
    "Answered requests; a socket counts as 101 when it is taken up.",
    ["method", "route", "status"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "mlpscope_http_request_seconds",
    "From the first byte of a request to the last of its answer.",
    ["method", "route"],
    buckets=REQUEST_BUCKETS,
    registry=REGISTRY,
)
REFUSED = Counter(
    "mlpscope_refused", "Requests that a guard turned away, by which.", ["guard"], registry=REGISTRY
)
SLICES = Counter("mlpscope_training_slices", "Slices of training runs.", registry=REGISTRY)
STEPS = Counter("mlpscope_training_steps", "Training steps taken in slices.", registry=REGISTRY)
SLICE_SECONDS = Counter(
    "mlpscope_training_slice_work_seconds", "Work of slices within their workers.", registry=REGISTRY
)
FRAMES = Counter("mlpscope_live_frames", "Frames sent on live sockets.", registry=REGISTRY)
STORE_SECONDS = Histogram(
    "mlpscope_store_seconds",
    "Operations of the store.",
    ["operation"],
    buckets=STORE_BUCKETS,
    registry=REGISTRY,
)
STORE_ERRORS = Counter(
    "mlpscope_store_errors", "Operations of the store that failed.", ["operation"], registry=REGISTRY
)
RATE_ERRORS = Counter(
    "mlpscope_rate_limit_errors",
    "Requests let through unchecked since the store of the rate limits did not answer.",
    registry=REGISTRY,
)
RELAYED = Counter(
    "mlpscope_relay_messages",
    "Messages between servers: sent, heard, or lost since they could not be sent.",
    ["what"],
    registry=REGISTRY,
)


@contextmanager
def store_operation(name: str) -> Generator[None]:
    began = time.perf_counter()
    try:
        yield
    except Exception:
        STORE_ERRORS.labels(name).inc()
        raise
    finally:
        STORE_SECONDS.labels(name).observe(time.perf_counter() - began)


class Gauges:
    """What is so at this moment: name → (meaning, value)."""

    def __init__(self, now: dict[str, tuple[str, float]]) -> None:
        self._now = now

    def collect(self) -> Iterable[GaugeMetricFamily]:
        for name, (meaning, value) in self._now.items():
            yield GaugeMetricFamily(f"mlpscope_{name}", meaning, value)


def exposition(now: dict[str, tuple[str, float]]) -> bytes:
    """Everything, in Prometheus' text format."""
    gauges = CollectorRegistry()
    gauges.register(Gauges(now))
    return generate_latest(REGISTRY) + generate_latest(gauges)
