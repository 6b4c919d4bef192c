"""How a state becomes bytes for the store, and comes back bit for bit.

A JSON header, in the words of the API, then the raw little-endian numbers of each array it names. No pickle:
reading a store never runs anything.
"""

import math
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson

from app import convert, documents
from engine.training import TrainState
from engine.types import Array, freeze

MAGIC = b"mlps"
_LENGTH = struct.Struct("<4sI")

Header = dict[str, Any]


def pack(header: Header, arrays: Mapping[str, Array]) -> bytes:
    kept = {
        name: np.ascontiguousarray(array, array.dtype.newbyteorder("<")) for name, array in arrays.items()
    }
    shapes = [[name, array.dtype.str, list(array.shape)] for name, array in kept.items()]
    head = orjson.dumps({**header, "arrays": shapes})
    return b"".join([_LENGTH.pack(MAGIC, len(head)), head, *(array.tobytes() for array in kept.values())])


def unpack(data: bytes) -> tuple[Header, dict[str, Array]]:
    magic, length = _LENGTH.unpack_from(data)
    if magic != MAGIC:
        raise ValueError("these bytes were not written by mlpscope")
    start = _LENGTH.size + length
    header: Header = orjson.loads(data[_LENGTH.size : start])
    arrays: dict[str, Array] = {}
    for name, dtype, shape in header.pop("arrays"):
        array = np.frombuffer(data, np.dtype(dtype), count=math.prod(shape), offset=start)
        start += array.nbytes
        arrays[name] = freeze(array.reshape(shape).astype(array.dtype.newbyteorder("=")))
    return header, arrays


def pack_state(state: TrainState, **extra: Any) -> bytes:
    """The whole of a state; `extra` goes into the header beside it."""
    header = {
        **extra,
        "network": documents.network(state.network),
        "training": documents.training(state.training),
        "step": state.step,
        "epoch": state.epoch,
    }
    own = {f"optimizer.{name}": vector for name, vector in state.optimizer_state.items()}
    return pack(header, {"parameters": state.parameters, **own})


def unpack_state(data: bytes) -> tuple[TrainState, Header]:
    header, arrays = unpack(data)
    state = TrainState(
        network=convert.network_of_document(header["network"]),
        training=convert.training_of_document(header["training"]),
        parameters=arrays["parameters"],
        optimizer_state={
            name.removeprefix("optimizer."): vector
            for name, vector in arrays.items()
            if name.startswith("optimizer.")
        },
        step=header["step"],
        epoch=header["epoch"],
    )
    return state, header
