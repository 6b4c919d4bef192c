"""How a gradient becomes a change of the parameters: pure functions on the flat vector, state in and out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.registry import Entry, Parameter, Registry
from engine.types import Array

State = Mapping[str, Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimizer(Entry):
    """`init(n)` is the state for n parameters, one vector a name.

    `update(gradient, state, learning_rate, step, **parameters)` answers the change to add to the
    parameters, (n,), and the next state. `step` counts from 1.
    """

    init: Callable[[int], State]
    update: Callable[..., tuple[Array, State]]


def _sgd(gradient: Array, state: State, learning_rate: float, step: int) -> tuple[Array, State]:
    return -learning_rate * gradient, state


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
            parameters=(Parameter("learning_rate", 0.1, 0.0, 1000.0),),
            init=lambda n: {},
            update=_sgd,
        ),
    ],
)
