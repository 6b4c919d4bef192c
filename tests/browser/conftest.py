"""What browser tests share: a real playground in real Chromium, and a guard over console and network."""

from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.browser.pages import Playground
from tests.lessons.samples import FOLDER
from tests.serving import serving
from tests.thorough import THOROUGH

# Each case opens a page: of a test with many, the first is tried where one does not look thoroughly.
FEW = 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out cases of tests in the browser beyond the first."""
    if THOROUGH or config.getoption("keyword"):
        return
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if "browser" in item.path.parts:
            cases[item.nodeid.partition("[")[0]].append(item)
    left_out = {item for same in cases.values() for item in same[FEW:]}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


@contextmanager
def heard(page: Page, *servers: str) -> Generator[None]:
    """A console message of error or warning, or a request to another host, fails the test."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith((*servers, "data:", "blob:")):
            complaints.append(f"asked {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", watch)
    yield
    assert complaints == []


@pytest.fixture
def playground(page: Page, server: str) -> Iterator[Playground]:
    """The playground, which must neither complain nor ask elsewhere."""
    with heard(page, server):
        yield Playground(page, server)


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


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the two lessons of the tests."""
    with serving(tmp_path_factory.mktemp("school"), lessons_dir=str(FOLDER)) as address:
        yield address


@pytest.fixture
def calm(page: Page, server: str, school: str) -> Iterator[Page]:
    """A page on a desk where nothing moves by itself; it must neither complain nor ask elsewhere."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    with heard(page, server, school):
        yield page
