"""The picture of each beat: what is written, what is drawn, and that nothing covers anything else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.pages import Playground
from tests.golden.refresh import RICH
from tests.thorough import some

SIZES = [(1440, 900), (1024, 768), (390, 844)]
SOFTMAX_WITH_SKIP: dict[str, Any] = {
    "network": {
        "inputs": 2,
        "loss": "categorical_cross_entropy",
        "seed": 5,
        "layers": [
            {"units": 4, "activation": "tanh"},
            {"units": 4, "activation": "relu", "skip": True},
            {"units": 3, "activation": "softmax"},
        ],
    },
    "example": {"x": [[0.6, -1.2]], "y": [1]},
}


def opened(playground: Playground, body: Any) -> Playground:
    answer = playground.page.request.post(f"{playground.address}/api/v1/networks", data=body)
    playground.page.emulate_media(reduced_motion="reduce")
    return playground.open(answer.json()["url"])


def walked(playground: Playground) -> list[str]:
    """From Home to End, every beat once: those at which a mark lies outside or covers another."""
    page = playground.page
    page.keyboard.press("Home")
    wrong: list[str] = []
    seen = ""
    while playground.beat() != seen:
        seen = playground.beat()
        if playground.misplaced() != (0, 0):
            wrong.append(f"{seen}: {playground.misplaced()}")
        page.keyboard.press("ArrowRight")
    return wrong


# The first three meet each network and each size once.
NETWORKS = [None, SOFTMAX_WITH_SKIP, RICH]
CASES = [
    (body, SIZES[(i + turn) % len(SIZES)]) for turn in range(len(SIZES)) for i, body in enumerate(NETWORKS)
]


@pytest.mark.parametrize(("body", "size"), some(CASES, 3))
def test_nothing_covers_another_mark_at_any_beat(
    playground: Playground, size: tuple[int, int], body: Any
) -> None:
    playground.page.set_viewport_size({"width": size[0], "height": size[1]})
    if body is None:
        playground.page.emulate_media(reduced_motion="reduce")
        playground.open()
    else:
        opened(playground, body)
    assert walked(playground) == []
