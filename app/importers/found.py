"""What an importer finds in a file: a request for a network, and the numbers of its layers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import orjson

from app.exporters.subject import STANDARDIZE, Standardize
from engine.errors import RuleError
from engine.network import Network
from engine.registry import Choice
from engine.types import Array

Document = dict[str, Any]
FILE = ("file",)


def refused(rule: str) -> RuleError:
    return RuleError(rule, FILE)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the file may not say, and the one who imports it may: names out of the catalog."""

    activation: str | None = None
    output_activation: str | None = None
    loss: str | None = None

    @property
    def given(self) -> tuple[str, ...]:
        return tuple(own.name for own in fields(self) if getattr(self, own.name) is not None)


@dataclass(frozen=True, slots=True)
class LayerNumbers:
    """As the API names them: w (D_in, D_out), all else (D_out,); batch norm's own are None without it."""

    w: Array
    b: Array
    gamma: Array | None = None
    beta: Array | None = None
    running_mean: Array | None = None
    running_var: Array | None = None


@dataclass(frozen=True, slots=True)
class SeenLayer:
    """A layer as a graph shows it; a file of weights alone has no activation."""

    numbers: LayerNumbers
    activation: Choice | None = None
    skip: bool = False

    @property
    def batch_norm(self) -> bool:
        return self.numbers.gamma is not None


@dataclass(frozen=True, slots=True)
class Found:
    """`request` is a body of `POST /networks`, as bytes. Without `layers`, it holds the numbers as well.

    `seen` is what a graph computes, where that can be compared with what the request says; `unsaid` are the
    hints that a file of this kind leaves room for.
    """

    request: bytes
    layers: tuple[LayerNumbers, ...] | None = None
    standardize: Standardize | None = None
    notes: tuple[str, ...] = ()
    seen: tuple[SeenLayer, ...] | None = None
    unsaid: tuple[str, ...] = ()

    def check(self, network: Network) -> None:
        """RuleError unless the graph is that of the network."""
        if self.seen is None:
            return
        graph = [(own.activation, own.batch_norm, own.skip) for own in self.seen]
        asked = [(layer.activation, layer.batch_norm, layer.skip) for layer in network.layers]
        if len(graph) != len(asked):
            raise refused(f"file must compute the {len(asked)} layers that it describes, got {len(graph)}")
        for i, (own, other) in enumerate(zip(graph, asked, strict=True), start=1):
            if own != other:
                rule = f"file must compute layer {i} as it describes it, {_told(other)}"
                raise refused(f"{rule}, got {_told(own)}")

    def standardized_as(self, mean: Array, scale: Array) -> bool:
        """Whether these are its own, or it has none."""
        own = self.standardize
        return own is None or (np.array_equal(own.mean, mean) and np.array_equal(own.scale, scale))

    def folded(self) -> "Found":
        """With (x − mean)/scale in the first layer: w/scale, and b − (mean/scale)·w."""
        assert self.layers is not None
        assert self.standardize is not None
        first, (mean, scale) = self.layers[0], (self.standardize.mean, self.standardize.scale)
        if not mean.shape == scale.shape == first.w.shape[:1] or not (scale != 0).all():
            rule = f"{STANDARDIZE} must hold a mean and a scale, not 0, of each of {len(first.w)} inputs"
            raise refused(f"{rule}, got shapes {mean.shape} and {scale.shape}")
        w = first.w / scale[:, None]
        b = first.b - mean @ w
        dtype = first.w.dtype
        moved = replace(first, w=w.astype(dtype), b=b.astype(dtype))
        return replace(self, layers=(moved, *self.layers[1:]), standardize=None)


def _told(layer: tuple[Choice | None, bool, bool]) -> str:
    choice, batch_norm, skip = layer
    if choice is None:
        return "no activation"
    name = " ".join([choice.name, *(f"{value:g}" for value in choice.parameters.values())])
    return name + " with batch norm" * batch_norm + " with a bypass" * skip


def dtype_of(arrays: Sequence[Array]) -> str:
    return "float64" if any(array.dtype == np.float64 for array in arrays) else "float32"


def check_arrays(arrays: Mapping[str, Array], most: int) -> None:
    """RuleError unless all are finite floats, and no more than a network may have."""
    for name, array in arrays.items():
        if array.dtype.kind != "f":
            raise refused(f"{name} must hold floating-point numbers, got {array.dtype}")
        if not np.isfinite(array).all():
            raise refused(f"{name} must hold finite numbers, got {array[~np.isfinite(array)][0]}")
    count = sum(array.size for array in arrays.values())
    if count > most:
        raise refused(f"file must hold at most {most} numbers, got {count}")


def described(name: str, network: Document) -> bytes:
    """A request for a network of which a file says no more."""
    return orjson.dumps({"name": name or None, "network": network})


def layer_document(layer: SeenLayer) -> Document:
    activation = layer.activation or Choice("linear")
    return {
        "units": len(layer.numbers.b),
        "activation": {"name": activation.name, **activation.parameters},
        "batch_norm": layer.batch_norm,
        "skip": layer.skip,
    }


def network_document(layers: Sequence[SeenLayer], loss: str | None) -> Document:
    return {
        "inputs": len(layers[0].numbers.w),
        "layers": [layer_document(layer) for layer in layers],
        "loss": loss,
        "dtype": dtype_of([layer.numbers.w for layer in layers]),
    }
