"""The tutorial's e-mail and Matt Mazur's example, read off the page as a person reads them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Playground


@pytest.fixture
def spam(playground: Playground) -> Playground:
    return playground.open()


def test_a_fresh_network_shows_its_first_step_as_not_taken_yet(spam: Playground) -> None:
    expect(spam.graph).to_have_attribute("data-step", "1")
    expect(spam.timeline).to_contain_text("Step 1, not taken yet")
    expect(spam.fact("Step")).to_have_text("0")
    assert spam.name_of("Layer 1, neuron 1") == "Layer 1, neuron 1: not computed yet"


def test_forward_reads_2_16_and_0_then_0_7707(spam: Playground) -> None:
    spam.go_to("forward-1-sum")
    assert "z = 2.16" in spam.name_of("Layer 1, neuron 1")
    assert "z = −0.18" in spam.name_of("Layer 1, neuron 2")
    spam.go_to("forward-1-activation")
    assert spam.name_of("Layer 1, neuron 1").startswith("Layer 1, neuron 1: 2.16")
    assert spam.name_of("Layer 1, neuron 2").startswith("Layer 1, neuron 2: 0,")
    spam.go_to("forward-2-sum")
    assert "z = 1.212" in spam.name_of("Layer 2, neuron 1")
    spam.go_to("loss-loss")
    assert spam.name_of("Layer 2, neuron 1").startswith("Layer 2, neuron 1: 0.7707")
    assert spam.name_of("Loss") == "Loss: 0.2605"
    expect(spam.caption).to_contain_text("the loss is 0.2605")


def test_backward_reads_delta_deposits_messages_and_the_shut_gate(spam: Playground) -> None:
    spam.go_to("backward-2-gate")
    assert "δ = −0.2293" in spam.name_of("Layer 2, neuron 1")
    spam.go_to("backward-2-deposit")
    expect(spam.network).to_contain_text("∂w −0.4954")
    expect(spam.network).to_contain_text("∂w 0")
    spam.go_to("backward-2-send")
    expect(spam.network).to_contain_text("← −0.1605")
    expect(spam.network).to_contain_text("← −0.2752")
    spam.go_to("backward-1-gate")
    expect(spam.network).to_contain_text("h₂, shut")
    expect(spam.caption).to_contain_text("h₂ is shut: at z = −0.18 its slope is 0")


def test_one_step_changes_the_weight_0_7_to_0_7495(spam: Playground) -> None:
    spam.go_to("update-update")
    expect(spam.network).to_contain_text("0.7 → 0.7495")
    spam.page.get_by_role("button", name="Train one step").click()
    expect(spam.fact("Step")).to_have_text("1")
    expect(spam.graph).to_have_attribute("data-step", "1")
    expect(spam.timeline).not_to_contain_text("not taken yet")
    assert spam.name_of("Weight from layer 1, neuron 1 to layer 2, neuron 1").startswith(
        "Weight from layer 1, neuron 1 to layer 2, neuron 1: 0.7495"
    )


def test_a_taken_step_is_still_there_after_a_reload(spam: Playground) -> None:
    spam.page.get_by_role("button", name="Train one step").click()
    expect(spam.fact("Step")).to_have_text("1")
    assert re.search(r"/networks/[\w-]{22,}", spam.page.url)
    loss = spam.fact("Training loss").inner_text()
    spam.page.reload()
    expect(spam.fact("Step")).to_have_text("1")
    expect(spam.fact("Training loss")).to_have_text(loss)


def test_mazurs_example_reads_his_numbers(spam: Playground, page: Page) -> None:
    spam.open_example("Mazur's 2-2-2")
    expect(page).to_have_title(re.compile("Mazur"))
    spam.go_to("loss-loss")
    expect(spam.caption).to_contain_text("0.2984")
    spam.page.keyboard.press("End")
    assert "gradient 4.386e−4" in spam.name_of("Weight from input 1 to layer 1, neuron 1")
    assert "gradient 0.08217" in spam.name_of("Weight from layer 1, neuron 1 to layer 2, neuron 1")
