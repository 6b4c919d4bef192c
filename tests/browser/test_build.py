"""Changing the network on the page: layers, activations, losses, inputs, targets, weights; undo; refusals."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Playground


@pytest.fixture
def spam(playground: Playground) -> Playground:
    return playground.open()


def test_a_weight_typed_in_changes_every_number_after_it(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.select("Weight from layer 1, neuron 1 to layer 2, neuron 1")
    value = spam.inspector.get_by_label("Value")
    value.fill("1,5")
    value.press("Enter")
    expect(spam.part("Layer 2, neuron 1")).to_have_attribute("aria-label", re.compile("z = 2.94"))
    spam.page.get_by_role("button", name="Undo").click()
    expect(spam.part("Layer 2, neuron 1")).to_have_attribute("aria-label", re.compile("z = 1.212"))
    spam.page.get_by_role("button", name="Redo").click()
    expect(spam.part("Layer 2, neuron 1")).to_have_attribute("aria-label", re.compile("z = 2.94"))


def test_a_bias_typed_in_opens_the_shut_neuron(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.select("Bias of layer 1, neuron 2")
    value = spam.inspector.get_by_label("Value")
    value.fill("0.5")
    value.press("Enter")
    expect(spam.part("Layer 1, neuron 2")).to_have_attribute("aria-label", re.compile("z = 0.82"))


def test_input_and_target_can_be_typed_in(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    exclamations = spam.build.get_by_label("exclamations")
    exclamations.fill("0")
    exclamations.press("Enter")
    expect(spam.part("Input 1, exclamations")).to_have_attribute(
        "aria-label", re.compile(r"exclamations: 0\b")
    )
    expect(spam.part("Layer 1, neuron 1")).to_have_attribute("aria-label", re.compile("z = 0.66"))
    target = spam.build.get_by_label("Target, spam")
    target.fill("0")
    target.press("Enter")
    spam.page.get_by_role("button", name="Last beat").focus()
    spam.go_to("loss-loss")
    expect(spam.caption).to_contain_text("with y = 0")


@pytest.mark.parametrize(
    ("text", "complaint"), [("abc", "must be a number"), ("", "must be a number"), ("2", "between 0 and 1")]
)
def test_a_target_that_cannot_be_is_refused_with_the_reason_and_nothing_is_lost(
    spam: Playground, text: str, complaint: str
) -> None:
    target = spam.build.get_by_label("Target, spam")
    target.fill(text)
    target.press("Enter")
    assert complaint in str(target.evaluate("field => field.validationMessage"))
    target.press("Escape")
    expect(target).to_have_value("1")
    expect(spam.fact("Training loss")).to_have_text("0.2605")


def test_layers_and_units_come_and_go_and_undo_brings_the_trained_network_back(spam: Playground) -> None:
    spam.page.get_by_role("button", name="Train one step").click()
    expect(spam.fact("Step")).to_have_text("1")
    spam.build.get_by_role("button", name="Add layer").click()
    expect(spam.page.get_by_role("banner")).to_contain_text("3 → 2 → 3 → 1")
    expect(spam.fact("Step")).to_have_text("0")
    spam.build.get_by_role("button", name="More units of layer 2").click()
    expect(spam.page.get_by_role("banner")).to_contain_text("3 → 2 → 4 → 1")
    spam.build.get_by_role("button", name="Remove layer 2").click()
    expect(spam.page.get_by_role("banner")).to_contain_text("3 → 2 → 1")
    for _ in range(3):
        spam.page.keyboard.press("Control+z")
        expect(spam.page.get_by_role("button", name="Undo")).to_be_enabled()
        spam.page.wait_for_timeout(150)
    expect(spam.fact("Step")).to_have_text("1")


def test_the_activation_changes_and_the_weights_stay(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.build.get_by_label("Activation of layer 1").select_option("tanh")
    expect(spam.network).to_contain_text("Layer 1 · Tanh")
    assert ": 0.5" in spam.name_of("Weight from input 1 to layer 1, neuron 1")
    expect(spam.part("Layer 1, neuron 1")).to_have_attribute("aria-label", re.compile(r"neuron 1: 0\.9737"))


def test_softmax_brings_its_loss_and_a_class_to_choose(spam: Playground) -> None:
    spam.build.get_by_role("button", name="More units of layer 2").click()
    expect(spam.page.get_by_role("banner")).to_contain_text("3 → 2 → 2")
    spam.build.get_by_label("Activation of layer 2").select_option("softmax")
    expect(spam.build.get_by_label("Loss")).to_have_value("categorical_cross_entropy")
    spam.build.get_by_label("Target class").select_option("1")
    expect(spam.network).to_contain_text("y = [0, 1]")


def test_the_learning_rate_changes_without_a_reset(spam: Playground) -> None:
    spam.page.get_by_role("button", name="Train one step").click()
    expect(spam.fact("Step")).to_have_text("1")
    rate = spam.build.get_by_label("Learning rate")
    rate.fill("1")
    rate.press("Enter")
    expect(spam.fact("Step")).to_have_text("1")
    expect(spam.timeline).to_contain_text("Step 2, not taken yet")


def test_a_step_is_undone_and_reset_goes_back_to_the_start(spam: Playground) -> None:
    train = spam.page.get_by_role("button", name="Train one step")
    for step in (1, 2, 3):
        train.click()
        expect(spam.fact("Step")).to_have_text(str(step))
    spam.page.keyboard.press("Control+z")
    expect(spam.fact("Step")).to_have_text("2")
    spam.page.get_by_role("button", name="Reset").click()
    expect(spam.fact("Step")).to_have_text("0")
    expect(spam.fact("Training loss")).to_have_text("0.2605")


def test_twelve_wide_and_six_deep_is_drawn_whole(spam: Playground) -> None:
    layers = [{"units": 12, "activation": "tanh"}] * 5 + [{"units": 12, "activation": "softmax"}]
    answer = spam.page.request.post(
        f"{spam.address}/api/v1/networks", data={"network": {"inputs": 12, "layers": layers}}
    )
    spam.open(answer.json()["url"])
    assert spam.network.get_by_role("button", name=re.compile(r"^Layer \d, neuron \d+:")).count() == 72
    spam.go_to("backward-6-send")
    expect(spam.network).to_contain_text("of 144 edges")
    # Of 864 edges those of the neuron picked have a mark each; the others are strokes.
    spam.select("Layer 3, neuron 5")
    for edge in (
        "from layer 2, neuron 12 to layer 3, neuron 5",
        "from layer 3, neuron 5 to layer 4, neuron 1",
    ):
        expect(spam.part(f"Weight {edge}")).to_be_visible()


def test_a_network_with_more_weights_than_lines_is_drawn_as_matrices(spam: Playground) -> None:
    layers = [{"units": 100}, {"units": 60}, {"units": 1}]
    answer = spam.page.request.post(
        f"{spam.address}/api/v1/networks", data={"network": {"inputs": 2, "layers": layers}}
    )
    spam.page.goto(spam.address + answer.json()["url"])
    expect(spam.network).to_contain_text("8 of 60 edges out of it drawn, +52 more")
