"""npz: NumPy's own archive, `numpy.load(file)["layers.1.w"]`."""

import io

import numpy as np
import orjson

from app.exporters.subject import REQUEST, Subject


def write(subject: Subject) -> bytes:
    file = io.BytesIO()
    text = np.array(orjson.dumps(subject.request).decode())
    arrays = {REQUEST: text, **subject.arrays}
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()
