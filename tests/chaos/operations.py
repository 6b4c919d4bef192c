"""What people do to a network, drawn from a seed: requests, each a value that can be sent again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """A request about one network; `path` goes on after the address of the network."""

    kind: str
    method: str
    path: str = ""
    body: Json | None = None


@dataclass(frozen=True)
class Subject:
    """A network to begin with, and its widths, inputs first."""

    request: Json
    widths: tuple[int, ...]


SUBJECTS = (
    Subject(
        {
            "name": "moons",
            "network": {"layers": [{"units": 4, "activation": "tanh"}], "seed": 3},
            "training": {"batch_size": 16},
            "data": {"name": "moons", "samples": 120, "seed": 2},
        },
        (2, 4, 1),
    ),
    Subject(
        {
            "name": "spiral with dropout",
            "network": {
                "layers": [{"units": 6, "activation": "relu", "dropout": 0.2}, {"units": 4}],
                "seed": 5,
            },
            "training": {"optimizer": {"name": "adam", "learning_rate": 0.01}, "batch_size": 10},
            "data": {"name": "spiral", "samples": 200, "seed": 1, "validation_fraction": 0.2},
        },
        (2, 6, 4, 1),
    ),
    Subject(
        {
            "name": "iris with batch norm",
            "network": {"layers": [{"units": 5, "activation": "gelu", "batch_norm": True}], "seed": 1},
            "training": {"optimizer": {"name": "momentum", "learning_rate": 0.05}, "l2": 0.001},
            "data": {"name": "iris", "validation_fraction": 0.3, "standardize": True},
        },
        (4, 5, 3),
    ),
    Subject(
        {
            "name": "without data",
            "network": {
                "inputs": 3,
                "layers": [{"units": 2, "activation": "relu"}, {"units": 1, "activation": "sigmoid"}],
                "seed": 7,
            },
            "training": {"optimizer": {"name": "sgd", "learning_rate": 0.1}},
        },
        (3, 2, 1),
    ),
)

# How often each kind comes, of all that changes a network.
CHANGES = {
    "edit": 16,
    "hold": 4,
    "parameters": 3,
    "settings": 10,
    "name": 3,
    "data": 4,
    "step": 14,
    "own step": 8,
    "train": 14,
    "undo": 10,
    "redo": 6,
    "restore": 4,
    "reset": 1,
}
READS = {"forward": 3, "read": 3, "steps": 3, "history": 2}


def draw(chance: Random, subject: Subject, kinds: Mapping[str, float], most_steps: int = 60) -> Operation:
    """One operation; training takes at most so many steps at once."""
    kind = chance.choices(list(kinds), list(kinds.values()))[0]
    layer = chance.randrange(1, len(subject.widths))
    match kind:
        case "edit":
            edits = [
                _edit(chance, subject, value=chance.uniform(-1, 1)) for _ in range(chance.choice((1, 1, 3)))
            ]
            return Operation(kind, "PATCH", "/parameters", {"edits": edits})
        case "hold":
            held = {chance.choice(("frozen", "off")): chance.random() < 0.5}
            return Operation(kind, "PATCH", "/parameters", {"edits": [_edit(chance, subject, **held)]})
        case "parameters":
            return Operation(kind, "PUT", "/parameters", {"layers": _parameters(chance, subject)})
        case "settings":
            return Operation(kind, "PATCH", "", _settings(chance, layer))
        case "name":
            return Operation(kind, "PATCH", "", {"name": f"called {chance.randrange(10**6)}"})
        case "data":
            fraction = chance.choice((0.0, 0.2, 0.3))
            return Operation(kind, "PATCH", "", {"data": {"validation_fraction": fraction}})
        case "step":
            return Operation(kind, "POST", "/step", {})
        case "own step":
            return Operation(kind, "POST", "/step", _batch(chance, subject))
        case "train":
            return Operation(kind, "POST", "/train", {"steps": chance.randint(1, most_steps)})
        case "restore" | "steps":
            path = f"/steps/{int(chance.expovariate(1 / 60))}"
            return (
                Operation(kind, "POST", path + "/restore")
                if kind == "restore"
                else Operation(kind, "GET", path)
            )
        case "reset":
            return Operation(kind, "POST", "/steps/0/restore")
        case "forward":
            return Operation(kind, "POST", "/forward", {"x": _batch(chance, subject)["x"]})
        case "copy":
            return Operation(kind, "POST", "/copies", {"read_only": chance.random() < 0.5})
        case "delete":
            return Operation(kind, "DELETE")
        case "undo" | "redo":
            return Operation(kind, "POST", f"/{kind}")
        case _:
            return Operation(kind, "GET", "/history" if kind == "history" else "/parameters")


def _edit(chance: Random, subject: Subject, **what: Any) -> Json:
    layer = chance.randrange(1, len(subject.widths))
    width = chance.randrange(subject.widths[layer])
    if chance.random() < 0.3:
        return {"layer": layer, "parameter": "b", "index": [width], **what}
    index = [chance.randrange(subject.widths[layer - 1]), width]
    return {"layer": layer, "parameter": "w", "index": index, **what}


def _parameters(chance: Random, subject: Subject) -> list[Json]:
    layers: list[Json] = []
    for wide, units in zip(subject.widths, subject.widths[1:], strict=False):
        w = [[chance.gauss(0, 0.5) for _ in range(units)] for _ in range(wide)]
        layers.append({"w": w, "b": [chance.gauss(0, 0.1) for _ in range(units)]})
    return layers


def _settings(chance: Random, layer: int) -> Json:
    optimizer = {
        "name": chance.choice(("sgd", "adam", "momentum")),
        "learning_rate": chance.uniform(1e-3, 0.1),
    }
    training: Json = chance.choice(
        (
            {"optimizer": optimizer},
            {"optimizer": {"learning_rate": chance.uniform(1e-3, 0.1)}},
            {"batch_size": chance.randint(4, 40)},
            {"l2": chance.uniform(0, 0.01), "clip_norm": chance.uniform(0.5, 5)},
            {"schedule": {"name": "cosine"}},
        )
    )
    if chance.random() < 0.2:
        return {"training": training, "layers": [{"index": layer, "frozen": chance.random() < 0.5}]}
    return {"training": training}


def _batch(chance: Random, subject: Subject) -> Json:
    """Rows of one's own, with targets that any of the losses takes."""
    rows, inputs, outputs = chance.randint(2, 4), subject.widths[0], subject.widths[-1]
    x = [[chance.gauss(0, 1) for _ in range(inputs)] for _ in range(rows)]
    if outputs == 1:
        return {"x": x, "y": [[chance.randrange(2)] for _ in range(rows)]}
    hot = [chance.randrange(outputs) for _ in range(rows)]
    return {"x": x, "y": [[int(unit == own) for unit in range(outputs)] for own in hot]}
