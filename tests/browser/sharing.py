"""What the tests of sharing have in common: networks to share, the dialog, and what is drawn."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Locator, expect

from tests.browser.pages import Playground
from tests.serving import serving

Json = dict[str, Any]

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


#: All that is drawn of the network: marks with what they say, where they stand and how they look. Only where
#: Tab enters it is left out, which follows the focus.
DRAWN = """() => [document.querySelector('svg.graph').outerHTML.replaceAll(/ tabindex="-?[0-9]"/g, ''),
    ...[...document.querySelectorAll('.canvas canvas')].map((c) => c.toDataURL())]"""


@contextmanager
def elsewhere(browser: Browser, folder: Path) -> Generator[Playground]:
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
    """The picture, once nothing comes to it any more: what units see of the plane arrives late."""
    rest(place)
    picture: list[str] = place.page.evaluate(DRAWN)
    for _ in range(20):
        place.page.wait_for_timeout(600)
        rest(place)
        before, picture = picture, place.page.evaluate(DRAWN)
        if picture == before:
            break
    return picture


def share(place: Playground, page: str = "Link") -> Locator:
    """Opens the dialog at one of its pages."""
    place.page.get_by_role("button", name="Share and export").click()
    dialog = place.page.get_by_role("dialog", name="Share and export")
    dialog.get_by_role("button", name=page, exact=True).click()
    return dialog
