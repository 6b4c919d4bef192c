"""What a network is: its shape and its choices, and where each parameter lives in one flat vector.

A network holds no numbers. Its parameters are a vector beside it, ordered w of layer 1 (row by row),
b of layer 1 (then gamma and beta, if it has batch norm), w of layer 2 …; the layers see theirs as views.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from engine.activations import ACTIVATIONS, Activation
from engine.errors import Location, RuleError, UnknownChoice
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.parameters import LayerParameters, LayerParametersLike, fill
from engine.registry import Choice
from engine.types import Array, freeze, frozen

DTYPES = ("float64", "float32")


@dataclass(frozen=True, slots=True)
class Layer:
    """A dense layer: z = x·w + b, a = f(z). `Layer.of` fills in what is left out.

    With `batch_norm`, f takes the normalised y in place of z. With `skip`, x is added to what f gives; then,
    in training, `dropout` is the chance of each unit to be left out. A `frozen` layer is never updated.
    """

    units: int
    activation: Choice
    initializer: str
    batch_norm: bool = False
    dropout: float = 0.0
    skip: bool = False
    frozen: bool = False

    @classmethod
    def of(
        cls,
        units: int,
        activation: str = "linear",
        initializer: str | None = None,
        parameters: Mapping[str, object] | None = None,
        loc: Location = (),
        batch_norm: bool = False,
        dropout: float = 0.0,
        skip: bool = False,
        frozen: bool = False,
    ) -> "Layer":
        """A layer from names; `parameters` are the activation's own numbers, such as `negative_slope`.

        Without an initializer it takes the one that suits the activation.
        """
        choice = ACTIVATIONS.choose(activation, parameters, (*loc, "activation"))
        start = initializer or ACTIVATIONS[activation].initializer
        return cls(units, choice, start, batch_norm, dropout, skip, frozen)

    @property
    def f(self) -> Activation:
        """The entry of the activation; call it with `**layer.activation.parameters`."""
        return ACTIVATIONS[self.activation.name]


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
            self._check_surroundings(i)
        if self.loss not in LOSSES:
            raise UnknownChoice("loss", self.loss, LOSSES, ("loss",))
        output, needed = self.layers[-1].activation.name, LOSSES[self.loss].activation
        if needed not in (None, output):
            raise RuleError(f"{self.loss} needs a {needed} output layer, got {output}", ("loss",))
        if self.dtype not in DTYPES:
            raise RuleError(f"dtype must be float64 or float32, got {self.dtype!r}", ("dtype",))

    def _check_surroundings(self, i: int) -> None:
        layer, (d_in, d_out) = self.layers[i], self.shapes[i]
        if not 0 <= layer.dropout < 1:
            raise RuleError(
                f"dropout of layer {i + 1} must be at least 0 and below 1, got {layer.dropout!r}",
                ("layers", i, "dropout"),
            )
        if layer.skip and d_in != d_out:
            raise RuleError(
                f"skip of layer {i + 1} needs as many units as inputs, got {d_out} units and {d_in} inputs",
                ("layers", i, "skip"),
            )
        matched = i == len(self.layers) - 1 and self.loss in LOSSES and LOSSES[self.loss].activation
        for name, on in (("skip", layer.skip), ("dropout", layer.dropout > 0)):
            if matched and on:
                raise RuleError(
                    f"the output layer takes no {name} under {self.loss}, which is computed from its logits",
                    ("layers", i, name),
                )

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(D_in, D_out) of each layer."""
        widths = (self.inputs, *(layer.units for layer in self.layers))
        return tuple(pairwise(widths))

    @property
    def layer_parameter_counts(self) -> tuple[int, ...]:
        """D_out·(D_in + 1) of each layer, and 2·D_out more with batch norm."""
        return tuple(
            d_out * (d_in + (3 if layer.batch_norm else 1))
            for layer, (d_in, d_out) in zip(self.layers, self.shapes, strict=True)
        )

    @property
    def parameter_count(self) -> int:
        return sum(self.layer_parameter_counts)

    def views(self, vector: Array) -> tuple[LayerParameters, ...]:
        """The layers' w and b as views of the flat vector (P,): what is written to one shows in the other."""
        if vector.shape != (self.parameter_count,):
            raise RuleError(f"parameters must have shape ({self.parameter_count},), got {vector.shape}")
        views: list[LayerParameters] = []
        start = 0
        for layer, (d_in, d_out) in zip(self.layers, self.shapes, strict=True):
            middle, end = start + d_in * d_out, start + d_in * d_out + d_out
            w, b = vector[start:middle].reshape(d_in, d_out), vector[middle:end]
            if layer.batch_norm:
                gamma, beta = vector[end : end + d_out], vector[end + d_out : end + 2 * d_out]
                views.append(LayerParameters(w, b, gamma, beta))
                end += 2 * d_out
            else:
                views.append(LayerParameters(w, b))
            start = end
        return tuple(views)

    def flatten(self, parameters: Sequence[LayerParametersLike]) -> Array:
        """One flat vector (P,) from the parameters of all layers: the way back from `views`.

        Left out, gamma is 1 and beta 0.
        """
        if len(parameters) != len(self.layers):
            raise RuleError(
                f"parameters must hold {len(self.layers)} layers, got {len(parameters)}", ("parameters",)
            )
        vector = np.empty(self.parameter_count, self.dtype)
        for i, (given, view) in enumerate(zip(parameters, self.views(vector), strict=True)):
            fill(view.w, given.w, f"w of layer {i + 1}", ("parameters", i, "w"))
            fill(view.b, given.b, f"b of layer {i + 1}", ("parameters", i, "b"))
            for name, own, start in (("gamma", view.gamma, 1.0), ("beta", view.beta, 0.0)):
                other = cast("ArrayLike | None", getattr(given, name, None))
                if own is not None:
                    whole = np.full(own.shape, start) if other is None else other
                    fill(own, whole, f"{name} of layer {i + 1}", ("parameters", i, name))
                elif other is not None:
                    raise RuleError(
                        f"{name} of layer {i + 1} needs batch_norm, which is off", ("parameters", i, name)
                    )
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
    """The flat vector (P,) that training begins with: weights drawn by each layer's initializer, else 0.

    Only gamma begins at 1.

    Each layer's generator is seeded with (seed, layer), so its stream of draws is its own whatever the
    other layers are. Drawn in float64: a float32 network begins with the same weights, rounded.
    """
    vector = np.zeros(network.parameter_count, network.dtype)
    for index, (layer, view) in enumerate(zip(network.layers, network.views(vector), strict=True), start=1):
        rng = np.random.default_rng([network.seed, index])
        view.w[:] = INITIALIZERS[layer.initializer].draw(rng, *view.w.shape)
        if view.gamma is not None:
            view.gamma[:] = 1
    return freeze(vector)


def _check_whole(value: object, minimum: int, name: str, loc: Location) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
        raise RuleError(f"{name} must be a whole number, at least {minimum}, got {value!r}", loc)
