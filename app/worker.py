"""What runs in a worker process: functions of a state and the rows it learns from.

Rows are sent to a worker once and stay there under the key of their content. A worker that does not have
them says so, and is asked again with the rows.
"""

import multiprocessing
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from multiprocessing.connection import wait
from typing import Any

from engine.batches import Rows
from engine.training import TrainState

MOST_ROWS = 64

_rows: OrderedDict[str, Rows] = OrderedDict()


@dataclass(frozen=True, slots=True, eq=False)
class KeyedRows:
    """Rows and the key of their content."""

    key: str
    rows: Rows

    @classmethod
    def of(cls, rows: Rows) -> "KeyedRows":
        digest = blake2b(digest_size=16)
        for array in (rows.x, rows.y, rows.x_validation, rows.y_validation):
            if array is not None:
                digest.update(f"{array.dtype}{array.shape}".encode())
                digest.update(array.tobytes())
        return cls(digest.hexdigest(), rows)


@dataclass(frozen=True, slots=True)
class Missing:
    """The worker does not have the rows."""


def work(function: Callable[..., Any], state: TrainState, key: str, rows: Rows | None, *rest: Any) -> Any:
    """`function(state, rows, *rest)`, with the rows that are there under `key` if none are sent."""
    if rows is not None:
        _rows[key] = rows
        if len(_rows) > MOST_ROWS:
            _rows.popitem(last=False)
    elif key not in _rows:
        return Missing()
    _rows.move_to_end(key)
    return function(state, _rows[key], *rest)


def end_with_parent() -> None:
    """Lets a worker end when the server is killed, which leaves it no time to say so."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlive, args=(parent.sentinel,), daemon=True).start()


def _outlive(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
