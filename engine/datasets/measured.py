"""Measured data: irises, wines, tumours and handwritten digits; `data/README.md` says where they are from.

`samples` takes that many rows at random, without repetition and in their own order; `noise` adds that
share of each column's standard deviation.
"""

import numpy as np

from engine.datasets.dataset import Dataset, Draw, Feature, limits, rows
from engine.datasets.shipped import load
from engine.types import Array, freeze

UCI = ". UCI Machine Learning Repository, doi 10.24432/{}, CC BY 4.0"
MEASURES = (
    "radius texture perimeter area smoothness compactness concavity concave_points symmetry fractal_dimension"
)


def _draw(name: str) -> Draw:
    def draw(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
        values = load(name)[1]
        chosen = np.sort(rng.permutation(len(values))[:samples])
        x: Array = values[chosen, :-1]
        y: Array = values[chosen, -1:]
        if noise:
            spread = noise * values[:, :-1].std(axis=0)
            x = rows(*(x + spread * rng.standard_normal(x.shape)).T)
        return freeze(x), freeze(y)

    return draw


def _features(names: str, unit: str = "") -> tuple[Feature, ...]:
    return tuple(Feature(name, name.replace("_", " ") + unit) for name in names.split())


def _measures() -> str:
    kinds = ("mean {}", "{} error", "worst {}")
    return " ".join(kind.format(name).replace(" ", "_") for kind in kinds for name in MEASURES.split())


def _pixels() -> tuple[Feature, ...]:
    return tuple(Feature(f"pixel_{r}_{c}", f"pixel {r + 1}, {c + 1}") for r in range(8) for c in range(8))


MEASURED = (
    Dataset(
        name="iris",
        label="Iris",
        summary="Three species told by four lengths: one stands apart, two are neighbours.",
        formula=r"(150,\, 4) \to 3",
        source="Fisher: Iris (1936)" + UCI.format("C56C76"),
        parameters=limits(150, 0, 150),
        task="classes",
        features=_features("sepal_length sepal_width petal_length petal_width", ", cm"),
        targets=("setosa", "versicolor", "virginica"),
        draw=_draw("iris"),
    ),
    Dataset(
        name="wine",
        label="Wine",
        summary="Three growers told by thirteen measurements of very different size: standardising pays.",
        formula=r"(178,\, 13) \to 3",
        source="Aeberhard, Forina: Wine (1992)" + UCI.format("C5PC7J"),
        parameters=limits(178, 0, 178),
        task="classes",
        features=_features(
            "alcohol malic_acid ash alcalinity_of_ash magnesium total_phenols flavanoids nonflavanoid_phenols"
            " proanthocyanins color_intensity hue od280_od315_of_diluted_wines proline"
        ),
        targets=("grower 1", "grower 2", "grower 3"),
        draw=_draw("wine"),
    ),
    Dataset(
        name="breast_cancer",
        label="Breast cancer",
        summary="Malignant or benign, told by thirty measurements of cell nuclei, many of them alike.",
        formula=r"(569,\, 30) \to 1",
        source=(
            "Wolberg, Mangasarian, Street, Street: Breast Cancer Wisconsin (Diagnostic) (1993)"
            + UCI.format("C5DW2B")
        ),
        parameters=limits(569, 0, 569),
        task="binary",
        features=_features(_measures()),
        targets=("malignant", "benign"),
        draw=_draw("breast_cancer"),
    ),
    Dataset(
        name="digits",
        label="Digits",
        summary="Handwritten digits, 8 × 8 pixels: ten classes, and weights that make pictures.",
        formula=r"(1797,\, 64) \to 10",
        source="Alpaydin, Kaynak: Optical Recognition of Handwritten Digits (1998)" + UCI.format("C50P49"),
        parameters=limits(1797, 0, 1797),
        task="classes",
        features=_pixels(),
        targets=tuple("0123456789"),
        draw=_draw("digits"),
    ),
)
