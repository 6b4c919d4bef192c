"""Does a page that trains for long stay as small as it was? Its heap after a collection, and its elements.

Run with `python tests/bench/bench_memory.py 600` for the ten minutes of the design; a minute is the default.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import httpx
from playwright.sync_api import Page, sync_playwright

from tests.bench.bench_live import epoch, request
from tests.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from tests.serving import serving

SECONDS = 60.0
MARKS = 10


def heap(session: Any) -> float:
    """Megabytes in use, what nobody refers to any more left out."""
    session.send("HeapProfiler.collectGarbage")
    found = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    return found["JSHeapUsedSize"] / 1e6


def measure(page: Page, seconds: float) -> None:
    session: Any = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.get_by_role("region", name="Training").get_by_role("button", name="Run").click()
    page.wait_for_timeout(3000)
    print(f"{'seconds':>8}{'epoch':>10}{'heap MB':>10}{'elements':>10}")
    for mark in range(MARKS + 1):
        elements = page.evaluate("document.getElementsByTagName('*').length")
        print(f"{mark * seconds / MARKS:8.0f}{epoch(page):10}{heap(session):10.2f}{elements:10}", flush=True)
        if mark < MARKS:
            page.wait_for_timeout(1000 * seconds / MARKS)


def main() -> None:
    seconds = float(sys.argv[1]) if sys.argv[1:] else SECONDS
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        summary = httpx.post(f"{address}/api/v1/networks", json=request((4, 2), 10)).json()
        page.goto(address + summary["url"])
        measure(page, seconds)
        browser.close()


if __name__ == "__main__":
    main()
