"""Invented e-mails for the tutorial's spam filter. The first is its own: "Free money!!!", [3, 1, 0.8], spam.

The rule behind the labels is known, so a student can hold what the network learned against it.
"""

import numpy as np

from engine.datasets.dataset import Dataset, Feature, limits, rows
from engine.types import Array

FIRST = (3.0, 1.0, 0.8)
MOST_EXCLAMATIONS = 9


def _draw(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    exclamations = np.minimum(rng.poisson(1.5, samples), MOST_EXCLAMATIONS) * 1.0
    free = (rng.random(samples) < 0.4) * 1.0
    reputation = np.round(rng.random(samples), 2)
    exclamations[0], free[0], reputation[0] = FIRST
    doubt = 4 * noise * rng.standard_normal(samples)
    doubt[0] = 0
    spam = exclamations + 2 * free - 4 * reputation + doubt > 0
    return rows(exclamations, free, reputation), rows(spam * 1.0)


EMAILS = Dataset(
    name="spam",
    label="E-mails",
    summary="The tutorial's question, asked of many invented e-mails: is it spam?",
    formula=r"y = [\,\text{exclamations} + 2\,\text{free} - 4\,\text{reputation} + 4\nu\,\varepsilon > 0\,]",
    source="mlpscope, after the tutorial, section 5",
    parameters=limits(500, 0.1),
    task="binary",
    features=(
        Feature("exclamations", "exclamations"),
        Feature("has_free", "has “free”"),
        Feature("reputation", "reputation"),
    ),
    targets=("no spam", "spam"),
    draw=_draw,
)
