"""npz, without pickles: each array's shape is held against its bytes before it is made."""

import io
import math
from typing import Any

import numpy as np
from numpy.lib import format as npy

from app.importers import arrays
from app.importers.found import Found, Hints, refused

ENDING = ".npy"
KINDS = "fiuU"


def read(members: dict[str, bytes], name: str, hints: Hints, most: int) -> Found:
    found: dict[str, np.ndarray[Any, Any]] = {}
    for member, content in members.items():
        if not member.endswith(ENDING):
            raise refused(f"an npz file must hold {ENDING} arrays alone, got {member!r}")
        found[member.removesuffix(ENDING)] = array(member, content)
    return arrays.read(found, arrays.text_of(found), name, hints, most, list(found))


def array(name: str, content: bytes) -> np.ndarray[Any, Any]:
    file = io.BytesIO(content)
    try:
        version = npy.read_magic(file)
        header = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}[version]
        shape, fortran, dtype = header(file)
    except (ValueError, KeyError, EOFError) as bad:
        raise refused(f"{name} must be an array as NumPy writes it: {bad}") from None
    if dtype.kind not in KINDS:
        raise refused(f"{name} must hold numbers or text, got {dtype}")
    size = math.prod(shape) * dtype.itemsize
    if size != len(content) - file.tell():
        raise refused(f"{name} of shape {shape} must hold {size} bytes, got {len(content) - file.tell()}")
    values = np.frombuffer(content, dtype, offset=file.tell())
    return values.reshape(shape[::-1]).T if fortran else values.reshape(shape)
