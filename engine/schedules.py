"""How the learning rate goes on from step to step."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from engine.registry import Entry, Parameter, Registry


@dataclass(frozen=True, slots=True)
class Plateau:
    """What `reduce_on_plateau` remembers: the best loss, the epochs since, and what the rate is scaled by."""

    best: float = math.inf
    waited: int = 0
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(Entry):
    """`rate(learning_rate, step, **parameters)` is the learning rate of training step `step`, from 1.

    A schedule that follows the loss has `watch(plateau, loss, learning_rate, **parameters)`, the next
    Plateau at the end of an epoch; the plateau's scale is a factor on the rate.
    """

    rate: Callable[..., float]
    watch: Callable[..., Plateau] | None = None


def _constant(learning_rate: float, step: int, **own: float) -> float:
    return learning_rate


def _step(learning_rate: float, step: int, every: float, factor: float) -> float:
    return learning_rate * factor ** ((step - 1) // every)


def _exponential(learning_rate: float, step: int, factor: float) -> float:
    return learning_rate * factor ** (step - 1)


def _cosine(learning_rate: float, step: int, steps: float, minimum: float) -> float:
    done = min((step - 1) / steps, 1.0)
    return minimum + 0.5 * (learning_rate - minimum) * (1 + math.cos(math.pi * done))


def _warmup_cosine(learning_rate: float, step: int, warmup: float, steps: float, minimum: float) -> float:
    if step <= warmup:
        return learning_rate * step / warmup
    done = min((step - 1 - warmup) / steps, 1.0)
    return minimum + 0.5 * (learning_rate - minimum) * (1 + math.cos(math.pi * done))


def _watch(
    plateau: Plateau, loss: float, learning_rate: float, factor: float, patience: float, minimum: float
) -> Plateau:
    if loss < plateau.best * (1 - 1e-4):
        return Plateau(loss, 0, plateau.scale)
    if plateau.waited < patience:
        return Plateau(plateau.best, plateau.waited + 1, plateau.scale)
    lowest = min(plateau.scale, minimum / learning_rate) if learning_rate else plateau.scale
    return Plateau(plateau.best, 0, max(plateau.scale * factor, lowest))


_MINIMUM = Parameter("minimum", 0.0, 0.0, 1000.0)
_STEPS = Parameter("steps", 1000.0, 1.0, 1e9)

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
        Schedule(
            name="step",
            label="Step",
            summary="Falls by a factor after every so many steps: large strides first, then fine ones.",
            formula=r"\eta_t = \eta\, f^{\lfloor (t - 1) / k \rfloor}",
            source="He, Zhang, Ren, Sun: Deep residual learning (CVPR 2016)",
            parameters=(Parameter("every", 1000.0, 1.0, 1e9), Parameter("factor", 0.5, 1e-6, 1.0)),
            rate=_step,
        ),
        Schedule(
            name="exponential",
            label="Exponential",
            summary="Falls by the same small share each step: smooth, and never quite 0.",
            formula=r"\eta_t = \eta\, f^{\,t - 1}",
            source="Goodfellow, Bengio, Courville: Deep Learning (2016), section 8.3.1",
            parameters=(Parameter("factor", 0.999, 1e-6, 1.0),),
            rate=_exponential,
        ),
        Schedule(
            name="cosine",
            label="Cosine",
            summary="Falls along half a cosine wave to its minimum, when you know how long you will train.",
            formula=(
                r"\eta_t = \eta_{\min} + \tfrac{1}{2} (\eta - \eta_{\min}) \Bigl(1 + \cos \pi "
                r"\min\bigl(1, \tfrac{t - 1}{T}\bigr)\Bigr)"
            ),
            source="Loshchilov, Hutter: SGDR: stochastic gradient descent with warm restarts (ICLR 2017)",
            parameters=(_STEPS, _MINIMUM),
            rate=_cosine,
        ),
        Schedule(
            name="warmup_cosine",
            label="Warm-up, then cosine",
            summary="Climbs from near 0 first, so that Adam can measure the gradients, then falls as cosine.",
            formula=(
                r"\eta_t = \begin{cases} \eta\, \tfrac{t}{W} & t \le W \\ \eta_{\min} + \tfrac{1}{2} (\eta - "
                r"\eta_{\min}) \Bigl(1 + \cos \pi \min\bigl(1, \tfrac{t - 1 - W}{T}\bigr)\Bigr) & t > W "
                r"\end{cases}"
            ),
            source="Goyal et al.: Accurate, large minibatch SGD (arXiv:1706.02677, 2017)",
            parameters=(Parameter("warmup", 100.0, 1.0, 1e9), _STEPS, _MINIMUM),
            rate=_warmup_cosine,
        ),
        Schedule(
            name="reduce_on_plateau",
            label="Reduce on plateau",
            summary="Falls by a factor when the validation loss has not improved for some epochs.",
            formula=(
                r"\eta \leftarrow \max(\eta_{\min},\, f\, \eta) \quad \text{after more than } p "
                r"\text{ epochs without a lower loss}"
            ),
            source="PyTorch: torch.optim.lr_scheduler.ReduceLROnPlateau, whose threshold of 1e-4 it shares",
            parameters=(
                Parameter("factor", 0.1, 1e-6, 1.0),
                Parameter("patience", 10.0, 0.0, 1e6),
                _MINIMUM,
            ),
            rate=_constant,
            watch=_watch,
        ),
    ],
)
