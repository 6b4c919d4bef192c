"""Everything shown can be re-derived from its parts, down to what was given."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings

from engine.activations import ACTIVATIONS
from engine.errors import RuleError, UnknownChoice
from engine.explain import Ref, explain
from engine.explain.latex import number, plain
from engine.losses import LOSSES
from engine.network import Layer, Network
from engine.passes import Backward, backward, forward
from engine.presets import BY_HAND
from engine.training import Step, Training, initial_state, train_step
from tests.engine.cases import Case, cases
from tests.engine.unfolding import assert_adds_up, assert_well_formed, rests_on, told, unfolded
from tests.thorough import examples

LEAVES = {"x", "w", "b", "y", "learning_rate"}


def a_step(case: Case) -> Step:
    return train_step(initial_state(case.network, Training.sgd(0.3), case.parameters), case.x, case.y)[1]


def spam() -> Step:
    preset = BY_HAND["spam"]
    return train_step(
        initial_state(preset.network, preset.training, preset.weights), preset.example.x, preset.example.y
    )[1]


def places(trace: Backward) -> Iterator[Ref]:
    """Every quantity at every place of the last row of the batch."""
    yield Ref("loss", 0)
    n = len(trace.forward.x) - 1
    for index, (d_in, d_out) in enumerate(trace.forward.network.shapes, start=1):
        for k in range(d_in):
            yield from (Ref("x", index, k, example=n), Ref("grad_x", index, k, example=n))
        for j in range(d_out):
            yield from (Ref(q, index, j, example=n) for q in ("z", "a", "grad_a", "grad_z"))
            yield from (Ref("b", index, j), Ref("grad_b", index, j), Ref("update", index, j))
            for k in range(d_in):
                yield from (Ref(q, index, j, k) for q in ("w", "grad_w", "update"))


def value_in(step: Step, ref: Ref) -> float:
    """The number itself, straight from the trace."""
    trace, n, j, k = step.backward, ref.example or 0, ref.unit or 0, ref.from_
    if ref.quantity == "loss":
        return trace.loss
    ahead, behind = trace.forward.layers[ref.layer - 1], trace.layers[ref.layer - 1]
    match ref.quantity:
        case "update":
            update = step.updates[ref.layer - 1]
            return float(update.b.after[j] if k is None else update.w.after[k, j])
        case "w" | "grad_w":
            return float((ahead.w if ref.quantity == "w" else behind.grad_w)[k or 0, j])
        case "b" | "grad_b":
            return float((ahead.b if ref.quantity == "b" else behind.grad_b)[j])
        case quantity:
            return float(getattr(behind if quantity.startswith("grad") else ahead, quantity)[n, j])


@given(cases(most_units=3, most_layers=3))
@settings(max_examples=examples(60), deadline=None)
def test_every_number_is_the_traces_and_adds_up(case: Case) -> None:
    step = a_step(case)
    for ref in places(step.backward):
        found = told(step, ref)
        np.testing.assert_array_equal(found.value, value_in(step, ref))
        assert_adds_up(found, 1e-14)


@given(cases(dtype="float32", most_units=3, most_layers=2))
@settings(max_examples=examples(30), deadline=None)
def test_a_float32_trace_adds_up_to_float32_digits(case: Case) -> None:
    step = a_step(case)
    for ref in places(step.backward):
        found = told(step, ref)
        np.testing.assert_array_equal(found.value, value_in(step, ref))
        assert_adds_up(found, 1e-6, rounding=1e-36)


@given(cases(most_units=2, most_layers=3))
@settings(max_examples=examples(40), deadline=None)
def test_every_ref_can_be_explained_in_turn_down_to_what_was_given(case: Case) -> None:
    step = a_step(case)
    for ref, found in unfolded(step, places(step.backward)).items():
        assert rests_on(found) == (ref.quantity not in LEAVES or (ref.quantity == "x" and ref.layer > 1))


@given(cases(most_units=3, most_layers=3))
@settings(max_examples=examples(40), deadline=None)
def test_the_latex_of_every_number_is_well_formed(case: Case) -> None:
    step = a_step(case)
    for ref in places(step.backward):
        assert_well_formed(told(step, ref))


def test_the_first_neuron_of_the_spam_filter_reads_as_in_the_tutorial() -> None:
    found = explain(spam(), "z", 1, 0)
    assert found.symbol == "z^{(1)}_{1}"
    assert found.formula == r"z^{(1)}_{1} = \sum_{k=1}^{3} w^{(1)}_{k,1}\, x_{k} + b^{(1)}_{1}"
    assert found.substituted == r"z^{(1)}_{1} = 0.5 \cdot 3 + 0.8 \cdot 1 + (-0.3) \cdot 0.8 + 0.1 = 2.16"
    assert [term.label for term in found.terms] == ["from input 1", "from input 2", "from input 3", "bias"]


def test_a_shut_gate_says_why() -> None:
    step = spam()
    assert explain(step, "a", 1, 1).note == "The gate is shut: z = −0.18 ≤ 0, so this unit hands on 0."
    note = explain(step, "grad_z", 1, 1).note
    assert note == "The gate is shut: f′(z) = 0 at z = −0.18, so nothing goes back through this unit."


def test_an_update_is_the_old_weight_less_the_rate_times_the_gradient() -> None:
    found = explain(spam(), "update", 2, 0, 0)
    assert found.substituted == r"w'^{(2)}_{1,1} = 0.7 - 0.1 \cdot (-0.4954) = 0.7495"
    refs = [factor.ref for term in found.terms for factor in term.factors]
    assert refs == [Ref("w", 2, 0, 0), None, Ref("learning_rate", 0), Ref("grad_w", 2, 0, 0)]


def test_an_update_without_from_is_the_biass() -> None:
    assert (
        explain(spam(), "update", 2, 0).substituted == r"b'^{(2)}_{1} = -0.3 - 0.1 \cdot (-0.2293) = -0.2771"
    )


def test_functions_show_their_numbers() -> None:
    step = spam()
    assert explain(step, "a", 2, 0).then == (
        r"\hat{y}_{1} = f(1.212) = \sigma(1.212) = \dfrac{1}{1 + e^{-1.212}} = 0.7707"
    )
    assert explain(step, "a", 1, 1).then == r"a^{(1)}_{2} = f(-0.18) = \max(0, -0.18) = 0"
    assert explain(step, "grad_a", 2, 0).then == (
        r"\dfrac{\partial L}{\partial \hat{y}_{1}} = \dfrac{0.7707 - 1}{0.7707\,(1 - 0.7707)} = -1.298"
    )


def test_a_matched_pair_states_the_short_way_and_notes_the_long_one() -> None:
    found = explain(spam(), "grad_z", 2, 0)
    assert found.substituted.endswith("= 0.7707 - 1 = -0.2293")
    assert found.note is not None
    assert "−1.298 · 0.1767 = −0.2293" in found.note


def test_a_saturated_pair_says_that_the_long_way_is_closed() -> None:
    network = Network.build(1, [Layer.of(1, "sigmoid")])
    trace = backward(network, forward(network, np.array([800.0, 0.0]), [[1.0]]), [[0.0]])
    assert explain(trace, "grad_a", 1, 0).value == np.inf
    found = explain(trace, "grad_z", 1, 0)
    assert found.value == found.sum == 1
    assert found.note is not None
    assert "∞ · 0" in found.note


def test_long_sums_say_how_much_the_formula_leaves_out() -> None:
    preset = BY_HAND["counting"]
    found = explain(forward(preset.network, preset.weights, preset.example.x), "z", 1, 0)
    assert len(found.terms) == 11
    assert r"\underbrace{\cdots}_{3\text{ more}}" in found.substituted


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_pair_of_activation_and_loss_is_explained(name: str, loss: str) -> None:
    if LOSSES[loss].activation not in (None, name):
        return
    network = Network.build(2, [Layer.of(2, name)], loss)
    trace = backward(network, forward(network, np.linspace(-1, 1, 6), [[1.0, 2.0]]), [[0.25, 0.75]])
    for quantity in ("a", "grad_a", "grad_z", "loss_term"):
        assert_adds_up(explain(trace, quantity, 1, 0), 1e-14)


@pytest.mark.parametrize(
    ("quantity", "layer", "unit", "from_", "example", "loc"),
    [
        ("z", None, 0, None, None, "layer"),
        ("z", 0, 0, None, None, "layer"),
        ("z", 3, 0, None, None, "layer"),
        ("z", 1, 2, None, None, "unit"),
        ("z", 1, None, None, None, "unit"),
        ("z", 1, -1, None, None, "unit"),
        ("z", 1, 0, None, 1, "example"),
        ("grad_w", 1, 0, None, None, "from"),
        ("grad_w", 1, 0, 3, None, "from"),
        ("update", 2, 0, 2, None, "from"),
        ("grad_x", 1, 3, None, None, "unit"),
        ("y", 1, 0, None, None, "layer"),
    ],
)
def test_a_place_that_is_not_there_is_refused(
    quantity: str, layer: int | None, unit: int | None, from_: int | None, example: int | None, loc: str
) -> None:
    with pytest.raises(RuleError) as caught:
        explain(spam(), quantity, layer, unit, from_, example)
    assert caught.value.loc == (loc,)


def test_a_quantity_that_the_trace_does_not_hold_is_refused() -> None:
    step = spam()
    with pytest.raises(UnknownChoice, match="Unknown quantity 'delta'"):
        explain(step, "delta", 1, 0)
    with pytest.raises(RuleError, match="need a trace with a backward pass"):
        explain(step.backward.forward, "loss")
    with pytest.raises(RuleError, match="need the trace of a training step"):
        explain(step.backward, "update", 1, 0)
    softmax = Network.build(1, [Layer.of(2, "softmax")])
    with pytest.raises(RuleError, match="softmax has no slope"):
        explain(forward(softmax, np.zeros(4), [[1.0]]), "slope", 1, 0)


def test_an_input_unit_is_an_input() -> None:
    assert explain(spam(), "a", 0, 2).ref == Ref("x", 1, 2, example=0)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2.1599999999999997, "2.16"),
        (-0.18000000000000005, "-0.18"),
        (0.0, "0"),
        (-0.0, "0"),
        (12345.6, "12350"),
        (99999.9, r"1 \cdot 10^{5}"),
        (123456.0, r"1.235 \cdot 10^{5}"),
        (0.00012345, r"1.234 \cdot 10^{-4}"),
        (0.001, "0.001"),
        (1000.0, "1000"),
        (np.inf, r"\infty"),
        (-np.inf, r"-\infty"),
        (np.nan, r"\text{NaN}"),
    ],
)
def test_numbers_have_four_significant_digits(value: float, shown: str) -> None:
    assert number(value) == shown


def test_numbers_in_sentences_have_a_true_minus() -> None:
    assert plain(-0.00012345) == "−1.234e−4"
    assert plain(-np.inf) == "−∞"
