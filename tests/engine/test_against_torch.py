"""PyTorch as the referee: every number of a trace, on any network there is."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from engine.network import Layer, Network
from engine.passes import Backward, backward, forward
from tests.engine.cases import Case, cases
from tests.engine.sizes import assert_close, sizes
from tests.engine.torch_mlp import torch_activation, torch_trace
from tests.thorough import examples


def on_a_kink(trace: Backward) -> bool:
    """Whether rounding decides on which side of a kink some z or some output stands."""
    for layer, seen, size in zip(
        trace.forward.network.layers, trace.forward.layers, sizes(trace), strict=True
    ):
        for kink in layer.f.kinks:
            off = np.abs(seen.z - kink)
            if ((off > 0) & (off < 1e-9 * size.z)).any():
                return True
    residual = trace.forward.a - trace.y
    return any(bool((np.abs(residual - k) < 1e-9).any()) for k in LOSSES[trace.forward.network.loss].kinks)


@given(cases())
@settings(max_examples=examples(400), deadline=None)
def test_every_number_of_a_trace_agrees_with_autograd(case: Case) -> None:
    trace = backward(case.network, forward(case.network, case.parameters, case.x), case.y)
    assume(not on_a_kink(trace))
    loss, expected = torch_trace(case.network, case.parameters, case.x, case.y)

    found = sizes(trace)
    total = abs(loss) + 1 + float((found[-1].grad_z * found[-1].z).sum())
    assert abs(trace.loss - loss) <= 1e-12 * total
    for ahead, behind, numbers, size in zip(trace.forward.layers, trace.layers, expected, found, strict=True):
        what = f"layer {ahead.index}"
        assert_close(ahead.z, numbers["z"], size.z, 1e-12, f"z of {what}")
        assert_close(ahead.a, numbers["a"], size.a, 1e-12, f"a of {what}")
        assert_close(behind.grad_z, numbers["grad_z"], size.grad_z, 1e-12, f"grad_z of {what}")
        assert_close(behind.grad_w, numbers["grad_w"], size.grad_w, 1e-12, f"grad_w of {what}")
        assert_close(behind.grad_b, numbers["grad_b"], size.grad_b, 1e-12, f"grad_b of {what}")
        assert_close(behind.grad_x, numbers["grad_x"], size.grad_x, 1e-12, f"grad_x of {what}")
        if "grad_a" in numbers:
            assert_close(behind.grad_a, numbers["grad_a"], size.grad_a, 1e-12, f"grad_a of {what}")


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(st.lists(st.floats(-30, 30), min_size=1, max_size=8))
@settings(max_examples=examples(40), deadline=None)
def test_every_activation_and_its_slope_agree_with_autograd(name: str, values: list[float]) -> None:
    layer = Layer.of(1, name)
    z = np.array([values])
    leaf = torch.tensor(z.copy(), requires_grad=True)
    upstream = np.linspace(-1, 2, z.size)[None, :]
    a = torch_activation(layer, leaf)
    (grad,) = torch.autograd.grad(a, leaf, torch.tensor(upstream))
    f, p = layer.f, layer.activation.parameters
    own = f.value(z, **p)
    # PyTorch's slopes are made of differences from 1, so they hold 1e-12 of 1, not of themselves.
    np.testing.assert_allclose(own, a.detach().numpy(), rtol=1e-12, atol=1e-14 * float(1 + np.abs(z).max()))
    np.testing.assert_allclose(
        f.grad_z(upstream, f.slope(z, own, **p), own), grad.numpy(), rtol=1e-12, atol=1e-12
    )


def test_gelu_is_the_exact_one_of_pytorch_not_the_tanh_approximation() -> None:
    z = np.linspace(-8, 8, 401)
    expected = torch.nn.functional.gelu(torch.tensor(z)).numpy()
    np.testing.assert_allclose(ACTIVATIONS["gelu"].value(z), expected, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_agrees_at_logits_of_800_both_ways(loss: str) -> None:
    network = Network.build(2, [Layer.of(2, LOSSES[loss].activation or "linear")], loss)
    vector = np.array([800.0, -800.0, 0.5, 0.25, 0.0, 0.0])
    x = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0]])
    y = np.array([[1.0, 0.0], [1.0, 0.0], [0.3, 0.7]])
    trace = backward(network, forward(network, vector, x), y)
    expected_loss, expected = torch_trace(network, vector, x, y)
    assert trace.loss == pytest.approx(expected_loss, rel=1e-12)
    np.testing.assert_allclose(trace.layers[0].grad_w, expected[0]["grad_w"], rtol=1e-12)


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "categorical_cross_entropy"])
def test_the_honest_gradient_of_a_cross_entropy_is_that_of_its_plain_formula(loss: str) -> None:
    chosen = LOSSES[loss]
    z = np.array([[0.3, -1.2, 2.0], [0.1, 4.0, -3.0]])
    a = ACTIVATIONS[chosen.activation or ""].value(z)
    y = np.array([[0.2, 0.5, 0.3], [0.0, 1.0, 0.0]])
    leaf, target = torch.tensor(a, requires_grad=True), torch.tensor(y)
    terms = target * leaf.log()
    if loss == "binary_cross_entropy":
        terms = terms + (1 - target) * (1 - leaf).log()
    (grad,) = torch.autograd.grad(-terms.sum() / chosen.count(y.shape), leaf)
    np.testing.assert_allclose(chosen.grad_a(y, a, z), grad.numpy(), rtol=1e-12)
