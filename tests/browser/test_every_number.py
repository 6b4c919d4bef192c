"""Every number on the page, in every view and at every beat, is the API's: read off and worked out anew."""

from __future__ import annotations

import math
import random
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Playground
from tests.browser.shown import read
from tests.browser.walking import Explained, made, nameless, walked, wrong
from tests.thorough import some

Json = dict[str, Any]

BOUNDED = ("binary_cross_entropy", "categorical_cross_entropy")
LOSSES = (*BOUNDED, "mean_squared_error", "mean_absolute_error", "huber", "half_squared_error")
HIDDEN = ("linear", "relu", "leaky_relu", "elu", "gelu", "silu", "softplus", "sigmoid", "tanh", "softmax")
OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam", "adamw")
VIEWS = ("graph", "matrices", "table")
GRAINS = ("layer", "neuron", "term", "phase")


def drawn(seed: int) -> Json:
    """A network with choices drawn by lot; over the seeds each choice comes up."""
    lot = random.Random(seed)
    inputs, rows = lot.randint(1, 3), lot.choice((1, 2, 3))
    loss = LOSSES[seed % len(LOSSES)]
    layers: list[Json] = []
    width = inputs
    for at in range(lot.randint(1, 2)):
        units = lot.choice((width, lot.randint(2, 4)))
        layers.append(
            {
                "units": units,
                "activation": HIDDEN[(seed + at * 3) % len(HIDDEN)],
                "batch_norm": rows > 1 and lot.random() < 0.5,
                "dropout": lot.choice((0.0, 0.0, 0.4)),
                "skip": units == width,
            }
        )
        width = units
    outputs = 1 if loss == "binary_cross_entropy" else lot.randint(2, 3)
    out = {"binary_cross_entropy": "sigmoid", "categorical_cross_entropy": "softmax"}
    layers.append({"units": outputs, "activation": out.get(loss, HIDDEN[seed % len(HIDDEN)])})
    x = [[round(lot.uniform(-2, 2), 2) for _ in range(inputs)] for _ in range(rows)]
    y = [
        [
            float(lot.random() < 0.5) if loss in BOUNDED else round(lot.uniform(-1, 1), 2)
            for _ in range(outputs)
        ]
        for _ in x
    ]
    if loss == "categorical_cross_entropy":
        y = [[float(j == n % outputs) for j in range(outputs)] for n in range(rows)]
    training: Json = {"optimizer": {"name": OPTIMIZERS[seed % len(OPTIMIZERS)], "learning_rate": 0.1}}
    training |= lot.choice(({}, {"l2": 0.1}, {"l1": 0.05, "clip_norm": 0.2}, {"clip_value": 0.05}))
    network = {"inputs": inputs, "loss": loss, "seed": seed, "layers": layers}
    return {"name": f"Drawn {seed}", "network": network, "training": training, "example": {"x": x, "y": y}}


@pytest.mark.parametrize("seed", some(range(14), 6))
def test_every_number_is_the_apis_to_the_digits_shown(playground: Playground, server: str, seed: int) -> None:
    request = drawn(seed)
    path, answer = made(server, request)
    playground.page.emulate_media(reduced_motion="reduce")
    explained = Explained(playground.page)
    # Each seed walks one view at one grain; twelve of them meet every pair.
    view, grain = VIEWS[seed % len(VIEWS)], GRAINS[seed % len(GRAINS)]
    row = ("0", "all", "1")[seed // 2 % 3] if answer.rows > 1 else "0"
    last = len(request["network"]["layers"])
    select = f"n-{last}-0" if seed % 2 else f"w-{last}-0-0"
    playground.page.goto(f"{server}{path}#grain={grain}&row={row}&view={view}&select={select}")
    expect(playground.caption).to_contain_text(".")
    stops = walked(playground)
    assert len(stops) >= (4 if grain == "phase" else len(answer.trace["beats"]))
    assert sum(len(stop["numbers"]) for stop in stops) > len(stops)
    assert wrong(answer, stops) == []
    assert nameless(answer, stops) == []
    assert explained.invented(stops) == []
    for stop in stops:
        if re.search("-(sum|gather)", stop["beat"]) and grain != "phase":
            assert_adds_up(stop["caption"])


def assert_adds_up(caption: str) -> None:
    """Where a sentence writes a sum out, its parts make the whole, within what rounding hides."""
    written = re.search(r"(?:z|∂L/∂\S+) = ([^=×]*[+−] [^=×]*) = (\S+)\.$", caption)
    if not written:
        return
    terms = re.findall(
        r"([+−]?) ?(−?[\d.]+(?:e−?\d+)?)(?! more)", re.sub(r"\(\d+ more added up\)", "", written[1])
    )
    values = [read(number) * (-1 if sign == "−" else 1) for sign, number in terms]
    hidden = sum(0.0006 * abs(value) for value in values) + 0.0006 * abs(read(written[2]))
    assert math.isclose(sum(values), read(written[2]), abs_tol=hidden + 1e-12), caption
