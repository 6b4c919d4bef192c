"""How a state becomes bytes for the store, and comes back bit for bit.

A JSON header, in the words of the API, then the raw little-endian numbers of each array it names, then a
checksum of it all: a bit that fell over on the way is told, not shown as a number. No pickle: reading a store
never runs anything.
"""

import math
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from app import convert, documents
from engine.batch_norm import initial_running
from engine.errors import EngineError
from engine.held import NOTHING, Held
from engine.schedules import Plateau
from engine.training import Best, TrainState
from engine.types import Array, freeze

MAGIC = b"mlps"
_LENGTH = struct.Struct("<4sI")
_CHECKSUM = struct.Struct("<I")

# Bytes of format 1 name none and have no checksum; they are read as long as there are some. A newer format
# is for what an older mlpscope must not misread: what it can do without needs none.
FORMAT = 2

Header = dict[str, Any]
Parts = tuple[Header, Mapping[str, NDArray[Any]]]


class Unreadable(ValueError):
    """Bytes that are damaged, or of a newer mlpscope; the message says which, as part of a sentence."""


def pack(header: Header, arrays: Mapping[str, NDArray[Any]]) -> bytes:
    kept = {
        name: np.ascontiguousarray(array, array.dtype.newbyteorder("<")) for name, array in arrays.items()
    }
    shapes = [[name, array.dtype.str, list(array.shape)] for name, array in kept.items()]
    head = orjson.dumps({**header, "format": FORMAT, "arrays": shapes})
    content = [_LENGTH.pack(MAGIC, len(head)), head, *(array.tobytes() for array in kept.values())]
    checksum = 0
    for part in content:
        checksum = zlib.crc32(part, checksum)
    return b"".join([*content, _CHECKSUM.pack(checksum)])


def unpack(data: bytes) -> tuple[Header, dict[str, Array]]:
    """Raises Unreadable."""
    try:
        return _unpack(data)
    except Unreadable:
        raise
    except (struct.error, ValueError, TypeError, LookupError) as error:
        raise Unreadable(f"it is damaged ({error})") from error


def _unpack(data: bytes) -> tuple[Header, dict[str, Array]]:
    magic, length = _LENGTH.unpack_from(data)
    if magic != MAGIC:
        raise Unreadable("these bytes were not written by mlpscope")
    start = _LENGTH.size + length
    header: Header = orjson.loads(data[_LENGTH.size : start])
    written = header.pop("format", 1)
    if written > FORMAT:
        raise Unreadable(f"it was written by a newer mlpscope (format {written}, this one knows {FORMAT})")
    if written > 1 and _CHECKSUM.unpack(data[-_CHECKSUM.size :])[0] != zlib.crc32(
        memoryview(data)[: -_CHECKSUM.size]
    ):
        raise Unreadable("it is damaged (its checksum is another)")
    arrays: dict[str, Array] = {}
    for name, dtype, shape in header.pop("arrays"):
        array = np.frombuffer(data, np.dtype(dtype), count=math.prod(shape), offset=start)
        start += array.nbytes
        arrays[name] = freeze(array.reshape(shape).astype(array.dtype.newbyteorder("=")))
    return header, arrays


def parts(state: TrainState, **extra: Any) -> Parts:
    """The whole of a state as a header and arrays; `extra` goes into the header beside it."""
    header = {
        **extra,
        "network": documents.network(state.network),
        "training": documents.training(state.training),
        "step": state.step,
        "epoch": state.epoch,
        "position": state.position,
    }
    own = {f"optimizer.{name}": vector for name, vector in state.optimizer_state.items()}
    arrays: dict[str, NDArray[Any]] = {
        "parameters": state.parameters,
        "running": state.running,
        **own,
        **_memory(state),
    }
    if state.held:
        held = {"frozen": state.held.frozen, "off": state.held.off, "values": state.held.values}
        arrays |= {f"held.{name}": array for name, array in held.items()}
    return header, arrays


def _memory(state: TrainState) -> dict[str, Array]:
    """What schedule and early stopping remember, as arrays: their losses may be infinite."""
    plateau = state.plateau
    best = state.best if state.training.early_stopping else None  # else it is a matter of one call
    memory: dict[str, Array] = {}
    if plateau != Plateau():
        memory["plateau"] = np.array([plateau.best, plateau.waited, plateau.scale])
    if best is not None:
        memory["best"] = np.array([best.loss, best.waited])
        if best.parameters is not None and best.running is not None:
            memory |= {"best.parameters": best.parameters, "best.running": best.running}
    return memory


def unpack_state(data: bytes) -> tuple[TrainState, Header]:
    """The state, and the header. Raises Unreadable."""
    header, arrays = unpack(data)
    return state_of(header, arrays), header


def state_of(header: Header, arrays: Mapping[str, Any]) -> TrainState:
    """The way back from `parts`. What older versions did not know yet is as it is before any step.

    Raises Unreadable.
    """
    try:
        return _state_of(header, arrays)
    except (EngineError, ValueError, TypeError, LookupError) as error:
        raise Unreadable(f"it is damaged ({error})") from error


def _state_of(header: Header, arrays: Mapping[str, Any]) -> TrainState:
    network = convert.network_of_document(header["network"])
    return TrainState(
        network=network,
        training=convert.training_of_document(header["training"]),
        parameters=arrays["parameters"],
        optimizer_state={
            name.removeprefix("optimizer."): vector
            for name, vector in arrays.items()
            if name.startswith("optimizer.")
        },
        step=header["step"],
        epoch=header["epoch"],
        position=header.get("position", 0),
        running=arrays["running"] if "running" in arrays else initial_running(network),
        plateau=_plateau(arrays),
        best=_best(arrays),
        held=_held(arrays),
    )


def _held(arrays: Mapping[str, Any]) -> Held:
    if "held.frozen" not in arrays:
        return NOTHING
    return Held(*(arrays[f"held.{name}"] for name in ("frozen", "off", "values")))


def _plateau(arrays: Mapping[str, Array]) -> Plateau:
    if "plateau" not in arrays:
        return Plateau()
    best, waited, scale = arrays["plateau"].tolist()
    return Plateau(best, int(waited), scale)


def _best(arrays: Mapping[str, Array]) -> Best | None:
    if "best" not in arrays:
        return None
    loss, waited = arrays["best"].tolist()
    return Best(loss, int(waited), arrays.get("best.parameters"), arrays.get("best.running"))
