"""The network that a lesson shows gradient descent on x² with: a weight that plays x, input 1, target 0."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

BATCH = {"x": [[1]], "y": [[0]]}
RATES = [0.01, 0.1, 0.3, 0.5, 0.9, 1.0, 1.1]
CLOSE = 1e-12
# Where twenty steps from 3 lead.
WALKS: dict[float, Callable[[list[float]], bool]] = {
    0.01: lambda xs: 1.9 < xs[-1] < 2.1,
    0.1: lambda xs: 0 < xs[-1] < 0.05,
    0.5: lambda xs: xs[1] == 0,
    0.9: lambda xs: xs[1] < 0 < xs[2] and abs(xs[-1]) < 0.05,
    1.0: lambda xs: xs[::2] == [3] * 11 and xs[1::2] == [-3] * 10,
    1.1: lambda xs: abs(xs[-1]) > 100,
}


def made(client: httpx.Client, start: float, rate: float) -> str:
    body = {
        "network": {
            "inputs": 1,
            "loss": "mean_squared_error",
            "layers": [{"units": 1, "activation": "linear"}],
        },
        "parameters": [{"w": [[start]], "b": [0], "frozen": {"b": [0]}}],
        "training": {"optimizer": {"name": "sgd", "learning_rate": rate}},
    }
    response = client.post("/networks", json=body)
    assert response.status_code == 201, response.text
    return f"/networks/{response.json()['id']}"


def descends(client: httpx.Client, start: float, rate: float, steps: int) -> None:
    """Each step's x, f, f′ and next x are those of x ← x·(1 − 2α) on f(x) = x²."""
    path, x = made(client, start, rate), start
    for _ in range(steps):
        trace = client.post(f"{path}/step", json=BATCH).json()
        layer = trace["layers"][0]
        assert layer["w"] == [[pytest.approx(x, rel=CLOSE, abs=0)]]
        assert trace["loss"] == pytest.approx(x * x, rel=CLOSE, abs=0)
        assert layer["grad_w"] == [[pytest.approx(2 * x, rel=CLOSE, abs=0)]]
        x = layer["w"][0][0]
        after = layer["update"]["w"]["after"][0][0]
        assert after == pytest.approx(x * (1 - 2 * rate), rel=CLOSE, abs=CLOSE * abs(x))
        assert layer["update"]["b"]["after"] == [0]
        x = after


@pytest.mark.parametrize("rate", RATES)
def test_training_it_is_gradient_descent_on_the_parabola(client: httpx.Client, rate: float) -> None:
    descends(client, 3, rate, 60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(start=st.floats(-100, 100), rate=st.floats(1e-3, 10))
def test_it_is_so_from_any_start_at_any_rate(client: httpx.Client, start: float, rate: float) -> None:
    descends(client, start, rate, 5)


@pytest.mark.parametrize("rate", WALKS)
def test_the_rate_decides_where_twenty_steps_lead(client: httpx.Client, rate: float) -> None:
    path = made(client, 3, rate)
    steps = [client.post(f"{path}/step", json=BATCH).json()["layers"][0] for _ in range(20)]
    assert WALKS[rate]([layer["w"][0][0] for layer in steps] + [steps[-1]["update"]["w"]["after"][0][0]])
