"""Does what was done to a network once more, to a fresh one on a server that nobody kills: the same bits."""

from __future__ import annotations

from random import Random

import httpx

from tests.chaos.ledger import Ledger, digest, expect
from tests.chaos.mixed import OWN, points_of, without
from tests.chaos.operations import Json

TRACES = 25


def replay(http: httpx.Client, request: Json, ledger: Ledger, found: Json, points: Json) -> int:
    """Raises Violation where the fresh network is another; answers how many traces were compared.

    `found` is the summary that the servers answer at the end, and `points` their history.
    """
    id = http.post("/networks", json=request).json()["id"]
    for place, operation in enumerate(ledger.operations):
        answer = http.request(operation.method, f"/networks/{id}{operation.path}", json=operation.body)
        where = f"operation {place}, {operation.kind},"
        expect(answer.is_success, f"{where} was acknowledged, and is refused when replayed: {answer.text}")
    parameters = digest(http.get(f"/networks/{id}/parameters").json())
    expect(parameters == ledger.parameters, "replayed, the parameters are others")
    summary = without(http.get(f"/networks/{id}").json(), OWN)
    expect(summary == without(found, OWN), f"replayed, the summary is {summary}, not {found}")
    known = ledger.traces()
    for step in Random(id).sample(sorted(known), min(TRACES, len(known))):
        trace = digest(http.get(f"/networks/{id}/steps/{step}").json())
        expect(trace == known[step], f"replayed, step {step} has another trace")
    one, other = points_of(points), points_of(http.get(f"/networks/{id}/history?points=10000").json())
    for step in one.keys() & other.keys():
        expect(one[step] == other[step], f"replayed, the history differs at step {step}")
    return min(TRACES, len(known))
