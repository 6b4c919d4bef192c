"""Functions to fit: points where x is drawn evenly, and a number y that depends on it, with ν/2·ε added."""

import math

import numpy as np

from engine.datasets.classes import PLAYGROUND
from engine.datasets.dataset import PLANE, Dataset, Feature, limits, rows
from engine.types import Array

HALF_WIDTH = 6.0
# Centre x1, centre x2 and height of each bump: a chequerboard of three by two.
BUMPS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))


def _measured(rng: np.random.Generator, y: Array, noise: float) -> Array:
    return rows(y + 0.5 * noise * rng.standard_normal(len(y)))


def _square(rng: np.random.Generator, samples: int) -> Array:
    x = HALF_WIDTH * (2 * rng.random((2, samples)) - 1)
    return rows(x[0], x[1])


def _plane(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    x = _square(rng, samples)
    return x, _measured(rng, (x[:, 0] + x[:, 1]) / 10, noise)


def _multi_gaussian(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    x = _square(rng, samples)
    y = np.zeros(samples)
    for x1, x2, height in BUMPS:
        y += height * np.exp(-((x[:, 0] - x1) ** 2 + (x[:, 1] - x2) ** 2) / 2)
    return x, _measured(rng, y, noise)


def _sine(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    x = rows(math.pi * (2 * rng.random(samples) - 1))
    return x, _measured(rng, np.sin(x[:, 0]), noise)


NUMBERS = (
    Dataset(
        name="plane",
        label="Plane",
        summary="A tilted plane: linear regression, which a network without hidden layers fits exactly.",
        formula=r"y = \tfrac{1}{10}(x_1 + x_2) + \tfrac{\nu}{2}\,\varepsilon",
        source=PLAYGROUND,
        parameters=limits(500, 0.1),
        task="regression",
        features=PLANE,
        targets=("y",),
        draw=_plane,
    ),
    Dataset(
        name="multi_gaussian",
        label="Hills and hollows",
        summary="Three hills and three hollows in a chequerboard: a surface that bends both ways.",
        formula=r"y = \sum_k \pm e^{-\lVert x - c_k \rVert^2 / 2} + \tfrac{\nu}{2}\,\varepsilon",
        source=PLAYGROUND,
        parameters=limits(500, 0.1),
        task="regression",
        features=PLANE,
        targets=("y",),
        draw=_multi_gaussian,
    ),
    Dataset(
        name="sine",
        label="Sine",
        summary="One full wave: see a handful of hidden units add up to a curve.",
        formula=r"y = \sin x_1 + \tfrac{\nu}{2}\,\varepsilon,\quad -\pi \le x_1 \le \pi",
        source="Bishop: Pattern Recognition and Machine Learning (2006), section 5.1",
        parameters=limits(200, 0.1),
        task="regression",
        features=(Feature("x1", "x₁"),),
        targets=("y",),
        draw=_sine,
    ),
)
