"""The examples to open: found by typing, chosen by keys, each with what it is for; left by Escape."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.axe import violations
from tests.browser.pages import Playground


@pytest.fixture
def spam(playground: Playground) -> Playground:
    return playground.open()


def opened(spam: Playground) -> Locator:
    button = spam.page.get_by_role("button", name="Open an example")
    button.focus()
    spam.page.keyboard.press("Enter")
    dialog = spam.page.get_by_role("dialog", name="Open an example")
    expect(dialog.get_by_role("combobox", name="Search examples")).to_be_focused()
    return dialog


def test_an_example_is_found_and_opened_by_the_keyboard_alone(spam: Playground) -> None:
    dialog = opened(spam)
    search = dialog.get_by_role("combobox", name="Search examples")
    expect(search).to_be_focused()
    spam.page.keyboard.type("vanish six")
    options = dialog.get_by_role("option")
    expect(options).to_have_count(3)
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    spam.page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(search).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id") or "")
    label = options.nth(1).locator("b").inner_text()
    spam.page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(spam.page).to_have_title(re.compile(label))
    expect(spam.page.get_by_role("button", name=f"Open an example: {label}")).to_be_focused()
    spam.page.keyboard.press("Control+z")
    expect(spam.page).to_have_title(re.compile("Spam filter"))


def test_each_stands_under_what_it_is_for_and_says_what_to_look_at(spam: Playground) -> None:
    dialog = opened(spam)
    catalog = spam.page.request.get(f"{spam.address}/api/v1/catalog").json()
    expect(dialog.get_by_role("option")).to_have_count(len(catalog["presets"]))
    for preset in catalog["presets"]:
        group = dialog.get_by_role("group", name=preset["group"])
        option = group.get_by_role("option", name=re.compile(f"^{re.escape(preset['label'])} "))
        expect(option.first).to_contain_text(preset["summary"])
    dialog.get_by_role("option", name=re.compile("^All weights zero")).click()
    expect(spam.build).to_contain_text("Why weights begin at random")


def test_what_is_not_there_is_said_and_escape_leaves_all_as_it_was(spam: Playground) -> None:
    dialog = opened(spam)
    spam.page.keyboard.type("transformer")
    expect(dialog.get_by_role("option")).to_have_count(0)
    expect(dialog.get_by_role("status")).to_contain_text("Nothing is called so")
    spam.page.keyboard.press("Enter")
    spam.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(spam.page).to_have_title(re.compile("Spam filter"))
    expect(spam.page.get_by_role("button", name="Undo")).to_be_disabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desk", "phone"])
def test_no_one_is_left_out(spam: Playground, scheme: str, size: tuple[int, int]) -> None:
    spam.page.set_viewport_size({"width": size[0], "height": size[1]})
    spam.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    dialog = opened(spam)
    expect(dialog.get_by_role("option").first).to_be_visible()
    assert violations(spam.page) == []
