"""Softmax told both ways: ŷ − y at once, and through its whole Jacobian."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleError
from engine.explain import Ref, explain
from engine.network import Layer, Network
from engine.passes import Backward, backward, forward
from tests.engine.unfolding import unfolded
from tests.thorough import examples


def a_pass(seed: int, loss: str, batch_norm: bool = False, dropout: bool = False) -> Backward:
    """A network of two softmax layers, the second of which may have its loss's short way."""
    first = Layer.of(3, "softmax", batch_norm=batch_norm, dropout=0.5 if dropout else 0, skip=True)
    network = Network.build(3, [first, Layer.of(3, "softmax", batch_norm=batch_norm)], loss)
    rng = np.random.default_rng(seed)
    masks = [rng.integers(2, size=(4, 3)) * 2.0 if dropout else None, None]
    x, vector = rng.normal(size=(4, 3)), rng.normal(size=network.parameter_count)
    y = rng.dirichlet(np.ones(3), size=4) if seed % 2 else np.eye(3)[rng.integers(3, size=4)]
    return backward(network, forward(network, vector, x, training=True, masks=masks), y)


@given(st.integers(0, 1000), st.booleans(), st.booleans())
@settings(max_examples=examples(30), deadline=None)
@pytest.mark.parametrize("loss", ["categorical_cross_entropy", "mean_squared_error"])
def test_the_long_way_through_the_jacobian_agrees_with_the_pass(
    loss: str, seed: int, batch_norm: bool, dropout: bool
) -> None:
    trace = a_pass(seed, loss, batch_norm, dropout)
    for layer in (1, 2):
        seen, back = trace.forward.layers[layer - 1], trace.layers[layer - 1]
        short = back.grad_z if back.batch_norm is None else back.batch_norm.grad_y
        refs = [Ref("grad_z_jacobian", layer, j, example=3) for j in range(3)]
        found = unfolded(trace, refs)
        sizes = [sum(abs(term.value) for term in found[ref].terms) for ref in refs]
        # A saturated output is 1 but for its last digits: 1 − ŷ then has no more of them than that.
        coarse = 1e-15 * np.abs(seen.f_output[3]).max() * (1 + dropout) * np.abs(back.grad_a[3]).max()
        bound = 1e-12 * max(sizes) + coarse
        np.testing.assert_allclose([found[ref].value for ref in refs], short[3], atol=bound)
        whole = trace.forward.network.layers[layer - 1].f.jacobian(seen.f_output)
        assert whole is not None
        entries = [[found[Ref("jacobian", layer, i, j, 3)].value for j in range(3)] for i in range(3)]
        np.testing.assert_array_equal(entries, whole[3])


def test_an_entry_of_the_jacobian_reads_as_its_formula() -> None:
    trace = a_pass(0, "categorical_cross_entropy")
    same, other = explain(trace, "jacobian", 2, 1, 1), explain(trace, "jacobian", 2, 1, 0)
    assert same.formula == (r"\partial \hat{y}_{2} / \partial z^{(2)}_{2} = \hat{y}_{2}\,(1 - \hat{y}_{2})")
    assert other.formula == r"\partial \hat{y}_{2} / \partial z^{(2)}_{1} = -\hat{y}_{2}\, \hat{y}_{1}"
    assert [factor.ref for factor in other.terms[0].factors] == [
        None,
        Ref("a", 2, 1, example=0),
        Ref("a", 2, 0, example=0),
    ]


def test_where_the_long_way_is_closed_it_says_so() -> None:
    network = Network.build(1, [Layer.of(2, "softmax")])
    trace = backward(network, forward(network, np.array([800.0, 0.0, 0.0, 0.0]), [[1.0]]), [1])
    found = explain(trace, "grad_z_jacobian", 1, 0)
    assert np.isnan(found.value)
    assert found.note == "∞ · 0 cannot be computed; the pass itself takes the short way, and has 1."


def test_only_softmax_has_a_jacobian() -> None:
    network = Network.build(1, [Layer.of(2, "tanh")])
    trace = backward(network, forward(network, np.ones(4), [[1.0]]), [[1.0, 2.0]])
    for quantity in ("jacobian", "grad_z_jacobian"):
        with pytest.raises(RuleError, match="only softmax has a jacobian"):
            explain(trace, quantity, 1, 0, 0)
    with pytest.raises(RuleError, match="from must be a whole number from 0 to 1, got 2"):
        explain(trace, "jacobian", 1, 0, 2)
