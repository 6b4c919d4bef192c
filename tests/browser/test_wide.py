"""Networks too wide for a mark an edge: what is drawn is true and said, keys reach it, it has no history."""

from __future__ import annotations

import hashlib
import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Playground
from tests.browser.wide import (
    CROWD,
    INPUTS,
    MOST_ELEMENTS,
    NUMBERS,
    PICTURE,
    WIDE,
    beats,
    layer,
    number,
    opened,
    rest,
    trace_of,
    value_of,
)
from tests.thorough import some


@pytest.mark.parametrize("select", some(["", "&select=w-2-7-16", "&select=n-2-16", "&select=n-0-3"], 2))
def test_every_number_on_a_wide_picture_is_the_apis_and_shown_sums_add_up(
    still: Playground, select: str
) -> None:
    opened(still, WIDE, f"#beat=forward-1-product{select}")
    trace = trace_of(still, WIDE)
    sums = 0
    for _ in range(beats(trace)):
        numbers: list[list[str]] = still.page.evaluate(NUMBERS)
        assert numbers
        shown = {key for key, _ in numbers}
        for key, text in numbers:
            if text == "–":
                continue
            true = rest(trace, key, shown) if "_rest" in key else number(trace, key)
            assert value_of(text) == pytest.approx(true, rel=6e-4, abs=1e-12), f"{still.beat()} {key}"
            sums += "_rest" in key
        still.page.keyboard.press("ArrowRight")
    assert sums >= 4


def test_what_is_left_out_is_said_with_what_it_adds_up_to(still: Playground) -> None:
    opened(still, WIDE, "#beat=forward-2-sum&select=n-2-16")
    said = still.network.locator(".wide-reading").inner_text()
    assert "Layer 2, neuron 17" in said
    found = re.search(
        r"8 of 256 edges into it drawn, \+248 more that add up to (\S+), b (\S+): together z = (\S+)\.", said
    )
    assert found, said
    left, bias, z = (value_of(text.rstrip(".")) for text in found.groups())
    drawn = [value_of(text) for key, text in still.page.evaluate(NUMBERS) if key.startswith("product:2:16:")]
    assert len(drawn) == 8
    assert sum(drawn) + left + bias == pytest.approx(z, abs=2e-3)
    assert "8 of 64 edges out of it drawn, +56 more, none of a larger w than" in said


@pytest.mark.parametrize("select", ["", "n-4-1", "n-3-5", "n-2-5", "loss"])
def test_a_wide_page_stays_small_at_every_beat(still: Playground, select: str) -> None:
    opened(still, WIDE, f"#select={select}" if select else "")
    still.page.keyboard.press("Home")
    for _ in range(31):
        assert still.page.evaluate("document.querySelectorAll('*').length") <= MOST_ELEMENTS, still.beat()
        still.page.keyboard.press("ArrowRight")


def test_every_beat_changes_what_a_wide_picture_shows(still: Playground) -> None:
    opened(still, WIDE)
    seen: list[str] = []
    for _ in range(31):
        seen.append("".join(still.page.evaluate(PICTURE)[1:]))
        still.page.keyboard.press("ArrowRight")
    assert len(set(seen)) == len(seen)


def test_arrows_walk_over_cells_and_e_along_the_strongest_edges(still: Playground) -> None:
    opened(still, WIDE)
    trace = trace_of(still, WIDE)
    page, beat = still.page, still.beat()
    focused = "document.activeElement.getAttribute('aria-label')"
    still.network.get_by_role("button", name=re.compile("^Input 1,")).focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
        if str(page.evaluate(focused)).startswith("Layer 1"):
            break
    assert re.match(r"Layer 1, neuron \d+: not computed yet", page.evaluate(focused))
    before = page.evaluate("document.activeElement.id")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") != before
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == before
    unit = int(before.split("-")[2])
    into = [abs(row[unit]) for row in trace["layers"][0]["w"]]
    out = [abs(w) for w in trace["layers"][1]["w"][unit]]
    strongest = sorted(into + out, reverse=True)
    for size in strongest[:5]:
        page.keyboard.press("e")
        name = page.evaluate(focused)
        assert name.startswith("Weight from"), name
        assert abs(value_of(name.split(": ")[1].split(",")[0])) == pytest.approx(size, rel=6e-4)
    assert still.beat() == beat, "keys of the picture do not move the timeline"
    edge = page.evaluate("document.activeElement.id").split("-")
    page.keyboard.press("Enter")
    expect(still.inspector).to_contain_text(f"layer {edge[1]}, neuron {int(edge[3]) + 1}")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == f"n-{edge[1]}-{edge[3]}"


def test_the_picture_is_one_tab_stop_however_many_units_there_are(still: Playground) -> None:
    opened(still, WIDE, "#select=n-2-16")
    assert still.page.locator("svg.graph [tabindex='0']").count() == 1


def test_pointing_lights_a_cell_and_a_click_opens_it(still: Playground) -> None:
    opened(still, WIDE)
    box = still.graph.bounding_box()
    assert box
    still.page.mouse.move(box["x"] + box["width"] * 0.02 + 20, box["y"] + 150)
    lit = still.page.locator(".wide-cell.pointed")
    expect(lit).to_have_count(1)
    id = lit.get_attribute("id") or ""
    assert id.startswith("n-0-")
    chip = still.page.locator(".label-pointed")
    unit = int(id.split("-")[2])
    expect(chip).to_contain_text(f"neuron {unit + 1}")
    assert value_of(chip.locator("[data-number]").text_content() or "") == INPUTS[unit]
    still.page.mouse.down()
    still.page.mouse.up()
    expect(still.inspector).to_contain_text(f"Input {unit + 1}")
    still.page.mouse.move(5, 5)
    expect(still.page.locator(".wide-cell.pointed")).to_have_count(0)


def test_a_weight_pointed_at_in_its_matrix_is_drawn_and_told(still: Playground) -> None:
    opened(still, WIDE, "#beat=forward-2-sum&select=n-2-16")
    trace = trace_of(still, WIDE)
    box = still.graph.bounding_box()
    matrix = still.page.locator(".wide-captions text").nth(2).bounding_box()
    assert box
    assert matrix
    still.page.mouse.move(matrix["x"] + 20, box["y"] + box["height"] - 40)
    edge = still.page.locator(".edge.pointed")
    expect(edge).to_have_count(1)
    name = edge.get_attribute("aria-label") or ""
    _, at, source, unit = (edge.get_attribute("id") or "").split("-")
    w = trace["layers"][int(at) - 1]["w"][int(source)][int(unit)]
    assert value_of(name.split(": ")[1].split(",")[0]) == pytest.approx(w, rel=6e-4)
    chip = still.page.locator(f".label-fan[data-mark=w-{at}-{source}-{unit}] [data-number]")
    assert value_of(chip.text_content() or "") == pytest.approx(w, rel=6e-4)


def test_an_edge_of_a_crowd_is_found_by_where_it_runs(still: Playground) -> None:
    opened(still, CROWD)
    page = still.page
    assert still.network.get_by_role("button", name=re.compile("^Weight from")).count() < 60
    assert still.network.get_by_role("button", name=re.compile(r"^Layer \d, neuron \d+:")).count() == 64
    still.select("Layer 2, neuron 1")
    assert still.network.get_by_role("button", name=re.compile("^Weight from")).count() >= 40
    page.keyboard.press("Escape")
    # Close to the upper left corner of a gap only the first edge runs.
    start = still.page.locator("#n-1-0").bounding_box()
    end = still.page.locator("#n-2-0").bounding_box()
    assert start
    assert end
    y = start["y"] + start["height"] / 2
    x = (start["x"] + start["width"] + end["x"]) / 2
    page.mouse.move(x, y - 3)
    expect(page.locator(".edge.pointed")).to_have_attribute("id", "w-2-0-0")
    page.mouse.down()
    page.mouse.up()
    expect(still.inspector).to_contain_text("Weight from layer 1, neuron 1 to layer 2, neuron 1")


def test_one_edge_of_a_crowd_has_the_focus_at_a_time(still: Playground) -> None:
    opened(still, CROWD)
    page = still.page
    still.part("Layer 3, neuron 2").focus()
    page.keyboard.press("e")
    name = "document.activeElement.getAttribute('aria-label')"
    first = page.evaluate(name)
    assert first.startswith("Weight from")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(name).startswith("Weight from")
    assert page.evaluate(name) != first
    page.keyboard.press("ArrowUp")
    assert page.evaluate(name) == first
    assert page.locator("svg.graph [tabindex='0']").count() == 1


def both_ways(playground: Playground) -> dict[str, list[str]]:
    """The picture at each beat, walked to the end; on the way back it is the same."""
    page = playground.page
    page.keyboard.press("Home")
    seen: dict[str, list[str]] = {}
    while playground.beat() not in seen:
        seen[playground.beat()] = page.evaluate(PICTURE)
        page.keyboard.press("ArrowRight")
    for beat in reversed(seen):
        assert playground.beat() == beat
        assert page.evaluate(PICTURE) == seen[beat], beat
        page.keyboard.press("ArrowLeft")
    return seen


@pytest.mark.parametrize("name", ["spam", "crowd", "wide"])
def test_stepping_back_and_a_link_restore_the_identical_picture(still: Playground, name: str) -> None:
    match name:
        case "spam":
            still.open()
        case "crowd":
            opened(still, CROWD)
        case _:
            opened(still, WIDE)
    still.page.mouse.move(2, 2)
    seen = both_ways(still)
    assert len(seen) > 16
    other = still.page.context.new_page()
    other.set_viewport_size({"width": 1440, "height": 900})
    other.emulate_media(reduced_motion="reduce")
    address = still.page.url.partition("#")[0]
    for beat in some(sorted(seen, key=hash_of), 2):
        other.goto("about:blank")
        other.goto(f"{address}#step=1&beat={beat}")
        expect(other.locator(f"svg[data-beat={beat}]")).to_be_visible()
        other.wait_for_timeout(500)
        assert other.evaluate(PICTURE) == seen[beat], beat
    other.close()


def hash_of(beat: str) -> str:
    """An order in which the first few are no neighbours."""
    return hashlib.sha256(beat.encode()).hexdigest()


def test_a_wide_network_shows_its_weights_while_it_trains(playground: Playground) -> None:
    page = playground.page
    page.set_viewport_size({"width": 1440, "height": 900})
    layers = [layer(64), layer(40)]
    opened(playground, {"network": {"layers": layers, "seed": 1}, "data": {"name": "digits"}})
    playground.training.get_by_role("button", name="Run", exact=True).click()
    expect(playground.graph).to_have_attribute("data-beat", "training")
    painted = "document.querySelector('canvas.running-canvas').toDataURL()"
    page.wait_for_function(f"() => {painted}.length > 4000")
    before = page.evaluate(painted)
    page.wait_for_function(f"(before) => {painted} !== before", arg=before)
    playground.training.get_by_role("button", name="Pause", exact=True).click()
    expect(playground.graph).not_to_have_attribute("data-beat", "training")
    expect(playground.network.locator(".wide-reading")).to_be_visible()
