"""The rules behind the optimizers, each a few lines of mathematics in place on vectors that the caller owns.

All take the gradient (P,), the state vectors by name, which they bring up to date, the learning rate, and
`change` (P,), where they write what is to be added to the parameters. The order of the operations is
PyTorch's, so that the digits are, too. `change` serves as scratch on the way: nothing is allocated.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.types import Array

State = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule works on, all (P,): the parameters before the step, and 1 for a weight, 0 else."""

    parameters: Array
    weights: Array


def sgd(gradient: Array, state: State, learning_rate: float, change: Array, subject: Subject) -> None:
    np.multiply(gradient, -learning_rate, out=change)


def momentum(
    gradient: Array, state: State, learning_rate: float, change: Array, subject: Subject, momentum: float
) -> None:
    m = state["m"]
    np.multiply(m, momentum, out=m)
    np.add(m, gradient, out=m)
    np.multiply(m, -learning_rate, out=change)


def nesterov(
    gradient: Array, state: State, learning_rate: float, change: Array, subject: Subject, momentum: float
) -> None:
    m = state["m"]
    np.multiply(m, momentum, out=m)
    np.add(m, gradient, out=m)
    np.multiply(m, momentum, out=change)
    np.add(change, gradient, out=change)
    np.multiply(change, -learning_rate, out=change)


def rmsprop(
    gradient: Array,
    state: State,
    learning_rate: float,
    change: Array,
    subject: Subject,
    rho: float,
    epsilon: float,
) -> None:
    v = state["v"]
    _average_square(gradient, v, rho, change)
    np.sqrt(v, out=change)
    np.add(change, epsilon, out=change)
    np.divide(gradient, change, out=change)
    np.multiply(change, -learning_rate, out=change)


def adagrad(
    gradient: Array, state: State, learning_rate: float, change: Array, subject: Subject, epsilon: float
) -> None:
    s = state["s"]
    np.multiply(gradient, gradient, out=change)
    np.add(s, change, out=s)
    np.sqrt(s, out=change)
    np.add(change, epsilon, out=change)
    np.divide(gradient, change, out=change)
    np.multiply(change, -learning_rate, out=change)


def adam(
    gradient: Array,
    state: State,
    learning_rate: float,
    change: Array,
    subject: Subject,
    beta1: float,
    beta2: float,
    epsilon: float,
) -> None:
    m, v, count = state["m"], state["v"], state["count"]
    count += 1
    t = float(count[0])
    np.multiply(m, beta1, out=m)
    np.multiply(gradient, 1 - beta1, out=change)
    np.add(m, change, out=m)
    _average_square(gradient, v, beta2, change)
    np.sqrt(v, out=change)
    np.divide(change, math.sqrt(1 - beta2**t), out=change)
    np.add(change, epsilon, out=change)
    np.divide(m, change, out=change)
    np.multiply(change, -learning_rate / (1 - beta1**t), out=change)


def adamw(
    gradient: Array,
    state: State,
    learning_rate: float,
    change: Array,
    subject: Subject,
    beta1: float,
    beta2: float,
    epsilon: float,
    weight_decay: float,
) -> None:
    adam(gradient, state, learning_rate, change, subject, beta1, beta2, epsilon)
    decay = subject.parameters * subject.weights
    np.multiply(decay, learning_rate * weight_decay, out=decay)
    np.subtract(change, decay, out=change)


def _average_square(gradient: Array, v: Array, keep: float, scratch: Array) -> None:
    """v ← keep·v + (1 − keep)·g²."""
    np.multiply(v, keep, out=v)
    np.multiply(gradient, gradient, out=scratch)
    np.multiply(scratch, 1 - keep, out=scratch)
    np.add(v, scratch, out=v)
