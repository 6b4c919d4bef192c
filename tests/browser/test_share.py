"""A network leaves the page by a link that holds it, or to a snapshot, and is the same where it arrives."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pages import Playground
from tests.browser.sharing import OWN, RICH, SIZE, Json, drawn, elsewhere, made, rest, share

Place = Callable[[Playground], object]


def link_of(place: Playground) -> str:
    """The link that the dialog shows."""
    link = share(place).get_by_role("textbox", name="Link that holds everything")
    expect(link).to_have_value(re.compile("#net=1"))
    address = link.input_value()
    place.page.keyboard.press("Escape")
    return address


def look_back(place: Playground) -> None:
    """To a step before the newest, in the middle of its way back, one term at a time."""
    place.page.get_by_role("button", name="Term", exact=True).click()
    place.page.get_by_role("slider", name="Training steps").first.focus()
    place.page.keyboard.press("ArrowLeft")
    expect(place.timeline).to_contain_text("Step 12 of 13")
    place.page.get_by_role("slider", name="Beat of the step").focus()
    for _ in range(30):
        place.page.keyboard.press("ArrowRight")


def whole_batch(place: Playground) -> None:
    place.build.get_by_role("button", name="The whole batch").click()
    place.go_to("backward-2-gather")


def at_the_end(place: Playground) -> None:
    place.part("Layer 1, neuron 2").focus()
    place.page.keyboard.press("Enter")
    place.page.keyboard.press("End")


def faced(place: Playground, request: Json | None) -> None:
    """Waits until each unit has what it sees of the plane of the data, which comes after the numbers."""
    if request is not None:
        expect(place.network.locator("svg.graph-faced")).to_be_visible(timeout=15_000)


CASES: dict[str, tuple[Json | None, int, Place]] = {
    "the spam filter, foretold": (None, 0, lambda place: place.go_to("backward-2-gate")),
    "adam, batch norm and dropout, whole batch": (RICH, 13, whole_batch),
    "looked back, term by term": (RICH, 13, look_back),
    "own rows, a neuron picked out": (OWN, 5, at_the_end),
}


@pytest.mark.parametrize("case", CASES)
def test_a_link_shows_the_identical_picture_where_nothing_is_known_of_it(
    still: Playground, browser: Browser, tmp_path: Path, case: str
) -> None:
    request, steps, walk = CASES[case]
    still.open("/" if request is None else made(still.address, request, steps))
    rest(still)
    walk(still)
    faced(still, request)
    before, said = drawn(still), still.caption.inner_text()
    link = link_of(still)
    with elsewhere(browser, tmp_path) as other:
        other.page.goto(other.address + "/" + link.removeprefix(f"{still.address}/"))
        expect(other.graph).to_be_visible()
        faced(other, request)
        after = drawn(other)
        assert other.caption.inner_text() == said
        assert after == before
        expect(other.page).to_have_url(re.compile(r"/networks/[\w-]+#step="))


@pytest.mark.parametrize("broken", ["net=1.eJyrVg", "net=", "net=1.", "net=7.abc", "net=1.****"])
def test_a_broken_link_says_so_and_opens_nothing(playground: Playground, broken: str) -> None:
    page = playground.page
    page.goto(f"{playground.address}/#{broken}")
    expect(page.get_by_role("alert")).to_contain_text("Broken link.")
    expect(page.locator("svg.graph")).to_have_count(0)
    page.get_by_role("link", name="mlpscope, start again").click()
    expect(playground.graph).to_be_visible()


def test_a_network_too_large_for_a_link_says_so(playground: Playground) -> None:
    layers = [{"units": 100, "activation": "relu"}, {"units": 10, "activation": "softmax"}]
    playground.open(made(playground.address, {"network": {"inputs": 10, "layers": layers}}))
    dialog = share(playground)
    expect(dialog).to_contain_text("up to 2,000 parameters, and this network has 2,110")
    expect(dialog.get_by_role("textbox")).to_have_count(0)


def test_a_link_to_look_at_stays_as_it_is_until_it_is_withdrawn(refused: Playground) -> None:
    still, page = refused, refused.page
    still.open(made(still.address, RICH, 4))
    still.go_to("backward-2-gather")
    before = drawn(still)
    dialog = share(still)
    dialog.get_by_role("button", name="Make a read-only link").click()
    link = dialog.get_by_role("textbox", name="Link to look at").input_value()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Train one step").click()
    expect(still.fact("Step")).to_have_text("5")

    other = Playground(page.context.new_page(), still.address)
    other.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    other.page.emulate_media(reduced_motion="reduce")
    other.page.goto(link)
    expect(other.graph).to_be_visible()
    banner = other.page.get_by_role("region", name="Read-only")
    expect(banner).to_contain_text("This is a snapshot")
    assert "/shared/" in other.page.url
    other.page.get_by_role("button", name="Train one step").click()
    expect(other.page.get_by_role("alert")).to_contain_text("snapshot")
    expect(other.fact("Step")).to_have_text("4")
    banner.get_by_role("button", name="Make a copy to change it").click()
    expect(banner).to_have_count(0)
    assert "/networks/" in other.page.url
    assert marks(drawn(other)) == marks(before)
    other.page.get_by_role("button", name="Train one step").click()
    expect(other.fact("Step")).to_have_text("5")

    dialog = share(still)
    dialog.get_by_role("button", name="Make a read-only link").click()
    gone = dialog.get_by_role("textbox", name="Link to look at").input_value()
    dialog.get_by_role("button", name="Withdraw it").click()
    expect(dialog).to_contain_text("leads nowhere")
    assert httpx.get(gone).status_code == 404
    assert httpx.get(link).status_code == 200


def marks(picture: list[str]) -> set[str]:
    """What is written in the picture, whatever its size: a banner leaves it less room."""
    return set(re.findall(r'aria-label="([^"]+)"', picture[0]))
