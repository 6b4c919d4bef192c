"""Everything can be reached and done with the keyboard alone."""

import re

from playwright.sync_api import expect

from tests.browser.pages import Playground


def focused(place: Playground) -> str:
    return str(
        place.page.evaluate(
            "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
        )
    )


def test_tab_reaches_every_control_and_the_graph_is_one_stop(playground: Playground) -> None:
    playground.open()
    stops: list[str] = []
    for _ in range(80):
        playground.page.keyboard.press("Tab")
        name = focused(playground)
        if stops and name == stops[0]:
            break
        stops.append(name)
    text = " | ".join(stops)
    for wanted in ("Play", "Step forward", "Train one step", "Add layer", "Prove it", "Graph", "Table"):
        assert wanted in text, f"{wanted} is not reached by Tab: {text}"
    assert sum(bool(re.match(r"^(Input \d|Layer \d|Weight|Bias|Loss)", stop)) for stop in stops) == 1


def test_arrows_walk_the_graph_and_enter_explains(playground: Playground) -> None:
    playground.open()
    playground.part("Input 1, exclamations").focus()
    beat = playground.beat()
    playground.page.keyboard.press("ArrowRight")
    assert focused(playground).startswith("Layer 1, neuron 1")
    playground.page.keyboard.press("ArrowRight")
    assert focused(playground).startswith("Layer 2, neuron 1")
    assert playground.beat() == beat, "arrows in the graph must not move the timeline"
    playground.page.keyboard.press("Enter")
    expect(playground.inspector).to_contain_text("Layer 2, neuron 1")
    playground.page.keyboard.press("Escape")
    expect(playground.inspector).to_contain_text("Pick a neuron")


def test_e_goes_to_edges_and_back_unless_letters_are_switched_off(playground: Playground) -> None:
    playground.open()
    playground.part("Layer 1, neuron 1").focus()
    playground.page.keyboard.press("e")
    assert focused(playground).startswith("Weight from input 1 to layer 1, neuron 1")
    playground.page.keyboard.press("e")
    assert focused(playground).startswith("Layer 1, neuron 1")
    playground.page.get_by_role("button", name="Settings").click()
    playground.page.get_by_label("Single-letter keys").uncheck()
    playground.page.keyboard.press("Escape")
    playground.part("Layer 1, neuron 1").focus()
    playground.page.keyboard.press("e")
    assert focused(playground).startswith("Layer 1, neuron 1")


def test_the_focus_survives_a_change_of_beat(playground: Playground) -> None:
    playground.open()
    playground.part("Layer 1, neuron 2").focus()
    playground.page.keyboard.press("End")
    assert focused(playground).startswith("Layer 1, neuron 2")


def test_keys_belong_to_the_field_while_one_types(playground: Playground) -> None:
    playground.open()
    beat = playground.beat()
    rate = playground.build.get_by_label("Learning rate")
    rate.focus()
    for key in ("ArrowRight", "End", "Home", "Space"):
        rate.press(key)
    assert playground.beat() == beat
    rate.press("Escape")


def test_the_same_trace_stands_as_tables(playground: Playground) -> None:
    playground.open()
    playground.go_to("backward-2-send")
    playground.network.get_by_role("button", name="Table").click()
    neurons = playground.network.get_by_role("table", name="Layer 2, neurons")
    expect(neurons.get_by_role("row").nth(1)).to_contain_text("−0.2293")
    hidden = playground.network.get_by_role("table", name="Layer 1, neurons")
    expect(hidden.get_by_role("row").nth(2)).to_contain_text("−0.18")
    assert "–" in hidden.get_by_role("row").nth(1).inner_text()


def test_the_focus_stays_where_one_works(playground: Playground) -> None:
    playground.open()
    train = playground.page.get_by_role("button", name="Train one step")
    train.focus()
    for _ in range(3):
        playground.page.keyboard.press("Enter")
    expect(playground.fact("Step")).to_have_text("3")
    expect(train).to_be_focused()
    rate = playground.build.get_by_label("Learning rate")
    rate.fill("0.5")
    rate.press("Enter")
    expect(playground.timeline).to_contain_text("Step 4, not taken yet")
    expect(rate).to_be_focused()
    playground.page.keyboard.press("Tab")
    expect(playground.page.get_by_role("button", name="Undo")).to_have_attribute(
        "title", re.compile("learning rate")
    )
    playground.page.get_by_role("button", name="Undo").click()
    expect(rate).to_have_value("0.1")


def test_quick_clicks_are_all_carried_out_in_their_order(playground: Playground) -> None:
    playground.open()
    more = playground.build.get_by_role("button", name="More units of layer 1")
    for _ in range(4):
        more.click(delay=0)
    expect(playground.page.get_by_role("banner")).to_contain_text("3 → 6 → 1")
