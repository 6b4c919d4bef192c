"""Runs exported files as a user would: a process of its own, which knows nothing of mlpscope.

A line of JSON in, `{"file", "x"}`, a line of JSON out: the outputs.
"""

import json
import runpy
import sys
from importlib import import_module
from typing import Any

import numpy as np


def numpy_outputs(file: str, x: Any) -> Any:
    return runpy.run_path(file)["forward"](x)


def pytorch_outputs(file: str, x: Any) -> Any:
    import torch

    names = runpy.run_path(file)
    return names["model"](torch.tensor(x, dtype=names["DTYPE"])).detach().numpy()


def keras_outputs(file: str, x: Any) -> Any:
    keras: Any = import_module("keras")
    names = runpy.run_path(file)
    return keras.ops.convert_to_numpy(names["model"](np.array(x, names["DTYPE"])))


def onnx_outputs(file: str, x: Any) -> Any:
    onnxruntime: Any = import_module("onnxruntime")
    session = onnxruntime.InferenceSession(file)
    (given,) = session.get_inputs()
    dtype = {"tensor(double)": np.float64, "tensor(float)": np.float32}[given.type]
    return session.run(None, {given.name: np.array(x, dtype)})[0]


OUTPUTS = {
    "_numpy.py": numpy_outputs,
    "_pytorch.py": pytorch_outputs,
    "_keras.py": keras_outputs,
    ".onnx": onnx_outputs,
}

if __name__ == "__main__":
    for line in sys.stdin:
        job = json.loads(line)
        run = next(run for ending, run in OUTPUTS.items() if job["file"].endswith(ending))
        found = run(job["file"], job["x"])
        print(json.dumps({"dtype": str(found.dtype), "a": found.tolist()}), flush=True)
