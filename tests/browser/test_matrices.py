"""The matrices of a beat: true to the API, lit together with the graph, walked by keys, within a phone."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.pages import Playground
from tests.browser.walking import made, walked, wrong
from tests.thorough import some

Json = dict[str, Any]

BATCH: Json = {"x": [[1.0, 0.5], [-0.5, 2.0], [0.2, -1.0]], "y": [[1.0], [0.0], [1.0]]}
SPAM: Json = {
    "network": {"inputs": 2, "seed": 1, "layers": [{"units": 2, "activation": "relu"}, {"units": 1}]},
    "example": {"x": [[0.5, -1.5]], "y": [[1.0]]},
}
RICH: Json = {
    "network": {
        "inputs": 2,
        "seed": 3,
        "layers": [
            {"units": 3, "activation": "tanh", "batch_norm": True},
            {"units": 3, "activation": "gelu", "skip": True, "dropout": 0.4},
            {"units": 1, "activation": "sigmoid"},
        ],
    },
    "training": {
        "optimizer": {"name": "adam", "learning_rate": 0.01},
        "l2": 0.1,
        "clip_norm": 0.05,
    },
    "example": BATCH,
}
CLASSES: Json = {
    "network": {
        "inputs": 2,
        "loss": "categorical_cross_entropy",
        "layers": [{"units": 3, "activation": "softmax"}, {"units": 3, "activation": "softmax"}],
    },
    "example": {"x": BATCH["x"], "y": [0, 2, 1]},
}
WIDE: Json = {
    "network": {
        "inputs": 15,
        "seed": 2,
        "layers": [{"units": 16, "activation": "relu"}, {"units": 14, "activation": "tanh"}, {"units": 1}],
    },
    "example": {
        "x": [[math.sin(n + 3 * k) for k in range(15)] for n in range(15)],
        "y": [[n % 2] for n in range(15)],
    },
}


@pytest.mark.parametrize(
    ("request_", "place"),
    some(
        [
            (SPAM, "grain=term"),
            (RICH, "row=1&grain=neuron"),
            (CLASSES, "row=all&select=n-1-0"),
            (WIDE, "row=all&select=w-2-14-13"),
            (RICH, "row=all"),
            (CLASSES, "row=2"),
            (WIDE, "row=14&select=n-1-15"),
        ],
        4,
    ),
)
def test_every_number_is_the_apis(playground: Playground, server: str, request_: Json, place: str) -> None:
    path, answer = made(server, request_)
    playground.page.emulate_media(reduced_motion="reduce")
    playground.page.goto(f"{server}{path}#{place}&view=matrices")
    expect(playground.network.get_by_role("grid").first).to_be_visible()
    stops = walked(playground, ":is(.board, .worked, .tables)")
    assert len(stops) >= len(answer.trace["beats"])
    assert all(0 < stop["cells"] <= 600 for stop in stops)
    assert wrong(answer, stops) == []
    assert any(number["shown"] for stop in stops for number in stop["numbers"]) == (
        "w-2" in place or "row=1" in place or "row=2" in place
    )


@pytest.mark.parametrize(
    ("request_", "place"), [(RICH, "row=all"), (RICH, "row=2"), (CLASSES, "grain=neuron")]
)
def test_every_number_of_the_tables_is_the_apis_and_at_the_end_none_is_missing(
    playground: Playground, server: str, request_: Json, place: str
) -> None:
    path, answer = made(server, request_)
    playground.page.emulate_media(reduced_motion="reduce")
    playground.page.goto(f"{server}{path}#{place}&view=table")
    expect(playground.network.get_by_role("table").first).to_be_visible()
    stops = walked(playground, ":is(.board, .worked, .tables)")
    assert len(stops) >= len(answer.trace["beats"])
    assert wrong(answer, stops) == []
    texts = [[number["text"] for number in stop["numbers"]] for stop in stops]
    assert "–" not in texts[-1]
    assert texts[0].count("–") > len(texts[0]) / 2


def cell(playground: Playground, name: str) -> Locator:
    return playground.network.get_by_role("gridcell", name=re.compile(rf"^{re.escape(name)}:"))


def opened(playground: Playground, beat: str, more: str = "") -> Playground:
    playground.open(f"/#beat={beat}&view=matrices{more}")
    expect(playground.network.get_by_role("grid").first).to_be_visible()
    return playground


def lit(playground: Playground) -> set[str]:
    names = playground.network.locator("[data-cell].lit").evaluate_all(
        "(cells) => cells.map((cell) => cell.getAttribute('aria-label').split(':')[0])"
    )
    return set(names)


def test_a_cell_lights_its_row_its_column_and_its_edge(playground: Playground) -> None:
    opened(playground, "forward-1-sum")
    line = playground.network.locator(".worked")
    cell(playground, "z, column h₁").hover()
    assert lit(playground) == {
        *(f"W, row {name}, column h₁" for name in ("exclamations", "has “free”", "reputation")),
        *(f"x, column {name}" for name in ("exclamations", "has “free”", "reputation")),
        "b, column h₁",
    }
    expect(line).to_have_text("0.5·3 + 0.8·1 − 0.3·0.8 + 0.1 = 2.16")
    expect(playground.graph.locator("#n-1-0")).to_have_class(re.compile("pointed"))
    cell(playground, "W, row reputation, column h₂").hover()
    assert lit(playground) == {"x, column reputation", "z, column h₂"}
    expect(line).to_contain_text("= −0.18")
    expect(playground.graph.locator("#w-1-2-1")).to_have_class(re.compile("pointed"))
    expect(playground.graph.locator("#n-1-0")).not_to_have_class(re.compile("pointed"))
    playground.caption.hover()
    expect(playground.graph.locator(".pointed")).to_have_count(0)
    assert lit(playground) == set()


def test_what_is_picked_in_the_graph_is_marked_in_the_matrices(playground: Playground) -> None:
    opened(playground, "backward-1-deposit")
    playground.select("Weight from input 2 to layer 1, neuron 1")
    marked = playground.network.locator("[data-cell].marked")
    expect(marked).to_have_count(1)
    expect(marked).to_have_attribute("aria-label", re.compile("^∂L/∂W, row has “free”, column h₁: −0.1605$"))
    expect(playground.network.locator(".worked")).to_have_text("−0.1605·1 = −0.1605")


def test_a_click_on_any_number_opens_what_it_belongs_to(playground: Playground) -> None:
    opened(playground, "forward-1-sum")
    cell(playground, "b, column h₂").click()
    expect(playground.inspector).to_contain_text("Bias of layer 1, neuron 2")
    cell(playground, "z, column h₁").click()
    expect(playground.inspector).to_contain_text("Layer 1, neuron 1")
    playground.network.locator(".worked [data-number]").first.click()
    expect(playground.inspector).to_contain_text("Weight from input 1 to layer 1, neuron 1")


def test_the_matrices_are_one_tab_stop_and_arrows_walk_them(playground: Playground) -> None:
    opened(playground, "forward-1-sum")
    page = playground.page
    name = "document.activeElement.getAttribute('aria-label')"
    playground.part("Layer 1, neuron 1").focus()
    # The picture's three zoom buttons come before.
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate(name) == "W, row exclamations, column h₁: 0.5"
    walked: list[str] = []
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
        walked.append(str(page.evaluate(name)).split(":")[0])
    assert walked == [
        "W, row exclamations, column h₂",
        "W, row has “free”, column h₂",
        "W, row reputation, column h₂",
        "b, column h₂",
        "z, column h₂",
        "z, column h₁",
        "x, column reputation",
    ]
    assert playground.beat() == "forward-1-sum"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(playground.inspector).to_contain_text("Layer 1, neuron 1")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert str(page.evaluate(name)).startswith("z, column h₁"), "the tab stop stays where one was"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.board')") is None


def test_the_focus_stays_on_the_board_when_the_beat_changes(playground: Playground) -> None:
    opened(playground, "forward-1-sum")
    cell(playground, "z, column h₁").focus()
    for _ in range(4):
        playground.page.keyboard.press("Shift+ArrowRight")
        playground.settle()
        assert playground.page.evaluate("document.activeElement.closest('.board') !== null")


def test_later_neurons_are_dashes_and_the_one_at_work_is_lit(playground: Playground) -> None:
    opened(playground, "forward-1-sum-0-2", "&grain=term")
    expect(cell(playground, "z, column h₁")).to_have_text("–")
    at_work = playground.network.locator("[data-cell].now")
    expect(at_work).to_have_count(3)
    playground.page.keyboard.press("ArrowRight")
    expect(cell(playground, "z, column h₁")).to_have_text("2.16")
    expect(cell(playground, "z, column h₂")).to_have_text("–")
    expect(cell(playground, "z, column h₂")).to_have_accessible_name("z, column h₂: not computed yet")


def test_what_is_left_out_is_said_loudly(playground: Playground, server: str) -> None:
    path, _ = made(server, WIDE)
    playground.open(f"{path}#beat=forward-1-sum&view=matrices&select=n-1-15")
    grid = playground.network.get_by_role("grid", name=re.compile("^W "))
    expect(grid.get_by_role("columnheader", name="+8 more")).to_be_visible()
    expect(grid.get_by_role("rowheader", name="+7 more inputs")).to_be_attached()
    expect(grid.get_by_role("columnheader", name="h₁₆")).to_be_visible()
    expect(playground.network.get_by_role("group", name="z = x·W + b")).to_contain_text(
        "+7 more inputs, added up"
    )


@pytest.mark.parametrize("network", ["spam", "wide"])
def test_a_phone_scrolls_the_matrices_and_not_the_page(
    playground: Playground, server: str, network: str
) -> None:
    playground.page.set_viewport_size({"width": 390, "height": 844})
    playground.page.emulate_media(reduced_motion="reduce")
    path = "/" if network == "spam" else made(server, WIDE)[0]
    playground.open(f"{path}#beat=forward-1-product&view=matrices")
    board = playground.network.locator(".board")
    for _ in range(17):
        assert playground.page.evaluate("document.documentElement.scrollWidth") == 390, playground.beat()
        box = board.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        playground.page.keyboard.press("ArrowRight")
    graph = playground.graph.bounding_box()
    box = board.bounding_box()
    assert graph
    assert box
    assert box["y"] + box["height"] <= graph["y"], "the matrices come first"
