"""Networks too wide for a mark an edge: what is drawn is true and said, keys reach it, it has no history."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Playground

MOST_ELEMENTS = 1500
INPUTS = [round(0.9 - 0.13 * (i % 15), 3) for i in range(64)]


def layer(units: int, activation: str = "relu") -> dict[str, Any]:
    return {"units": units, "activation": activation}


WIDE: dict[str, Any] = {
    "name": "Wide",
    "network": {"inputs": 64, "seed": 1, "layers": [layer(256), layer(128), layer(64), layer(10, "softmax")]},
    "example": {"x": [INPUTS], "y": [3]},
}
CROWD: dict[str, Any] = {
    "name": "Twenty",
    "network": {
        "inputs": 12,
        "seed": 2,
        "layers": [layer(20, "tanh"), layer(20), layer(20, "tanh"), layer(4, "softmax")],
    },
    "example": {"x": [INPUTS[:12]], "y": [1]},
}
# What the picture is: its marks, and what is painted below them.
PICTURE = """() => [
    document.querySelector('svg[data-beat]').outerHTML,
    ...[...document.querySelectorAll('.graph-stage canvas')].map((canvas) => canvas.toDataURL()),
    document.querySelector('.wide-reading')?.outerHTML ?? '',
]"""
# All numbers over the matrices and beside them, by name.
NUMBERS = """() => [...document.querySelectorAll('.graph-wide [data-number], .wide-reading [data-number]')]
    .map((e) => [e.dataset.number, e.textContent])"""


def opened(playground: Playground, network: dict[str, Any], hash: str = "") -> Playground:
    made = playground.page.request.post(f"{playground.address}/api/v1/networks", data=network)
    assert made.status == 201, made.text()
    return playground.open(made.json()["url"] + hash)


@pytest.fixture
def still(playground: Playground) -> Playground:
    playground.page.set_viewport_size({"width": 1440, "height": 900})
    playground.page.emulate_media(reduced_motion="reduce")
    return playground


def trace_of(playground: Playground, network: dict[str, Any]) -> dict[str, Any]:
    id = playground.page.url.split("/networks/")[1].split("#")[0]
    body = {"x": network["example"]["x"], "y": network["example"]["y"]}
    answer = playground.page.request.post(f"{playground.address}/api/v1/networks/{id}/preview", data=body)
    assert answer.status == 200
    return answer.json()


def value_of(text: str) -> float:
    return float(text.strip().replace("−", "-"))


def number(trace: dict[str, Any], key: str) -> float:
    """One number of the trace by the name that its element has."""
    quantity, at, unit, source, _ = key.split(":")
    j = int(unit)
    values: dict[str, Any] = trace["layers"][int(at) - 1] if at != "0" else {}
    match quantity:
        case "product":
            return values["x"][0][int(source)] * values["w"][int(source)][j]
        case "share":
            return values["x"][0][int(source)] * values["grad_z"][0][j]
        case "message":
            return values["w"][int(source)][j] * values["grad_z"][0][j]
        case "w":
            return values["w"][int(source)][j]
        case "w_after":
            return values["update"]["w"]["after"][int(source)][j]
        case "change":
            return values["update"]["w"]["change"][int(source)][j]
        case "b":
            return values["b"][j]
        case "a" if at == "0":
            return trace["x"][0][j]
        case "grad_a" if at == "0":
            return trace["layers"][0]["grad_x"][0][j]
        case _:
            return values[quantity][0][j]


def rest(trace: dict[str, Any], key: str, shown: set[str]) -> float:
    """What the edges that are not shown add up to, from all that there are."""
    quantity, at, unit, _, row = key.split(":")
    values = trace["layers"][int(at) - 1]
    if quantity == "sum_rest":
        all_edges = [f"product:{at}:{unit}:{i}:{row}" for i in range(len(values["w"]))]
    else:
        all_edges = [f"message:{at}:{j}:{unit}:{row}" for j in range(len(values["b"]))]
    return sum(number(trace, edge) for edge in all_edges if edge not in shown)


def beats(trace: dict[str, Any]) -> int:
    return len(trace["beats"])


@pytest.mark.parametrize("select", ["", "&select=n-2-16", "&select=w-2-7-16", "&select=n-0-3"])
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


def test_a_wide_page_stays_small_at_every_beat(still: Playground) -> None:
    opened(still, WIDE)
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


def zoomed(page: Page) -> list[float]:
    """Scale and offsets of the stage, from what the browser applies."""
    return page.evaluate(
        """() => {
            const m = new DOMMatrix(getComputedStyle(document.querySelector('.graph-stage')).transform);
            return [m.a, m.e, m.f];
        }"""
    )


@pytest.mark.parametrize("network", ["wide", "spam"])
def test_wheel_keys_and_buttons_zoom_and_a_drag_pans(still: Playground, network: str) -> None:
    if network == "wide":
        opened(still, WIDE)
    else:
        still.open()
    page = still.page
    frame = page.locator(".graph-frame").bounding_box()
    assert frame
    x, y = frame["x"] + frame["width"] - 40, frame["y"] + frame["height"] - 60
    page.mouse.move(x, y)
    page.mouse.wheel(0, 40)
    assert zoomed(page)[0] == 1, "a plain wheel scrolls"
    page.keyboard.down("Control")
    for _ in range(6):
        page.mouse.wheel(0, -20)
    page.keyboard.up("Control")
    page.wait_for_function("() => location.hash.includes('zoom=')")
    k = zoomed(page)[0]
    assert k > 1.5
    page.mouse.down()
    page.mouse.move(x - 70, y - 30, steps=5)
    moved = zoomed(page)
    page.mouse.up()
    page.mouse.move(x, y)
    assert zoomed(page)[0] == pytest.approx(k, rel=1e-3)
    assert zoomed(page)[1:] == pytest.approx(moved[1:], abs=1)
    assert still.page.locator(".is-moving").count() == 0
    page.keyboard.press("-")
    assert zoomed(page)[0] == pytest.approx(k / 1.5, rel=1e-2)
    page.keyboard.press("0")
    assert zoomed(page)[0] == 1
    page.wait_for_function("() => !location.hash.includes('zoom=')")
    page.get_by_role("button", name="Zoom in").click()
    assert zoomed(page)[0] == 1.5
    page.mouse.dblclick(x, y)
    assert zoomed(page)[0] == 1
    page.keyboard.press("+")
    assert zoomed(page)[0] == 1.5


def test_zoom_keys_are_silent_where_letter_keys_are_off(still: Playground) -> None:
    still.open()
    still.page.get_by_role("button", name="Help and keys").click()
    still.page.get_by_label("Single-letter keys").uncheck()
    still.page.keyboard.press("Escape")
    still.page.keyboard.press("+")
    assert zoomed(still.page)[0] == 1


def test_two_fingers_zoom_about_the_middle_between_them(still: Playground) -> None:
    opened(still, WIDE)
    session: Any = still.page.context.new_cdp_session(still.page)
    frame = still.page.locator(".graph-frame").bounding_box()
    assert frame
    x, y = frame["x"] + 200, frame["y"] + 150

    def touch(kind: str, apart: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x - apart, "y": y}, {"x": x + apart, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 40)
    for apart in (50, 60, 70, 80):
        touch("touchMove", apart)
    touch("touchEnd", 0)
    k, left, top = zoomed(still.page)
    assert k == pytest.approx(2, rel=0.02)
    assert 200 * k + left == pytest.approx(200, abs=3)
    assert 150 * k + top == pytest.approx(150, abs=3)


def test_no_text_is_read_at_less_than_twelve_pixels_when_zoomed_out(still: Playground) -> None:
    opened(still, WIDE, "#beat=forward-2-sum&zoom=0.6,0,0")
    small = still.page.evaluate(
        """() => [...document.querySelectorAll('.graph-stage text')]
            .filter((e) => e.getClientRects().length).length"""
    )
    assert small == 0
    still.page.keyboard.press("0")
    expect(still.page.locator(".graph-stage .label").first).to_be_visible()


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
    still.go_to("backward-2-send")
    address = still.page.url
    other = still.page.context.new_page()
    other.set_viewport_size({"width": 1440, "height": 900})
    other.emulate_media(reduced_motion="reduce")
    other.goto(address)
    expect(other.locator("svg[data-beat=backward-2-send]")).to_be_visible()
    other.wait_for_timeout(600)
    assert other.evaluate(PICTURE) == seen["backward-2-send"]
    other.close()


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
