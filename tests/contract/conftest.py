"""The API as a client sees it: over a socket, to the server process that all tests share."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.contract.client import SPAM, Create
from tests.contract.documented import Documented


@pytest.fixture(scope="session")
def openapi(server: str) -> dict[str, Any]:
    return httpx.get(f"{server}/openapi.json", timeout=60).json()


@pytest.fixture(scope="session")
def client(server: str, openapi: dict[str, Any]) -> Iterator[httpx.Client]:
    """A client that holds every answer it gets, in whichever test, against the OpenAPI document."""
    hooks: dict[str, list[Any]] = {"response": [Documented(openapi)]}
    with httpx.Client(base_url=f"{server}/api/v1", timeout=60, event_hooks=hooks) as client:
        yield client


@pytest.fixture
def create(client: httpx.Client) -> Create:
    """Makes a network, the spam filter if nothing else is said, and answers its id."""

    def make(request: dict[str, Any] = SPAM) -> str:
        response = client.post("/networks", json=request)
        assert response.status_code == 201, response.text
        return response.json()["id"]

    return make


@pytest.fixture
def spam(create: Create) -> str:
    return create()
