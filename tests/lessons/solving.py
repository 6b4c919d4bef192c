"""A lesson's figure, kept by the server as by the page: what it shows, what is done to it, what holds.

Figures that are no network are worked out here a second time, by PyTorch or in closed form, as a referee.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
import torch

from app.lessons.model import (
    AnyFigure,
    AnyQuestion,
    CompareFigure,
    Condition,
    Deed,
    Lesson,
    NetworkFigure,
    NetworkSource,
    Passage,
)

Json = dict[str, Any]
Value = float | str | bool | None


class Stage(Protocol):
    """Where a figure stands: deeds change it, and conditions ask about it."""

    def do(self, deed: Deed) -> None: ...

    def value(self, of: str) -> Value: ...


@dataclass
class Server:
    """What the lessons ask of the server, over HTTP."""

    client: httpx.Client
    presets: Mapping[str, Json] = field(default_factory=dict[str, Json])
    found: dict[str, NetworkStage] = field(default_factory=dict[str, "NetworkStage"])

    def ask(self, method: str, path: str, body: Json | None = None) -> Json:
        answered = self.client.request(method, path, json=body)
        assert answered.is_success, f"{method} {path} {body}: {answered.text}"
        return answered.json()

    def preset(self, name: str) -> Json:
        if not self.presets:
            self.presets = {entry["name"]: entry for entry in self.ask("GET", "/catalog")["presets"]}
        return self.presets[name]["request"]

    def as_found(self, source: NetworkSource) -> NetworkStage:
        """The network as a reader finds it, made and trained once, for who only looks."""
        key = source.model_dump_json()
        if key not in self.found:
            self.found[key] = NetworkStage.of(self, source)
        return self.found[key]


@dataclass
class NetworkStage:
    server: Server
    network: Json
    trace: Json = field(default_factory=dict[str, Any])

    @classmethod
    def of(cls, server: Server, source: NetworkSource) -> NetworkStage:
        """The network of a lesson as a reader finds it."""
        request = source.request if source.preset is None else server.preset(source.preset)
        stage = cls(server, server.ask("POST", "/networks", request))
        if source.train is None:
            stage.foresee()
        else:
            stage.train(source.train)
        return stage

    @property
    def path(self) -> str:
        return f"/networks/{self.network['id']}"

    def foresee(self) -> None:
        """Shows what the next step would be."""
        self.trace = self.server.ask("POST", f"{self.path}/preview", self.batch())

    def batch(self) -> Json:
        """What a step is taken on: the next mini-batch of its data, its example, or ones."""
        if self.network["data"]:
            return {}
        shape = self.network["network"]
        ones = {"x": [[1] * shape["inputs"]], "y": [[1] * shape["layers"][-1]["units"]]}
        example: Json = self.network["example"] or {}
        return {key: ones[key] if example.get(key) is None else example[key] for key in ones}

    def train(self, body: Json) -> None:
        self.network = self.server.ask("POST", f"{self.path}/train", body)
        self.trace = self.server.ask("GET", f"{self.path}/steps/{self.network['step']}")

    def do(self, deed: Deed) -> None:
        assert deed.figure is None, "a network has no options"
        if deed.patch is not None:
            self.network = self.server.ask("PATCH", self.path, deed.patch)
        if deed.edits:
            self.network = self.server.ask("PATCH", f"{self.path}/parameters", {"edits": list(deed.edits)})
        if deed.replace is not None:
            self.network = self.server.ask("POST", "/networks", deed.replace)
        if deed.train is None:
            self.foresee()
        else:
            self.train(deed.train)

    def value(self, of: str) -> Value:
        kind, _, rest = of.partition(":")
        return number(self.trace, rest) if kind == "number" else within(self.network, of, "network")


@dataclass
class CompareStage:
    sides: list[NetworkStage]

    def do(self, deed: Deed) -> None:
        for side in self.sides:
            side.do(deed)

    def value(self, of: str) -> Value:
        _, index, rest = of.split(".", 2)
        return within(self.sides[int(index)].network, rest)


@dataclass
class FigureStage:
    kind: str
    options: Json

    def do(self, deed: Deed) -> None:
        assert deed.figure is not None, f"a figure of kind {self.kind} is told only options"
        self.options = {**self.options, **deed.figure}

    def value(self, of: str) -> Value:
        return SAYS[self.kind](self.options)[of.removeprefix("figure.")]


def descent(options: Json) -> dict[str, Value]:
    """x after so many steps of x ← x − η·2x, which is start·(1 − 2η)ⁿ."""
    steps = options.get("taken", 0)
    rate = options.get("learning_rate") or options["learning_rates"][0]
    x = options.get("start", 3.0) * (1 - 2 * rate) ** steps
    return {"x": x, "f": x * x, "steps": steps, "learning_rate": rate}


def activation(options: Json) -> dict[str, Value]:
    """The function that is picked, and its slope by PyTorch's autograd."""
    name = options.get("name") or options["names"][0]
    z = torch.tensor(float(options.get("z", 1.0)), dtype=torch.float64, requires_grad=True)
    function: Callable[[torch.Tensor], torch.Tensor] = getattr(torch.nn.functional, name)
    value = function(z)
    (slope,) = torch.autograd.grad(value, z)
    return {"name": name, "z": z.item(), "value": value.item(), "slope": slope.item()}


SAYS: dict[str, Callable[[Json], dict[str, Value]]] = {"descent": descent, "activation": activation}


def stage_of(server: Server, lesson: Lesson, figure: AnyFigure) -> Stage:
    if isinstance(figure, NetworkFigure):
        return NetworkStage.of(server, lesson.networks[figure.network])
    if isinstance(figure, CompareFigure):
        return CompareStage([NetworkStage.of(server, lesson.networks[side.network]) for side in figure.sides])
    said = figure.model_dump(exclude_none=True)
    return FigureStage(figure.kind, said["options"])


def number(trace: Json, key: str) -> float | None:
    """A number of a trace by the name that the page marks it with: quantity:layer:unit:from:row."""
    quantity, *fields = key.split(":")
    if not any(fields):
        return trace[quantity]
    layer, unit, from_, row = (int(each) if each else None for each in (fields + [""] * 4)[:4])
    assert layer is not None
    assert unit is not None
    row = row or 0
    if layer == 0:
        return trace["x"][row][unit] if quantity == "a" else trace["layers"][0]["grad_x"][row][unit]
    values = trace["layers"][layer - 1]
    if quantity == "y":
        return trace["y"][row][unit]
    if quantity in ("w", "grad_w"):
        return values[quantity][from_][unit]
    if quantity in ("b", "grad_b"):
        return values[quantity][unit]
    if quantity in ("change", "clipped"):
        own = values["update"]["b" if from_ is None else "w"][quantity]
        return own[unit] if from_ is None else own[from_][unit]
    if quantity in ("w_after", "b_after"):
        own = values["update"][quantity[0]]["after"]
        return own[unit] if from_ is None else own[from_][unit]
    if quantity == "product":
        return values["x"][row][from_] * values["w"][from_][unit]
    if quantity in ("share", "message"):
        factor = values["x"][row][from_] if quantity == "share" else values["w"][from_][unit]
        return factor * values["grad_z"][row][unit]
    if quantity == "x":
        return values["x"][row][from_]
    if quantity == "h" and "h" not in values:
        return values["a"][row][unit]
    return values[quantity][row][unit]


def within(document: Any, path: str, root: str = "") -> Value:
    """What stands at a path of a document, None where there is nothing."""
    try:
        for key in path.removeprefix(f"{root}.").split("."):
            document = document[int(key) if key.isdigit() else key]
    except (KeyError, IndexError, TypeError):
        return None
    return document


def holds(stage: Stage, condition: Condition) -> bool:
    value = stage.value(condition.of)
    if value is None:
        return False
    if condition.equals is not None and value != condition.equals:
        return False
    if condition.at_least is None and condition.at_most is None:
        return True
    assert isinstance(value, int | float), f"{condition.of} is {value!r}, which is neither large nor small"
    low = condition.at_least is None or value >= condition.at_least
    high = condition.at_most is None or value <= condition.at_most
    return low and high


def shown(lesson: Lesson) -> Iterator[tuple[Passage, AnyFigure | None]]:
    """Each passage with the figure beside it: its own, or the one that stood there before."""
    figure: AnyFigure | None = None
    for passage in lesson.passages:
        figure = passage.figure or figure
        yield passage, figure


def asked(lesson: Lesson) -> Iterator[tuple[int, AnyQuestion, AnyFigure | None]]:
    """Each question with its number on the page and the figure beside it."""
    numbered = ((question, figure) for passage, figure in shown(lesson) for question in passage.questions)
    for index, (question, figure) in enumerate(numbered, 1):
        yield index, question, figure


def written(value: float) -> str:
    """A number as the page writes it: four significant digits, a true minus."""
    return f"{float(f'{value:.4g}'):g}".replace("-", "−") if value else "0"
