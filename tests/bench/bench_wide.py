"""How quick a wide network is on the page: 64-256-128-64-10, its 57,984 weights drawn as matrices.

Prints, each beside its goal: the time from a click on step to what is painted, the elements in the page,
the frames a second while the picture is zoomed and panned and while it trains, those of the spam filter's
animation, and what the page does at rest.
Run with `python tests/bench/bench_wide.py`; needs Chromium.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.bench_page import click_to_painted
from tests.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from tests.serving import serving

SECONDS = 3.0
WIDE: dict[str, Any] = {
    "name": "Wide",
    "network": {
        "inputs": 64,
        "seed": 1,
        "layers": [
            {"units": 256, "activation": "relu"},
            {"units": 128, "activation": "relu"},
            {"units": 64, "activation": "relu"},
            {"units": 10, "activation": "softmax"},
        ],
    },
}
DIGITS: dict[str, Any] = {
    "name": "Digits",
    "network": {"layers": WIDE["network"]["layers"][:3], "seed": 1},
    "data": {"name": "digits"},
    "training": {"batch_size": 64},
}
TICKS = """() => {
    window.ticks = [];
    window.ticking = true;
    const tick = (now) => { window.ticks.push(now); if (window.ticking) requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""
CHANGES = """() => {
    window.changes = 0;
    new MutationObserver((all) => { window.changes += all.length; })
        .observe(document, { attributes: true, childList: true, characterData: true, subtree: true });
    window.frames = 0;
    const ask = requestAnimationFrame;
    window.requestAnimationFrame = (f) => { window.frames += 1; return ask(f); };
}"""


def opened(page: Page, address: str, network: dict[str, Any]) -> None:
    made = httpx.post(f"{address}/api/v1/networks", json=network, timeout=60)
    made.raise_for_status()
    page.goto(address + made.json()["url"])
    page.locator("svg[data-beat]").wait_for()
    page.wait_for_timeout(1500)


def frames_a_second(page: Page) -> tuple[float, float]:
    """On the whole, and of the slowest twentieth of frames."""
    ticks: list[float] = page.evaluate("() => { window.ticking = false; return window.ticks; }")
    gaps = [b - a for a, b in pairwise(ticks)]
    return 1000 * len(gaps) / (ticks[-1] - ticks[0]), 1000 / statistics.quantiles(gaps, n=20)[-1]


def stepping(page: Page) -> None:
    for motion in ("reduce", "no-preference"):
        page.emulate_media(reduced_motion=motion)
        page.keyboard.press("Home")
        page.wait_for_timeout(300)
        times: list[float] = []
        for _ in range(31):
            times.append(click_to_painted(page, "Step forward"))
            if motion == "no-preference":
                page.wait_for_timeout(900)
        p95 = statistics.quantiles(times, n=20)[-1]
        print(
            f"step forward to painted, motion {motion:14} p95 {p95:6.1f} ms, "
            f"median {statistics.median(times):5.1f}   goal p95 50 ms"
        )


def elements(page: Page, what: str) -> None:
    most = 0
    page.emulate_media(reduced_motion="reduce")
    page.keyboard.press("Home")
    for _ in range(31):
        most = max(most, int(page.evaluate("document.querySelectorAll('*').length")))
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    print(f"DOM elements in the page, {what:16} {most:6d} at most   goal 1,500")


def moving(page: Page) -> None:
    box = page.locator(".graph-frame").bounding_box()
    assert box
    x, y = box["x"] + box["width"] - 60, box["y"] + box["height"] - 60
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.evaluate(TICKS)
    began = time.perf_counter()
    turn = 0
    while time.perf_counter() - began < SECONDS:
        page.mouse.wheel(0, -6 if turn % 80 < 40 else 6)
        turn += 1
        page.wait_for_timeout(8)
    page.keyboard.up("Control")
    print("zoom: {:5.1f} frames/s, slowest twentieth {:5.1f}   goal 55".format(*frames_a_second(page)))
    page.wait_for_timeout(400)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(TICKS)
    began = time.perf_counter()
    turn = 0
    while time.perf_counter() - began < SECONDS:
        turn += 1
        page.mouse.move(x - (turn % 120), y - (turn % 60))
        page.wait_for_timeout(8)
    page.mouse.up()
    print("pan:  {:5.1f} frames/s, slowest twentieth {:5.1f}   goal 55".format(*frames_a_second(page)))
    page.get_by_role("button", name="Fit the picture").click()


def playing(page: Page, what: str, goal: str) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.keyboard.press("Home")
    page.evaluate(TICKS)
    page.keyboard.press("Space")
    page.wait_for_timeout(SECONDS * 1000)
    page.keyboard.press("Space")
    print(
        "{} plays at {:5.1f} frames/s, slowest twentieth {:5.1f}   goal {}".format(
            what, *frames_a_second(page), goal
        )
    )


def resting(page: Page, what: str) -> None:
    page.wait_for_timeout(1000)
    page.evaluate(CHANGES)
    session: Any = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def task() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(1000 * each["value"] for each in metrics if each["name"] == "TaskDuration")

    page.wait_for_timeout(300)
    began = task()
    time.sleep(SECONDS)
    spent = task() - began
    changes, frames = page.evaluate("[window.changes, window.frames]")
    print(
        f"{what} at rest: {spent:4.1f} ms of tasks in {SECONDS:.0f} s, {changes} changes, {frames} frames   "
        "goal 5 ms, 0, 0"
    )


def training(page: Page) -> None:
    page.get_by_role("region", name="Training").get_by_role("button", name="Run").click()
    page.wait_for_timeout(2500)
    page.evaluate(TICKS)
    page.wait_for_timeout(SECONDS * 1000)
    print(
        "training, wide: {:5.1f} frames/s, slowest twentieth {:5.1f}   goal 30".format(*frames_a_second(page))
    )
    page.get_by_role("region", name="Training").get_by_role("button", name="Pause").click()


def creating(page: Page, address: str) -> None:
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())) if "/preview" in answer.url else None)
    made = httpx.post(f"{address}/api/v1/networks", json=WIDE, timeout=60).json()
    began = time.perf_counter()
    page.goto(address + made["url"])
    page.locator("svg[data-beat]").wait_for()
    print(f"opened and drawn in {time.perf_counter() - began:4.2f} s, ", end="")
    page.wait_for_timeout(500)
    print(f"its first step {sizes[0] / 1e6:.1f} MB of JSON")


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "data") as address,
        sync_playwright() as playwright,
    ):
        chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        creating(page, address)
        elements(page, "nothing open")
        stepping(page)
        page.goto(page.url.partition("#")[0] + "#select=n-2-5")
        page.reload()
        page.locator("svg[data-beat]").wait_for()
        elements(page, "a neuron open")
        page.get_by_role("button", name="Close the inspector").click()
        moving(page)
        playing(page, "wide", "30")
        resting(page, "wide")
        opened(page, address, DIGITS)
        training(page)
        page.goto(address)
        page.locator("svg[data-beat]").wait_for()
        page.wait_for_timeout(1500)
        playing(page, "spam", "60")
        resting(page, "spam")
        browser.close()


if __name__ == "__main__":
    main()
