"""Data of one's own on the page: brought, corrected, drawn, used, trained on, and read row by row."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.pages import Playground

# An id, a number with a stray text, a category, and what to predict; the first rows are hard to learn.
ROWS = [
    f"{i};{20 + i % 9};{'red' if i % 2 else 'blue'};{'ham' if (i % 2) != (i < 3) else 'spam'}"
    for i in range(60)
]
CSV = "Id;age;colour;kind\n" + "\n".join([*ROWS, "60;unknown;red;ham", "61;;blue;spam"]) + "\n"


@pytest.fixture
def spam(playground: Playground) -> Playground:
    return playground.open()


def opened(playground: Playground, tab: str | None = None) -> Locator:
    playground.build.get_by_role("button", name="Choose data").click()
    dialog = playground.page.get_by_role("dialog", name="Data")
    if tab:
        dialog.get_by_role("button", name=tab, exact=True).click()
    return dialog


def paste(dialog: Locator, text: str) -> None:
    dialog.get_by_label("Or paste rows").fill(text)
    dialog.get_by_role("button", name="Read the rows").click()


def network(playground: Playground) -> Any:
    id = playground.page.url.split("/networks/")[1].split("#")[0]
    return playground.page.request.get(f"{playground.address}/api/v1/networks/{id}").json()


def test_pasted_rows_are_corrected_used_trained_on_and_read_worst_first(spam: Playground) -> None:
    dialog = opened(spam, "Paste or file")
    paste(dialog, CSV)
    expect(dialog.get_by_label("Separated by")).to_contain_text("semicolon (found out)")
    columns = dialog.get_by_role("region", name="Columns")
    expect(columns.get_by_role("row", name=re.compile("^Id"))).to_contain_text("it counts the rows")
    expect(columns.get_by_label("Use of Id")).to_have_value("left out")
    expect(columns).to_contain_text("'unknown' on line 62")
    expect(columns.get_by_label("Where age is missing")).to_have_value("mean")
    happens = dialog.get_by_role("region", name="What will happen")
    expect(happens).to_contain_text("3 inputs: age, colour=blue, colour=red")
    columns.get_by_label("Kind of age").select_option("categories")
    expect(happens).to_contain_text("12 inputs")
    columns.get_by_label("Kind of age").select_option("numbers")
    columns.get_by_label("Where age is missing").select_option("leave out the row")
    expect(happens).to_contain_text("2 rows are left out")
    columns.get_by_label("Use of colour").select_option("predict")
    expect(columns.get_by_label("Use of kind")).to_have_value("feature")
    columns.get_by_label("Use of kind").select_option("predict")
    dialog.get_by_role("button", name="Use this data").click()
    expect(dialog).to_be_hidden()
    made = network(spam)
    assert made["data"]["treatments"] == {"age": {"type": "number", "missing": "drop"}}
    assert made["data"]["features"] == ["age", "colour=blue", "colour=red"]
    assert made["network"]["layers"][-1] == {
        **made["network"]["layers"][-1],
        "units": 1,
        "activation": "sigmoid",
    }
    spam.page.get_by_role("button", name="Train one epoch").click()
    expect(spam.fact("Epoch")).to_have_text("1")
    spam.network.get_by_role("button", name="Rows", exact=True).click()
    table = spam.network.get_by_role("table", name="Rows of the data")
    spam.network.get_by_role("button", name="Worst first").click()
    expect(table.get_by_role("columnheader", name="loss")).to_have_attribute("aria-sort", "descending")
    losses: list[float] = []
    for _ in range(50):  # the order is the server's, and on its way
        losses = [float(text) for text in table.locator("tbody td:nth-child(3)").all_inner_texts()]
        if losses == sorted(losses, reverse=True):
            break
        spam.page.wait_for_timeout(100)
    assert losses == sorted(losses, reverse=True)
    assert len(losses) == 50
    first = table.get_by_role("button", name=re.compile("Send row")).first
    part = table.locator("tbody td").first.inner_text()
    first.focus()
    spam.page.keyboard.press("ArrowDown")
    spam.page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    spam.page.keyboard.press("Enter")
    expect(table.locator("tbody tr").first).to_have_attribute("aria-current", "true")
    kind, _, place = part.rpartition(" ")
    said = "Training row" if kind == "training" else "Row kept aside"
    expect(spam.page.locator("body")).to_contain_text(re.compile(rf"{said} {place}\b", re.IGNORECASE))
    spam.network.get_by_role("button", name="See it in the graph").click()
    spam.page.keyboard.press("End")
    spam.select("Layer 1, neuron 1")
    age = table_value(made, spam, kind, int(place))
    expect(spam.inspector).to_contain_text(age)


def table_value(made: Any, playground: Playground, kind: str, place: int) -> str:
    """The age of a row as the network sees it, to the digits that are shown."""
    answer = playground.page.request.get(f"{playground.address}/api/v1/networks/{made['id']}/rows").json()
    x = answer["train" if kind == "training" else "validation"]["x"][place - 1][0]
    return f"{abs(x):.4g}"


def test_undo_brings_back_the_network_before_the_data(spam: Playground) -> None:
    dialog = opened(spam)
    dialog.get_by_role("button", name=re.compile("^Iris")).click()
    expect(dialog.get_by_role("region", name="What will happen")).to_contain_text(
        "The network becomes 4 → 8 → 3"
    )
    dialog.get_by_label("Share kept aside").fill("0.2")
    dialog.get_by_label("Share kept aside").press("Enter")
    dialog.get_by_label("petal width, cm").uncheck()
    expect(dialog.get_by_role("region", name="What will happen")).to_contain_text(
        "120 to learn from, 30 kept aside"
    )
    dialog.get_by_role("button", name="Use this data").click()
    expect(dialog).to_be_hidden()
    assert network(spam)["data"]["features"] == ["sepal_length", "sepal_width", "petal_length"]
    expect(spam.part("Input 1, sepal_length")).to_be_visible()
    spam.page.get_by_role("button", name="Undo").click()
    expect(spam.page.get_by_role("heading", name="Spam filter")).to_be_attached()


def test_points_are_drawn_by_mouse_and_by_keyboard_and_learned(spam: Playground) -> None:
    dialog = opened(spam, "Draw")
    plane = dialog.get_by_label("Plane to draw on")
    use = dialog.get_by_role("button", name="Use these points")
    expect(use).to_be_disabled()
    box = plane.bounding_box()
    assert box
    for x, y in ((0.3, 0.3), (0.35, 0.5), (0.3, 0.7)):
        spam.page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    plane.focus()
    keys = ["2", *["ArrowRight"] * 12, "Enter", "ArrowUp", "ArrowUp", "Enter", "ArrowUp", "Enter"]
    for key in keys:
        plane.press(key)
    expect(dialog.get_by_role("button", name="A 3")).to_be_visible()
    expect(dialog.get_by_role("button", name="B 3")).to_be_visible()
    plane.press("PageUp")
    expect(dialog.get_by_text(re.compile("Point 6 of 6, class B"))).to_be_attached()
    plane.press("Delete")
    expect(dialog.get_by_role("button", name="B 2")).to_be_visible()
    dialog.get_by_role("button", name="Undo point").click()
    expect(dialog.get_by_role("button", name="B 3")).to_be_visible()
    box = plane.bounding_box()
    assert box
    spam.page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    spam.page.mouse.down()
    spam.page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"], steps=4)
    spam.page.mouse.up()
    expect(dialog.get_by_role("button", name="A 3")).to_be_visible()
    use.click()
    expect(dialog).to_be_hidden()
    made = network(spam)
    assert made["data"]["rows"] == {"columns": ["x1", "x2", "class"], "target": "class", "count": 6}
    spam.page.get_by_role("button", name="Train one epoch").click()
    expect(spam.fact("Epoch")).to_have_text("1")
    expect(spam.network.get_by_role("button", name="Decision boundary")).to_be_visible()


def test_what_can_change_without_a_reset_does_and_is_undone(spam: Playground) -> None:
    dialog = opened(spam)
    dialog.get_by_role("button", name=re.compile("^Moons")).click()
    dialog.get_by_role("button", name="Use this data").click()
    expect(dialog).to_be_hidden()
    spam.page.get_by_role("button", name="Train one epoch").click()
    expect(spam.fact("Epoch")).to_have_text("1")
    before = network(spam)
    dialog = opened(spam, "This data")
    batch = dialog.get_by_role("region", name="Mini-batch")
    expect(batch).to_contain_text("As the network sees it")
    noise = dialog.get_by_label("Noise")
    noise.fill("0.4")
    noise.press("Enter")
    expect(batch).to_contain_text("mini-batch of the next step")
    dialog.get_by_label("Share kept aside").fill("0.5")
    dialog.get_by_label("Share kept aside").press("Enter")
    expect(dialog).to_contain_text(re.compile(r"(\d+) rows to learn from, \1 kept aside"))
    after = network(spam)
    assert (after["id"], after["step"], after["epoch"]) == (before["id"], before["step"], before["epoch"])
    assert (after["data"]["noise"], after["data"]["validation_fraction"]) == (0.4, 0.5)
    spam.page.keyboard.press("Escape")
    for _ in range(2):
        spam.page.get_by_role("button", name="Undo").click()
    expect(spam.page.get_by_role("button", name="Redo")).to_be_enabled()
    assert network(spam)["data"] == before["data"]


def test_a_broken_file_is_refused_by_line_and_column_and_read_again(page: Page, server: str) -> None:
    """Without the guard over the console, in which Chromium notes every refusal."""
    dialog = opened(Playground(page, server).open(), "Paste or file")
    paste(dialog, "a,b,kind\n1,2,u\n3,v\n")
    expect(dialog).to_contain_text("got 2 on line 3: none for column 'kind'")
    dialog.get_by_role("button", name="Bring other data").click()
    content = "größe;art\n1;é\n2;ß\n".encode("latin-1")
    file: FilePayload = {"name": "alt.csv", "mimeType": "text/csv", "buffer": content}
    dialog.locator("input[type=file]").set_input_files([file])
    expect(dialog).to_contain_text("on line 1, is not")
    dialog.get_by_label("Letters").select_option("Latin-1 (Windows)")
    expect(dialog.get_by_role("region", name="First rows")).to_contain_text("größe")
    expect(dialog.get_by_role("button", name="Use this data")).to_be_enabled()


def test_a_page_of_many_rows_is_turned_by_its_buttons(spam: Playground) -> None:
    values = [[i, i % 7, "u" if i % 3 else "v"] for i in range(10_000)]
    data = {"rows": {"columns": ["i", "j", "kind"], "values": values, "target": "kind"}}
    body = {"network": {"layers": [{"units": 3, "activation": "tanh"}]}, "data": data}
    answer = spam.page.request.post(f"{spam.address}/api/v1/networks", data=body)
    spam.open(answer.json()["url"])
    spam.network.get_by_role("button", name="Rows", exact=True).click()
    pages = spam.network.get_by_role("group", name="Pages of rows")
    expect(pages).to_contain_text("1–50 of 10,000")
    pages.get_by_role("button", name="Last rows").click()
    expect(pages).to_contain_text("9,951–10,000 of 10,000")
    table = spam.network.get_by_role("table", name="Rows of the data")
    table.get_by_role("button", name="Send row 10000 through").click()
    expect(spam.network.get_by_role("button", name="Back to the mini-batch")).to_be_visible()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_the_dialog_and_the_sheet_are_within_reach_of_everyone(
    spam: Playground, size: tuple[int, int]
) -> None:
    spam.page.set_viewport_size({"width": size[0], "height": size[1]})
    dialog = opened(spam)
    dialog.get_by_role("button", name=re.compile("^Wine")).click()
    found: dict[str, list[str]] = {}
    for tab in ("Gallery", "Draw", "Paste or file"):
        dialog.get_by_role("button", name=tab, exact=True).click()
        found[tab] = violations(spam.page)
    paste(dialog, CSV)
    expect(dialog.get_by_role("button", name="Use this data")).to_be_enabled()
    found["columns"] = violations(spam.page)
    assert spam.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    dialog.get_by_role("button", name="Use this data").click()
    expect(dialog).to_be_hidden()
    opened(spam, "This data")
    found["now"] = violations(spam.page)
    spam.page.keyboard.press("Escape")
    spam.network.get_by_role("button", name="Rows", exact=True).click()
    expect(spam.network.get_by_role("table", name="Rows of the data")).to_be_visible()
    found["rows"] = violations(spam.page)
    assert {name: own for name, own in found.items() if own} == {}
    assert spam.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
