"""Light and dark, desk and phone: nothing cut off, nothing outside, nothing from elsewhere."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Playground

SIZES = {"desk": (1440, 900), "laptop": (1024, 768), "phone": (390, 844)}


@pytest.mark.parametrize("size", SIZES)
def test_nothing_lies_outside_the_page_or_covers_another_number(playground: Playground, size: str) -> None:
    width, height = SIZES[size]
    playground.page.set_viewport_size({"width": width, "height": height})
    playground.page.emulate_media(reduced_motion="reduce")
    playground.open()
    for _ in range(17):
        assert playground.misplaced() == (0, 0), playground.beat()
        playground.page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("preset", ["Two spirals", "Handwritten digits", "A sine wave"])
def test_a_phone_shows_networks_with_data_within_its_width(playground: Playground, preset: str) -> None:
    playground.page.set_viewport_size({"width": 390, "height": 844})
    playground.open()
    playground.open_example(preset)
    expect(playground.page).to_have_title(re.compile(preset))
    expect(playground.page.get_by_role("button", name="Compare")).to_be_visible()
    assert playground.page.evaluate("document.documentElement.scrollWidth") == 390
    for name in ("Help and keys", "Settings", "Last beat"):
        expect(playground.page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_follows_the_system_and_then_the_choice(playground: Playground, theme: str) -> None:
    page = playground.page
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    playground.open()
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Dark" if theme == "light" else "Light").check()
    after = page.evaluate(ground)
    assert before != after
    page.reload()
    expect(playground.graph).to_be_visible()
    assert page.evaluate(ground) == after


def test_no_text_is_smaller_than_twelve_pixels(playground: Playground) -> None:
    playground.open()
    playground.page.keyboard.press("End")
    small = playground.page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
            .filter((e) => !e.closest('.katex') && parseFloat(getComputedStyle(e).fontSize) < 12)
            .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_the_api_page_works_with_nothing_from_elsewhere(playground: Playground, page: Page) -> None:
    page.goto(f"{playground.address}/docs")
    expect(page.get_by_text("/api/v1/networks", exact=True).first).to_be_visible()


def test_an_unknown_network_is_answered_with_a_page_that_leads_back(page: Page, server: str) -> None:
    page.goto(f"{server}/networks/{'A' * 22}")
    page.get_by_role("link", name="Open the spam filter").click()
    expect(page.get_by_role("region", name="Network").locator("svg[data-beat]")).to_be_visible()
