"""What runs in a worker process: functions of a state and of what it learns from.

That is sent to a worker once and stays there under the key of its content. A worker that does not have it
says so, and is asked again with it.
"""

import multiprocessing
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from multiprocessing.connection import wait
from typing import Any, Generic, TypeVar

from engine.training import TrainState
from engine.types import Array

T = TypeVar("T")

MOST_KEPT = 64
NICENESS = 5

_kept: OrderedDict[str, Any] = OrderedDict()


@dataclass(frozen=True, slots=True, eq=False)
class Keyed(Generic[T]):
    """A value that does not change, and the key of its content."""

    key: str
    value: T


def key_of(*arrays: Array | None) -> str:
    """A key that only the same arrays in the same order have."""
    digest = blake2b(digest_size=16)
    for array in arrays:
        if array is not None:
            digest.update(f"{array.dtype}{array.shape}".encode())
            digest.update(array.tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Missing:
    """The worker does not have the value."""


def work(function: Callable[..., Any], state: TrainState, key: str, sent: Any, *rest: Any) -> Any:
    """`function(state, value, *rest)` with the value that was sent, or else that is there under `key`."""
    if sent is not None:
        _kept[key] = sent
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    elif key not in _kept:
        return Missing()
    _kept.move_to_end(key)
    return function(state, _kept[key], *rest)


def prepare() -> None:
    """Makes a worker give way to the server, which has to answer at once, and end when it is killed."""
    os.nice(NICENESS)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlive, args=(parent.sentinel,), daemon=True).start()


def _outlive(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
