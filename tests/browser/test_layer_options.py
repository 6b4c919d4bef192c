"""Batch norm, skip and dropout on the page: chosen for a layer, drawn, said, explained and trained."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.pages import Playground
from tests.golden.refresh import RICH


@pytest.fixture
def spam(playground: Playground) -> Playground:
    return playground.open()


@pytest.fixture
def rich(playground: Playground) -> Playground:
    answer = playground.page.request.post(f"{playground.address}/api/v1/networks", data=RICH)
    playground.page.emulate_media(reduced_motion="reduce")
    return playground.open(answer.json()["url"])


def options(playground: Playground, layer: int) -> Locator:
    """The options of a layer, opened by the keyboard."""
    summary = playground.build.get_by_text(f"Layer options of layer {layer}")
    summary.locator("xpath=ancestor-or-self::summary").focus()
    playground.page.keyboard.press("Enter")
    group = playground.build.get_by_role("group", name=f"Options of layer {layer}")
    expect(group).to_be_visible()
    return group


def network(playground: Playground) -> Any:
    id = playground.page.url.split("/networks/")[1].split("#")[0]
    return playground.page.request.get(f"{playground.address}/api/v1/networks/{id}").json()


def test_batch_norm_is_switched_on_and_off_and_the_weights_stay(spam: Playground) -> None:
    group = options(spam, 1)
    group.get_by_label("Batch norm").check()
    expect(spam.network).to_contain_text("batch norm")
    expect(spam.build).to_contain_text("12 parameters")
    expect(spam.build).to_contain_text("1 of 2")  # statistics need two examples
    spam.go_to("forward-1-batch_norm")
    expect(spam.caption).to_contain_text("Batch norm brings each neuron’s sums to mean 0")
    assert ": 0.5" in spam.name_of("Weight from input 1 to layer 1, neuron 1")
    assert "y = " in spam.name_of("Layer 1, neuron 1")
    spam.page.get_by_role("button", name="Train one step").click()
    expect(spam.fact("Step")).to_have_text("1")
    group.get_by_label("Batch norm").uncheck()
    expect(spam.build).to_contain_text("8 parameters")
    undo = spam.page.get_by_role("button", name="Undo")
    for parameters in (12, 12, 8):
        undo.click()
        expect(spam.build).to_contain_text(f"{parameters} parameters")
    expect(undo).to_be_disabled()


def test_dropout_is_typed_in_and_refused_with_the_reason(spam: Playground) -> None:
    field = options(spam, 1).get_by_label("Dropout")
    field.fill("1")
    field.press("Enter")
    assert "below 1" in str(field.evaluate("field => field.validationMessage"))
    field.fill("0.5")
    field.press("Enter")
    expect(spam.network).to_contain_text("dropout 0.5")
    assert network(spam)["network"]["layers"][0]["dropout"] == 0.5
    spam.timeline.get_by_role("button", name="First beat").focus()
    spam.go_to("forward-1-dropout")
    expect(spam.caption).to_contain_text("of 2 neurons off")


def test_a_skip_is_offered_where_widths_are_the_same_and_goes_when_they_are_not(spam: Playground) -> None:
    skip = options(spam, 1).get_by_label("Skip")
    expect(skip).to_be_disabled()
    expect(skip).to_have_accessible_description("Needs as many units as inputs; here they are 2 and 3.")
    spam.build.get_by_role("button", name="More units of layer 1").click()
    expect(skip).to_be_enabled()
    skip.check()
    expect(spam.network).to_contain_text("skip")
    spam.go_to("forward-1-skip")
    expect(spam.caption).to_contain_text("added to what it made")
    spam.build.get_by_role("button", name="Fewer units of layer 1").click()
    expect(skip).to_be_disabled()
    expect(skip).not_to_be_checked()


def test_the_output_of_a_matched_loss_says_why_it_takes_neither(spam: Playground) -> None:
    group = options(spam, 2)
    expect(group.get_by_label("Skip")).to_be_disabled()
    expect(group).to_contain_text("No skip and no dropout here: Binary cross-entropy is computed from")
    assert group.get_by_label("Dropout").count() == 0


def test_an_initializer_draws_the_weights_anew(spam: Playground) -> None:
    group = options(spam, 1)
    group.get_by_label("Initializer").select_option("zeros")
    expect(spam.part("Weight from input 1 to layer 1, neuron 1")).to_have_attribute(
        "aria-label", re.compile(": 0$|: 0,")
    )
    assert network(spam)["network"]["layers"][0]["initializer"] == "zeros"


def test_a_frozen_layer_is_left_as_it_is_without_a_reset(spam: Playground) -> None:
    train = spam.page.get_by_role("button", name="Train one step")
    train.click()
    expect(spam.fact("Step")).to_have_text("1")
    frozen = options(spam, 2).get_by_label("Frozen")
    frozen.check()
    expect(spam.network).to_contain_text("frozen")
    expect(spam.fact("Step")).to_have_text("1")
    before = spam.name_of("Weight from layer 1, neuron 1 to layer 2, neuron 1").split(",")[2]
    train.click()
    expect(spam.fact("Step")).to_have_text("2")
    spam.page.keyboard.press("End")
    spam.settle()
    assert before in spam.name_of("Weight from layer 1, neuron 1 to layer 2, neuron 1")
    spam.page.keyboard.press("Control+z")
    expect(spam.fact("Step")).to_have_text("1")
    spam.page.keyboard.press("Control+z")
    expect(frozen).not_to_be_checked()


def test_every_beat_is_drawn_and_said(rich: Playground) -> None:
    rich.page.keyboard.press("Home")
    seen = [rich.beat()]
    for _ in range(60):
        assert rich.caption.inner_text().strip().endswith("."), seen[-1]
        rich.page.keyboard.press("ArrowRight")
        if rich.beat() == seen[-1]:
            break
        seen.append(rich.beat())
    assert {"forward-1-batch_norm", "forward-2-skip", "forward-2-dropout"} <= set(seen)
    assert len(seen) == 27
    rich.go_to("forward-2-dropout")
    assert rich.network.get_by_role("button", name=re.compile(r"neuron \d: 0, dropped")).count() == 2
    expect(rich.network.locator(".edge-bypass")).to_have_count(3)
    rich.go_to("forward-2-skip")
    assert rich.network.locator(".flow").count() == 3


def test_the_inspector_takes_y_h_the_mask_and_gamma_apart(rich: Playground) -> None:
    rich.page.keyboard.press("End")
    rich.select("Layer 1, neuron 1")
    expect(rich.inspector).to_contain_text("Normalised, scaled and shifted")
    rich.inspector.get_by_text("Batch norm of this neuron").click()
    expect(rich.inspector).to_contain_text("The update of γ")
    gamma = rich.inspector.get_by_label("Scale γ")
    gamma.fill("2")
    gamma.press("Enter")
    rich.timeline.get_by_role("button", name="First beat").focus()
    rich.go_to("forward-1-batch_norm")
    expect(rich.caption).to_contain_text(re.compile(r": 2 × "))
    rich.page.get_by_role("button", name="Undo").click()
    expect(rich.caption).to_contain_text(re.compile(r": 1 × "))
    rich.select("Layer 2, neuron 2")
    for title in ("Through the activation", "What is handed on", "Past the dropout mask"):
        expect(rich.inspector).to_contain_text(title)
    expect(rich.inspector.get_by_role("alert")).to_have_count(0)


def test_all_gradients_are_proved_with_the_mask_of_the_step(rich: Playground) -> None:
    total = network(rich)["parameters"]["total"]
    for step in ("0", "1"):
        expect(rich.fact("Step")).to_have_text(step)
        rich.inspector.get_by_role("button", name="Prove it").click()
        expect(rich.inspector).to_contain_text(f"{total} of {total} gradients agree")
        rich.page.get_by_role("button", name="Train one step").click()


def test_the_table_has_the_same_numbers(rich: Playground) -> None:
    rich.page.keyboard.press("End")
    rich.page.get_by_text("Table", exact=True).click()
    neurons = [rich.page.get_by_role("table", name=f"Layer {i}, neurons") for i in (1, 2, 3)]
    for head in ("γ", "x̂", "y", "∂L/∂y", "γ′"):
        expect(neurons[0].get_by_role("columnheader", name=head, exact=True)).to_be_visible()
    for head in ("f(z)", "f(z) + x", "mask"):
        expect(neurons[1].get_by_role("columnheader", name=head, exact=True)).to_be_visible()
    expect(neurons[2]).to_be_visible()
    assert neurons[2].get_by_role("columnheader", name="mask").count() == 0


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_nothing_lies_outside_or_covers_another_number(rich: Playground, size: tuple[int, int]) -> None:
    rich.page.set_viewport_size({"width": size[0], "height": size[1]})
    rich.page.keyboard.press("Home")
    for _ in range(27):
        assert rich.misplaced() == (0, 0), rich.beat()
        rich.page.keyboard.press("ArrowRight")


def test_an_options_change_keeps_the_data(playground: Playground) -> None:
    body = {"data": {"name": "moons"}, "network": {"layers": [{"units": 3, "activation": "tanh"}]}}
    answer = playground.page.request.post(f"{playground.address}/api/v1/networks", data=body)
    playground.open(answer.json()["url"])
    options(playground, 1).get_by_label("Batch norm").check()
    expect(playground.network).to_contain_text("batch norm")
    made = network(playground)
    assert (made["data"]["name"], made["network"]["layers"][0]["batch_norm"]) == ("moons", True)
    playground.page.get_by_role("button", name="Train one step").click()
    expect(playground.fact("Step")).to_have_text("1")
