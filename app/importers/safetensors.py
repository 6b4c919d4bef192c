"""safetensors: the library reads and checks the tensors, and the header says what they are."""

from typing import Any

import orjson

from app.exporters.subject import REQUEST
from app.importers import arrays
from app.importers.found import Found, Hints, refused

LENGTH = 8


def read(content: bytes, name: str, hints: Hints, most: int) -> Found:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        tensors = load(content)
    except (SafetensorError, KeyError, ValueError, TypeError, AttributeError) as bad:
        raise refused(f"file must be safetensors of float64 or float32: {bad}") from None
    header: dict[str, Any] = orjson.loads(
        content[LENGTH : LENGTH + int.from_bytes(content[:LENGTH], "little")]
    )
    text = header.get("__metadata__", {}).get(REQUEST)
    return arrays.read(tensors, text, name, hints, most, arrays.natural(tensors))
