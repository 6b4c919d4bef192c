"""What browser tests share: a real playground in real Chromium, and a guard over console and network."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.browser.pages import Playground


@pytest.fixture
def playground(page: Page, server: str) -> Iterator[Playground]:
    """The playground; a console message of error or warning, or a request to another host, fails the test."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith((server, "data:", "blob:")):
            complaints.append(f"asked {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", watch)
    yield Playground(page, server)
    assert complaints == []


@pytest.fixture
def still(playground: Playground) -> Playground:
    """The playground on a desk, where nothing moves by itself."""
    playground.page.set_viewport_size({"width": 1440, "height": 900})
    playground.page.emulate_media(reduced_motion="reduce")
    return playground


@pytest.fixture
def refused(page: Page, server: str) -> Playground:
    """The playground on a desk, asked for what the server refuses: the console tells of that."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    return Playground(page, server)
