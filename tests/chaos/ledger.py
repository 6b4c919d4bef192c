"""What a server has acknowledged of one network, against which everything it says later is held."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

from tests.chaos.operations import Json, Operation

RUN = re.compile(r"train ([\d,]+) steps?")


class Violation(Exception):
    """A promise was broken; the message says which, and by what."""


def expect(holds: bool, sentence: str) -> None:
    if not holds:
        raise Violation(sentence)


def digest(document: Any) -> str:
    """Equal for equal documents, to the last bit of every number."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


@dataclass
class Deed:
    """One change of the history: the traces that are known of its steps, and after which step it cut."""

    traces: dict[int, str] = field(default_factory=dict[int, str])
    cut: int | None = None


@dataclass
class Ledger:
    """The network as it was last acknowledged, and all that was done to it, in order.

    `operations` lead a fresh network to the same bits. `deeds` are the changes that can be undone and redone,
    of which `done` are done.
    """

    id: str
    summary: Json
    parameters: str
    operations: list[Operation] = field(default_factory=list[Operation])
    deeds: list[Deed] = field(default_factory=list[Deed])
    done: int = 0

    def traces(self) -> dict[int, str]:
        """The steps that the network has taken on its way to here, as far as their traces were seen."""
        found: dict[int, str] = {}
        for deed in self.deeds[: self.done]:
            if deed.cut is not None:
                found = {step: trace for step, trace in found.items() if step <= deed.cut}
            found |= deed.traces
        return found

    def happened(
        self, operation: Operation, now: Json, parameters: str, trace: tuple[int, str] | None
    ) -> None:
        """An operation that is one change has happened, and this is what it led to."""
        before = self.summary
        grown = now["version"] - before["version"]
        expect(grown in (0, 1), f"{operation.kind}: version {before['version']} became {now['version']}")
        if grown == 0:
            expect(now == before, f"{operation.kind} changed what is kept at version {now['version']}")
            return
        match operation.kind:
            case "undo":
                self.done -= 1
            case "redo":
                self.done += 1
            case "restore" | "reset":
                self._add(Deed(cut=now["step"]))
            case "step" | "own step":
                expect(now["step"] == before["step"] + 1, f"step {before['step']} became {now['step']}")
                assert trace is not None
                expect(
                    trace[0] == now["step"], f"the trace is of step {trace[0]}, the network at {now['step']}"
                )
                self._add(Deed({trace[0]: trace[1]}))
            case _:
                expect(now["step"] == before["step"], f"{operation.kind} took a step")
                self._add(Deed())
        self.operations.append(operation)
        self._now(now, parameters)

    def ran(self, now: Json, parameters: str) -> int:
        """Runs, one or two, have led to this; answers how many steps they took."""
        before = self.summary
        steps, count = now["step"] - before["step"], number(now["undo"]) - self.done
        expect(steps >= 0, f"a run went back from step {before['step']} to {now['step']}")
        expect(count in (0, 1, 2), f"two runs are {count} changes")
        expect((count > 0) == (steps > 0), f"{steps} steps are {count} changes")
        if count == 0:
            expect(now == before, "a run that took no step has changed the network")
            return 0
        last = RUN.fullmatch(now["undo"]["label"])
        expect(last is not None, f"the run is called {now['undo']['label']!r}")
        assert last is not None
        own = int(last[1].replace(",", ""))
        parts = [own] if count == 1 else [steps - own, own]
        expect(sum(parts) == steps and min(parts) > 0, f"{steps} steps are called {now['undo']['label']!r}")
        for part in parts:
            self.operations.append(Operation("train", "POST", "/train", {"steps": part}))
            self._add(Deed())
        self._now(now, parameters)
        return steps

    def seen(self, step: int, trace: str) -> None:
        """The trace of a step was read: it stays so. It counts to the latest change if that took it."""
        known = self.traces().get(step)
        expect(known in (None, trace), f"step {step} has another trace than was acknowledged")
        if known is None and self.done:
            self.deeds[self.done - 1].traces[step] = trace

    def _add(self, deed: Deed) -> None:
        self.deeds[self.done :] = [deed]
        self.done += 1

    def _now(self, now: Json, parameters: str) -> None:
        expect(number(now["undo"]) == self.done, f"{self.done} changes are done, told is {now['undo']}")
        self.summary, self.parameters = now, parameters


def number(named: Json | None) -> int:
    return 0 if named is None else named["number"]


def as_run(operation: Operation) -> bool:
    return operation.kind in ("train", "live")


def with_steps(operation: Operation, steps: int) -> Operation:
    return replace(operation, body={"steps": steps})
