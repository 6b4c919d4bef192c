"""The pages around the lessons: their list, the glossary, what one has done, and the sheet to print."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.lessons import PLACES, SIZES


@pytest.mark.parametrize("path", ["/lessons", "/lessons/glossary", "/lessons/summary", "/lessons/sheet"])
def test_the_pages_around_the_lessons_are_for_everyone(calm: Page, server: str, path: str) -> None:
    for size, theme in PLACES:
        width, height = SIZES[size]
        calm.set_viewport_size({"width": width, "height": height})
        calm.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        calm.goto(server + path)
        calm.wait_for_load_state("networkidle")
        assert violations(calm) == [], (size, theme)
        assert calm.evaluate("document.documentElement.scrollWidth <= innerWidth"), (size, theme)


def test_the_sheet_prints_answers_on_a_page_of_their_own(calm: Page, school: str) -> None:
    calm.goto(f"{school}/lessons/sheet")
    expect(calm.get_by_role("button", name="Print")).to_be_visible()
    calm.emulate_media(media="print")
    expect(calm.get_by_role("button", name="Print")).to_be_hidden()
    answers = calm.locator(".sheet-answers")
    assert answers.evaluate("element => getComputedStyle(element).breakBefore") == "page"
    expect(answers).to_contain_text("1.1")
    expect(answers).to_contain_text("a) It is added")
