"""How the learning rate goes on from step to step."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.registry import Entry, Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(Entry):
    """`rate(learning_rate, step, **parameters)` is the learning rate of training step `step`, from 1."""

    rate: Callable[..., float]


def _constant(learning_rate: float, step: int) -> float:
    return learning_rate


SCHEDULES: Registry[Schedule] = Registry(
    "schedule",
    [
        Schedule(
            name="constant",
            label="Constant",
            summary="The same learning rate all the way: begin with this one.",
            formula=r"\eta_t = \eta",
            source=(
                "Robbins, Monro: A stochastic approximation method (Annals of Mathematical Statistics 22, "
                "1951)"
            ),
            rate=_constant,
        ),
    ],
)
