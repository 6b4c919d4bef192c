"""Nobody is left out: axe-core finds nothing in any view, light and dark, on a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.pages import Playground
from tests.thorough import some

SIZES = {"desk": (1440, 900), "phone": (390, 844)}
FORWARD = ("forward-1-product", "forward-2-activation", "loss-loss")
BACKWARD = tuple(f"backward-2-{op}" for op in ("gate", "deposit", "send", "gather"))


# A desk in the light and a phone in the dark first; the other two where one looks thoroughly.
PLACES = some([("desk", "light"), ("phone", "dark"), ("desk", "dark"), ("phone", "light")], 2)


@pytest.fixture(params=PLACES, ids=["-".join(place) for place in PLACES])
def place(playground: Playground, request: pytest.FixtureRequest) -> Playground:
    """A playground of a size and a theme, which does not move."""
    size, theme = request.param
    width, height = SIZES[size]
    playground.page.set_viewport_size({"width": width, "height": height})
    playground.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    return playground


def open_preset(place: Playground, label: str) -> None:
    place.open_example(label)
    expect(place.page).to_have_title(re.compile(label))
    place.page.wait_for_load_state("networkidle")


def test_every_phase_of_a_step(place: Playground) -> None:
    place.open()
    for beat in (*FORWARD, *BACKWARD, "update-measure"):
        place.go_to(beat)
        assert violations(place.page) == [], beat


def test_the_inspector_with_its_derivations_unfolded(place: Playground) -> None:
    place.open()
    place.go_to("backward-1-deposit")
    place.select("Layer 1, neuron 1")
    for _ in range(4):
        place.inspector.locator("button[aria-expanded=false]").first.click()
    place.page.wait_for_load_state("networkidle")
    assert violations(place.page) == []


def test_the_dialogs_and_the_table(place: Playground) -> None:
    place.open()
    place.page.keyboard.press("End")
    for name in ("Help and keys", "Settings"):
        place.page.get_by_role("button", name=name).click()
        expect(place.page.get_by_role("dialog")).to_be_visible()
        assert violations(place.page) == [], name
        place.page.keyboard.press("Escape")
    place.page.get_by_role("button", name="Share and export").click()
    dialog = place.page.get_by_role("dialog", name="Share and export")
    for name in dialog.get_by_role("group", name="What to do").get_by_role("button").all_inner_texts():
        dialog.get_by_role("button", name=name, exact=True).click()
        place.page.wait_for_load_state("networkidle")
        assert violations(place.page) == [], name
    place.page.keyboard.press("Escape")
    place.network.get_by_role("button", name="Table").click()
    assert violations(place.page) == []


@pytest.mark.long
def test_a_network_with_data_its_dock_its_views_and_its_comparison(place: Playground) -> None:
    place.open()
    open_preset(place, "Two spirals")
    dock = place.page.get_by_role("button", name="Curves and diagnosis")
    if dock.get_attribute("aria-expanded") == "false":
        dock.click()
    place.page.get_by_role("button", name="Train one epoch").click()
    expect(place.fact("Epoch")).to_have_text("1")
    place.page.wait_for_load_state("networkidle")
    assert violations(place.page) == []
    for name in place.network.get_by_role("group", name="View").get_by_role("button").all_inner_texts():
        place.network.get_by_role("button", name=name, exact=True).click()
        place.page.wait_for_load_state("networkidle")
        assert violations(place.page) == [], name
    place.page.get_by_role("button", name="Compare", exact=True).click()
    expect(place.page.get_by_role("region", name="Compare")).to_be_visible()
    place.page.wait_for_load_state("networkidle")
    assert violations(place.page) == []
