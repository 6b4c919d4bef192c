"""Networks too wide for a mark an edge, and their numbers by name from the API's answer."""

from __future__ import annotations

from typing import Any

from tests.browser.pages import Playground
from tests.browser.shown import Answer

MOST_ELEMENTS = 1500
INPUTS = [round(0.9 - 0.13 * (i % 15), 3) for i in range(64)]


def layer(units: int, activation: str = "relu") -> dict[str, Any]:
    return {"units": units, "activation": activation}


WIDE: dict[str, Any] = {
    "name": "Wide",
    "network": {"inputs": 64, "seed": 1, "layers": [layer(256), layer(128), layer(64), layer(10, "softmax")]},
    "example": {"x": [INPUTS], "y": [3]},
}
CROWD: dict[str, Any] = {
    "name": "Twenty",
    "network": {
        "inputs": 12,
        "seed": 2,
        "layers": [layer(20, "tanh"), layer(20), layer(20, "tanh"), layer(4, "softmax")],
    },
    "example": {"x": [INPUTS[:12]], "y": [1]},
}
# What the picture is: its marks, and what is painted below them.
PICTURE = """() => [
    document.querySelector('svg[data-beat]').outerHTML,
    ...[...document.querySelectorAll('.graph-stage canvas')].map((canvas) => canvas.toDataURL()),
    document.querySelector('.wide-reading')?.outerHTML ?? '',
]"""
# All numbers over the matrices and beside them, by name.
NUMBERS = """() => [...document.querySelectorAll('.graph-wide [data-number], .wide-reading [data-number]')]
    .map((e) => [e.dataset.number, e.textContent])"""


def opened(playground: Playground, network: dict[str, Any], hash: str = "") -> Playground:
    made = playground.page.request.post(f"{playground.address}/api/v1/networks", data=network)
    assert made.status == 201, made.text()
    return playground.open(made.json()["url"] + hash)


def trace_of(playground: Playground, network: dict[str, Any]) -> dict[str, Any]:
    id = playground.page.url.split("/networks/")[1].split("#")[0]
    body = {"x": network["example"]["x"], "y": network["example"]["y"]}
    answer = playground.page.request.post(f"{playground.address}/api/v1/networks/{id}/preview", data=body)
    assert answer.status == 200
    return answer.json()


def value_of(text: str) -> float:
    return float(text.strip().replace("−", "-"))


def number(trace: dict[str, Any], key: str) -> float:
    """One number of the trace by the name that its element has."""
    return Answer(trace, dict).value(key)


def rest(trace: dict[str, Any], key: str, shown: set[str]) -> float:
    """What the edges that are not shown add up to, from all that there are."""
    quantity, at, unit, _, row = key.split(":")
    values = trace["layers"][int(at) - 1]
    if quantity == "sum_rest":
        all_edges = [f"product:{at}:{unit}:{i}:{row}" for i in range(len(values["w"]))]
    else:
        all_edges = [f"message:{at}:{j}:{unit}:{row}" for j in range(len(values["b"]))]
    return sum(number(trace, edge) for edge in all_edges if edge not in shown)


def beats(trace: dict[str, Any]) -> int:
    return len(trace["beats"])
