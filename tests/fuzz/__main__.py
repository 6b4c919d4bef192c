"""`make fuzz`: schemathesis, a state machine over HTTP, and random messages at the sockets.

Its seed, told first, repeats it.

`make fuzz ARGS="--seed 7 --cases 10000 --messages 1000000"` are the defaults, but the seed is the time.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz import sockets
from tests.fuzz.model import Networks
from tests.serving import ROOT, serving

HERE = Path(__file__).parent
# Small enough that no single request takes long, and that refusals for size are met, too.
LIMITS = {"train_seconds": "0.5", "max_parameters": "20000", "max_rooms": "100000", "max_body": "2000000"}
# What the phase of coverage makes of the document whatever it is told, and cases an operation beyond that.
COVERAGE, OPERATIONS = 6000, 43
PHASES = "examples,coverage,fuzzing,stateful"
GENERATED = re.compile(r"([\d,]+) generated, ([\d,]+) passed")


def http(cases: int, seed: int, folder: Path, phases: str = PHASES) -> list[str]:
    """Runs schemathesis against a server of its own; answers what was wrong, in words."""
    began = time.monotonic()
    more = max(1, -(-(cases - COVERAGE) // OPERATIONS)) if "coverage" in phases else -(-cases // OPERATIONS)
    with serving(folder, 0, **LIMITS) as address:
        variables = {"MLPSCOPE_FUZZED": address, "MLPSCOPE_FUZZ_SEED": str(seed), "PYTHONPATH": str(ROOT)}
        program = [str(Path(sys.executable).with_name("schemathesis")), "--config-file"]
        command = [*program, str(HERE / "schemathesis.toml"), "run", f"{address}/openapi.json", "--no-color"]
        options = ["--phases", phases, "--seed", str(seed), "--max-examples", str(more)]
        done = subprocess.run(
            [*command, *options], cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True
        )
    found = GENERATED.search(done.stdout)
    count = int(found[1].replace(",", "")) if found else 0
    print(
        f"http      seed {seed}   {count:,} cases in {time.monotonic() - began:.0f} s, {done.stderr.strip()}"
    )
    faults: list[str] = []
    if done.returncode != 0:
        faults.append(
            f"schemathesis ended with {done.returncode}:\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
        )
    if count < cases:
        faults.append(f"{count} cases are fewer than {cases}")
    return faults + sockets.tracebacks((folder / "server.log").read_text())


def model(examples: int, number: int, folder: Path) -> list[str]:
    """Runs the state machine against a server of its own; answers what was wrong, in words."""
    began = time.monotonic()
    wanted = settings(
        max_examples=examples,
        stateful_step_count=25,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    with serving(folder) as address:
        machine = seeded(number)(type("Fuzzed", (Networks,), {"address": address}))
        try:
            run_state_machine_as_test(machine, settings=wanted)
        except AssertionError:
            return [f"the model and the server differ:\n{traceback.format_exc()[-6000:]}"]
        finally:
            took = time.monotonic() - began
            print(f"model     seed {number}   {examples} walks of up to 25 acts in {took:.0f} s", flush=True)
    return []


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--walks", type=int, default=60)
    parser.add_argument("--messages", type=int, default=1_000_000)
    options = parser.parse_args()
    print(f"fuzz      seed {options.seed} (again: make fuzz ARGS='--seed {options.seed}')", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        faults = http(options.cases, options.seed, Path(folder, "http"))
        faults += model(options.walks, options.seed, Path(folder, "model"))
    for fault in faults:
        print(f"FAULT     {fault}")
    wrong = sockets.main(["--messages", str(options.messages), "--seed", str(options.seed)])
    return 1 if faults or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
