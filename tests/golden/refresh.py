"""Writes spam.json: the spam filter as the server answers it, for tests that run without one.

`python -m tests.golden.refresh ADDRESS` asks a running server;
tests/contract/test_golden.py fails when it is out of date.
"""

import json
import sys
from pathlib import Path
from typing import Any

import httpx

FILE = Path(__file__).with_name("spam.json")
KEPT_ACTIVATIONS = ("relu", "sigmoid", "tanh", "softmax")


def answers(address: str) -> dict[str, Any]:
    """What the page is given for the spam filter, less what differs from one network to the next."""
    with httpx.Client(base_url=f"{address}/api/v1") as client:
        catalog = client.get("/catalog").json()
        preset = next(preset for preset in catalog["presets"] if preset["name"] == "spam")
        network = client.post("/networks", json=preset["request"]).json()
        example = network["example"]
        body = {"x": example["x"], "y": example["y"]}
        trace = client.post(f"/networks/{network['id']}/preview", json=body).json()
    network.update(id="golden", url="/networks/golden")
    return {
        "catalog": {
            "activations": [entry for entry in catalog["activations"] if entry["name"] in KEPT_ACTIVATIONS],
            "losses": catalog["losses"],
            "initializers": [],
            "presets": [preset],
            "limits": {},
        },
        "network": network,
        "trace": trace,
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(answers(sys.argv[1]), ensure_ascii=False, indent=1) + "\n")
