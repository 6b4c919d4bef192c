"""What the tests of lessons share: the server, as the lessons ask it."""

from collections.abc import Iterator

import httpx
import pytest

from tests.lessons.solving import Server


@pytest.fixture(scope="session")
def api(server: str) -> Iterator[Server]:
    with httpx.Client(base_url=f"{server}/api/v1", timeout=60) as client:
        yield Server(client)
