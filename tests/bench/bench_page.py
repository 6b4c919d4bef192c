"""How heavy and how quick the page is: bytes on the wire, server start, and from a click to what is painted.

Prints each figure beside the goal of the design. Run by `make bench`; needs Chromium.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from tests.serving import serving, start

CLICKS = 40
# From the click to the end of the frame in which the picture has changed.
PAINTED = """(name) => new Promise((done) => {
    const step = 'output[aria-labelledby=fact-step]';
    const changes = document.querySelector(name === 'Step forward' ? 'svg[data-beat]' : step);
    const began = performance.now();
    const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
    const observer = new MutationObserver(() => { observer.disconnect(); painted(); });
    observer.observe(changes, { attributes: true, childList: true, characterData: true, subtree: true });
    const named = (button) => (button.ariaLabel ?? button.textContent) === name;
    [...document.querySelectorAll('button')].find(named).click();
})"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(f"server start to first answer  {start_seconds(Path(folder) / 'start'):6.2f} s   goal 1.5 s")
        with serving(Path(folder) / "data") as address, sync_playwright() as playwright:
            chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
            page = browser.new_page()
            first, explained = page_bytes(page, address)
            print(f"JavaScript, CSS and fonts     {first / 1000:6.1f} KB  goal 200 KB")
            print(f"  with formulas, once one opens {explained / 1000:4.1f} KB")
            page.emulate_media(reduced_motion="reduce")
            for name in ("Step forward", "Train one step"):
                page.keyboard.press("Home")
                times = [click_to_painted(page, name) for _ in range(CLICKS)]
                median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
                print(f"{name} to painted: p95 {p95:.1f} ms, median {median:.1f}   goal p95 50 ms")
            browser.close()


def start_seconds(folder: Path) -> float:
    """From the command to the first answer."""
    began = time.perf_counter()
    server = start(folder)
    httpx.get(f"{server.address}/api/v1/health").raise_for_status()
    elapsed = time.perf_counter() - began
    server.stop()
    return elapsed


def page_bytes(page: Page, address: str) -> tuple[float, float]:
    """Compressed bytes on the wire, HTML aside: of the page, and once a number is explained."""
    script = """() => performance.getEntriesByType('resource')
        .filter((entry) => /\\.(js|css|woff2)$/.test(new URL(entry.name).pathname))
        .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""
    page.goto(address)
    page.locator("svg[data-beat]").wait_for()
    page.wait_for_timeout(500)
    first = float(page.evaluate(script))
    page.keyboard.press("End")  # before that nothing of it has been computed
    page.locator('[id="n-1-0"]').click()
    page.locator(".katex").first.wait_for()
    page.wait_for_timeout(500)
    return first, float(page.evaluate(script))


def click_to_painted(page: Page, name: str) -> float:
    elapsed = float(page.evaluate(PAINTED, name))
    page.wait_for_timeout(60)
    if name == "Step forward" and page.get_attribute("svg[data-beat]", "data-beat") == "update-measure":
        page.keyboard.press("Home")
    return elapsed


if __name__ == "__main__":
    main()
