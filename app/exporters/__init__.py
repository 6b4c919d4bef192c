"""The formats that a network can leave in, one a file."""

from collections.abc import Callable
from dataclasses import dataclass

from app.exporters import json, keras, notebook, npz, numpy, onnx, pytorch, safetensors
from app.exporters.subject import Subject, subject_of

__all__ = ["BINARY", "CSV", "FORMATS", "Format", "Subject", "subject_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """`write` answers the bytes of a file whose name ends in `ending`."""

    name: str
    ending: str
    media_type: str
    write: Callable[[Subject], bytes]


BINARY = "application/octet-stream"
PYTHON = "text/x-python; charset=utf-8"
CSV = "text/csv; charset=utf-8"

FORMATS = {
    format.name: format
    for format in (
        Format("json", ".json", "application/json", json.write),
        Format("npz", ".npz", BINARY, npz.write),
        Format("safetensors", ".safetensors", BINARY, safetensors.write),
        Format("onnx", ".onnx", BINARY, onnx.write),
        Format("numpy", "_numpy.py", PYTHON, numpy.write),
        Format("pytorch", "_pytorch.py", PYTHON, pytorch.write),
        Format("keras", "_keras.py", PYTHON, keras.write),
        Format("notebook", ".ipynb", "application/x-ipynb+json", notebook.write),
    )
}
