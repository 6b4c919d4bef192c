"""Every data set draws what its formula says, the same rows from the same seed on any machine."""

import hashlib
import math

import numpy as np
import pytest

from engine.datasets import DATASETS, Table
from engine.errors import RuleError, UnknownChoice

GROUPED = ["spam", "gaussians", "xor", "circle", "spiral", "moons", "blobs", "spirals3"]
DRAWN = [*GROUPED, "plane", "multi_gaussian", "sine"]
NAMES = [*DRAWN, "iris", "wine", "breast_cancer", "digits"]
PLANAR = [name for name in DRAWN if name not in ("spam", "sine")]
HASHES = {
    "spam": "328d7b72b4e6fe57",
    "gaussians": "0b200c63f577fe44",
    "xor": "0544f7773f9ae1d1",
    "circle": "a4df9e8e6d3243e9",
    "spiral": "154ab13e134f9388",
    "moons": "a080db486580cb6a",
    "blobs": "e65369a654d1f5c8",
    "spirals3": "c0826295d4206741",
    "plane": "1772867a6a719360",
    "multi_gaussian": "44f8e47518a0fede",
    "sine": "828dd073df4305f2",
    "iris": "18565d0da72dafd5",
    "wine": "c7e84e8e03b2b5a3",
    "breast_cancer": "cdd5f37c36cbdfc2",
    "digits": "f19a7d92591ca0a1",
}


def digest(table: Table) -> str:
    return hashlib.sha256(table.x.tobytes() + table.y.tobytes()).hexdigest()[:16]


def test_the_contracts_data_sets_are_all_there() -> None:
    assert list(DATASETS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_means_the_same_bits(name: str) -> None:
    assert digest(DATASETS[name].table(1)) == HASHES[name]
    noisy = DATASETS[name].table(1, 60, 0.3)
    assert digest(noisy) == digest(DATASETS[name].table(1, 60, 0.3))
    assert digest(noisy) != digest(DATASETS[name].table(2, 60, 0.3))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("samples", "noise"), [(2, 0.0), (7, 0.1), (100, 1.0)])
def test_rows_are_finite_named_and_read_only(name: str, samples: int, noise: float) -> None:
    data = DATASETS[name]
    table = data.table(3, samples, noise)
    assert table.x.shape == (samples, len(data.features))
    assert table.y.shape == (samples, 1)
    assert np.isfinite(table.x).all()
    assert np.isfinite(table.y).all()
    assert not table.x.flags.writeable
    assert not table.y.flags.writeable
    assert not np.signbit(table.x[table.x == 0]).any()
    if data.task != "regression":
        assert set(np.unique(table.y)) <= set(range(len(data.targets)))


@pytest.mark.parametrize("name", NAMES)
def test_a_data_set_tells_about_itself(name: str) -> None:
    data = DATASETS[name]
    assert data.label
    assert data.summary.endswith((".", "?"))
    assert data.formula
    assert data.source
    assert [parameter.name for parameter in data.parameters] == ["samples", "noise"]
    assert len({feature.name for feature in data.features}) == len(data.features)
    assert all(feature.name.isidentifier() for feature in data.features)
    assert len(data.targets) == {"binary": 2, "regression": 1}.get(data.task, len(data.targets))


@pytest.mark.parametrize("name", [name for name in PLANAR if DATASETS[name].task != "regression"])
def test_classes_take_turns(name: str) -> None:
    table = DATASETS[name].table(0, 10)
    np.testing.assert_array_equal(table.y[:, 0], np.arange(10) % len(table.targets))


@pytest.mark.parametrize("name", PLANAR)
def test_points_lie_around_the_origin(name: str) -> None:
    x = DATASETS[name].table(0, 2000, 0).x
    assert np.abs(x).max() <= 6
    assert np.abs(x.mean(axis=0)).max() < 0.5


@pytest.mark.parametrize("name", DRAWN)
def test_noise_keeps_the_labels_and_moves_the_rest(name: str) -> None:
    clean, noisy = DATASETS[name].table(5, 400, 0), DATASETS[name].table(5, 400, 0.5)
    if DATASETS[name].task == "regression":
        np.testing.assert_array_equal(clean.x, noisy.x)
        assert float((noisy.y - clean.y).std()) == pytest.approx(0.25, rel=0.1)
    elif name == "spam":
        assert 0.02 < float((clean.y != noisy.y).mean()) < 0.4
    else:
        np.testing.assert_array_equal(clean.y, noisy.y)
        assert not np.array_equal(clean.x, noisy.x)


def test_without_noise_each_shape_obeys_its_rule() -> None:
    x, y = (t := DATASETS["xor"].table(1, 1000, 0)).x, t.y[:, 0]
    np.testing.assert_array_equal(y, x[:, 0] * x[:, 1] < 0)
    x, y = (t := DATASETS["circle"].table(1, 1000, 0)).x, t.y[:, 0]
    np.testing.assert_array_equal(y, np.hypot(x[:, 0], x[:, 1]) < 3)
    x, y = (t := DATASETS["plane"].table(1, 1000, 0)).x, t.y[:, 0]
    np.testing.assert_allclose(y, x.sum(axis=1) / 10, atol=1e-4)
    x, y = (t := DATASETS["sine"].table(1, 1000, 0)).x, t.y[:, 0]
    np.testing.assert_allclose(y, np.sin(x[:, 0]), atol=1e-4)
    x, y = (t := DATASETS["gaussians"].table(1, 1000, 0)).x, t.y[:, 0]
    np.testing.assert_array_equal(y, x.sum(axis=1) > 0)


@pytest.mark.parametrize(("name", "arms", "turns"), [("spiral", 2, 1.75), ("spirals3", 3, 1.0)])
def test_a_spirals_angle_grows_with_its_radius(name: str, arms: int, turns: float) -> None:
    table = DATASETS[name].table(1, 300, 0)
    u = (np.hypot(table.x[:, 0], table.x[:, 1]) - 0.5) / 4.5
    angle = np.arctan2(table.x[:, 0], table.x[:, 1]) - 2 * math.pi * (turns * u + table.y[:, 0] / arms)
    np.testing.assert_allclose(np.sin(angle), 0, atol=2e-3)
    np.testing.assert_allclose(np.cos(angle), 1, atol=2e-3)


def test_six_bumps_stand_in_a_chequerboard() -> None:
    table = DATASETS["multi_gaussian"].table(1, 4000, 0)
    for x1, x2, height in [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1)]:
        near = np.hypot(table.x[:, 0] - x1, table.x[:, 1] - x2) < 0.3
        np.testing.assert_allclose(table.y[near], height, atol=0.1)


def test_the_first_e_mail_is_the_tutorials() -> None:
    for seed in range(20):
        table = DATASETS["spam"].table(seed, 50, 1.0)
        np.testing.assert_array_equal(table.x[0], [3, 1, 0.8])
        assert table.y[0] == 1


@pytest.mark.parametrize(
    ("name", "samples", "noise", "rule"),
    [
        ("spiral", 1, 0.1, "samples must be a number between 2 and 10000, got 1"),
        ("iris", 151, 0.1, "samples must be a number between 2 and 150, got 151"),
        ("spiral", 2.5, 0.1, "samples must be a whole number, got 2.5"),
        ("spiral", True, 0.1, "samples must be a whole number, got True"),
        ("spiral", math.inf, 0.1, "samples must be a whole number, got inf"),
        ("spiral", 50, -0.1, "noise must be a number between 0 and 1, got -0.1"),
        ("spiral", 50, math.nan, "noise must be a number between 0 and 1, got nan"),
    ],
)
def test_what_breaks_a_rule_is_named(name: str, samples: int, noise: float, rule: str) -> None:
    with pytest.raises(RuleError) as error:
        DATASETS[name].table(0, samples, noise)
    assert str(error.value) == rule
    assert error.value.loc == (rule.split()[0],)


def test_an_unknown_data_set_is_told_the_known_ones() -> None:
    with pytest.raises(UnknownChoice, match=r"Unknown dataset 'mnist'. Choose one of: spam, gaussians"):
        DATASETS["mnist"]
