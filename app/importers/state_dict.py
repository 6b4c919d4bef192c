"""A PyTorch `state_dict` of an MLP: weights by the names of their modules, and nothing of what lies between.

A linear layer is a `weight` (D_out, D_in) and mostly a `bias`; batch norm follows its linear layer directly.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from app.exporters.subject import Standardize
from app.importers.found import (
    Found,
    Hints,
    LayerNumbers,
    SeenLayer,
    check_arrays,
    described,
    network_document,
    refused,
)
from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from engine.types import Array

Module = dict[str, Array]

LINEAR = {"weight", "bias"}
BATCH_NORM = {"weight", "bias", "running_mean", "running_var"}
STANDARDIZE = {"mean", "scale"}
COUNTER = "num_batches_tracked"
HIDDEN = "relu"
UNSAID = ("activation", "output_activation", "loss")


def read(arrays: Mapping[str, np.ndarray[Any, Any]], name: str, hints: Hints, most: int) -> Found:
    """From arrays in the order of the layers."""
    floats = {key: _wide(array) for key, array in arrays.items() if not key.endswith(COUNTER)}
    check_arrays(floats, most)
    modules: dict[str, Module] = {}
    for key, array in floats.items():
        prefix, _, own = key.rpartition(".")
        modules.setdefault(prefix, {})[own] = array
    standardize, numbers = _layers(modules)
    layers = _activated(numbers, hints)
    request = described(name, network_document(layers, hints.loss))
    return Found(request, tuple(numbers), standardize, _notes(layers, hints), unsaid=UNSAID)


def _wide(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """In the network's own dtypes, and in this machine's order of bytes."""
    return (
        array if array.dtype.kind != "f" else array.astype(np.float64 if array.itemsize > 4 else np.float32)
    )


def _layers(modules: Mapping[str, Module]) -> tuple[Standardize | None, list[LayerNumbers]]:
    standardize: Standardize | None = None
    found: list[LayerNumbers] = []
    last = ""
    for prefix, module in modules.items():
        shape = module["weight"].shape if "weight" in module else ()
        if set(module) == STANDARDIZE and not found:
            standardize = Standardize(module["mean"], module["scale"])
        elif len(shape) == 2 and set(module) <= LINEAR:
            found.append(_linear(prefix, module, found, last))
        elif "running_mean" in module and set(module) <= BATCH_NORM and found:
            found[-1] = _with_batch_norm(prefix, module, found[-1], last)
        else:
            shapes = ", ".join(f"{own} {array.shape}" for own, array in module.items())
            rule = (
                "file must hold linear layers, a weight (D_out, D_in) and a bias, and batch norms after them"
            )
            raise refused(f"{rule}; got {prefix!r} with {shapes}")
        last = prefix
    if not found:
        raise refused("file must hold the weight (D_out, D_in) of a linear layer, got none")
    return standardize, found


def _linear(prefix: str, module: Module, before: list[LayerNumbers], last: str) -> LayerNumbers:
    w = np.ascontiguousarray(module["weight"].T)
    if not all(w.shape):
        raise refused(f"{prefix}.weight must have units and inputs, got shape {module['weight'].shape}")
    if before and len(w) != len(before[-1].b):
        rule = (
            f"{prefix}.weight must take {len(before[-1].b)} inputs, one from each unit of {last!r} before it"
        )
        raise refused(f"{rule}, got {len(w)}")
    b = module["bias"] if "bias" in module else np.zeros(w.shape[1], w.dtype)
    _check_units(f"{prefix}.bias", b, w.shape[1])
    return LayerNumbers(w, b)


def _with_batch_norm(prefix: str, module: Module, layer: LayerNumbers, last: str) -> LayerNumbers:
    units = len(layer.b)
    head, _, own = prefix.rpartition(".")
    if own.isdigit() and last != f"{head}.{int(own) - 1}".lstrip("."):
        rule = f"{prefix!r}, a batch norm, must follow its linear layer directly, with nothing between"
        raise refused(f"{rule}; got {last!r} before it")
    if layer.gamma is not None:
        raise refused(f"{prefix!r} must be the only batch norm after its linear layer, got two")
    for own, array in module.items():
        _check_units(f"{prefix}.{own}", array, units)
    gamma, beta = module.get("weight", np.ones(units)), module.get("bias", np.zeros(units))
    if "running_var" not in module or (module["running_var"] < 0).any():
        raise refused(f"{prefix}.running_var must hold a variance of each unit, at least 0")
    return LayerNumbers(layer.w, layer.b, gamma, beta, module["running_mean"], module["running_var"])


def _check_units(name: str, array: Array, units: int) -> None:
    if array.shape != (units,):
        raise refused(f"{name} must have shape ({units},), got {array.shape}")


def _activated(numbers: list[LayerNumbers], hints: Hints) -> list[SeenLayer]:
    needed = LOSSES[hints.loss].activation if hints.loss else None
    hidden, output = hints.activation or HIDDEN, hints.output_activation or needed or "linear"
    names = [*[hidden] * (len(numbers) - 1), output]
    return [SeenLayer(own, ACTIVATIONS.choose(name)) for own, name in zip(numbers, names, strict=True)]


def _notes(layers: list[SeenLayer], hints: Hints) -> tuple[str, ...]:
    names = [layer.activation.name for layer in layers if layer.activation is not None]
    hidden = f"hidden layers are taken for {names[0]}, " if len(names) > 1 else ""
    return (
        "The file does not say which activations lie between its layers: "
        f"{hidden}the output for {names[-1]}. Say others by activation, output_activation and loss.",
    )
