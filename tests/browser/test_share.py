"""The network leaves the page and comes back: by a link that holds it, by a snapshot, in a frame, as a file, as code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.pages import Playground
from tests.serving import serving

Json = dict[str, Any]
Place = Callable[[Playground], object]

RICH: Json = {
    "name": 'Moons, "rich" & <odd>',
    "network": {
        "seed": 3,
        "layers": [
            {"units": 3, "activation": "relu", "batch_norm": True, "dropout": 0.2},
            {"units": 3, "activation": "tanh", "skip": True},
            {"units": 1, "activation": "sigmoid"},
        ],
    },
    "data": {"name": "moons", "samples": 60},
    "training": {"batch_size": 8, "optimizer": {"name": "adam", "learning_rate": 0.01}, "l2": 0.1},
}
OWN: Json = {
    "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 3, "activation": "softmax"}]},
    "data": {
        "rows": {
            "columns": ["a", "b", "kind"],
            "values": [[i % 5 - 0.0, 0.1 * i, ("x", "y", "z")[i % 3]] for i in range(24)],
            "target": "kind",
        }
    },
}
SIZE = {"width": 1440, "height": 900}

#: All that is drawn of the network: marks with what they say, where they stand and how they look.
DRAWN = """() => [document.querySelector('svg.graph').outerHTML,
    ...[...document.querySelectorAll('.canvas canvas')].map((c) => c.toDataURL())]"""


@contextmanager
def elsewhere(browser: Browser, folder: Path) -> Iterator[Playground]:
    """A browser that was never here, and a server that has nothing."""
    with serving(folder) as address:
        context = browser.new_context(viewport=SIZE, reduced_motion="reduce")  # type: ignore[arg-type]
        yield Playground(context.new_page(), address)
        context.close()


def made(server: str, request: Json, steps: int = 0) -> str:
    """The page of a network that has taken so many steps on its data."""
    summary = httpx.post(f"{server}/api/v1/networks", json=request, timeout=60).json()
    if steps:
        httpx.post(f"{server}/api/v1/networks/{summary['id']}/train", json={"steps": steps}, timeout=60)
    return summary["url"]


def rest(place: Playground) -> None:
    """Waits until all that the page asks for is there."""
    place.settle()
    place.page.wait_for_load_state("networkidle")
    expect(place.network).to_have_attribute("aria-busy", "false")


def drawn(place: Playground) -> list[str]:
    rest(place)
    return place.page.evaluate(DRAWN)


def share(place: Playground, page: str = "Link") -> Locator:
    """Opens the dialog at one of its pages."""
    place.page.get_by_role("button", name="Share and export").click()
    dialog = place.page.get_by_role("dialog", name="Share and export")
    dialog.get_by_role("button", name=page, exact=True).click()
    return dialog


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
    before, said = drawn(still), still.caption.inner_text()
    link = link_of(still)
    with elsewhere(browser, tmp_path) as other:
        other.page.goto(other.address + "/" + link.removeprefix(f"{still.address}/"))
        expect(other.graph).to_be_visible()
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
