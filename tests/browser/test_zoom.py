"""Zooming and panning: by wheel, keys, buttons and fingers, with no text too small to be read."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Playground
from tests.browser.wide import WIDE, opened


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
    still.page.get_by_role("button", name="Settings").click()
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
