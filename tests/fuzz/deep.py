"""What makes schemathesis go deep: most of its requests go to networks that are there, each of another make.

Loaded by schemathesis itself (see schemathesis.toml), in its process; MLPSCOPE_FUZZED names the server.
"""

import atexit
import os
import sys
from collections import Counter
from random import Random
from typing import Any, NamedTuple

import httpx
import schemathesis

from tests.contract.client import BATCH, SPAM
from tests.contract.talking import SPIRAL

Json = dict[str, Any]

# After so many requests the networks are made anew, since what is done to one mostly breaks it.
LIFETIME = 200
REAL = 0.85

CLASSES: Json = {
    "network": {
        "layers": [
            {"units": 5, "activation": "gelu", "batch_norm": True, "dropout": 0.2},
            {"units": 5, "activation": "silu", "skip": True},
            {"units": 3, "activation": "softmax"},
        ],
        "loss": "categorical_cross_entropy",
        "dtype": "float32",
    },
    "training": {"optimizer": {"name": "adam"}, "l2": 0.01, "clip_norm": 1.0},
    "data": {"name": "iris", "validation_fraction": 0.2},
}
CURVE: Json = {
    "network": {"layers": [{"units": 4, "activation": "tanh"}, {"units": 1, "activation": "linear"}]},
    "data": {"rows": {"columns": ["x", "y"], "values": [[0, 1], [1, 3], [2, 5], [3, 7]], "target": "y"}},
}
LINEAR: Json = {"network": {"layers": [{"units": 1, "activation": "linear"}]}, "data": {"name": "plane"}}
# Each with its inputs and outputs.
MADE: list[tuple[Json, int, int]] = [
    (SPAM, 3, 1),
    (SPIRAL, 2, 1),
    (CLASSES, 4, 3),
    (CURVE, 1, 1),
    (LINEAR, 2, 1),
]
HOSTILE = (0.0, -0.0, 1.0, -1.5, 1e-320, 1e-30, 1e30, 1e154, -1e200, 1.7e308)


class Real(NamedTuple):
    """A network that is there: some steps old, and a snapshot of it."""

    id: str
    copy: str
    inputs: int
    outputs: int


class Deep:
    """Real ids for the paths of requests, from a pool that is made anew now and then."""

    def __init__(self, server: str, seed: int) -> None:
        self._client = httpx.Client(base_url=f"{server}/api/v1", timeout=60)
        self._random = Random(seed)
        self._asked = 0
        self._networks: list[Real] = []
        self._dataset = self._room = ""

    def request(self, case: Any) -> None:
        """Leads a request to something real, mostly, and then with numbers of the right shape, mostly."""
        path: str = case.operation.path
        if "{id}" not in path or self._random.random() > REAL:
            return
        if self._asked % LIFETIME == 0:
            self._make()
        self._asked += 1
        given: Json = dict(case.path_parameters or {})
        if "/datasets/" in path or "/rooms/" in path:
            case.path_parameters = {**given, "id": self._dataset if "/datasets/" in path else self._room}
            return
        real = self._random.choice(self._networks)
        known: Json = {"id": real.id, "copy": real.copy, "k": self._random.randint(0, 6)}
        known["index"] = self._random.randint(1, 3)
        case.path_parameters = {name: known.get(name, value) for name, value in given.items()}
        if self._random.random() < REAL and case.headers:
            case.headers.pop("if-match", None)
        if self._random.random() < REAL and hasattr(case.body, "items"):
            case.body = self._fitting(case.body, real)

    def _fitting(self, body: Json, real: Real) -> Json:
        rows = self._random.randint(1, 3)
        fitting = {"x": self._matrix(rows, real.inputs), "y": self._matrix(rows, real.outputs)}
        known: Json = {"layer": 1, "unit": 0, "from": 0, "example": 0}
        return {name: fitting.get(name, known.get(name, value)) for name, value in body.items()}

    def _matrix(self, rows: int, columns: int) -> list[list[float]]:
        pool = HOSTILE if self._random.random() < 0.3 else HOSTILE[:4]
        return [self._random.choices(pool, k=columns) for _ in range(rows)]

    def _make(self) -> None:
        self._networks = [self._network(*made) for made in MADE]
        file = ("points.csv", b"a,b,label\n1,2,x\n3,4,y\n5,6,x\n")
        self._dataset = self._client.post("/datasets", files={"file": file}).json()["id"]
        answer = self._client.post("/rooms")
        self._room = answer.json()["id"] if answer.is_success else self._room

    def _network(self, body: Json, inputs: int, outputs: int) -> Real:
        path = "/networks/" + self._client.post("/networks", json=body).json()["id"]
        if "data" in body:
            self._client.post(f"{path}/train", json={"steps": 4})
        self._client.post(f"{path}/step", json={} if "data" in body else BATCH)
        copy = self._client.post(f"{path}/copies", json={"read_only": True}).json()
        return Real(path.removeprefix("/networks/"), copy["id"], inputs, outputs)


if "MLPSCOPE_FUZZED" in os.environ:
    deep = Deep(os.environ["MLPSCOPE_FUZZED"], int(os.environ["MLPSCOPE_FUZZ_SEED"]))
    answered: Counter[str] = Counter()
    hook: Any = vars(schemathesis)["hook"]

    @hook
    def before_call(context: Any, case: Any, kwargs: Json) -> None:  # pyright: ignore[reportUnusedFunction]
        deep.request(case)

    @hook
    def after_call(context: Any, case: Any, response: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        answered[f"{response.status_code // 100}xx"] += 1

    @atexit.register
    def tell() -> None:
        print("answers", *(f"{kind} {count}" for kind, count in sorted(answered.items())), file=sys.stderr)
