"""How soon each lesson can be read, and its first figure stands, when a browser has nothing of it yet.

Milliseconds from the request to the first paint of the text, and until the figure is drawn. The goal of the
design is a second. Run with `python tests/bench/bench_lessons.py [times]`; the median is told.
"""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, sync_playwright

from app.lessons.book import lessons
from tests.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from tests.serving import serving

TIMES = 3
GOAL = 1000
STANDS = """new Promise((done) => {
    const figure = document.getElementById('figure');
    const look = () => {
        const busy = figure.querySelector('.opening, [aria-busy=true]');
        if (busy || !figure.querySelector('svg, canvas, table')) return requestAnimationFrame(look);
        requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    };
    look();
})"""
READ = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def opened(browser: Browser, address: str, slug: str) -> tuple[float, float]:
    """Milliseconds until the text is painted, and until the figure stands."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/lessons/{slug}", wait_until="commit")
    page.locator("#figure").wait_for(state="attached")
    stands = float(page.evaluate(STANDS))
    read = float(page.evaluate(READ))
    context.close()
    return read, stands


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as address, sync_playwright() as play:
        chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
        browser = play.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        print(f"{'milliseconds, goal ' + str(GOAL):32}{'text':>8}{'figure':>8}")
        for slug in lessons():
            found = [opened(browser, address, slug) for _ in range(times)]
            read, stands = (statistics.median(each) for each in zip(*found, strict=True))
            print(f"{slug:32}{read:8.0f}{stands:8.0f}{'   over' if stands > GOAL else ''}")
        browser.close()


if __name__ == "__main__":
    main()
