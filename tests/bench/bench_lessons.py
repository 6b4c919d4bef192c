"""How soon each lesson can be read, and its first figure stands, when a browser has nothing of it yet.

Milliseconds from the request to the first paint of the text, until the figure is drawn, and until its network
is trained, where it first is: meanwhile it stands there as it was made. The goal of the design is a second.
Run with `python tests/bench/bench_lessons.py [times]`; the median is told.
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
STANDS = """(trained) => new Promise((done) => {
    const figure = document.getElementById('figure');
    const look = () => {
        const training = !trained && figure.querySelector('.coming');
        const busy = figure.querySelector('.opening, [aria-busy=true]');
        const drawn = figure.querySelector('svg, canvas, table') && (!busy || training);
        if (!drawn) return requestAnimationFrame(look);
        requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    };
    look();
})"""
READ = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def opened(browser: Browser, address: str, slug: str) -> tuple[float, float, float]:
    """Milliseconds until the text is painted, the figure stands, and its network is trained."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/lessons/{slug}", wait_until="commit")
    page.locator("#figure").wait_for(state="attached")
    stands, trained = float(page.evaluate(STANDS, False)), float(page.evaluate(STANDS, True))
    read = float(page.evaluate(READ))
    context.close()
    return read, stands, trained


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as address, sync_playwright() as play:
        chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
        browser = play.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        print(f"{'milliseconds, goal ' + str(GOAL):32}{'text':>8}{'figure':>8}{'trained':>8}")
        for slug in lessons():
            found = [opened(browser, address, slug) for _ in range(times)]
            read, stands, trained = (statistics.median(each) for each in zip(*found, strict=True))
            print(f"{slug:32}{read:8.0f}{stands:8.0f}{trained:8.0f}{'   over' if stands > GOAL else ''}")
        browser.close()


if __name__ == "__main__":
    main()
