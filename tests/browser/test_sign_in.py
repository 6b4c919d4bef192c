"""The way in is there for everybody: the form, its answer to a wrong token, and the end of guessing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.serving import serving
from tests.thorough import some

TOKEN = "correct horse battery staple"
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
# As in test_everyone: two of the four where time is short.
PLACES: list[tuple[str, Literal["dark", "light"]]] = some(
    [("desk", "light"), ("phone", "dark"), ("desk", "dark"), ("phone", "light")], 2
)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(
        tmp_path_factory.mktemp("closed"), store="memory", token=TOKEN, rate_limit="1000/minute"
    ) as at:
        yield at


@pytest.mark.parametrize(("size", "theme"), PLACES)
def test_anybody_can_sign_in(page: Page, closed: str, size: str, theme: Literal["dark", "light"]) -> None:
    number = PLACES.index((size, theme))
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_extra_http_headers({"X-Forwarded-For": f"198.51.100.{number}"})
    page.goto(f"{closed}/lessons")
    token, wrong = page.get_by_label("Token"), page.get_by_role("alert")
    expect(token).to_be_focused()
    assert violations(page) == []
    for guess in range(20):
        token.fill(f"guess {guess}")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(token).to_have_accessible_description(wrong.inner_text())
    assert violations(page) == []
    token.fill("one too many")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Too Many Requests")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_extra_http_headers({"X-Forwarded-For": f"203.0.113.{number}"})  # somebody else, who knows it
    page.goto(f"{closed}/lessons")
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{closed}/lessons")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lessons")
