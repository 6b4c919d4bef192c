"""What browser tests share: the playground of a real server in real Chromium, and a guard over console and network."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.pages import Playground


@pytest.fixture
def playground(page: Page, server: str) -> Iterator[Playground]:
    """The playground; a console message of error or warning, or a request to another host, fails the test."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((server, "data:", "blob:")) else complaints.append(f"asked {request.url}"))
    yield Playground(page, server)
    assert complaints == []
