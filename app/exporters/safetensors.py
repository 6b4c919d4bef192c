"""safetensors: named arrays with a JSON header, which many libraries read and none has to trust."""

import numpy as np
import orjson

from app.exporters.subject import REQUEST, Subject


def write(subject: Subject) -> bytes:
    from safetensors.numpy import save

    # The library writes the bytes as they lie in memory.
    arrays = {name: np.ascontiguousarray(array) for name, array in subject.arrays.items()}
    return save(arrays, {"format": "np", REQUEST: orjson.dumps(subject.request).decode()})
