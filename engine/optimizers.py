"""How a gradient becomes a change of the parameters: on the flat vector, by PyTorch's formulas.

Each rule is written once, in place, on vectors that its caller owns. `Optimizer.update` is the same rule as a
pure function: it works on copies.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from engine import descents
from engine.descents import State, Subject
from engine.registry import Entry, Parameter, Registry
from engine.types import Array, freeze


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimizer(Entry):
    """`vectors` names the state vectors, (P,), which begin at 0.

    `advance(gradient, state, learning_rate, change, subject, **parameters)` writes the change to add to the
    parameters, (P,), into `change`, and the state after the step over the state before. An optimizer that
    `counts` keeps its own number of steps in `state["count"]`, (1,), so that one whose state is cleared
    in mid-training begins anew.
    """

    vectors: tuple[str, ...] = ()
    counts: bool = False
    advance: Callable[..., None]

    def init(self, n: int, dtype: DTypeLike = np.float64) -> State:
        """The state for n parameters before any step."""
        count = {"count": freeze(np.zeros(1))} if self.counts else {}
        return {name: freeze(np.zeros(n, dtype)) for name in self.vectors} | count

    def update(
        self,
        gradient: Array,
        state: State,
        learning_rate: float,
        step: int = 1,
        subject: Subject | None = None,
        **parameters: float,
    ) -> tuple[Array, State]:
        """The change to add to the parameters, (n,), and the next state; nothing that is given changes."""
        change = np.empty_like(gradient)
        kept = owned(state, gradient.dtype)
        subject = subject or Subject(np.zeros_like(gradient), np.zeros_like(gradient))
        self.advance(gradient, kept, learning_rate, change, subject, **parameters)
        return freeze(change), {name: freeze(vector) for name, vector in kept.items()}


def owned(state: State, dtype: DTypeLike) -> dict[str, Array]:
    """Copies of the state vectors that may be written to, in the network's dtype; counts stay float64."""
    return {name: vector.astype(np.float64 if name == "count" else dtype) for name, vector in state.items()}


def _learning_rate(default: float) -> Parameter:
    return Parameter("learning_rate", default, 0.0, 1000.0)


_JUST_BELOW_1 = 1 - 2.0**-20
_MOMENTUM = Parameter("momentum", 0.9, 0.0, _JUST_BELOW_1)
_EPSILON = Parameter("epsilon", 1e-8, 1e-30, 1.0)
_BETAS = (Parameter("beta1", 0.9, 0.0, _JUST_BELOW_1), Parameter("beta2", 0.999, 0.0, _JUST_BELOW_1))

OPTIMIZERS: Registry[Optimizer] = Registry(
    "optimizer",
    [
        Optimizer(
            name="sgd",
            label="SGD",
            summary=(
                "A small step straight downhill: the plainest optimizer, and the one to understand first."
            ),
            formula=r"w' = w - \eta\, g",
            source=(
                "Robbins, Monro: A stochastic approximation method (Annals of Mathematical Statistics 22, "
                "1951)"
            ),
            parameters=(_learning_rate(0.1),),
            advance=descents.sgd,
        ),
        Optimizer(
            name="momentum",
            label="Momentum",
            summary="A ball that rolls: steps that agree add up, and zigzags across a valley cancel out.",
            formula=r"m' = \mu\, m + g, \quad w' = w - \eta\, m'",
            source=(
                "Polyak: Some methods of speeding up the convergence of iteration methods (USSR "
                "Computational Mathematics 4, 1964)"
            ),
            parameters=(_learning_rate(0.01), _MOMENTUM),
            vectors=("m",),
            advance=descents.momentum,
        ),
        Optimizer(
            name="nesterov",
            label="Nesterov momentum",
            summary="Momentum that looks one step ahead, so that it brakes before the bend.",
            formula=r"m' = \mu\, m + g, \quad w' = w - \eta\, (g + \mu\, m')",
            source=(
                "Sutskever, Martens, Dahl, Hinton: On the importance of initialization and momentum in deep "
                "learning (ICML 2013)"
            ),
            parameters=(_learning_rate(0.01), _MOMENTUM),
            vectors=("m",),
            advance=descents.nesterov,
        ),
        Optimizer(
            name="rmsprop",
            label="RMSprop",
            summary="Divides each gradient by its recent size: for gradients of very different sizes.",
            formula=(
                r"v' = \rho\, v + (1 - \rho)\, g^2, \quad w' = w - \eta\, \dfrac{g}{\sqrt{v'} + \epsilon}"
            ),
            source="Tieleman, Hinton: Neural networks for machine learning, lecture 6.5 (Coursera, 2012)",
            parameters=(
                _learning_rate(0.01),
                Parameter("rho", 0.99, 0.0, _JUST_BELOW_1),
                _EPSILON,
            ),
            vectors=("v",),
            advance=descents.rmsprop,
        ),
        Optimizer(
            name="adagrad",
            label="Adagrad",
            summary=(
                "Steps shrink as gradients add up, less so for rare features: for sparse inputs such as "
                "words."
            ),
            formula=r"s' = s + g^2, \quad w' = w - \eta\, \dfrac{g}{\sqrt{s'} + \epsilon}",
            source="Duchi, Hazan, Singer: Adaptive subgradient methods (JMLR 12, 2011)",
            parameters=(_learning_rate(0.01), Parameter("epsilon", 1e-10, 1e-30, 1.0)),
            vectors=("s",),
            advance=descents.adagrad,
        ),
        Optimizer(
            name="adam",
            label="Adam",
            summary="Momentum and RMSprop together, corrected for their start at 0: works well untuned.",
            formula=(
                r"m' = \beta_1 m + (1 - \beta_1)\, g, \quad v' = \beta_2 v + (1 - \beta_2)\, g^2, \quad "
                r"w' = w - \eta\, \dfrac{m' / (1 - \beta_1^t)}{\sqrt{v' / (1 - \beta_2^t)} + \epsilon}"
            ),
            source="Kingma, Ba: Adam: a method for stochastic optimization (ICLR 2015)",
            parameters=(_learning_rate(0.001), *_BETAS, _EPSILON),
            vectors=("m", "v"),
            counts=True,
            advance=descents.adam,
        ),
        Optimizer(
            name="adamw",
            label="AdamW",
            summary="Adam that also lets the weights shrink a little each step, apart from the gradient.",
            formula=(
                r"m' = \beta_1 m + (1 - \beta_1)\, g, \quad v' = \beta_2 v + (1 - \beta_2)\, g^2, \quad "
                r"w' = w - \eta\, \lambda\, w - \eta\, \dfrac{m' / (1 - \beta_1^t)}"
                r"{\sqrt{v' / (1 - \beta_2^t)} + \epsilon}"
            ),
            source="Loshchilov, Hutter: Decoupled weight decay regularization (ICLR 2019)",
            parameters=(
                _learning_rate(0.001),
                *_BETAS,
                _EPSILON,
                Parameter("weight_decay", 0.01, 0.0, 10.0),
            ),
            vectors=("m", "v"),
            counts=True,
            advance=descents.adamw,
        ),
    ],
)
