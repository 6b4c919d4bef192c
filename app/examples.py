"""The examples in the OpenAPI document: the spam filter, asked and answered by the code that serves."""

from dataclasses import replace
from typing import Any

import orjson

from app import catalog, delimited, diagnosis, documents, exporters, limits, points, sheets, traces
from app.answer import json_bytes
from app.data import subject_of
from app.diagnosis import Patient
from app.exporters import BINARY, CSV, FORMATS, csv
from app.judged import Order, judged_rows
from app.kept import Kept
from app.passes import Pass
from app.rows import rows
from app.settings import Settings
from app.showing import looked_at
from app.source import Source
from app.store.base import Noted
from app.suited import previewed
from app.surface import surface
from app.watch import Watch
from app.web import app_version
from engine.batches import Rows
from engine.checks import gradient_check
from engine.datasets import DataSpec
from engine.diagnosis import experiments
from engine.edits import Edit, edited
from engine.explain import explain
from engine.explain.paths import paths
from engine.frames import Frame
from engine.presets import BY_HAND
from engine.training import initial_state

ID = "qN1mVYhT0dS4pJ8xKc2LwA"
SPAM = BY_HAND["spam"]
STATE = initial_state(SPAM.network, SPAM.training, SPAM.weights)
PLANE = initial_state(BY_HAND["xor"].network, BY_HAND["xor"].training, BY_HAND["xor"].weights)
X, Y = SPAM.example.x, SPAM.example.y
BATCH = {"x": X, "y": Y}
ROWS = Rows(X, Y)
XOR = subject_of(Source(DataSpec(name="xor", samples=4)), PLANE.network).value

HELD = [Edit(1, "b", (0,), frozen=True), Edit(2, "w", (1, 0), off=True)]

EXERCISE = {
    "title": "One neuron",
    "networks": {"own": {"preset": "spam"}},
    "passages": [
        {
            "title": "Task",
            "text": "Neuron 1 adds up $wx + b$.",
            "figure": {"kind": "network", "network": "own", "select": "n-1-0"},
            "questions": [
                {
                    "kind": "number",
                    "ask": "What is its sum?",
                    "blank": {"name": "Sum", "answer": 2.16},
                    "says": "Right: it is above 0, so ReLU lets it pass.",
                    "hints": ["Multiply first, then add."],
                }
            ],
        }
    ],
}

REQUESTS: dict[str, Any] = {
    "set_exercise": EXERCISE,
    "create_network": catalog.request(SPAM),
    "import_network": {"file": json_bytes(catalog.request(SPAM)).decode()},
    "upload_dataset": {"file": "x1,x2,label\n0.5,1,inside\n2,3,outside\n1,0.5,inside\n"},
    "preview_data": {"name": "xor", "samples": 4},
    "patch_network": {"training": {"optimizer": {"learning_rate": 0.5}}},
    "put_parameters": {"layers": documents.layers(SPAM.network, SPAM.weights)},
    "edit_parameters": {
        "edits": [
            {"layer": 1, "parameter": "w", "index": [0, 1], "value": 0.3},
            {"layer": 1, "parameter": "b", "index": [0], "frozen": True},
            {"layer": 2, "parameter": "w", "index": [1, 0], "off": True},
        ]
    },
    "forward": {"x": X},
    "backward": BATCH,
    "preview": BATCH,
    "step": BATCH,
    "copy_network": {"step": None, "read_only": True},
    "look": {"surface": {"resolution": 3}, "parameters": True},
    "train_network": {"epochs": 10, "stop": {"accuracy": 0.99}},
    "overfit_one_batch": {"steps": 100},
    "try_learning_rates": {"steps": 100},
    "explain_quantity": {**BATCH, "quantity": "z", "layer": 1, "unit": 0, "example": 0},
    "find_paths": {**BATCH, "layer": 1, "unit": 0, "from": 0},
    "check_gradients": {**BATCH, "layer": 2},
}


def requests() -> dict[str, Any]:
    """A body for every operation that takes one, by the operation's name."""
    return {name: plain(body) for name, body in REQUESTS.items()}


def files(answers: dict[str, Any]) -> dict[str, Any]:
    """What an exported file looks like, by its media type, beside the answers that are no files."""
    subject = exporters.subject_of(Kept(1, SPAM.label, None, STATE), None)
    json, numpy, notebook = (FORMATS[name] for name in ("json", "numpy", "notebook"))
    return {
        BINARY: "the bytes of an npz, safetensors or onnx file",
        CSV: csv.history(answers["read_history"]).decode(),
        numpy.media_type: numpy.write(subject).decode(),
        **{format.media_type: orjson.loads(format.write(subject)) for format in (json, notebook)},
    }


def answers(settings: Settings) -> dict[str, Any]:
    """What every operation answers, by the operation's name."""
    after, step = Pass("step", STATE, X, Y).take()
    trace = traces.trace(step)
    example = plain(REQUESTS["create_network"]["example"])
    kept = Kept(3, SPAM.label, example, STATE)
    first = documents.summary(ID, replace(kept, version=1))
    summary = documents.summary(ID, kept, undo=Noted(2, "step", 0), redo=Noted(3, "edit", 0))
    check = gradient_check(SPAM.network, SPAM.weights, X, Y, layer=2)
    alive = {"status": "ok", "version": app_version()}
    found = {
        "read_catalog": {**catalog.catalog(), **limits.document(settings)},
        **dict.fromkeys(SUMMARIES, summary),
        "create_network": first,
        "copy_network": first | {"url": f"/shared/{ID}", "read_only": True},
        "import_network": first | {"notes": list[str]()},
        "read_parameters": documents.parameters(edited(STATE, HELD)),
        "forward": traces.trace(Pass("forward", STATE, X).run()),
        "backward": traces.trace(Pass("backward", STATE, X, Y).run()),
        **dict.fromkeys(("preview", "step", "read_step"), trace),
        "read_layers": {"kind": "step", "layers": trace["layers"]},
        "read_layer": trace["layers"][0],
        "explain_quantity": documents.explanation(explain(step, "z", layer=1, unit=0, example=0)),
        "find_paths": documents.paths(paths(step, layer=1, unit=0, from_=0)),
        "check_gradients": documents.gradient_check(check),
        "train_network": summary | {"stopped": "epochs"},
        "read_history": points.columns([points.entry(Frame.of_step(step, after, None))], 1),
        "read_diagnosis": diagnosis.diagnosis(Patient(STATE, (X, Y), {}, None)),
        "overfit_one_batch": diagnosis.experiment(
            "overfit_one_batch", experiments.overfit_one_batch(STATE, ROWS, [0], 4)
        ),
        "try_learning_rates": diagnosis.experiment(
            "learning_rates", experiments.try_learning_rates(STATE, ROWS, [0.01, 0.1, 1.0], 4)
        ),
        **dict.fromkeys(("upload_dataset", "read_dataset"), uploaded(settings)),
        "look": orjson.loads(looked_at(PLANE, XOR, None, [Watch(surface=3, parameters=True)])[0]),
        "read_rows": rows(XOR.data, 2),
        "judge_rows": orjson.loads(judged_rows(PLANE, XOR, Order("loss", True, limit=2))),
        "preview_data": previewed(Source(DataSpec(name="xor", samples=4)), 2),
        "read_surface": surface(PLANE, None, 3, None),
        "set_exercise": {"html": '<main class="lesson">…</main>'},
        "open_room": {"id": ID, "key": "Zq3m0sVbT1kR7wXyU9cNfg", "url": f"/follow/{ID}"},
        "read_room": {"id": ID, "url": f"/follow/{ID}", "led": True, "followers": 24},
        "health": alive,
        "ready": alive,
    }
    return {name: plain(document) for name, document in found.items()}


def uploaded(settings: Settings) -> Any:
    content = REQUESTS["upload_dataset"]["file"].encode()
    return sheets.document(delimited.read(content, "points.csv", settings))


SUMMARIES = (
    "read_network",
    "patch_network",
    "put_parameters",
    "edit_parameters",
    "restore_step",
    "solve_network",
    "undo",
    "redo",
)


def plain(document: Any) -> Any:
    """As JSON has it: lists, not arrays."""
    return orjson.loads(json_bytes(document))
