"""Numbers that training leaves alone, and numbers changed where they stand: in picture, matrix and table."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.pages import Playground

WEIGHT = "Weight from layer 1, neuron 1 to layer 2, neuron 1"


@pytest.fixture
def spam(still: Playground) -> Playground:
    return still.open()


def hold(spam: Playground, name: str) -> Locator:
    return spam.inspector.get_by_role("button", name=name, exact=True)


def train(spam: Playground, steps: int) -> None:
    for step in range(1, steps + 1):
        spam.page.get_by_role("button", name="Train one step").click()
        expect(spam.fact("Step")).to_have_text(str(step))


def test_a_frozen_weight_stays_and_says_so_while_the_others_move(spam: Playground) -> None:
    spam.select(WEIGHT)
    hold(spam, "Freeze").click()
    expect(hold(spam, "Frozen")).to_have_attribute("aria-pressed", "true")
    expect(spam.part(WEIGHT)).to_have_attribute("aria-label", f"{WEIGHT}: 0.7, frozen")
    bias = spam.name_of("Bias of layer 2, neuron 1")
    train(spam, 3)
    spam.page.keyboard.press("End")
    expect(spam.part(WEIGHT)).to_have_attribute("aria-label", re.compile(r": 0\.7, .*frozen"))
    assert spam.name_of("Bias of layer 2, neuron 1") != bias
    spam.page.get_by_role("button", name="Step back").click()
    expect(spam.caption).to_contain_text("is frozen: its gradient is")
    hold(spam, "Frozen").click()
    expect(hold(spam, "Freeze")).to_have_attribute("aria-pressed", "false")


def test_a_neuron_switched_off_hands_nothing_on_until_it_is_on_again(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.select("Layer 1, neuron 1")
    hold(spam, "Switch off").click()
    expect(spam.part(WEIGHT)).to_have_attribute("aria-label", re.compile(r": 0, carries 0, .*switched off"))
    expect(spam.part("Layer 1, neuron 1")).to_have_attribute("aria-label", re.compile("switched off"))
    spam.go_to("forward-2-sum")
    expect(spam.part("Layer 2, neuron 1")).to_have_attribute("aria-label", re.compile(r"z = −0\.3"))
    spam.select(WEIGHT)
    expect(spam.inspector).to_contain_text("It is off: 0, whatever it was.")
    expect(spam.inspector.get_by_label("Value")).to_have_count(0)
    hold(spam, "Switched off").click()
    expect(spam.inspector.get_by_label("Value")).to_have_value("0.7")
    expect(spam.part("Layer 2, neuron 1")).to_have_attribute("aria-label", re.compile(r"z = 1\.212"))


def test_a_frozen_neuron_keeps_all_that_makes_it(spam: Playground) -> None:
    spam.select("Layer 1, neuron 1")
    hold(spam, "Freeze").click()
    expect(hold(spam, "Frozen")).to_be_visible()
    train(spam, 2)
    spam.page.keyboard.press("End")
    for name, value in (
        ("Weight from input 1 to layer 1, neuron 1", "0.5"),
        ("Weight from input 3 to layer 1, neuron 1", "−0.3"),
        ("Bias of layer 1, neuron 1", "0.1"),
    ):
        assert spam.name_of(name).startswith(f"{name}: {value},")
    spam.network.get_by_role("button", name="Matrices", exact=True).click()
    spam.page.get_by_role("button", name="Step back").click()
    expect(spam.network).to_contain_text("but 0 for what is frozen or off")


def test_a_layer_that_is_frozen_whole_is_freed_where_it_was_frozen(spam: Playground) -> None:
    spam.build.get_by_text("Layer options of layer 1").click()
    spam.build.get_by_role("checkbox", name="Frozen").check()
    spam.select("Bias of layer 1, neuron 1")
    expect(hold(spam, "Frozen")).to_be_disabled()
    expect(hold(spam, "Frozen")).to_have_attribute("title", re.compile("whole layer"))


def field(spam: Playground) -> Locator:
    return spam.network.get_by_label("Value", exact=True)


def test_a_weight_is_changed_on_the_graph_and_the_focus_comes_back(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.part(WEIGHT).focus()
    spam.page.keyboard.press("F2")
    expect(field(spam)).to_have_value("0.7")
    expect(field(spam)).to_be_focused()
    field(spam).press("x")
    field(spam).press("Enter")
    assert "must be a number" in str(field(spam).evaluate("field => field.validationMessage"))
    field(spam).fill("1.5")
    field(spam).press("Enter")
    expect(field(spam)).to_have_count(0)
    expect(spam.part(WEIGHT)).to_be_focused()
    expect(spam.part("Layer 2, neuron 1")).to_have_attribute("aria-label", re.compile(r"z = 2\.94"))
    spam.page.keyboard.press("F2")
    field(spam).fill("9")
    field(spam).press("Escape")
    expect(field(spam)).to_have_count(0)
    expect(spam.part(WEIGHT)).to_have_attribute("aria-label", re.compile(rf"^{WEIGHT}: 1\.511,"))


def test_an_input_is_changed_by_a_double_click(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.part("Input 1, exclamations").dblclick()
    field(spam).fill("0")
    spam.page.keyboard.press("Tab")
    expect(spam.part("Layer 1, neuron 1")).to_have_attribute("aria-label", re.compile(r"z = 0\.66"))


def test_a_cell_of_a_matrix_and_of_a_table_is_changed_where_it_stands(spam: Playground) -> None:
    spam.network.get_by_role("button", name="Matrices", exact=True).click()
    cell = spam.network.locator("[data-cell][data-number='w:1:0:0:']").first
    cell.focus()
    spam.page.keyboard.press("F2")
    field(spam).fill("0.25")
    field(spam).press("Enter")
    expect(cell).to_have_text("0.25")
    expect(cell).to_be_focused()
    spam.network.get_by_role("button", name="Table", exact=True).click()
    spam.network.locator("[data-number='w:1:0:0:']").first.dblclick()
    field(spam).fill("0.75")
    field(spam).press("Enter")
    expect(spam.network.locator("[data-number='w:1:0:0:']").first).to_have_text("0.75")


def test_what_is_right_is_changed_at_the_loss(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.part("Loss").focus()
    spam.page.keyboard.press("F2")
    target = spam.network.get_by_label("Target", exact=True)
    target.fill("2")
    target.press("Enter")
    assert "between 0 and 1" in str(target.evaluate("field => field.validationMessage"))
    target.fill("0")
    target.press("Enter")
    expect(spam.part("Loss")).to_be_focused()
    expect(spam.fact("Training loss")).to_have_text("1.473")
    spam.open_example("Three classes")
    spam.network.get_by_role("button", name=re.compile("^Loss")).first.dblclick()
    spam.network.get_by_label("Target class, 1 to 3").fill("3")
    spam.page.keyboard.press("Enter")
    expect(spam.network).to_contain_text("y = [0, 0, 1]")


def test_what_was_measured_is_not_typed_over(still: Playground) -> None:
    still.open()
    still.open_example("Two moons")
    still.network.get_by_role("button", name=re.compile("^Input 1")).focus()
    still.page.keyboard.press("F2")
    expect(field(still)).to_have_count(0)
