"""Long training in short calls, so that whoever waits sees how far it is."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from app.client.wire import Document

# How long one call should take: often enough to show, seldom enough to cost nothing.
SECONDS = 0.5
FIRST = 10


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training is: `done` of `total` steps or epochs, and where the network stands."""

    done: int
    total: int
    unit: str
    step: int
    epoch: int
    loss: float | None
    validation_loss: float | None
    seconds: float


Watcher = Callable[[Progress], object]
Call = Callable[[Document], Document]


def trained(
    call: Call, start: Document, unit: str, total: int, stop: Document, watch: Watcher | None
) -> Document:
    """Calls `train` until `total` steps or epochs are done, or another stop comes first; the last answer.

    `start` is the summary before. Without a watcher the calls are as long as the server lets them be, and so
    they are with a plateau to stop at, which is counted within one call.
    """
    counter = {"steps": "step", "epochs": "epoch"}[unit]
    whole, began, done = watch is None or "plateau" in stop, time.monotonic(), 0
    size = total if whole else FIRST
    while True:
        sent = time.monotonic()
        answer = call({unit: min(size, total - done), **({"stop": stop} if stop else {})})
        now, done = time.monotonic(), answer[counter] - start[counter]
        if watch is not None:
            watch(progress(answer, done, total, unit, now - began))
        if done >= total or answer["stopped"] not in (unit, "time"):
            return answer
        if not whole:
            size = max(1, min(4 * size, int(size * SECONDS / max(now - sent, 1e-3))))


def progress(answer: Document, done: int, total: int, unit: str, seconds: float) -> Progress:
    train, aside = answer["metrics"]["train"], answer["metrics"]["validation"]
    losses = train["loss"], None if aside is None else aside["loss"]
    return Progress(done, total, unit, answer["step"], answer["epoch"], *losses, seconds)


def progress_line(stream: TextIO | None = None) -> Watcher:
    """A watcher that keeps one line of text up to date, on standard error unless told otherwise."""
    out = sys.stderr if stream is None else stream

    def show(now: Progress) -> None:
        losses = f"loss {number(now.loss)}"
        if now.validation_loss is not None:
            losses += f", validation {number(now.validation_loss)}"
        line = f"{now.done} of {now.total} {now.unit}, {losses}, {now.seconds:.1f} s"
        out.write(f"\r{line:<78}" + ("\n" if now.done >= now.total else ""))
        out.flush()

    return show


def number(value: float | None) -> str:
    return "not finite" if value is None else f"{value:.4g}"
