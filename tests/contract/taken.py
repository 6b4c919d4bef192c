"""What the tests of export and import share: networks with numbers, files of them, and what they answer."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import torch

from app import documents
from engine.activations import ACTIVATIONS
from engine.batch_norm import RUNNING, running_views
from engine.types import Array
from tests.engine.rich import Rich

Json = dict[str, Any]

RUNNER = Path(__file__).with_name("runner.py")
# Columns of very different units, so that what is not standardised is seen.
OWN: Json = {
    "columns": ["height", "mass", "kind"],
    "values": [[150 + 7 * (i % 9), 0.001 * (i * i % 11), ("a", "b", "c")[i % 3]] for i in range(30)],
    "target": "kind",
}


class Runner:
    """A process that runs exported files; see `runner`."""

    def __init__(self, folder: Path, process: subprocess.Popen[str]) -> None:
        self.folder, self.process = folder, process

    def outputs(self, exported: httpx.Response, x: list[list[float]]) -> Array:
        file = self.folder / file_name(exported)
        file.write_bytes(exported.content)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps({"file": str(file), "x": x}), file=self.process.stdin, flush=True)
        found = json.loads(self.process.stdout.readline())
        return np.array(found["a"], found["dtype"])


@contextmanager
def running(folder: Path) -> Generator[Runner]:
    environment = {**os.environ, "KERAS_BACKEND": "torch", "KERAS_HOME": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-P", str(RUNNER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=folder,
    )
    with process:
        yield Runner(folder, process)
        assert process.stdin is not None
        process.stdin.close()


def file_name(response: httpx.Response) -> str:
    disposition = response.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="')
    return disposition.split('"')[1]


def request_of(rich: Rich) -> Json:
    """The request that makes a network with these numbers and running statistics."""
    entries = documents.layers(rich.network, rich.parameters)
    for entry, statistics in zip(entries, running_views(rich.network, rich.running), strict=True):
        entry |= zip(RUNNING, statistics or (), strict=False)
    return {
        "network": documents.network(rich.network),
        "parameters": [{name: array.tolist() for name, array in entry.items()} for entry in entries],
    }


def every_choice(dtype: str, seed: int = 3) -> Json:
    """Every activation, its own number another than the default, with batch norm, bypass and dropout."""
    layers = [
        {
            "units": 4,
            "activation": {"name": name, **{p.name: 0.3 for p in entry.parameters}},
            "batch_norm": i % 2 == 0,
            "skip": i > 0,
            "dropout": 0.4,
        }
        for i, (name, entry) in enumerate(ACTIVATIONS.items())
    ]
    output = {"units": 3, "activation": "softmax"}
    network = {"layers": [*layers, output], "seed": seed, "dtype": dtype}
    own = {"rows": OWN, "validation_fraction": 0.2}
    return {"name": "Every choice", "network": network, "data": own}


def forward(client: httpx.Client, id: str, x: list[list[float]]) -> Array:
    answer = client.post(f"/networks/{id}/forward?include=a", json={"x": x})
    assert answer.status_code == 200, answer.text
    return np.array(answer.json()["a"], float)


def export(client: httpx.Client, id: str, format: str, **query: Any) -> httpx.Response:
    response = client.get(f"/networks/{id}/export", params={"format": format, **query})
    assert response.status_code == 200, response.text
    return response


def close(found: Array, expected: Array, within: float) -> None:
    """To so many digits of the largest output: what a sum loses is measured by its terms."""
    assert found.shape == expected.shape
    scale = max(1.0, float(np.abs(expected).max()))
    np.testing.assert_allclose(found, expected, rtol=within, atol=within * scale)


def send(client: httpx.Client, content: bytes, name: str = "network.bin", **fields: str) -> httpx.Response:
    return client.post("/networks/import", files={"file": (name, content)}, data=fields)


def brought(client: httpx.Client, content: bytes, name: str = "network.bin", **fields: str) -> Json:
    response = send(client, content, name, **fields)
    assert response.status_code == 201, response.text
    assert response.headers["Location"] == f"/api/v1/networks/{response.json()['id']}"
    return response.json()


def mlp(*, bias: bool = True) -> torch.nn.Sequential:
    torch.manual_seed(4)  # pyright: ignore[reportUnknownMemberType]
    return torch.nn.Sequential(
        torch.nn.Linear(3, 5, bias=bias),
        torch.nn.BatchNorm1d(5),
        torch.nn.ReLU(),
        torch.nn.Linear(5, 4),
        torch.nn.ReLU(),
        torch.nn.Dropout(0.2),
        torch.nn.Linear(4, 2),
    )


def saved(what: Any) -> bytes:
    file = io.BytesIO()
    torch.save(what, file)
    return file.getvalue()
