"""Several networks over HTTP, changed at random, beside a model that is as simple as can be.

The model of a network is the list of all that it has been, and a place in that list: a change adds to it,
undo goes back in it, redo on. Numbers come from the server once; later answers have to have the same bits.
"""

from dataclasses import dataclass, field, replace
from typing import Any, cast

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.contract.client import SPAM
from tests.contract.talking import SPIRAL

Json = dict[str, Any]

DEEP: Json = {
    "network": {
        "layers": [
            {"units": 3, "activation": "tanh", "batch_norm": True},
            {"units": 3, "activation": "gelu", "skip": True, "dropout": 0.3},
            {"units": 1, "activation": "sigmoid"},
        ]
    },
    "training": {"optimizer": {"name": "adam"}, "batch_size": 16},
    "data": {"name": "xor", "samples": 60, "seed": 3},
}
KINDS: list[Json] = [SPIRAL, DEEP, {**SPAM, "data": {"name": "spam"}}]
MOST_NETWORKS = 4
WHICH = st.integers(0, MOST_NETWORKS - 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """All of a network that the model compares. `left` is what each step that is known has left."""

    name: str
    step: int
    parameters: Json
    left: dict[int, Json] = field(default_factory=dict[int, Json])


@dataclass(slots=True)
class Known:
    id: str
    version: int
    moments: list[Moment]
    at: int = 0

    @property
    def now(self) -> Moment:
        return self.moments[self.at]


class Networks(RuleBasedStateMachine):
    """Set `address` on a subclass."""

    address = ""

    def __init__(self) -> None:
        super().__init__()
        self.client = httpx.Client(base_url=f"{self.address}/api/v1", timeout=60)
        self.known: list[Known] = []
        self.gone: list[str] = []

    def teardown(self) -> None:
        self.client.close()

    def ask(self, method: str, path: str, status: int = 200, /, **given: Any) -> Json:
        answer = self.client.request(method, f"/networks{path}", **given)
        assert answer.status_code == status, (method, path, answer.status_code, answer.text[:500])
        return answer.json() if answer.content else {}

    def parameters(self, id: str) -> Json:
        return self.ask("GET", f"/{id}/parameters")

    def one(self, which: int) -> Known:
        return self.known[which % len(self.known)]

    def changed(self, known: Known, summary: Json, *, step: int, name: str | None = None) -> None:
        """A change was answered: one version more and one moment more, or neither if nothing changed."""
        parameters = self.parameters(known.id)
        now = replace(known.now, name=name or known.now.name, step=step, parameters=parameters)
        if step != known.now.step:
            earlier = {k: left for k, left in known.now.left.items() if k < step}
            now = replace(now, left={**earlier, step: parameters})
        assert (summary["step"], summary["name"]) == (now.step, now.name)
        if summary["version"] == known.version:
            assert now == known.now
            return
        assert summary["version"] == known.version + 1
        known.version += 1
        known.moments[known.at + 1 :] = [now]
        known.at += 1

    @initialize(kind=st.sampled_from(KINDS))
    def begin(self, kind: Json) -> None:
        self.create(kind)

    @precondition(lambda self: len(cast(Networks, self).known) < MOST_NETWORKS)
    @rule(kind=st.sampled_from(KINDS))
    def create(self, kind: Json) -> None:
        summary = self.ask("POST", "", 201, json=kind)
        start = Moment(summary["name"], 0, self.parameters(summary["id"]))
        self.known.append(Known(summary["id"], summary["version"], [start]))

    @rule(which=WHICH)
    def step(self, which: int) -> None:
        known = self.one(which)
        self.ask("POST", f"/{known.id}/step", json={})
        self.changed(known, self.ask("GET", f"/{known.id}"), step=known.now.step + 1)

    @rule(which=WHICH, steps=st.integers(1, 40))
    def train(self, which: int, steps: int) -> None:
        known = self.one(which)
        summary = self.ask("POST", f"/{known.id}/train", json={"steps": steps})
        assert summary["stopped"] == "steps"
        begun, known.version = known.version, summary["version"] - 1  # a run may be saved several times
        assert summary["version"] > begun
        self.changed(known, summary, step=known.now.step + steps)

    @rule(which=WHICH, value=st.floats(-3, 3), unit=st.integers(0, 1))
    def edit(self, which: int, value: float, unit: int) -> None:
        known = self.one(which)
        edit = {"layer": 1, "parameter": "w", "index": [0, unit], "value": value}
        summary = self.ask("PATCH", f"/{known.id}/parameters", json={"edits": [edit]})
        self.changed(known, summary, step=known.now.step)
        assert known.now.parameters["layers"][0]["w"][0][unit] == value

    @rule(which=WHICH, name=st.sampled_from(["a", "b", "ü∂"]))
    def rename(self, which: int, name: str) -> None:
        known = self.one(which)
        summary = self.ask("PATCH", f"/{known.id}", json={"name": name})
        self.changed(known, summary, step=known.now.step, name=name)

    @rule(which=WHICH, back=st.integers(0, 5))
    def restore(self, which: int, back: int) -> None:
        known = self.one(which)
        steps = sorted(known.now.left)
        if not steps:
            return
        number = steps[-1 - back % len(steps)]
        wanted = known.now.left[number]
        summary = self.ask("POST", f"/{known.id}/steps/{number}/restore")
        assert self.parameters(known.id) == wanted
        self.changed(known, summary, step=number)
        left = {k: parameters for k, parameters in known.now.left.items() if k <= number}
        known.moments[known.at] = replace(known.now, left=left)

    @rule(which=WHICH)
    def undo(self, which: int) -> None:
        self.turn(self.one(which), "undo", -1)

    @rule(which=WHICH)
    def redo(self, which: int) -> None:
        self.turn(self.one(which), "redo", 1)

    def turn(self, known: Known, way: str, by: int) -> None:
        there = known.at + by
        if not 0 <= there < len(known.moments):
            self.ask("POST", f"/{known.id}/{way}", 409)
            return
        summary = self.ask("POST", f"/{known.id}/{way}")
        assert summary["version"] == known.version + 1
        known.version, known.at = summary["version"], there

    @rule(which=WHICH)
    def change_what_is_not_there_any_more(self, which: int) -> None:
        known = self.one(which)
        stale = {"If-Match": f'"{known.version + 1}"'}
        self.ask("PATCH", f"/{known.id}", 412, json={"name": "never"}, headers=stale)

    @precondition(lambda self: len(cast(Networks, self).known) > 1)
    @rule(which=WHICH)
    def delete(self, which: int) -> None:
        known = self.one(which)
        self.ask("DELETE", f"/{known.id}", 204)
        self.known.remove(known)
        self.gone.append(known.id)

    @invariant()
    def every_network_is_what_the_model_says(self) -> None:
        for known in self.known:
            summary = self.ask("GET", f"/{known.id}")
            now = known.now
            assert (summary["version"], summary["step"], summary["name"]) == (
                known.version,
                now.step,
                now.name,
            )
            assert self.parameters(known.id) == now.parameters
        for id in self.gone[-2:]:
            self.ask("GET", f"/{id}", 404)
