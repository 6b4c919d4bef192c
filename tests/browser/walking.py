"""Walking through a step in the browser, and holding every number on the way against the API's answer."""

from __future__ import annotations

from typing import Any

import httpx

from tests.browser.pages import Playground
from tests.browser.shown import Answer, says

Json = dict[str, Any]

# Walks through the whole step by the keyboard and reads at each stop every number, and the sentence.
WALK = """async (within) => {
    const place = () => new URLSearchParams(location.hash.slice(1)).get('beat');
    const settled = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    const numbers = () => [...document.querySelectorAll(`${within} [data-number]`)].map((element) => ({
        key: element.dataset.number, text: element.textContent,
        short: 'short' in element.dataset, shown: element.dataset.shown ?? null }));
    const stops = [];
    press('Home');
    for (let last = null; stops.length < 600; ) {
        await settled();
        await settled();
        const beat = place();
        if (beat === last) break;
        last = beat;
        const caption = document.querySelector('[role=status][aria-label=Beat]').textContent;
        const cells = document.querySelectorAll('[data-cell]').length;
        stops.push({ beat, caption, cells, numbers: numbers() });
        press('ArrowRight');
    }
    return stops;
}"""


def made(server: str, request: Json) -> tuple[str, Answer]:
    """The page's path of a new network, and what the API says of its first step."""
    api = f"{server}/api/v1/networks"
    created = httpx.post(api, json=request).raise_for_status().json()
    batch = {"x": request["example"]["x"], "y": request["example"]["y"]}
    trace = httpx.post(f"{api}/{created['id']}/preview", json=batch).raise_for_status().json()

    def ask(about: Json) -> Json:
        return httpx.post(f"{api}/{created['id']}/explain", json=batch | about).raise_for_status().json()

    return created["url"], Answer(trace, ask)


def walked(playground: Playground, within: str = "body") -> list[Json]:
    """All stops of the step that is open, and the numbers that stand in a part of the page at each."""
    return playground.page.evaluate(WALK, within)


def wrong(answer: Answer, stops: list[Json]) -> list[str]:
    """What says something else than the API."""
    said = [(stop["beat"], number) for stop in stops for number in stop["numbers"]]
    return [
        f"{beat}: {number['key']} says {number['text']!r}, is {expected(answer, number)!r}"
        for beat, number in said
        if number["text"] not in ("–", "…")
        and not says(number["text"], expected(answer, number), number["short"])
    ]


def expected(answer: Answer, number: Json) -> float:
    """What a number must be; of a rest, all terms but the ones that are shown."""
    if number["shown"] is None:
        return answer.value(number["key"])
    return answer.rest(number["key"], {int(index) for index in number["shown"].split()})
