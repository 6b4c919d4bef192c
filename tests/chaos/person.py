"""One who trains and edits a network while processes are killed, and checks that nothing is lost."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

import httpx
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.chaos.ledger import Ledger, Violation, as_run, digest, expect
from tests.chaos.operations import CHANGES, SUBJECTS, Json, Operation, draw

KINDS = {**CHANGES, "live": 14, "delete": 0.3}
MOST_STEPS = 400
MEDDLED_STEPS = 5
# A server is back within a few seconds, a lease ends within two: longer than this is an outage.
PATIENCE_SECONDS = 60.0

Fate = Literal["done", "refused", "maybe"]


@dataclass
class Answer:
    fate: Fate
    body: Any = None
    version: int | None = None


@dataclass
class Watch:
    """What all persons share: how many kills there were, and whether it is over."""

    addresses: Sequence[str]
    kills: int = 0
    over: threading.Event = field(default_factory=threading.Event)


class Person:
    """Does one thing after another to network `number`, through any of the servers."""

    def __init__(self, number: int, watch: Watch, seed: int) -> None:
        self.subject = SUBJECTS[number % len(SUBJECTS)]
        self.violations: list[str] = []
        self.count: Counter[str] = Counter()
        self.checked = 0
        self.ledger: Ledger | None = None
        self._number, self._watch, self._chance = number, watch, Random(f"{seed} {number}")
        self._http = httpx.Client(timeout=PATIENCE_SECONDS)

    def go(self) -> None:
        try:
            ledger = self.ledger = self._make()
            while not self._watch.over.is_set():
                if self.checked < self._watch.kills:
                    kills = self._watch.kills
                    self.check(ledger)
                    self.checked = kills
                ledger = self.ledger = self._act(ledger)
            self.check(ledger)
        except Exception as error:
            self.violations.append(f"network {self._number}: {type(error).__name__}: {error}")
        finally:
            self.checked = 10**9
            self._http.close()

    def check(self, ledger: Ledger, traces: int = 1) -> None:
        """What was acknowledged is what is read, from any server."""
        now, parameters = self._read(ledger.id)
        expect(now == ledger.summary, f"acknowledged was {ledger.summary}, read is {now}")
        expect(parameters == ledger.parameters, f"other parameters at version {now['version']}")
        known = ledger.traces()
        for step in self._chance.sample(sorted(known), min(traces, len(known))):
            expect(self._trace(ledger.id, step) == known[step], f"step {step} has another trace")
            self.count["traces compared"] += 1
        self.count["checks"] += 1

    def _make(self) -> Ledger:
        while (answer := self._send("POST", "", self.subject.request)).fate != "done":
            time.sleep(0.1)
        self.count["acknowledged"] += 1
        now, parameters = self._read(answer.body["id"])
        expect(now == answer.body, "a new network is another than was acknowledged")
        return Ledger(now["id"], now, parameters)

    def _act(self, ledger: Ledger) -> Ledger:
        """One operation; answers the ledger to go on with."""
        operation = draw(self._chance, self.subject, KINDS, MOST_STEPS)
        if as_run(operation):
            self._run(ledger, operation)
            return ledger
        answer = self._send(operation.method, f"/{ledger.id}{operation.path}", operation.body)
        self.count[{"done": "acknowledged"}.get(answer.fate, answer.fate)] += 1
        if answer.fate == "maybe":
            time.sleep(0.3)
        if operation.kind == "delete":
            return self._deleted(ledger, answer)
        now, parameters = self._read(ledger.id)
        if answer.fate == "refused":
            expect(
                now == ledger.summary,
                f"{operation.kind} was refused, and has changed {ledger.summary} to {now}",
            )
        elif answer.fate == "done":
            expect(
                now["version"] == answer.version, f"acknowledged was {answer.version}, read {now['version']}"
            )
        if now["version"] == ledger.summary["version"] and answer.fate != "done":
            return ledger
        if answer.fate == "maybe":
            self.count["maybe, and it happened"] += 1
        trace = None
        if operation.kind in ("step", "own step"):
            told = answer.body if answer.fate == "done" else None
            trace = (
                (now["step"], self._trace(ledger.id, now["step"]))
                if told is None
                else (told["step"], digest(told))
            )
        elif answer.fate == "done":
            expect(now == answer.body, f"{operation.kind}: acknowledged {answer.body}, read {now}")
        ledger.happened(operation, now, parameters, trace)
        return ledger

    def _deleted(self, ledger: Ledger, answer: Answer) -> Ledger:
        while (left := self._send("GET", f"/{ledger.id}")).fate != "done":
            if left.body is not None and left.body.get("status") == 404:
                break
            time.sleep(0.1)
        gone = left.fate != "done"
        expect(gone or answer.fate != "done", "a deleted network is there")
        expect(not gone or answer.fate != "refused", "a network is gone whose deletion was refused")
        return self._make() if gone else ledger

    def _run(self, ledger: Ledger, operation: Operation) -> None:
        """A run, by a request or on a socket; now and then somebody else wants to train meanwhile."""
        assert operation.body is not None or operation.kind == "live"
        wanted = self._chance.randint(1, MOST_STEPS) if operation.body is None else operation.body["steps"]
        meddler = _Meddler(self, ledger.id) if self._chance.random() < 0.4 else None
        if operation.kind == "live":
            answer = self._live(ledger, wanted)
        else:
            answer = self._send("POST", f"/{ledger.id}/train", {"steps": wanted})
        self.count[{"done": "acknowledged"}.get(answer.fate, answer.fate)] += 1
        other = Answer("refused") if meddler is None else meddler.end()
        self._wait_until_released(ledger.id)
        now, parameters = self._read(ledger.id)
        begun = ledger.summary["step"]
        steps = ledger.ran(now, parameters)
        self.count["steps trained"] += steps
        more = {"done": [MEDDLED_STEPS], "refused": [0], "maybe": [0, MEDDLED_STEPS]}[other.fate]
        if answer.fate == "done":
            told = answer.body["step"] - begun
            least = told - MEDDLED_STEPS if other.fate != "refused" else told
            expect(
                least <= steps <= told + max(more),
                f"acknowledged were {told} steps of {wanted}, kept are {steps}: {operation}, {answer.body}",
            )
        expect(
            min(more) <= steps <= wanted + max(more), f"wanted were {wanted} + {more} steps, taken {steps}"
        )
        if meddler is not None:
            expect(meddler.seen <= now["step"], f"read was step {meddler.seen}, kept is {now['step']}")
        if steps:
            for step in {now["step"], begun + (steps + 1) // 2}:
                ledger.seen(step, self._trace(ledger.id, step))

    def _live(self, ledger: Ledger, wanted: int) -> Answer:
        """A run on a socket, which is paused, cut, or goes on to its end."""
        fate = self._chance.choice(("end", "end", "pause", "cut"))
        address = self._chance.choice(self._watch.addresses).replace("http", "ws")
        frames, last, heard = 0, -1, list[Any]()
        try:
            url = f"{address}/api/v1/networks/{ledger.id}/live"
            with connect(url, max_size=None, compression=None, open_timeout=PATIENCE_SECONDS) as talk:
                talk.recv(PATIENCE_SECONDS)
                pace = {} if self._chance.random() < 0.5 else {"max_steps_per_second": 2000}
                talk.send(json.dumps({"type": "run", "stop": {"steps": wanted}, **pace}))
                while True:
                    message = json.loads(talk.recv(PATIENCE_SECONDS))
                    heard.append((message["type"], message.get("step"), message.get("reason")))
                    if message["type"] == "frame":
                        expect(
                            message["step"] >= last,
                            f"a frame goes back: {heard}, {pace}, {fate}, wanted {wanted}",
                        )
                        frames, last = frames + 1, message["step"]
                        talk.send(json.dumps({"type": "ack", "frame": message["frame"]}))
                    elif others(message, ledger, wanted):
                        continue
                    elif message["type"] == "paused":
                        self.count[f"run ended: {message['reason']}"] += 1
                        whole = message["reason"] in ("steps", "pause", "shutdown")
                        return Answer("done" if whole else "maybe", message)
                    elif message["type"] == "error":
                        return self._of(message["problem"]["status"], message["problem"], run=True)
                    if frames == 3 and fate == "pause":
                        talk.send(json.dumps({"type": "pause"}))
                    if frames == 3 and fate == "cut":
                        talk.socket.close()
                        return Answer("maybe")
        except (WebSocketException, OSError, EOFError):
            return Answer("maybe")

    def _send(
        self, method: str, path: str, body: Json | None = None, http: httpx.Client | None = None
    ) -> Answer:
        address = self._chance.choice(self._watch.addresses)
        try:
            answer = (http or self._http).request(method, f"{address}/api/v1/networks{path}", json=body)
        except httpx.ConnectError:
            return Answer("refused")
        except httpx.ReadTimeout:
            raise Violation(f"{method} {path}: no answer in {PATIENCE_SECONDS} s") from None
        except httpx.HTTPError:
            return Answer("maybe")
        found: Any = answer.json() if answer.content else {"status": answer.status_code}
        if answer.is_success:
            tag = answer.headers.get("ETag", "").strip('"')
            return Answer("done", found, int(tag) if tag else None)
        return self._of(answer.status_code, found, run=path.endswith("/train"))

    def _of(self, status: int, problem: Json, *, run: bool) -> Answer:
        """A refusal changes nothing; of a run that failed in its midst, what was saved is kept."""
        self.count[f"answered {status}"] += 1
        expect(status in (503,) or 400 <= status < 500, f"answered {status}: {problem}")
        sure = status < 500 or "nothing was changed" in problem["detail"]
        taken_over = "taken over" in problem["detail"]
        return Answer(
            "refused" if sure and not taken_over and not (run and status >= 500) else "maybe", problem
        )

    def _read(self, id: str) -> tuple[Json, str]:
        """Summary and parameters of one version, from a server that answers."""
        while True:
            summary, parameters = self._get(f"/{id}"), self._get(f"/{id}/parameters")
            if summary.version == parameters.version:
                return summary.body, digest(parameters.body)

    def _trace(self, id: str, step: int) -> str:
        return digest(self._get(f"/{id}/steps/{step}").body)

    def _get(self, path: str) -> Answer:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (answer := self._send("GET", path)).fate != "done":
            missing = answer.body is not None and answer.body.get("status") == 404
            expect(not missing, f"{path} is not there")
            expect(
                time.monotonic() < deadline, f"{path} is not answered for {PATIENCE_SECONDS} s: {answer.body}"
            )
            time.sleep(0.1)
        return answer

    def _wait_until_released(self, id: str) -> None:
        """A run whose client or server has gone ends by itself."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            address = self._chance.choice(self._watch.addresses).replace("http", "ws")
            try:
                with connect(f"{address}/api/v1/networks/{id}/live", open_timeout=PATIENCE_SECONDS) as talk:
                    if not json.loads(talk.recv(PATIENCE_SECONDS))["running"]:
                        return
            except (WebSocketException, OSError, EOFError):
                pass
            expect(time.monotonic() < deadline, f"a run holds network {id} for {PATIENCE_SECONDS} s")
            time.sleep(0.1)


def others(message: Json, ledger: Ledger, wanted: int) -> bool:
    """Whether it tells of the end of the meddler's run, which came first: all who watch hear of it."""
    told = message["type"], message.get("reason"), message.get("step")
    return wanted != MEDDLED_STEPS and told == ("paused", "steps", ledger.summary["step"] + MEDDLED_STEPS)


class _Meddler:
    """Looks at a network in training, and wants to train it too, elsewhere."""

    def __init__(self, person: Person, id: str) -> None:
        self.seen = 0
        self._answer = Answer("refused")
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._go, args=(person, id))
        self._thread.start()

    def _go(self, person: Person, id: str) -> None:
        try:
            with httpx.Client(timeout=PATIENCE_SECONDS) as http:
                time.sleep(0.1)
                send = person._send  # pyright: ignore[reportPrivateUsage]
                looked = send("GET", f"/{id}", http=http)
                if looked.fate == "done":
                    self.seen = looked.body["step"]
                self._answer = send("POST", f"/{id}/train", {"steps": MEDDLED_STEPS}, http=http)
                person.count[f"second run: {self._answer.fate}"] += 1
        except Exception as error:
            self._error = error

    def end(self) -> Answer:
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._answer
