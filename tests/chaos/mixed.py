"""The same mixed operations on two replicas that share Redis, and on one server by itself: all is equal.

Each network has its operations in order, several networks at once; on the replicas, each request goes to
either of them at random. `python -m tests.chaos.mixed --operations 10000 --seed 8`
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx

from tests.chaos.operations import CHANGES, READS, SUBJECTS, Json, Operation, Subject, draw
from tests.redis import redis_running
from tests.serving import serving

KINDS = {**CHANGES, **READS, "copy": 1, "delete": 1}
# What tells one network from another with the same content.
OWN = ("id", "url", "version", "request_id", "snapshot_of")


@dataclass(frozen=True)
class Script:
    """What is done to one network after another under one number, a deleted one being made anew."""

    number: int
    subject: Subject
    operations: tuple[Operation, ...]


@dataclass
class Told:
    """What a server answered to a script, and what it leaves."""

    answers: list[tuple[int, Any]] = field(default_factory=list[tuple[int, Any]])
    left: list[Any] = field(default_factory=list[Any])
    points: dict[int, Any] = field(default_factory=dict[int, Any])


@dataclass
class Outcome:
    operations: int
    statuses: Counter[int]
    points: int
    differences: list[str]
    seconds: tuple[float, float]


def scripts(operations: int, networks: int, seed: int) -> list[Script]:
    """So many operations in all, drawn from a seed; making a network is one."""
    chance = Random(seed)
    lengths = [operations // networks + (number < operations % networks) - 1 for number in range(networks)]
    return [
        Script(number, subject, tuple(draw(chance, subject, KINDS) for _ in range(length)))
        for number, length in enumerate(lengths)
        for subject in (SUBJECTS[number % len(SUBJECTS)],)
    ]


def play(script: Script, addresses: Sequence[str], seed: int) -> Told:
    """Sends the operations of a script, each to any of the addresses, and reads what is left at the end."""
    chance, told = Random(f"{seed} {script.number}"), Told()
    with httpx.Client(timeout=120) as http:

        def send(method: str, path: str, body: Json | None = None) -> httpx.Response:
            return http.request(method, f"{chance.choice(addresses)}/api/v1/networks{path}", json=body)

        def make() -> str:
            made = send("POST", "", script.subject.request)
            told.answers.append(clean(made, ""))
            return made.json()["id"]

        id = make()
        for operation in script.operations:
            answer = send(operation.method, f"/{id}{operation.path}", operation.body)
            if operation.kind != "history":
                told.answers.append(clean(answer, id))
            if operation.kind == "delete":
                id = make()
        told.left = [clean(send("GET", f"/{id}{path}"), id) for path in ("", "/parameters")]
        step = told.left[0][1]["step"]
        told.left += [clean(send("GET", f"/{id}/steps/{k}"), id) for k in {1, step // 2, step} - {0}]
        columns = send("GET", f"/{id}/history?points=1000").json()
        told.points = points_of(columns)
        while (undone := send("POST", f"/{id}/undo")).status_code == 200:  # every change, to the first
            told.left.append(clean(undone, id))
        told.left.append(clean(send("GET", f"/{id}/parameters"), id))
    return told


def clean(answer: httpx.Response, id: str) -> tuple[int, Any]:
    """Status and content, without what is of this network alone."""
    text = answer.text.replace(id, "ID") if id else answer.text
    found: Any = json.loads(text) if text else None
    return answer.status_code, without(found, OWN) if isinstance(found, dict) else found


def without(document: Any, names: Sequence[str]) -> Json:
    return {name: value for name, value in document.items() if name not in names}


def points_of(columns: dict[str, Any]) -> dict[int, Any]:
    """The points of a history by step."""
    names = [name for name in columns if isinstance(columns[name], list)]
    rows = zip(*(columns[name] for name in names), strict=True)
    return {row[names.index("step")]: row for row in rows}


def differences(script: Script, one: Told, other: Told) -> list[str]:
    """Sentences on what two servers told otherwise."""
    name, kinds = f"network {script.number}", ["create"]
    for operation in script.operations:
        kinds += [operation.kind] if operation.kind != "history" else []
        kinds += ["create"] if operation.kind == "delete" else []
    found = [
        f"{name}, operation {place} ({kind}): {str(a)[:300]} | {str(b)[:300]}"
        for place, (kind, a, b) in enumerate(zip(kinds, one.answers, other.answers, strict=True))
        if a != b
    ]
    if one.left != other.left:
        found.append(f"{name}: what is left differs")
    # A run that takes long is saved on the way, which leaves a point more: so those of both are compared.
    both = one.points.keys() & other.points.keys()
    found += [f"{name}: history at step {step}" for step in both if one.points[step] != other.points[step]]
    if len(both) < 0.9 * max(len(one.points), len(other.points)):
        found.append(f"{name}: {len(one.points)} and {len(other.points)} points, {len(both)} of them in both")
    return found


def compare(operations: int, networks: int, seed: int, clients: int, folder: Path) -> Outcome:
    """Plays everything on two replicas, then on one server."""
    drawn = scripts(operations, networks, seed)
    told: list[list[Told]] = []
    seconds: list[float] = []
    for replicas in (2, 1):
        with ExitStack() as ends:
            store = "sqlite"
            if replicas == 2:
                (folder / "redis").mkdir()
                store = ends.enter_context(redis_running(str(folder / "redis"))).url
            places = [
                ends.enter_context(serving(folder / f"{replicas}-{number}", store=store))
                for number in range(replicas)
            ]
            pool = ends.enter_context(ThreadPoolExecutor(clients))
            began = time.monotonic()
            told.append(list(pool.map(partial(play, addresses=places, seed=seed), drawn)))
            seconds.append(time.monotonic() - began)
    statuses = Counter(status for each in told[0] for status, _ in each.answers)
    found = [text for triple in zip(drawn, *told, strict=True) for text in differences(*triple)]
    count = sum(len(script.operations) + 1 for script in drawn)
    points = sum(len(each.points) for each in told[0])
    return Outcome(count, statuses, points, found, (seconds[0], seconds[1]))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--networks", type=int, default=40)
    parser.add_argument("--clients", type=int, default=6, help="networks that are worked on at a time")
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = Random().randrange(10**6) if options.seed is None else options.seed
    print(f"mixed operations: {options.operations}, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        outcome = compare(options.operations, options.networks, seed, options.clients, Path(folder))
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(outcome.statuses.items()))
    print(f"  operations   {outcome.operations} on {options.networks} networks, {options.clients} at a time")
    print(f"  answers      {statuses}; {outcome.points} points of histories")
    print(
        f"  time         {outcome.seconds[0]:.0f} s on two replicas, {outcome.seconds[1]:.0f} s on one server"
    )
    for text in outcome.differences[:20]:
        print(f"  DIFFERENT    {text}")
    print(f"  differences  {len(outcome.differences)}")
    failed = sum(count for status, count in outcome.statuses.items() if status >= 500)
    return 1 if outcome.differences or failed else 0


if __name__ == "__main__":
    sys.exit(main())
