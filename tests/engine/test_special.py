"""The complementary error function, against published values and its own symmetry."""

import math

import numpy as np
import pytest

from engine.special import erfc


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (0.0, 1.0),
        (0.5, 0.4795001221869534623172533461080354715),
        (1.0, 0.1572992070502851306587793649173907407),
        (-1.0, 1.8427007929497148693412206350826092593),
        (3.0, 2.209049699858544137277612958232037985e-5),
        (6.0, 2.151973671249891311659335039918738463e-17),
        (10.0, 2.088487583762544757000786294957788612e-45),
        (26.0, 5.663192408856142846475727896926092580e-296),
        (30.0, 0.0),
        (-30.0, 2.0),
        (math.inf, 0.0),
        (-math.inf, 2.0),
    ],
)
def test_erfc_has_the_published_values(x: float, expected: float) -> None:
    """Abramowitz, Stegun: Handbook of Mathematical Functions, table 7.1, and longer tables since."""
    assert erfc(np.array([x])).item() == pytest.approx(expected, rel=2e-15, abs=0)


def test_erfc_agrees_with_the_c_library_everywhere() -> None:
    x = np.concatenate([np.linspace(-7, 26, 3301), np.geomspace(1e-300, 1, 100)])
    np.testing.assert_allclose(erfc(x), [math.erfc(v) for v in x], rtol=2e-15)


def test_erfc_keeps_shape_dtype_and_nan() -> None:
    assert erfc(np.zeros((2, 3), np.float32)).dtype == np.float32
    assert erfc(np.zeros((2, 0))).shape == (2, 0)
    assert np.isnan(erfc(np.array([np.nan]))).all()
