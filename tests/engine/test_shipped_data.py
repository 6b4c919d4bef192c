"""The measured data arrive whole: the sums are those of scikit-learn 1.9.1's copies, seen once by hand."""

from importlib.resources import files

import numpy as np
import pytest

from engine.datasets import DATASETS
from engine.datasets.shipped import load
from engine.types import Array

SHAPES = {
    "iris": (150, 4, [50, 50, 50]),
    "wine": (178, 13, [59, 71, 48]),
    "breast_cancer": (569, 30, [212, 357]),
    "digits": (1797, 64, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
}
SUMS = {
    "iris": (2078.7, 372233.8),
    "wine": (159975.295999, 143610877.85026002),
    "breast_cancer": (1056474.4596356, 4385120965.52415),
    "digits": (561718.0, 16417934517.0),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_row_is_there(name: str) -> None:
    count, width, classes = SHAPES[name]
    table = DATASETS[name].table(0)
    assert table.x.shape == (count, width)
    assert np.bincount(table.y[:, 0].astype(int)).tolist() == classes
    assert len(table.targets) == len(classes)


@pytest.mark.parametrize("name", SUMS)
def test_the_numbers_are_scikit_learns(name: str) -> None:
    x = load(name)[1][:, :-1]
    y: Array = load(name)[1][:, -1]
    total, by_row_and_column = SUMS[name]
    assert float(x.sum()) == pytest.approx(total, rel=1e-13)
    by_row: Array = x @ np.arange(1.0, x.shape[1] + 1)
    assert float(np.sum(by_row * (np.arange(1, len(x) + 1) + y))) == pytest.approx(
        by_row_and_column, rel=1e-13
    )


@pytest.mark.parametrize("name", SHAPES)
def test_columns_are_called_as_in_the_file(name: str) -> None:
    assert load(name)[0] == (*(feature.name for feature in DATASETS[name].features), "class")


def test_iris_has_fishers_own_numbers_where_the_repositorys_copy_departs() -> None:
    x = DATASETS["iris"].table(0).x
    np.testing.assert_array_equal(x[[34, 37]], [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]])


@pytest.mark.parametrize("name", SHAPES)
def test_fewer_samples_are_different_rows_in_their_own_order(name: str) -> None:
    whole, part = load(name)[1], DATASETS[name].table(4, 40)
    places = [int(np.flatnonzero((whole[:, :-1] == row).all(axis=1))[0]) for row in part.x]
    assert places == sorted(places)
    assert len(part.x) == 40


@pytest.mark.parametrize("name", SHAPES)
def test_noise_is_a_share_of_each_columns_deviation(name: str) -> None:
    clean, noisy = DATASETS[name].table(1).x, DATASETS[name].table(1, None, 0.5).x
    deviation = clean.std(axis=0)
    seen = (noisy - clean).std(axis=0)
    wide = deviation > 0.01
    np.testing.assert_allclose(seen[wide], 0.5 * deviation[wide], rtol=0.25)
    np.testing.assert_array_equal(noisy[:, deviation == 0], clean[:, deviation == 0])


@pytest.mark.parametrize("name", SHAPES)
def test_source_and_licence_stand_beside_each_file(name: str) -> None:
    text = files("engine.datasets").joinpath("data", "README.md").read_text(encoding="utf-8")
    section = text.split(f"## {name}.csv.gz")[1].split("\n## ")[0]
    doi = DATASETS[name].source.split("doi ")[1].split(",")[0]
    assert f"https://doi.org/{doi}" in section
    assert "CC BY 4.0" in section
    assert "CC BY 4.0" in DATASETS[name].source
