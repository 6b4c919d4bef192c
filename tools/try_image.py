"""Builds the container image, runs it as docs/operations.md says to, and holds it against its goals.

It runs without a network, as its own user, on a read-only root and without a capability. What it prints or
fails over: its size, the time to its first answer, whether a network can be made and trained, where it
writes, its health check, how it ends, and whether what was kept is there after a new start. Needs docker or
podman. `IMAGE_BUILD` and `IMAGE_RUN` hold more options for build and run; `IMAGE` names an image that is
built already.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROBE = Path(__file__).with_name("image_probe.py").read_text(encoding="utf-8")
MOST_MEGABYTES = 300
MOST_SECONDS = 2.0
STOP_SECONDS = 25
NAME = f"mlpscope-try-{os.getpid()}"
GUARDS = shlex.split("--read-only --network none --cap-drop ALL --security-opt no-new-privileges")


def main() -> int:
    engine = next(filter(runs, ("docker", "podman")), None)
    if engine is None:
        print("Neither docker nor podman runs here; install one.", file=sys.stderr)
        return 1
    image = os.environ.get("IMAGE", "mlpscope")
    if "IMAGE" not in os.environ:
        run(engine, "build", "--tag", image, *options("IMAGE_BUILD"), str(ROOT), quiet=False)
    failures: list[str] = []
    try:
        megabytes = size(engine, image) / 1e6
        base = size(engine, base_of())
        print(f"size: {megabytes:.0f} MB, {base / 1e6:.0f} of it {base_of()}; goal {MOST_MEGABYTES}")
        if megabytes > MOST_MEGABYTES:
            failures.append("the image is too large")
        first = started(engine, image, "make")
        again = started(engine, image, "find", first["id"])
        for found in (first, again):
            print(
                f"first answer {found['seconds']:.2f} s after its start (goal {MOST_SECONDS:.0f}),"
                f" {found['work']:.2f} of them a processor's work, {found['wall']:.2f} s after"
                f" `{engine} run`; ended in {found['stop']:.1f} s with {found['code']}"
            )
            failures += found["failures"]
        if min(first["seconds"], again["seconds"]) > MOST_SECONDS:
            failures.append("it starts too slowly")
    finally:
        run(engine, "volume", "rm", "--force", NAME)
    for failure in failures:
        print(f"failed: {failure}", file=sys.stderr)
    return 1 if failures else 0


def started(engine: str, image: str, *task: str) -> dict[str, Any]:
    """What the probe found in a container, and how the container ended."""
    mounts = ("--tmpfs", "/tmp", "--volume", f"{NAME}:/data")
    began = time.time()
    try:
        run(engine, "run", "--detach", "--name", NAME, *GUARDS, *mounts, *options("IMAGE_RUN"), image)
        found = json.loads(run(engine, "exec", NAME, "python", "-c", PROBE, *task))
        found["wall"] = found["at"] - began
        health = json.loads(run(engine, "image", "inspect", image))[0]
        check: list[str] = (health.get("Config", {}).get("Healthcheck") or health["Healthcheck"])["Test"]
        assert check[0] == "CMD", check
        run(engine, "exec", NAME, *check[1:])
        stopping = time.time()
        run(engine, "stop", "--time", str(STOP_SECONDS), NAME)
        found["stop"] = time.time() - stopping
        state = json.loads(run(engine, "inspect", NAME))[0]["State"]
        found["code"] = state["ExitCode"]
        if found["code"] != 0:
            found["failures"].append(f"it ended with code {found['code']}")
        return found
    finally:
        run(engine, "rm", "--force", NAME)


def runs(engine: str) -> bool:
    """Whether the program is there, and the engine behind it."""
    return bool(shutil.which(engine)) and not subprocess.run([engine, "info"], capture_output=True).returncode


def base_of() -> str:
    """The image that the result is built on: the last FROM of the Dockerfile."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    return [line.split()[1] for line in lines if line.startswith("FROM ")][-1]


def size(engine: str, image: str) -> int:
    """Bytes, unpacked."""
    return json.loads(run(engine, "image", "inspect", image))[0]["Size"]


def options(name: str) -> list[str]:
    return shlex.split(os.environ.get(name, ""))


def run(*command: str, quiet: bool = True) -> str:
    """What a command prints. Raises SystemExit with what it complained of if it fails."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE if quiet else None, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise SystemExit(f"{shlex.join(command[:4])} … failed:\n{done.stdout or ''}{done.stderr}")
    return done.stdout or ""


if __name__ == "__main__":
    sys.exit(main())
