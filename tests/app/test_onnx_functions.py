"""The functions that a float64 ONNX file brings along, held against SciPy and the engine."""

from typing import Any

import numpy as np
import onnxruntime  # pyright: ignore[reportMissingTypeStubs]
import pytest
from numpy.polynomial import chebyshev
from onnx import TensorProto, helper
from scipy.special import erfc, erfcx  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from app.exporters import onnx_functions
from app.exporters.onnx_functions import BODIES, DOMAIN, OPSET, P
from engine.activations import ACTIVATIONS
from engine.types import Array


def scaled_erfc(x: Array) -> Array:
    return np.asarray(erfcx(x))


def test_the_coefficients_of_erfc_are_those_of_its_interpolation() -> None:
    nodes = np.cos(np.pi * (np.arange(len(P)) + 0.5) / len(P))
    t = (nodes + 1) / 2
    values = np.log(scaled_erfc(2 / t - 2) / t)
    np.testing.assert_allclose(chebyshev.chebval(nodes, P), values, rtol=1e-13, atol=1e-14)
    x = np.linspace(0, 26, 5001)
    t = 2 / (2 + x)
    found = t * np.exp(chebyshev.chebval(2 * t - 1, P) - x * x)
    np.testing.assert_allclose(found, np.asarray(erfc(x)), rtol=2e-13, atol=2e-15)


@pytest.mark.parametrize("name", [name for name in BODIES if name in ACTIVATIONS])
def test_a_function_is_the_engines_to_the_last_digits(name: str) -> None:
    z = np.concatenate([np.linspace(-40, 40, 4001), [-1e308, -800, -1e-9, 0, 1e-300, 800, 1e308]])[:, None]
    parameters = {parameter.name: 0.3 for parameter in ACTIVATIONS[name].parameters}
    node = helper.make_node(name, ["z", *parameters], ["a"], domain=DOMAIN)
    graph = helper.make_graph(
        [node],
        name,
        [helper.make_tensor_value_info("z", TensorProto.DOUBLE, ["N", 1])],
        [helper.make_tensor_value_info("a", TensorProto.DOUBLE, ["N", 1])],
        [helper.make_tensor(own, TensorProto.DOUBLE, [], [value]) for own, value in parameters.items()],
    )
    model = helper.make_model(
        graph,
        ir_version=9,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(DOMAIN, 1)],
        functions=onnx_functions.used([node]),
    )
    session: Any = onnxruntime.InferenceSession(model.SerializeToString())
    found = np.asarray(session.run(None, {"z": z})[0])
    expected = ACTIVATIONS[name].value(z, **parameters)
    np.testing.assert_array_less(np.abs(found - expected), 4 * np.spacing(np.abs(z)) + 4e-16)
