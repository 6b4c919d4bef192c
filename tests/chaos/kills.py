"""Kills servers, workers and Redis at random while networks train and are edited, and looks what is left.

Every acknowledged change is there after each restart, every network replays to the same bits, none is trained
twice. `python -m tests.chaos.kills --kills 200 --seed 8`
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx

from tests.chaos.house import House, build
from tests.chaos.ledger import Violation
from tests.chaos.person import PATIENCE_SECONDS, Person, Watch
from tests.chaos.replay import replay
from tests.serving import serving

# How long a killed one is left lying, and how long all is left in peace before a kill, seconds.
DOWN = (0.0, 0.6)
PEACE = (0.1, 1.2)


@dataclass
class Outcome:
    kills: Counter[str] = field(default_factory=Counter[str])
    count: Counter[str] = field(default_factory=Counter[str])
    violations: list[str] = field(default_factory=list[str])
    seconds: float = 0.0


def chaos(
    store: str, replicas: int, networks: int, kills: int, seed: int, most_seconds: float, folder: Path
) -> Outcome:
    """Kills so many, or for so long; the rest of the time goes into the replays."""
    house, outcome, began = build(folder, store, replicas), Outcome(), time.monotonic()
    watch = Watch(house.addresses)
    people = [Person(number, watch, seed) for number in range(networks)]
    threads = [threading.Thread(target=person.go) for person in people]
    try:
        house.begin()
        for thread in threads:
            thread.start()
        try:
            kill_all(house, watch, people, kills, Random(seed), outcome, began + most_seconds)
        finally:
            watch.over.set()
            for thread in threads:
                thread.join()
        for person in people:
            outcome.violations += person.violations
            outcome.count += person.count
        finish(house, people, outcome, folder / "clean")
        if left := house.orphans():
            outcome.violations.append(f"{len(left)} processes of killed servers are still there")
    finally:
        house.end()
        outcome.seconds = time.monotonic() - began
    return outcome


def kill_all(
    house: House,
    watch: Watch,
    people: Sequence[Person],
    kills: int,
    chance: Random,
    outcome: Outcome,
    deadline: float,
) -> None:
    """After each kill, waits until all is up again and every network was looked at."""
    while watch.kills < kills and time.monotonic() < deadline and not any(each.violations for each in people):
        time.sleep(chance.uniform(*PEACE))
        name = chance.choice(sorted(house.victims))
        again = house.victims[name](chance)
        time.sleep(chance.uniform(*DOWN))
        try:
            again()
        except Exception as error:
            outcome.violations.append(f"after kill {watch.kills + 1}, {name} does not start: {error}")
            return
        outcome.kills[name] += 1
        watch.kills += 1
        late = time.monotonic() + 2 * PATIENCE_SECONDS
        while any(person.checked < watch.kills for person in people):
            if time.monotonic() > late:
                outcome.violations.append(
                    f"after kill {watch.kills}, of {name}, some networks are not served"
                )
                return
            time.sleep(0.05)
        if watch.kills % 10 == 0:
            print(f"  {watch.kills} kills", flush=True)


def finish(house: House, people: Sequence[Person], outcome: Outcome, folder: Path) -> None:
    """Every network as a server reads it anew, and as a clean server comes to it."""
    with serving(folder) as address, httpx.Client(base_url=f"{address}/api/v1", timeout=120) as clean:
        for number, person in enumerate(people):
            ledger = person.ledger
            if ledger is None or person.violations:
                continue
            try:
                with httpx.Client(timeout=120) as http:
                    place = f"{house.addresses[number % len(house.addresses)]}/api/v1/networks/{ledger.id}"
                    found, points = http.get(place).json(), http.get(f"{place}/history?points=10000").json()
                outcome.count["traces replayed"] += replay(
                    clean, person.subject.request, ledger, found, points
                )
                outcome.count["operations replayed"] += len(ledger.operations)
                outcome.count["networks replayed"] += 1
            except Violation as error:
                outcome.violations.append(f"network {number}: {error}")


def report(title: str, outcome: Outcome) -> None:
    kills = ", ".join(f"{count} × {name}" for name, count in sorted(outcome.kills.items()))
    print(f"{title}: {outcome.kills.total()} kills ({kills}) in {outcome.seconds:.0f} s")
    for name, count in sorted(outcome.count.items()):
        print(f"  {name:<28} {count:>9,}")
    for text in outcome.violations[:20]:
        print(f"  VIOLATION  {text[:1500]}")
    print(f"  {'violations':<28} {len(outcome.violations):>9,}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--kills", type=int, default=200, help="with Redis and two servers (default: %(default)s)"
    )
    parser.add_argument(
        "--sqlite-kills", type=int, default=None, help="with SQLite and one; default: a quarter"
    )
    parser.add_argument("--networks", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--minutes", type=float, default=20, help="longest time of each part")
    options = parser.parse_args()
    seed = Random().randrange(10**6) if options.seed is None else options.seed
    print(f"kills at random, seed {seed}", flush=True)
    in_file = options.kills // 4 if options.sqlite_kills is None else options.sqlite_kills
    parts = (
        ("Redis, two servers", "redis", 2, options.kills),
        ("SQLite, one server", "sqlite", 1, in_file),
    )
    failed = False
    for title, store, replicas, kills in parts:
        if not kills:
            continue
        with tempfile.TemporaryDirectory() as folder:
            most = 60 * options.minutes
            outcome = chaos(store, replicas, options.networks, kills, seed, most, Path(folder))
        report(title, outcome)
        failed = failed or bool(outcome.violations) or outcome.kills.total() < kills
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
