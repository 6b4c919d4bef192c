"""Networks of lessons as real runs: as found, trained otherwise, and once a goal was reached."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.lessons.book import lessons
from app.lessons.model import Goal, NetworkSource
from engine.types import Array
from tests.lessons.solving import CompareStage, NetworkStage, Server, asked, stage_of

Json = dict[str, Any]


def found(api: Server, slug: str, name: str) -> NetworkStage:
    """A network of a lesson as its reader finds it."""
    return api.as_found(lessons()[slug].networks[name])


def solved(api: Server, slug: str, question: int) -> Json:
    """The network once a goal was reached as its last hint does it."""
    stage = staged(api, slug, question)
    assert isinstance(stage, NetworkStage)
    return stage.network


def staged(api: Server, slug: str, question: int) -> NetworkStage | CompareStage:
    lesson = lessons()[slug]
    goal, figure = next((goal, figure) for index, goal, figure in asked(lesson) if index == question)
    assert isinstance(goal, Goal)
    assert figure is not None
    stage = stage_of(api, lesson, figure)
    assert isinstance(stage, NetworkStage | CompareStage)
    for deed in goal.solve:
        stage.do(deed)
    return stage


def trained(api: Server, request: Json, **body: Any) -> NetworkStage:
    return NetworkStage.of(api, NetworkSource(request=request, train=body))


def request_of(slug: str, name: str) -> Json:
    request = lessons()[slug].networks[name].request
    assert request is not None
    return request


def changed(request: Json, hidden: Json | None = None, **training: Any) -> Json:
    """The same network with something else in each hidden layer, or in its training."""
    *within, last = request["network"]["layers"]
    layers = [*({**layer, **(hidden or {})} for layer in within), last]
    return {
        **request,
        "network": {**request["network"], "layers": layers},
        "training": {**request["training"], **training},
    }


def seeded(request: Json, seed: int) -> Json:
    return {**request, "network": {**request["network"], "seed": seed}}


def accuracies(network: Json) -> tuple[float, float]:
    metrics = network["metrics"]
    return metrics["train"]["accuracy"], metrics["validation"]["accuracy"]


def accuracy(network: Json) -> float:
    return accuracies(network)[1]


def loss(network: Json) -> float:
    return network["metrics"]["validation"]["loss"]


def per_cent(share: float) -> str:
    return f"{100 * share:.4g} %"


def rows(api: Server, stage: NetworkStage) -> tuple[Array, Array]:
    """The training rows as the network is fed them."""
    part = api.ask("GET", f"{stage.path}/rows?limit=2000")["train"]
    return np.array(part["x"]), np.array(part["y"])


def best_line(x: Array, y: Array) -> float:
    """The training loss of linear regression, in closed form."""
    ones = np.column_stack([x, np.ones(len(x))])
    w = np.linalg.lstsq(ones, y, rcond=None)[0]
    return float(np.mean((ones @ w - y) ** 2))


def codes(api: Server, stage: NetworkStage) -> set[str]:
    return {finding["code"] for finding in api.ask("GET", f"{stage.path}/diagnosis")["findings"]}


def norms(stage: NetworkStage, of: str = "grad_w") -> list[float]:
    """How large the gradients of each layer are in the step that is shown."""
    return [float(np.linalg.norm(layer[of])) for layer in stage.trace["layers"]]
