"""Live training in Chromium: epochs and frames a second, with the surface and every neuron's face on.

The networks are those of TensorFlow Playground, measured in the same way on such a machine: its default
2-4-2-1 with batches of 10 made 59.4 epochs/s, 2-8×6-1 with batches of 30 made 11.4, at 11.4 frames/s.
Run with `python tests/bench/bench_live.py [seconds]`.
"""

import statistics
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import shutil

import httpx
from playwright.sync_api import Page, sync_playwright

from tests.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from tests.serving import serving

SECONDS = 8.0
WARM_UP = 3000
GOAL_FRAMES = 55
# hidden layers, batch, and what is asked for: ten times TensorFlow Playground, at least
NETWORKS = (("2-4-2-1/10", (4, 2), 10, 594.0), ("2-8×6-1/30", (8,) * 6, 30, 570.0))

# When the screen was drawn, and when a frame of the run was: what is drawn or passed over is acknowledged.
COUNT = """
window.drawn = [];
window.screens = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) {
  const now = performance.now();
  if (text.includes('"ack"') && !(now - window.drawn.at(-1) < 2)) window.drawn.push(now);
  return send.call(this, text);
};
const tick = (now) => { window.screens.push(now); requestAnimationFrame(tick); };
requestAnimationFrame(tick);
"""


def request(hidden: tuple[int, ...], batch: int) -> dict[str, Any]:
    return {
        "network": {"layers": [{"units": units, "activation": "tanh"} for units in hidden]},
        "training": {"optimizer": {"name": "sgd", "learning_rate": 0.03}, "batch_size": batch},
        "data": {"name": "spiral", "samples": 500, "validation_fraction": 0.5},
    }


def epoch(page: Page) -> int:
    return int(page.get_by_label("Epoch", exact=True).inner_text().replace(",", ""))


def rate(page: Page, name: str) -> float:
    """The median over the run of one divided by the time between two marks."""
    times: list[float] = page.evaluate(f"window.{name}")
    gaps = [b - a for a, b in pairwise(times)]
    return 1000 / statistics.median(gaps) if gaps else 0.0


def measure(page: Page, address: str, hidden: tuple[int, ...], batch: int, seconds: float) -> None:
    summary = httpx.post(f"{address}/api/v1/networks", json=request(hidden, batch)).json()
    page.goto(address + summary["url"])
    page.get_by_role("region", name="Training").get_by_role("button", name="Run").click()
    page.wait_for_timeout(WARM_UP)
    page.evaluate("window.drawn = []; window.screens = []")
    first, began = epoch(page), page.evaluate("performance.now()")
    page.wait_for_timeout(seconds * 1000)
    last, ended = epoch(page), page.evaluate("performance.now()")
    print(f"{1000 * (last - first) / (ended - began):10.0f}", end="")
    print(f"{rate(page, 'drawn'):14.1f}{rate(page, 'screens'):14.1f}", end="")


def main() -> None:
    seconds = float(sys.argv[1]) if sys.argv[1:] else SECONDS
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    print(f"{'network/batch':14}{'epochs/s':>10}{'frames/s':>14}{'screens/s':>14}   goals")
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        for name, hidden, batch, goal in NETWORKS:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.add_init_script(COUNT)
            print(f"{name:14}", end="", flush=True)
            measure(page, address, hidden, batch, seconds)
            print(f"   {goal:.0f} epochs/s, {GOAL_FRAMES} frames/s", flush=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
