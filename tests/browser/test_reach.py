"""Small screens, large letters, fingers and ears: everything stays within reach, and is said once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pages import Playground

#: 1440 × 900 at 200 %; a phone; the narrowest that WCAG 2.2 asks for (reflow, 1.4.10).
SIZES = {"200 %": (720, 450), "phone": (390, 844), "320 px": (320, 640)}
CONTROLS = (
    "Play",
    "Step forward",
    "Step back",
    "First beat",
    "Last beat",
    "Run",
    "Graph",
    "Table",
    "Add layer",
)
OF_THE_PAGE = ("Undo", "Redo", "Share and export", "Help and keys", "Settings")


@pytest.fixture
def finger(browser: Browser, server: str) -> Iterator[Playground]:
    """A phone that is touched."""
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True) as context:
        yield Playground(context.new_page(), server)


@pytest.mark.parametrize("preset", ["Spam filter", "Two spirals"])
@pytest.mark.parametrize("size", SIZES)
def test_all_controls_can_be_reached_without_scrolling_sideways(
    playground: Playground, size: str, preset: str
) -> None:
    page = playground.page
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(reduced_motion="reduce")
    playground.open()
    if preset != "Spam filter":
        playground.open_example(preset)
        expect(page).to_have_title(re.compile(preset), timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for name in CONTROLS + OF_THE_PAGE:
        control = page.get_by_role("button", name=name, exact=True)
        control.scroll_into_view_if_needed()
        expect(control).to_be_in_viewport(ratio=1)
        if control.is_enabled():
            control.click(trial=True)
    for name in ("Settings", "Help and keys"):
        page.get_by_role("button", name=name).click()
        dialog = page.get_by_role("dialog")
        last = dialog.locator("input, a").last
        last.scroll_into_view_if_needed()
        expect(last).to_be_in_viewport(ratio=1)
        assert dialog.evaluate("(dialog) => dialog.scrollWidth <= dialog.clientWidth"), name
        page.keyboard.press("Escape")


@pytest.mark.parametrize("size", SIZES)
def test_at_every_size_there_is_room_to_see_the_picture(playground: Playground, size: str) -> None:
    """What stays in place while the page scrolls leaves at least half of the screen."""
    width, height = SIZES[size]
    playground.page.set_viewport_size({"width": width, "height": height})
    playground.open()
    playground.page.mouse.wheel(0, 300)
    covered = playground.page.evaluate(
        """() => [...document.querySelectorAll('.timeline, .dock, .header')]
            .filter((e) => getComputedStyle(e).position === 'sticky')
            .reduce((sum, e) => sum + e.getBoundingClientRect().height, 0)"""
    )
    assert covered <= height / 2


def test_a_finger_plays_picks_and_closes(finger: Playground) -> None:
    finger.open()
    transport = finger.timeline.get_by_role("group", name="Beats").get_by_role("button")
    boxes = [button.bounding_box() for button in transport.all()]
    assert all(box and box["width"] >= 40 and box["height"] >= 40 for box in boxes)
    finger.timeline.get_by_role("button", name="Last beat").tap()
    expect(finger.graph).to_have_attribute("data-beat", "update-measure")
    finger.part("Layer 2, neuron 1").locator(".body").tap()
    expect(finger.inspector).to_be_in_viewport()
    expect(finger.inspector).to_contain_text("Layer 2, neuron 1")
    close = finger.inspector.get_by_role("button", name="Close the inspector")
    expect(close).to_be_in_viewport(ratio=1)
    close.tap()
    expect(finger.inspector).to_be_hidden()


def test_each_beat_is_said_once(playground: Playground) -> None:
    """A live region that changed with every frame would be read out again and again."""
    playground.open()
    playground.caption.evaluate(
        """(region) => {
            window.said = [];
            new MutationObserver(() => window.said.push(region.textContent))
                .observe(region, { subtree: true, childList: true, characterData: true });
        }"""
    )
    for beat in range(1, 6):
        playground.page.keyboard.press("ArrowRight")
        playground.settle()
        said = playground.page.evaluate("said")
        assert len(said) == len(set(said)) == beat


def test_headings_go_down_one_level_at_a_time(playground: Playground) -> None:
    playground.open()
    playground.go_to("backward-2-gate")
    playground.select("Layer 2, neuron 1")
    expect(playground.inspector.get_by_role("heading", name="Forward", exact=True)).to_be_visible()
    levels = playground.page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((head) => Number(head.localName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_first_stop_skips_to_the_picture_and_leaves_the_address_alone(playground: Playground) -> None:
    playground.open()
    address = playground.page.url
    playground.page.keyboard.press("Tab")
    skip = playground.page.get_by_role("link", name="Skip to the picture")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    playground.page.keyboard.press("Enter")
    expect(playground.part("Input 1, exclamations")).to_be_focused()
    assert playground.page.url == address


@pytest.mark.parametrize(
    ("button", "leave"), [("Help and keys", "Close help"), ("Settings", "Close settings")]
)
def test_a_dialog_keeps_the_focus_and_gives_it_back(playground: Playground, button: str, leave: str) -> None:
    playground.open()
    opener = playground.page.get_by_role("button", name=button)
    dialog = playground.page.get_by_role("dialog")
    for close in ("Escape", leave):
        opener.focus()
        playground.page.keyboard.press("Enter")
        expect(dialog).to_be_visible()
        assert playground.page.evaluate("document.activeElement.closest('dialog') !== null")
        if close == "Escape":
            playground.page.keyboard.press("Escape")
        else:
            dialog.get_by_role("button", name=close).click()
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()


def test_the_picture_is_a_group_that_says_what_it_is_and_how_to_move_in_it(playground: Playground) -> None:
    playground.open()
    picture = playground.network.get_by_role("group", name=re.compile("Spam filter, a picture of 2 layers"))
    expect(picture).to_have_accessible_name(re.compile("arrow keys move between neurons"))
    names = [button.get_attribute("aria-label") or "" for button in picture.get_by_role("button").all()]
    assert all(": " in name for name in names), "a part without its value"
    assert len(names) == len(set(names)) == 8 + 3 + 3 + 3 + 1  # weights, biases, neurons, inputs, the loss
