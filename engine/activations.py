"""The activations: what each is called, when to use it, and its f, f′ and way back from ∂L/∂a to ∂L/∂z."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine import curves
from engine.registry import Entry, Parameter, Registry
from engine.types import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation(Entry):
    """`a = value(z, **parameters)` and `f′(z) = slope(z, a, **parameters)`, z of shape (N, D).

    Both fill and answer `out`, (N, D), if it is given.

    Softmax couples the units of a row, so it has a Jacobian in place of a slope: its `slope` answers None.
    `slope_from_a` says that the slope looks at a alone, so that who wants no z may write a over it.
    `kinks` are the z at which f is not smooth: a finite difference across one proves nothing.
    `initializer` is the one that suits it, by the papers that introduced either.
    """

    derivative: str
    range: str
    initializer: str
    value: Callable[..., Array]
    slope: Callable[..., Array | None]
    kinks: tuple[float, ...] = ()
    elementwise: bool = True
    slope_from_a: bool = False

    def grad_z(self, grad_a: Array, slope: Array | None, a: Array, out: Array | None = None) -> Array:
        """∂L/∂z from ∂L/∂a, all (N, D): times the slope, or for softmax through the Jacobian of each row."""
        if slope is not None:
            return np.multiply(grad_a, slope, out=out)
        return np.multiply(a, grad_a - (grad_a * a).sum(axis=-1, keepdims=True), out=out)

    def jacobian(self, a: Array) -> Array | None:
        """∂a_i/∂z_j of each row as (N, D, D) for softmax; None for an elementwise activation."""
        if self.elementwise:
            return None
        return a[:, :, None] * (np.eye(a.shape[1], dtype=a.dtype) - a[:, None, :])


ACTIVATIONS: Registry[Activation] = Registry(
    "activation",
    [
        Activation(
            name="linear",
            label="Linear",
            summary="Hands z on unchanged: for the output of a regression, where any number may be right.",
            formula=r"f(z) = z",
            derivative=r"f'(z) = 1",
            range="(−∞, ∞)",
            source="Goodfellow, Bengio, Courville: Deep Learning (2016), section 6.2.2.1",
            initializer="xavier_uniform",
            value=curves.linear,
            slope=curves.linear_slope,
            slope_from_a=True,
        ),
        Activation(
            name="relu",
            label="ReLU",
            summary=(
                "The usual first choice for hidden layers: cheap, and its gradient does not fade for z > 0."
            ),
            formula=r"f(z) = \max(0, z)",
            derivative=r"f'(z) = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}",
            range="[0, ∞)",
            source="Nair, Hinton: Rectified linear units improve restricted Boltzmann machines (ICML 2010)",
            initializer="he_normal",
            value=curves.relu,
            slope=curves.relu_slope,
            slope_from_a=True,
            kinks=(0.0,),
        ),
        Activation(
            name="leaky_relu",
            label="Leaky ReLU",
            summary=(
                "Use it when ReLU units die: a little gradient always leaks through, so they can recover."
            ),
            formula=r"f(z) = \begin{cases} z & z > 0 \\ s\,z & z \le 0 \end{cases}",
            derivative=r"f'(z) = \begin{cases} 1 & z > 0 \\ s & z \le 0 \end{cases}",
            range="(−∞, ∞)",
            source=(
                "Maas, Hannun, Ng: Rectifier nonlinearities improve neural network acoustic models (ICML "
                "2013)"
            ),
            initializer="he_normal",
            parameters=(Parameter("negative_slope", 0.01, 0.0, 1.0),),
            value=curves.leaky_relu,
            slope=curves.leaky_relu_slope,
            kinks=(0.0,),
        ),
        Activation(
            name="elu",
            label="ELU",
            summary=(
                "A ReLU with a soft floor at −α: hidden values average nearer to 0, which can speed learning."
            ),
            formula=r"f(z) = \begin{cases} z & z > 0 \\ \alpha\,(e^{z} - 1) & z \le 0 \end{cases}",
            derivative=r"f'(z) = \begin{cases} 1 & z > 0 \\ \alpha\,e^{z} & z \le 0 \end{cases}",
            range="(−α, ∞)",
            source=(
                "Clevert, Unterthiner, Hochreiter: Fast and accurate deep network learning by ELUs (ICLR "
                "2016)"
            ),
            initializer="he_normal",
            parameters=(Parameter("alpha", 1.0, 0.0, 10.0),),
            value=curves.elu,
            slope=curves.elu_slope,
            kinks=(0.0,),
        ),
        Activation(
            name="gelu",
            label="GELU",
            summary=(
                "The smooth relative of ReLU that most transformers use: z times the chance that a normal is "
                "below z."
            ),
            formula=(
                r"f(z) = z\,\Phi(z) = \tfrac{1}{2} z \left(1 + "
                r"\operatorname{erf}\tfrac{z}{\sqrt{2}}\right)"
            ),
            derivative=r"f'(z) = \Phi(z) + z\,\tfrac{1}{\sqrt{2\pi}} e^{-z^2/2}",
            range="[−0.17, ∞)",
            source="Hendrycks, Gimpel: Gaussian error linear units (arXiv:1606.08415, 2016)",
            initializer="he_normal",
            value=curves.gelu,
            slope=curves.gelu_slope,
        ),
        Activation(
            name="silu",
            label="SiLU (swish)",
            summary=(
                "Smooth, and dips a little below 0: a good try for deep networks where ReLU learns roughly."
            ),
            formula=r"f(z) = z\,\sigma(z) = \dfrac{z}{1 + e^{-z}}",
            derivative=r"f'(z) = \sigma(z)\,\bigl(1 + z\,(1 - \sigma(z))\bigr)",
            range="[−0.28, ∞)",
            source="Elfwing, Uchibe, Doya: Sigmoid-weighted linear units (Neural Networks 107, 2018)",
            initializer="he_normal",
            value=curves.silu,
            slope=curves.silu_slope,
        ),
        Activation(
            name="softplus",
            label="Softplus",
            summary="A ReLU without the corner; as an output, for quantities that must be positive.",
            formula=r"f(z) = \ln(1 + e^{z})",
            derivative=r"f'(z) = \sigma(z) = \dfrac{1}{1 + e^{-z}}",
            range="(0, ∞)",
            source=(
                "Dugas, Bengio, Bélisle, Nadeau, Garcia: Incorporating second-order functional knowledge "
                "(NIPS 2000)"
            ),
            initializer="he_normal",
            value=curves.softplus,
            slope=curves.softplus_slope,
        ),
        Activation(
            name="sigmoid",
            label="Sigmoid",
            summary=(
                "Squashes to a probability: for the output of a yes-or-no question; in deep hidden layers it "
                "fades."
            ),
            formula=r"f(z) = \sigma(z) = \dfrac{1}{1 + e^{-z}}",
            derivative=r"f'(z) = \sigma(z)\,(1 - \sigma(z)) = a\,(1 - a)",
            range="(0, 1)",
            source=(
                "Rumelhart, Hinton, Williams: Learning representations by back-propagating errors (Nature "
                "323, 1986)"
            ),
            initializer="xavier_uniform",
            value=curves.sigmoid,
            slope=curves.sigmoid_slope,
            slope_from_a=True,
        ),
        Activation(
            name="tanh",
            label="Tanh",
            summary=(
                "Squashes to −1…1 around 0: for hidden layers of small networks; better centred than sigmoid."
            ),
            formula=r"f(z) = \tanh z = \dfrac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
            derivative=r"f'(z) = 1 - \tanh^2 z = 1 - a^2",
            range="(−1, 1)",
            source=(
                "LeCun, Bottou, Orr, Müller: Efficient BackProp (Neural Networks: Tricks of the Trade, 1998)"
            ),
            initializer="xavier_uniform",
            value=curves.tanh,
            slope=curves.tanh_slope,
            slope_from_a=True,
        ),
        Activation(
            name="softmax",
            label="Softmax",
            summary=(
                "Turns the row into probabilities that add up to 1: for the output when one of several "
                "classes is right."
            ),
            formula=r"f(z)_i = \dfrac{e^{z_i}}{\sum_j e^{z_j}}",
            derivative=r"\dfrac{\partial a_i}{\partial z_j} = a_i\,(\delta_{ij} - a_j)",
            range="(0, 1), row sum 1",
            source=(
                "Bridle: Probabilistic interpretation of feedforward classification network outputs (1990)"
            ),
            initializer="xavier_uniform",
            value=curves.softmax,
            slope=curves.no_slope,
            elementwise=False,
        ),
    ],
)
