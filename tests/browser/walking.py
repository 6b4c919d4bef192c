"""Walking through a step in the browser, and holding every number on the way against the API's answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
from playwright.sync_api import Page, Response

from tests.browser.pages import Playground
from tests.browser.shown import Answer, formatted, says

Json = dict[str, Any]

# Walks through the whole step by the keyboard and reads at each stop every number, and the sentence.
WALK = """async (within) => {
    const place = () => new URLSearchParams(location.hash.slice(1)).get('beat');
    const settled = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    const numbers = () => [...document.querySelectorAll(`${within} [data-number]`)].map((element) => ({
        key: element.dataset.number, text: element.textContent,
        short: 'short' in element.dataset, shown: element.dataset.shown ?? null }));
    // What nobody can ask about: not of the step, of a formula, a setting, the scale or a finding.
    const elsewhere = '[data-number], .katex, .letter, script, .build, .legend, .training, .diagnosis,'
        + ' .head-detail';
    const decimal = /\\d\\.\\d|\\de[−-]?\\d/, whole = /^\\s*−?\\d+\\s*$/;
    const nameless = () => {
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        while (texts.nextNode()) {
            const { textContent, parentElement: at } = texts.currentNode;
            if (at.closest(elsewhere)) continue;
            const alone = whole.test(textContent) && at.closest('svg.graph, td, .derivation, .lens');
            if (alone || decimal.test(textContent)) found.push(textContent.trim());
        }
        return found;
    };
    const formulas = () => [...document.querySelectorAll('.katex annotation')].map((at) => at.textContent);
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
        stops.push({ beat, caption, cells, numbers: numbers(), nameless: nameless(), formulas: formulas() });
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


def nameless(answer: Answer, stops: list[Json]) -> list[str]:
    """Numbers on the page, but for that of the rows, without a name by which they could be asked about."""
    said = [(stop["beat"], text) for stop in stops for text in stop["nameless"]]
    return [f"{beat}: {text}" for beat, text in said if text != str(answer.rows)]


class Explained:
    """All numbers that the page was given to explain others by: what a written formula may hold."""

    def __init__(self, page: Page) -> None:
        self._texts: set[str] = set()
        page.on("response", self._hear)

    def invented(self, stops: list[Json]) -> list[str]:
        """Decimals within formulas that no answer of the API holds."""
        return [
            f"{stop['beat']}: {decimal} in {formula}"
            for stop in stops
            for formula in stop["formulas"]
            for decimal in decimals(formula)
            if decimal not in self._texts
        ]

    def _hear(self, response: Response) -> None:
        if "/explain" in response.url or "/gradient-check" in response.url:
            self._texts |= {formatted(abs(value)) for value in numbers_in(response.json())}


def decimals(formula: str) -> list[str]:
    r"""The numbers with a point in a formula, as the page writes them: 1.5 \cdot 10^{-5} is 1.5e−5."""
    found = re.findall(r"(\d+\.\d+)(?: \\cdot 10\^\{(-?\d+)\})?", formula)
    return [mantissa + (f"e{power}".replace("-", "−") if power else "") for mantissa, power in found]


def numbers_in(answer: Any) -> Iterator[float]:
    parts: list[Any] = list(answer.values() if hasattr(answer, "values") else answer)
    for part in parts:
        if isinstance(part, (dict, list)):
            yield from numbers_in(part)
        elif isinstance(part, float):
            yield part
