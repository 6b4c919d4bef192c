"""Points in the plane that belong to classes, within about 6 of the origin; rows take the classes in turn.

The shapes are those of TensorFlow Playground and scikit-learn, which taught them to a generation.
In the formulas y counts the classes from 0, ε is standard normal, u uniform in [0, 1), ν the noise.
"""

import math

import numpy as np

from engine.datasets.dataset import PLANE, Dataset, Draw, Task, limits, rows
from engine.types import Array

PLAYGROUND = (
    "Smilkov, Carter, Sculley, Viégas, Wattenberg: Direct-manipulation visualization of deep networks (2017)"
)
SCIKIT = "Pedregosa et al.: Scikit-learn: Machine learning in Python (JMLR 12, 2011)"

INNER, EDGE, OUTER = 2.5, 3.5, 5.0
GAP = 0.5
CORE, REACH, TURNS = 0.5, 5.0, 1.75
RING, SPREAD = 3.5, 0.6


def _labels(samples: int, classes: int = 2) -> Array:
    return np.arange(samples) % classes * 1.0


def _noisy(rng: np.random.Generator, x1: Array, x2: Array, deviation: float, y: Array) -> tuple[Array, Array]:
    shift = deviation * rng.standard_normal((2, len(y)))
    return rows(x1 + shift[0], x2 + shift[1]), rows(y)


def _along(rng: np.random.Generator, samples: int, classes: int) -> Array:
    """A place in [0, 1) for each row: those of a class spread evenly along its curve, each a little off."""
    turn = np.arange(samples) // classes
    return (turn + rng.random(samples)) / (turn[-1] + 1)


def _gaussians(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    y = _labels(samples)
    centre = 4 * y - 2
    return _noisy(rng, centre, centre, 0.5 + 2 * noise, y)


def _xor(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    y = _labels(samples)
    size = GAP + (OUTER - GAP) * rng.random((2, samples))
    sign = np.where(rng.random(samples) < 0.5, -1.0, 1.0)
    return _noisy(rng, sign * size[0], sign * (1 - 2 * y) * size[1], 2 * noise, y)


def _circle(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    y = _labels(samples)
    u, angle = rng.random(samples), 2 * math.pi * rng.random(samples)
    radius = np.where(y == 1, INNER * u, EDGE + (OUTER - EDGE) * u)
    return _noisy(rng, radius * np.cos(angle), radius * np.sin(angle), 2 * noise, y)


def _spiral(arms: int, turns: float) -> Draw:
    def draw(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
        y = _labels(samples, arms)
        u = _along(rng, samples, arms)
        radius, angle = CORE + (REACH - CORE) * u, 2 * math.pi * (turns * u + y / arms)
        return _noisy(rng, radius * np.sin(angle), radius * np.cos(angle), noise, y)

    return draw


def _moons(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    y = _labels(samples)
    angle, side = math.pi * _along(rng, samples, 2), 1 - 2 * y
    return _noisy(rng, side * (3 * np.cos(angle) - 1.5), side * (3 * np.sin(angle) - 0.75), 2 * noise, y)


def _blobs(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    y = _labels(samples, 3)
    angle = 2 * math.pi * (y / 3 + 0.25)
    return _noisy(rng, RING * np.cos(angle), RING * np.sin(angle), SPREAD + 2 * noise, y)


def _entry(
    name: str, label: str, summary: str, formula: str, source: str, draw: Draw, task: Task = "binary"
) -> Dataset:
    targets = ("orange", "blue") if task == "binary" else ("first", "second", "third")
    return Dataset(
        name=name,
        label=label,
        summary=summary,
        formula=formula,
        source=source,
        parameters=limits(500, 0.1),
        task=task,
        features=PLANE,
        targets=targets,
        draw=draw,
    )


CLASSES = (
    _entry(
        "gaussians",
        "Two clouds",
        "Two round clouds: one straight line parts them, so a single unit is enough.",
        r"x = \pm(2,\, 2) + (\tfrac{1}{2} + 2\nu)\,\varepsilon",
        PLAYGROUND,
        _gaussians,
    ),
    _entry(
        "xor",
        "Exclusive or",
        "Opposite quarters belong together: no straight line parts them, a few hidden units do.",
        r"y = [x_1 x_2 < 0],\quad \lvert x_i \rvert = \tfrac{1}{2} + 4.5\,u,\quad x + 2\nu\,\varepsilon",
        PLAYGROUND,
        _xor,
    ),
    _entry(
        "circle",
        "Circle",
        "A disc within a ring: three hidden units can fence it in, or x₁² and x₂² do it with none.",
        r"r = \begin{cases} 2.5\,u & y = 1 \\ 3.5 + 1.5\,u & y = 0 \end{cases},\quad x + 2\nu\,\varepsilon",
        PLAYGROUND,
        _circle,
    ),
    _entry(
        "spiral",
        "Spiral",
        "Two arms wound around each other: the hard one, for wide or deep networks.",
        r"x = r\,(\sin\varphi,\, \cos\varphi) + \nu\,\varepsilon,\quad r = \tfrac{1}{2} + 4.5\,u,\quad"
        r" \varphi = 2\pi\,(1.75\,u + \tfrac{y}{2})",
        "Lang, Witbrock: Learning to tell two spirals apart (Connectionist Models Summer School, 1988)",
        _spiral(2, TURNS),
    ),
    _entry(
        "moons",
        "Moons",
        "Two crescents that reach into each other: a curved boundary, learned quickly.",
        r"x = \pm\bigl(3\cos\varphi - \tfrac{3}{2},\; 3\sin\varphi - \tfrac{3}{4}\bigr) + 2\nu\,\varepsilon,"
        r"\quad \varphi = \pi u",
        SCIKIT,
        _moons,
    ),
    _entry(
        "blobs",
        "Three blobs",
        "Three round clouds for a first softmax: each class has a corner of its own.",
        r"x = 3.5\,(\cos\varphi_y,\, \sin\varphi_y) + (0.6 + 2\nu)\,\varepsilon,\quad"
        r" \varphi_y = 2\pi\,(\tfrac{y}{3} + \tfrac{1}{4})",
        SCIKIT,
        _blobs,
        "classes",
    ),
    _entry(
        "spirals3",
        "Three spirals",
        "Three arms, three classes: a softmax that has to bend.",
        r"x = r\,(\sin\varphi,\, \cos\varphi) + \nu\,\varepsilon,\quad r = \tfrac{1}{2} + 4.5\,u,\quad"
        r" \varphi = 2\pi\,(u + \tfrac{y}{3})",
        "Karpathy, Li, Johnson: CS231n: Convolutional neural networks for visual recognition (2016)",
        _spiral(3, 1.0),
        "classes",
    ),
)
