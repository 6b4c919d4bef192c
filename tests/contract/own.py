"""What the tests of one's own data share: some rows, a file of them, and how to upload it."""

from typing import Any

import httpx

from tests.contract.client import Create

Json = dict[str, Any]

COLUMNS = ["x1", "x2", "kind"]
VALUES: list[list[Any]] = [[i % 7, (i * i) % 5, ("ham", "spam")[(i + i // 3) % 2]] for i in range(30)]
ROWS: Json = {"columns": COLUMNS, "values": VALUES, "target": "kind"}
SIGMOID: Json = {"layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}
POINTS = "x1,x2,kind\n" + "".join(f"{a},{b},{c}\n" for a, b, c in VALUES)


def upload(client: httpx.Client, content: str | bytes, name: str = "points.csv") -> httpx.Response:
    return client.post("/datasets", files={"file": (name, content, "text/csv")})


def made(client: httpx.Client, create: Create, request: Json) -> Json:
    return client.get(f"/networks/{create(request)}").json()
