"""One example or the whole batch: each example beside the mean, and the one that is chosen on the plane."""

from __future__ import annotations

import math
import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.numbers import SOFTMAX, adds_up, marked, number, opened
from tests.browser.pages import Playground


def test_each_example_has_a_bar_and_their_mean_is_the_gradient(playground: Playground) -> None:
    opened(playground, SOFTMAX, "beat=update-update&select=w-1-0-2")
    strip = playground.inspector.get_by_role("region", name="Example by example")
    bars = strip.get_by_role("option")
    expect(bars).to_have_count(12)
    values = [number((bar.get_attribute("aria-label") or "").split(": ")[1]) for bar in bars.all()]
    mean = marked(strip, "grad_w:1:2:0:")
    assert math.fsum(values) / 12 == pytest.approx(mean, rel=1e-2, abs=1e-5)
    expect(strip.get_by_role("option", selected=True)).to_have_accessible_name(re.compile("^Example 1:"))

    strip.get_by_role("listbox").focus()
    for _ in range(4):
        playground.page.keyboard.press("ArrowRight")
    expect(strip).to_contain_text("example 5:")
    assert playground.beat() == "update-update", "arrows walk along the strip and not through the beats"
    assert marked(strip, "own_share:1:2:0:4") == pytest.approx(values[4], rel=1e-3)
    playground.page.keyboard.press("Enter")
    expect(playground.build.get_by_role("group", name="Example of the batch")).to_contain_text("5 of 12")
    expect(strip.get_by_role("option", selected=True)).to_have_accessible_name(re.compile("^Example 5:"))


def test_the_whole_batch_is_means_forward_and_sums_backward_that_add_up(playground: Playground) -> None:
    opened(playground, SOFTMAX, "beat=update-update&select=n-1-2")
    build = playground.build
    build.get_by_role("button", name="The whole batch").click()
    expect(build).to_contain_text("means on the way forward, sums on the way back")
    expect(playground.inspector).to_contain_text("Pick one to see where they come from")
    table = playground.inspector.get_by_role("region", name="Edge by edge")
    assert marked(table, "message:2:0:2:") + marked(table, "message:2:1:2:") + marked(
        table, "message:2:2:2:"
    ) == pytest.approx(marked(table, "grad_a:1:2::"), rel=1e-9)
    table.get_by_role("button", name="Forward").click()
    forward = [marked(table, key) for key in ("product:1:2:0:", "product:1:2:1:", "b:1:2::")]
    assert math.fsum(forward) == pytest.approx(marked(table, "z:1:2::"), rel=1e-9)
    strips = playground.inspector.get_by_role("listbox")
    expect(strips).to_have_count(4)
    strips.first.get_by_role("option").nth(6).click()
    expect(build.get_by_role("group", name="Example of the batch")).to_contain_text("7 of 12")
    assert adds_up(playground.inspector.get_by_role("region", name="Forward", exact=True), "z", "1:2::6")


def test_a_batch_that_is_tied_by_its_norm_says_so(playground: Playground) -> None:
    tied = {
        **SOFTMAX,
        "network": {
            "layers": [
                {"units": 3, "activation": "tanh", "batch_norm": True},
                {"units": 3, "activation": "softmax"},
            ]
        },
    }
    opened(playground, tied, "beat=update-update&select=w-1-0-2")
    expect(playground.inspector).to_contain_text("Batch norm ties the examples together")


def test_a_row_of_the_batch_is_chosen_on_the_plane_and_another_is_traced(
    playground: Playground, page: Page
) -> None:
    opened(playground, SOFTMAX, "beat=forward-1-sum")
    network = re.findall(r"/networks/[\w-]+", page.url)[0]
    api = f"{playground.address}/api/v1{network}"
    batch = httpx.post(f"{api}/preview", json={}).json()["batch"]
    rows = httpx.get(f"{api}/rows").json()["train"]["x"]
    points = page.get_by_role("slider", name="Rows of the data")
    shown = page.locator(".point-now")
    expect(page.locator(".plane-points .point-batch")).to_have_count(12)

    playground.build.get_by_role("button", name="Example after").click()
    expect(shown).to_have_count(1)
    expect(points).to_have_attribute("aria-valuetext", re.compile(f"^Training row {batch[1] + 1}:"))

    # The row of the batch that lies farthest from any other row, so that the click means that one.
    alone = page.evaluate(
        """() => {
            const box = (e) => e.getBoundingClientRect();
            const middle = (e) => [box(e).x + box(e).width / 2, box(e).y + box(e).height / 2];
            const all = [...document.querySelectorAll(".plane-points .point")];
            const apart = (e) => Math.min(...all.filter((o) => o !== e).map((o) =>
                Math.hypot(middle(o)[0] - middle(e)[0], middle(o)[1] - middle(e)[1])));
            const batch = all.filter((e) => e.matches(".point-batch:not(.point-now)"));
            return middle(batch.reduce((a, b) => (apart(b) > apart(a) ? b : a)));
        }"""
    )
    page.mouse.click(*alone)
    expect(points).not_to_have_attribute("aria-valuetext", re.compile(f"^Training row {batch[1] + 1}:"))
    chosen = int(re.findall(r"row (\d+)", points.get_attribute("aria-valuetext") or "")[0]) - 1
    assert chosen in batch
    stepper = playground.build.get_by_role("group", name="Example of the batch")
    expect(stepper).to_contain_text(f"{batch.index(chosen) + 1} of 12")
    row = batch.index(chosen)
    assert [marked(playground.build, f"a:0:{k}::{row}") for k in range(2)] == rows[chosen]

    page.get_by_role("button", name="Show the whole mini-batch").click()
    expect(playground.build.get_by_role("button", name="The whole batch")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(shown).to_have_count(0)
