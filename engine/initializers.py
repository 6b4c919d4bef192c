"""How the weights begin. Biases always begin at 0.

What matters is the spread: too small and signals fade from layer to layer, too large and they explode.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.registry import Entry, Registry
from engine.types import Array

Draw = Callable[[np.random.Generator, int, int], Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Initializer(Entry):
    """`draw(rng, d_in, d_out)` gives a weight matrix (d_in, d_out) in float64."""

    draw: Draw


def _normal(deviation: Callable[[int, int], float]) -> Draw:
    return lambda rng, d_in, d_out: deviation(d_in, d_out) * rng.standard_normal((d_in, d_out))


def _uniform(bound: Callable[[int, int], float]) -> Draw:
    return lambda rng, d_in, d_out: bound(d_in, d_out) * (2 * rng.random((d_in, d_out)) - 1)


_GLOROT = (
    "Glorot, Bengio: Understanding the difficulty of training deep feedforward neural networks (AISTATS 2010)"
)
_HE = "He, Zhang, Ren, Sun: Delving deep into rectifiers (ICCV 2015)"
_EFFICIENT = "LeCun, Bottou, Orr, Müller: Efficient BackProp (Neural Networks: Tricks of the Trade, 1998)"

INITIALIZERS: Registry[Initializer] = Registry(
    "initializer",
    [
        Initializer(
            name="zeros",
            label="Zeros",
            summary="All weights 0, to see why not: every unit of a layer stays the same as its neighbours.",
            formula=r"w = 0",
            source="Goodfellow, Bengio, Courville: Deep Learning (2016), section 8.4",
            draw=lambda rng, d_in, d_out: np.zeros((d_in, d_out)),
        ),
        Initializer(
            name="normal",
            label="Small normal",
            summary="Small random weights whatever the width: fine for shallow networks, fades in deep ones.",
            formula=r"w \sim \mathcal{N}(0,\; 0.05^2)",
            source="Goodfellow, Bengio, Courville: Deep Learning (2016), section 8.4",
            draw=_normal(lambda d_in, d_out: 0.05),
        ),
        Initializer(
            name="uniform",
            label="Small uniform",
            summary=(
                "Small random weights in ±0.05 whatever the width: fine for shallow networks, fades in deep "
                "ones."
            ),
            formula=r"w \sim \mathcal{U}(-0.05,\; 0.05)",
            source="Goodfellow, Bengio, Courville: Deep Learning (2016), section 8.4",
            draw=_uniform(lambda d_in, d_out: 0.05),
        ),
        Initializer(
            name="xavier_uniform",
            label="Xavier uniform",
            summary=(
                "For tanh, sigmoid and softmax layers: keeps signals and gradients about as large from layer "
                "to layer."
            ),
            formula=r"w \sim \mathcal{U}\left(\pm\sqrt{\tfrac{6}{D_{in} + D_{out}}}\right)",
            source=_GLOROT,
            draw=_uniform(lambda d_in, d_out: math.sqrt(6 / (d_in + d_out))),
        ),
        Initializer(
            name="xavier_normal",
            label="Xavier normal",
            summary="As Xavier uniform, drawn from a normal: now and then a weight is large.",
            formula=r"w \sim \mathcal{N}\left(0,\; \tfrac{2}{D_{in} + D_{out}}\right)",
            source=_GLOROT,
            draw=_normal(lambda d_in, d_out: math.sqrt(2 / (d_in + d_out))),
        ),
        Initializer(
            name="he_uniform",
            label="He uniform",
            summary="For ReLU and its relatives: twice the variance makes up for the half that ReLU shuts.",
            formula=r"w \sim \mathcal{U}\left(\pm\sqrt{\tfrac{6}{D_{in}}}\right)",
            source=_HE,
            draw=_uniform(lambda d_in, d_out: math.sqrt(6 / d_in)),
        ),
        Initializer(
            name="he_normal",
            label="He normal",
            summary="The usual choice for ReLU and its relatives: as He uniform, drawn from a normal.",
            formula=r"w \sim \mathcal{N}\left(0,\; \tfrac{2}{D_{in}}\right)",
            source=_HE,
            draw=_normal(lambda d_in, d_out: math.sqrt(2 / d_in)),
        ),
        Initializer(
            name="lecun_normal",
            label="LeCun normal",
            summary="For tanh and linear layers: z keeps the variance of the inputs.",
            formula=r"w \sim \mathcal{N}\left(0,\; \tfrac{1}{D_{in}}\right)",
            source=_EFFICIENT,
            draw=_normal(lambda d_in, d_out: math.sqrt(1 / d_in)),
        ),
    ],
)
