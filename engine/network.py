"""What a network is: its shape and its choices, and where each parameter lives in one flat vector.

A network holds no numbers. Its parameters are a vector beside it, ordered w of layer 1 (row by row),
b of layer 1, w of layer 2 …; the layers see theirs as views of that vector.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from engine.activations import ACTIVATIONS, Activation
from engine.errors import Location, RuleError, UnknownChoice
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.registry import Choice
from engine.types import Array, freeze, frozen

DTYPES = ("float64", "float32")


@dataclass(frozen=True, slots=True)
class Layer:
    """A dense layer: z = x·w + b, a = f(z). `Layer.of` fills in what is left out."""

    units: int
    activation: Choice
    initializer: str

    @classmethod
    def of(
        cls,
        units: int,
        activation: str = "linear",
        initializer: str | None = None,
        parameters: Mapping[str, object] | None = None,
        loc: Location = (),
    ) -> "Layer":
        """A layer from names; `parameters` are the activation's own numbers, such as `negative_slope`.

        Without an initializer it takes the one that suits the activation.
        """
        choice = ACTIVATIONS.choose(activation, parameters, (*loc, "activation"))
        return cls(units, choice, initializer or ACTIVATIONS[activation].initializer)

    @property
    def f(self) -> Activation:
        """The entry of the activation; call it with `**layer.activation.parameters`."""
        return ACTIVATIONS[self.activation.name]


@dataclass(frozen=True, slots=True)
class LayerParameters:
    """The weights of one layer, w (D_in, D_out) and b (D_out,)."""

    w: Array
    b: Array


class LayerParametersLike(Protocol):
    """Anything with a `w` and a `b` that NumPy can read."""

    @property
    def w(self) -> ArrayLike: ...

    @property
    def b(self) -> ArrayLike: ...


@dataclass(frozen=True, slots=True)
class Network:
    """A network without its numbers. Checks itself: a broken rule is a RuleError with its path in `loc`."""

    inputs: int
    layers: tuple[Layer, ...]
    loss: str
    seed: int = 0
    dtype: str = "float64"

    @classmethod
    def build(
        cls,
        inputs: int,
        layers: Sequence[Layer],
        loss: str | None = None,
        seed: int = 0,
        dtype: str = "float64",
    ) -> "Network":
        """A network whose loss, if left out, follows its output layer."""
        return cls(inputs, tuple(layers), loss or default_loss(layers), seed, dtype)

    def __post_init__(self) -> None:
        _check_whole(self.inputs, 1, "inputs", ("inputs",))
        _check_whole(self.seed, 0, "seed", ("seed",))
        if not self.layers:
            raise RuleError("layers must hold at least one layer, got none", ("layers",))
        for i, layer in enumerate(self.layers):
            _check_whole(layer.units, 1, f"units of layer {i + 1}", ("layers", i, "units"))
            ACTIVATIONS.choose(
                layer.activation.name, layer.activation.parameters, ("layers", i, "activation")
            )
            if layer.initializer not in INITIALIZERS:
                raise UnknownChoice(
                    "initializer", layer.initializer, INITIALIZERS, ("layers", i, "initializer")
                )
        if self.loss not in LOSSES:
            raise UnknownChoice("loss", self.loss, LOSSES, ("loss",))
        output, needed = self.layers[-1].activation.name, LOSSES[self.loss].activation
        if needed not in (None, output):
            raise RuleError(f"{self.loss} needs a {needed} output layer, got {output}", ("loss",))
        if self.dtype not in DTYPES:
            raise RuleError(f"dtype must be float64 or float32, got {self.dtype!r}", ("dtype",))

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(D_in, D_out) of each layer."""
        widths = (self.inputs, *(layer.units for layer in self.layers))
        return tuple(pairwise(widths))

    @property
    def layer_parameter_counts(self) -> tuple[int, ...]:
        """D_out·(D_in + 1) of each layer."""
        return tuple(d_out * (d_in + 1) for d_in, d_out in self.shapes)

    @property
    def parameter_count(self) -> int:
        return sum(self.layer_parameter_counts)

    def views(self, vector: Array) -> tuple[LayerParameters, ...]:
        """The layers' w and b as views of the flat vector (P,): what is written to one shows in the other."""
        if vector.shape != (self.parameter_count,):
            raise RuleError(f"parameters must have shape ({self.parameter_count},), got {vector.shape}")
        views: list[LayerParameters] = []
        start = 0
        for d_in, d_out in self.shapes:
            middle, end = start + d_in * d_out, start + d_in * d_out + d_out
            views.append(LayerParameters(vector[start:middle].reshape(d_in, d_out), vector[middle:end]))
            start = end
        return tuple(views)

    def flatten(self, parameters: Sequence[LayerParametersLike]) -> Array:
        """One flat vector (P,) from the w and b of all layers: the way back from `views`."""
        if len(parameters) != len(self.layers):
            raise RuleError(
                f"parameters must hold {len(self.layers)} layers, got {len(parameters)}", ("parameters",)
            )
        vector = np.empty(self.parameter_count, self.dtype)
        for i, (given, view) in enumerate(zip(parameters, self.views(vector), strict=True)):
            _fill(view.w, given.w, f"w of layer {i + 1}", ("parameters", i, "w"))
            _fill(view.b, given.b, f"b of layer {i + 1}", ("parameters", i, "b"))
        return freeze(vector)

    def check_input(self, x: ArrayLike) -> Array:
        """`x` as a read-only array (N, inputs) of the network's dtype; RuleError if its shape is another."""
        try:
            with np.errstate(over="ignore"):
                array = frozen(x, self.dtype)
        except (ValueError, TypeError):
            raise RuleError("x must be an array of numbers, its rows of equal length", ("x",)) from None
        if array.ndim != 2 or array.shape[1] != self.inputs or not len(array):
            raise RuleError(
                f"x must have shape (N, {self.inputs}) with N at least 1, got {array.shape}", ("x",)
            )
        return array


def default_loss(layers: Sequence[Layer]) -> str:
    """The loss that goes with the output layer: sigmoid → BCE, softmax → CCE, else MSE."""
    output = layers[-1].activation.name if layers else ""
    matching = (loss.name for loss in LOSSES.values() if loss.activation == output)
    return next(matching, "mean_squared_error")


def initial_parameters(network: Network) -> Array:
    """The flat vector (P,) that training begins with: weights drawn by each layer's initializer, biases 0.

    Each layer's generator is seeded with (seed, layer), so its stream of draws is its own whatever the
    other layers are. Drawn in float64: a float32 network begins with the same weights, rounded.
    """
    vector = np.zeros(network.parameter_count, network.dtype)
    for index, (layer, view) in enumerate(zip(network.layers, network.views(vector), strict=True), start=1):
        rng = np.random.default_rng([network.seed, index])
        view.w[:] = INITIALIZERS[layer.initializer].draw(rng, *view.w.shape)
    return freeze(vector)


def _check_whole(value: object, minimum: int, name: str, loc: Location) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
        raise RuleError(f"{name} must be a whole number, at least {minimum}, got {value!r}", loc)


def _fill(view: Array, given: ArrayLike, name: str, loc: Location) -> None:
    try:
        with np.errstate(over="ignore"):
            array = np.asarray(given, view.dtype)
    except (ValueError, TypeError):
        raise RuleError(f"{name} must be an array of numbers, its rows of equal length", loc) from None
    if array.shape != view.shape:
        raise RuleError(f"{name} must have shape {view.shape}, got {array.shape}", loc)
    view[:] = array
