"""Changing the network on the page: layers, activations, losses, inputs, targets, weights; undo; refusals."""

import re
from typing import Any

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


def numbers(spam: Playground) -> list[dict[str, Any]]:
    """The parameters of the network that is open, layer by layer."""
    id = spam.page.url.split("/networks/")[1].split("#")[0]
    return spam.page.request.get(f"{spam.address}/api/v1/networks/{id}/parameters").json()["layers"]


def shape(spam: Playground, text: str) -> None:
    """Waits until the network is so wide and deep."""
    expect(spam.page.get_by_role("banner")).to_contain_text(text)
    expect(spam.network).to_have_attribute("aria-busy", "false")


def test_units_are_typed_in_and_the_old_ones_keep_their_weights(spam: Playground) -> None:
    before = numbers(spam)
    units = spam.build.get_by_role("spinbutton", name="Units of layer 1")
    units.fill("4")
    expect(spam.build).to_contain_text("4·(3 + 1) = 16 parameters")
    expect(spam.build).to_contain_text("1·(4 + 1) = 5 parameters")
    expect(spam.build).to_contain_text("16 + 5 = 21")
    expect(spam.page.get_by_role("banner")).to_contain_text("3 → 2 → 1")  # nothing was asked for yet
    units.press("Enter")
    shape(spam, "3 → 4 → 1")
    after = numbers(spam)
    assert [row[:2] for row in after[0]["w"]] == before[0]["w"]
    assert after[1]["w"][:2] == before[1]["w"]
    assert len({weight for row in after[0]["w"] for weight in row[2:]}) == 6
    for text in ("0", "1.5", "x", ""):
        units.fill(text)
        units.press("Enter")
        assert "Whole numbers from 1 to" in str(units.evaluate("field => field.validationMessage")), text
        units.press("Escape")
        expect(units).to_have_value("4")


def test_units_are_counted_by_arrow_keys_and_asked_for_once_let_go(spam: Playground) -> None:
    units = spam.build.get_by_role("spinbutton", name="Units of layer 1")
    units.focus()
    for _ in range(3):
        spam.page.keyboard.down("ArrowUp")
    expect(units).to_have_attribute("aria-valuenow", "5")
    expect(spam.build).to_contain_text("5·(3 + 1) = 20 parameters")
    expect(spam.page.get_by_role("banner")).to_contain_text("3 → 2 → 1")
    spam.page.keyboard.up("ArrowUp")
    shape(spam, "3 → 5 → 1")
    spam.page.keyboard.press("Tab")
    spam.page.keyboard.press("Control+z")
    shape(spam, "3 → 2 → 1")


def test_units_are_dragged_and_counted_meanwhile(spam: Playground) -> None:
    units = spam.build.get_by_role("spinbutton", name="Units of layer 1")
    units.scroll_into_view_if_needed()
    box = units.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    spam.page.mouse.move(x, y)
    spam.page.mouse.down()
    spam.page.mouse.move(x + 30, y, steps=5)
    dragged = int(units.get_attribute("aria-valuenow") or 0)
    assert dragged > 2
    expect(spam.build).to_contain_text(f"{dragged}·(3 + 1) = {dragged * 4} parameters")
    expect(spam.page.get_by_role("banner")).to_contain_text("3 → 2 → 1")
    spam.page.mouse.move(x - 300, y, steps=5)
    expect(units).to_have_attribute("aria-valuenow", "1")
    spam.page.mouse.up()
    shape(spam, "3 → 1 → 1")


def test_a_layer_goes_in_anywhere_and_the_others_keep_their_weights(spam: Playground) -> None:
    before = numbers(spam)
    spam.build.get_by_role("button", name="Add a layer before layer 1").click()
    shape(spam, "3 → 3 → 2 → 1")
    after = numbers(spam)
    assert after[1:] == before
    spam.build.get_by_role("button", name="Add a layer after layer 3").click()
    shape(spam, "3 → 3 → 2 → 1 → 1")
    assert numbers(spam)[:3] == after
    spam.build.get_by_role("button", name="Remove layer 4").click()
    spam.build.get_by_role("button", name="Remove layer 1").click()
    shape(spam, "3 → 2 → 1")
    assert numbers(spam) == before


def square(spam: Playground) -> Playground:
    """Three layers of three units each, and an output, on a screen that has room for them."""
    spam.page.set_viewport_size({"width": 1440, "height": 1300})
    layers = [{"units": 3, "activation": name} for name in ("relu", "tanh", "sigmoid")]
    body = {"network": {"inputs": 3, "layers": [*layers, {"units": 1, "activation": "linear"}], "seed": 4}}
    answer = spam.page.request.post(f"{spam.address}/api/v1/networks", data=body)
    return spam.open(answer.json()["url"])


def test_a_copy_of_a_layer_has_its_weights(spam: Playground) -> None:
    square(spam)
    before = numbers(spam)
    spam.build.get_by_text("Layer options of layer 2").click()
    spam.build.get_by_role("button", name="Duplicate layer 2").click()
    shape(spam, "3 → 3 → 3 → 3 → 3 → 1")
    after = numbers(spam)
    assert after == [*before[:2], before[1], *before[2:]]


@pytest.mark.parametrize("way", ["drag", "keys", "buttons"])
def test_layers_change_places_with_their_weights_and_undo_puts_them_back(spam: Playground, way: str) -> None:
    square(spam)
    before, address = numbers(spam), spam.page.url.split("#")[0]
    handle = spam.build.get_by_role("button", name="Move layer 1", exact=True)
    if way == "drag":
        there = spam.build.get_by_role("button", name="Move layer 3", exact=True)
        start, end = handle.bounding_box(), there.bounding_box()
        assert start
        assert end
        spam.page.mouse.move(start["x"] + 8, start["y"] + 8)
        spam.page.mouse.down()
        spam.page.mouse.move(end["x"] + 8, end["y"] + 12, steps=8)
        spam.page.mouse.up()
    elif way == "keys":
        handle.focus()
        for place in (2, 3):
            spam.page.keyboard.press("Alt+ArrowDown")
            shape(spam, "3 → 3 → 3 → 3 → 1")
            expect(spam.build.get_by_role("button", name=f"Move layer {place}", exact=True)).to_be_focused()
        expect(spam.build.get_by_role("status").first).to_have_text("Layer 2 is now layer 3.")
    else:
        for layer in (1, 2):
            spam.build.get_by_text(f"Layer options of layer {layer}").click()
            spam.build.get_by_role("button", name=f"Move layer {layer} down").click()
            activation = spam.build.get_by_label(f"Activation of layer {layer}")
            expect(activation).to_have_value(("tanh", "sigmoid")[layer - 1])
    expect(spam.build.get_by_label("Activation of layer 3")).to_have_value("relu")
    after = numbers(spam)
    assert after == [before[1], before[2], before[0], before[3]]
    for _ in range(1 if way == "drag" else 2):
        spam.page.get_by_role("button", name="Undo").click()
    expect(spam.page.get_by_role("button", name="Undo")).to_be_disabled()
    expect(spam.page).to_have_url(re.compile(re.escape(address)))
    assert numbers(spam) == before


def test_a_layer_dragged_and_let_be_by_escape_stays_where_it_was(spam: Playground) -> None:
    square(spam)
    handle = spam.build.get_by_role("button", name="Move layer 1", exact=True)
    box = handle.bounding_box()
    assert box
    spam.page.mouse.move(box["x"] + 8, box["y"] + 8)
    spam.page.mouse.down()
    spam.page.mouse.move(box["x"] + 8, box["y"] + 200, steps=4)
    moved = handle.bounding_box()
    assert moved
    assert moved["y"] == pytest.approx(box["y"] + 192, abs=2)
    spam.page.keyboard.press("Escape")
    spam.page.mouse.up()
    expect(spam.build.get_by_label("Activation of layer 1")).to_have_value("relu")
    expect(spam.page.get_by_role("button", name="Undo")).to_be_disabled()


def test_what_the_data_say_stays_as_it_is(spam: Playground) -> None:
    answer = spam.page.request.post(
        f"{spam.address}/api/v1/networks",
        data={"data": {"name": "moons"}, "network": {"layers": [{"units": 3, "activation": "tanh"}]}},
    )
    spam.open(answer.json()["url"])
    for name in ("inputs", "units of layer 2"):
        assert spam.build.get_by_role("group", name=f"Number of {name}").count() == 0
    expect(spam.build.get_by_role("button", name="Remove layer 2")).to_be_disabled()
    assert spam.build.get_by_role("button", name="Add a layer after layer 2").count() == 0
    assert spam.build.get_by_role("button", name="Move layer 2", exact=True).count() == 0
    spam.build.get_by_role("button", name="Add layer").click()
    shape(spam, "2 → 3 → 3 → 1")
    expect(spam.page.get_by_role("alert")).to_have_count(0)


def test_an_activation_has_numbers_of_its_own(spam: Playground) -> None:
    before = numbers(spam)
    spam.build.get_by_label("Activation of layer 1").select_option("leaky_relu")
    slope = spam.build.get_by_label("Negative slope")
    expect(slope).to_have_value("0.01")
    slope.fill("0.2")
    slope.press("Enter")
    spam.timeline.get_by_role("button", name="Last beat").click()
    expect(spam.part("Layer 1, neuron 2")).to_have_attribute("aria-label", re.compile("neuron 2: −0.036"))
    slope.fill("5")
    slope.press("Enter")
    assert "lies between" in str(slope.evaluate("field => field.validationMessage"))
    slope.press("Escape")
    expect(slope).to_have_value("0.2")
    assert numbers(spam) == before


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
