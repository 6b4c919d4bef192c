"""Every number of an update unfolds: optimizer, penalty, clipping, and the loss foretold and measured."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleError
from engine.explain import QUANTITIES, Ref, explain
from engine.network import Layer, Network
from engine.optimizers import OPTIMIZERS
from engine.parameters import LayerParameters
from engine.passes import Backward, forward
from engine.presets import BY_HAND
from engine.schedules import SCHEDULES
from engine.training import Step, Training, initial_state, train_step
from engine.updates import norm, penalty
from tests.engine.holding import held_in
from tests.engine.rich import Rich, riches
from tests.engine.unfolding import rests_on, unfolded
from tests.thorough import examples

BEFORE = [f"{name}_before{kind}" for name in "mvs" for kind in ("", "_gamma", "_beta")]
GIVEN = {"x", "y", "w", "b", "gamma", "beta", "mask", "learning_rate", *BEFORE}
MOVED = ("update", "clipped", "bounded", "penalty", "change")
ONCE = ("loss", "objective", "penalty", "loss_after", "foretold", "clip_factor", "learning_rate")


@st.composite
def trainings(draw: st.DrawFn, name: str | None = None) -> Training:
    """Any optimizer, penalty, clipping and schedule."""
    some = st.sampled_from([0.0, 0.0, 0.01, 0.3])
    bound = st.sampled_from([None, None, 0.02, 1.0])
    return Training(
        OPTIMIZERS.choose(name or draw(st.sampled_from(list(OPTIMIZERS)))),
        SCHEDULES.choose(draw(st.sampled_from(["constant", "cosine", "exponential"]))),
        l1=draw(some),
        l2=draw(some),
        clip_value=draw(bound),
        clip_norm=draw(bound),
    )


@st.composite
def steps(draw: st.DrawFn, name: str | None = None, dtype: str = "float64") -> Step:
    """One of the first steps of a random network, some of whose layers and numbers may be held."""
    case: Rich = draw(riches(training=True, most_units=2, dtype=dtype))
    held = draw(st.lists(st.booleans(), min_size=4, max_size=4))
    layers = [replace(layer, frozen=held[i] and held[-1]) for i, layer in enumerate(case.network.layers)]
    network = replace(case.network, layers=tuple(layers))
    state = initial_state(network, draw(trainings(name)), case.parameters)
    if draw(st.booleans()):
        state = draw(held_in(state))
    for _ in range(draw(st.integers(0, 2))):
        state, _ = train_step(state, case.x, case.y)
    return train_step(state, case.x, case.y)[1]


def places(step: Step) -> Iterator[Ref]:
    """All that happens to every parameter, and what there is but once."""
    yield from (Ref(name, 0) for name in ONCE)
    network = step.backward.forward.network
    for i, (layer, (d_in, d_out)) in enumerate(zip(network.layers, network.shapes, strict=True), start=1):
        for j in range(d_out):
            kinds = [(name, k) for name in MOVED for k in (None, *range(d_in))]
            if layer.batch_norm:
                kinds += [(f"{name}_{kind}", None) for name in MOVED for kind in ("gamma", "beta")]
            yield from (Ref(name, i, j, k) for name, k in kinds)


@given(steps())
@settings(max_examples=examples(100), deadline=None)
def test_a_step_unfolds_down_to_inputs_weights_targets_and_settings(step: Step) -> None:
    for ref, found in unfolded(step, places(step)).items():
        if rests_on(found):
            continue
        settled = found.note or ""
        is_zero = found.value == 0 and ("frozen" in settled or "penal" in settled)
        is_rate = ref.quantity == "clip_factor" and found.value == 1 and "No clip_norm" in settled
        assert ref.quantity in GIVEN or is_zero or is_rate, found


@given(steps(dtype="float32"))
@settings(max_examples=examples(15), deadline=None)
def test_a_float32_step_unfolds_to_float32_digits(step: Step) -> None:
    assert unfolded(step, places(step))


@pytest.mark.parametrize("name", OPTIMIZERS)
@given(data=st.data())
@settings(max_examples=examples(10), deadline=None)
def test_every_optimizers_numbers_are_those_of_the_trace(name: str, data: st.DataObject) -> None:
    step = data.draw(steps(name))
    done = unfolded(step, places(step))
    for ref, found in done.items():
        kind = next((k for k in ("gamma", "beta") if ref.quantity.endswith(f"_{k}")), None)
        base = ref.quantity.removesuffix(f"_{kind}")
        if base not in ("update", "clipped", "penalty", "change", "m", "v", "s") or not ref.layer:
            continue
        at = ref.unit if ref.from_ is None else (ref.from_, ref.unit)
        own = step.updates[ref.layer - 1].named()[kind or ("b" if ref.from_ is None else "w")]
        array = own.state[base] if base in own.state else getattr(own, "after" if base == "update" else base)
        np.testing.assert_array_equal(found.value, array[at])


def adam_step() -> Step:
    preset = BY_HAND["spam"]
    training = Training(OPTIMIZERS.choose("adamw"), l1=0.01, l2=0.02, clip_value=0.3, clip_norm=0.1)
    state = initial_state(preset.network, training, preset.weights)
    for _ in range(2):
        state, _ = train_step(state, preset.example.x, preset.example.y)
    return train_step(state, preset.example.x, preset.example.y)[1]


def test_functions_of_a_sum_are_what_their_formulas_say() -> None:
    step = adam_step()
    place = (1, 0, 2)
    values = {
        name: explain(step, name, *place).value
        for name in (
            "m",
            "v",
            "m_hat",
            "v_hat",
            "inverse_root",
            "bounded",
            "clipped",
            "penalty",
            "w",
            "change",
        )
    }
    near = pytest.approx
    assert values["m_hat"] == near(values["m"] / (1 - 0.9**3))
    assert values["v_hat"] == near(values["v"] / (1 - 0.999**3))
    assert values["inverse_root"] == near(1 / (math.sqrt(values["v_hat"]) + 1e-8))
    rate = 0.001
    step_size = values["m_hat"] * values["inverse_root"] + 0.01 * values["w"]
    assert values["change"] == near(-rate * step_size)
    gradient = explain(step, "grad_w", *place).value
    assert values["bounded"] == near(min(0.3, max(-0.3, gradient + values["penalty"])))
    whole = [explain(step, f"squares_{kind}", layer).value for layer in (1, 2) for kind in ("w", "b")]
    cut = explain(step, "clip_factor")
    assert cut.value == near(0.1 / math.sqrt(sum(whole)))
    assert cut.sum == near(sum(whole))
    assert values["clipped"] == near(values["bounded"] * cut.value)


def test_adams_change_reads_as_its_formula() -> None:
    found = explain(adam_step(), "change", 1, 0, 2)
    assert found.formula == r"\Delta = - \eta\, \hat{m}\, r - \eta\, \lambda\, w"
    assert [[factor.symbol for factor in term.factors] for term in found.terms] == [
        ["-1", r"\eta", r"\hat{m}", "r"],
        ["-1", r"\eta", r"\lambda", "w^{(1)}_{3,1}"],
    ]
    assert explain(adam_step(), "change", 1, 0).formula == r"\Delta = - \eta\, \hat{m}\, r"


def test_before_the_first_step_an_optimizer_remembers_nothing() -> None:
    preset = BY_HAND["spam"]
    state = initial_state(preset.network, Training(OPTIMIZERS.choose("adam")), preset.weights)
    _, step = train_step(state, preset.example.x, preset.example.y)
    found = explain(step, "m_before", 1, 0, 0)
    assert (found.value, found.note) == (0, "What the optimizer remembered before this step: 0 before any.")
    assert explain(step, "m_hat", 1, 0, 0).value == pytest.approx(explain(step, "grad_w", 1, 0, 0).value)


def test_the_foretold_change_of_loss_is_the_sum_of_every_gradient_times_its_change() -> None:
    step = adam_step()
    products = [
        float((own.gradient * own.change).sum()) for update in step.updates for own in (update.w, update.b)
    ]
    found = explain(step, "foretold")
    assert [term.value for term in found.terms] == products
    assert [term.label for term in found.terms] == ["layer 1, w", "layer 1, b", "layer 2, w", "layer 2, b"]
    gained = step.loss_after - step.backward.loss
    assert found.value == pytest.approx(gained, rel=0.05)


def test_the_penalty_of_a_backward_pass_is_told_with_the_settings_of_training() -> None:
    step = adam_step()
    back = step.backward
    for training in (None, step.training):
        trace: Backward | Step = step if training is None else back
        found = explain(trace, "objective", training=training)
        assert found.value == back.loss + back.penalty
        told_penalty = explain(trace, "penalty", training=training)
        vector = back.forward.network.flatten(back.forward.layers)
        assert told_penalty.value == penalty(step.training, back.forward.network, vector)
        assert told_penalty.sum == pytest.approx(told_penalty.value, rel=1e-14)
    with pytest.raises(RuleError, match="needs the settings of training"):
        explain(back, "penalty")


def test_a_gradient_within_its_bounds_says_that_it_stays() -> None:
    preset = BY_HAND["spam"]
    training = replace(Training.sgd(0.1), clip_norm=1000.0)
    state = initial_state(preset.network, training, preset.weights)
    _, step = train_step(state, preset.example.x, preset.example.y)
    found = explain(step, "clipped", 1, 0, 0)
    assert found.value == explain(step, "grad_w", 1, 0, 0).value
    assert found.note == "The gradient as a whole is no longer than clip_norm: it stays as it is."
    factor = explain(step, "clip_factor")
    assert factor.value == 1
    assert factor.then is not None
    assert r"\le 1000" in factor.then
    assert factor.sum == pytest.approx(norm(step.backward.gradient) ** 2)


def test_the_loss_after_the_step_is_told_by_the_new_weights() -> None:
    step = adam_step()
    found = explain(step, "loss_after")
    assert found.value == step.loss_after
    assert found.terms[0].factors[0].ref == Ref("loss_term_after", 2, 0, example=0)
    z = explain(step, "z_after", 1, 0)
    assert [term.factors[0].ref for term in z.terms] == [
        *(Ref("update", 1, 0, k) for k in range(3)),
        Ref("update", 1, 0),
    ]
    assert z.symbol == "z'^{(1)}_{1}"
    assert z.formula == r"z'^{(1)}_{1} = \sum_{k=1}^{3} w'^{(1)}_{k,1}\, x_{k} + b'^{(1)}_{1}"
    network, new = step.backward.forward.network, [update.named() for update in step.updates]
    parameters = network.flatten([LayerParameters(*(own.after for own in named.values())) for named in new])
    after = forward(network, parameters, step.backward.forward.x, training=True)
    assert z.value == after.layers[0].z[0, 0]


def test_a_learning_rate_of_a_schedule_is_told_by_what_was_set() -> None:
    preset = BY_HAND["spam"]
    training = replace(Training.sgd(0.1), schedule=SCHEDULES.choose("exponential", {"factor": 0.5}))
    state = initial_state(preset.network, training, preset.weights)
    state, _ = train_step(state, preset.example.x, preset.example.y)
    _, step = train_step(state, preset.example.x, preset.example.y)
    found = explain(step, "learning_rate")
    assert (found.value, found.sum, found.then) == (0.05, 0.1, r"\eta_{2} = 0.05")
    assert found.note == "Exponential, factor 0.5: this is step 2."


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_memory_that_an_optimizer_does_not_keep_is_refused(name: str) -> None:
    network = Network.build(1, [Layer.of(1)])
    _, step = train_step(initial_state(network, Training(OPTIMIZERS.choose(name))), [[1.0]], [[2.0]])
    kept = set(OPTIMIZERS[name].vectors)
    for vector in ("m", "v", "s"):
        for quantity in (vector, f"{vector}_before"):
            if vector in kept:
                assert explain(step, quantity, 1, 0, 0).quantity == quantity
            else:
                with pytest.raises(RuleError, match=f"this optimizer keeps no {vector}"):
                    explain(step, quantity, 1, 0, 0)
    for quantity, there in (("m_hat", "adam" in name), ("inverse_root", bool(kept & {"v", "s"}))):
        if there:
            assert explain(step, quantity, 1, 0, 0).quantity == quantity
        else:
            with pytest.raises(RuleError):
                explain(step, quantity, 1, 0, 0)


def every_kind_of_step() -> Iterator[Step]:
    """Two optimizers that between them remember all there is, on a network that has everything."""
    layers = [Layer.of(2, "tanh", batch_norm=True, dropout=0.4, skip=True), Layer.of(2, "softmax")]
    network = Network.build(2, layers)
    for name in ("adamw", "adagrad"):
        training = Training(OPTIMIZERS.choose(name), l1=0.1, l2=0.1, clip_value=1, clip_norm=0.1)
        yield train_step(initial_state(network, training), [[1, 2], [2, 0], [0, 1]], [0, 1, 0])[1]


def test_every_quantity_that_is_named_can_be_explained() -> None:
    done: set[str] = set()
    for step in every_kind_of_step():
        for quantity in QUANTITIES:
            for layer in (1, 2):
                try:
                    done.add(explain(step, quantity, layer, 0, 0, 1).quantity)
                except RuleError:
                    continue
    assert done == set(QUANTITIES)
