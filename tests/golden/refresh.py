"""Writes spam.json and rich.json: networks as the server answers them, for tests that run without one.

`python -m tests.golden.refresh ADDRESS` asks a running server;
tests/contract/test_golden.py fails when it is out of date.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

Json = dict[str, Any]

KEPT_ACTIVATIONS = ("relu", "sigmoid", "tanh", "softmax")
# Batch norm, then a skip and dropout, which leaves out a unit of the first row.
RICH: Json = {
    "name": "Rich",
    "network": {
        "inputs": 2,
        "layers": [
            {"units": 3, "activation": "tanh", "batch_norm": True},
            {"units": 3, "activation": "tanh", "skip": True, "dropout": 0.4},
            {"units": 1, "activation": "sigmoid"},
        ],
        "seed": 3,
    },
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.2}},
    "example": {"x": [[1, 0.5], [-0.5, 2], [0.2, -1]], "y": [[1], [0], [1]]},
}


def rich(address: str) -> Json:
    """A network and its first step, less what differs from one network to the next."""
    with httpx.Client(base_url=f"{address}/api/v1") as client:
        return answers(client, RICH)


def answers(client: httpx.Client, request: Json) -> Json:
    network = client.post("/networks", json=request).json()
    body = {"x": network["example"]["x"], "y": network["example"]["y"]}
    trace = client.post(f"/networks/{network['id']}/preview", json=body).json()
    network.update(id="golden", url="/networks/golden")
    return {"network": network, "trace": trace}


def spam(address: str) -> Json:
    """What the page is given for the spam filter, less what differs from one network to the next."""
    with httpx.Client(base_url=f"{address}/api/v1") as client:
        catalog = client.get("/catalog").json()
        preset = next(preset for preset in catalog["presets"] if preset["name"] == "spam")
        made = answers(client, preset["request"])
    return {
        "catalog": {
            "activations": [entry for entry in catalog["activations"] if entry["name"] in KEPT_ACTIVATIONS],
            "losses": catalog["losses"],
            "initializers": [],
            "presets": [preset],
            "limits": {},
        },
        **made,
    }


FILES: dict[str, Callable[[str], Json]] = {"spam.json": spam, "rich.json": rich}


def kept(name: str) -> Path:
    return Path(__file__).with_name(name)


if __name__ == "__main__":
    for name, ask in FILES.items():
        kept(name).write_text(json.dumps(ask(sys.argv[1]), ensure_ascii=False, indent=1) + "\n")
