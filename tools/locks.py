"""Fails when a lock file differs from the one just resolved into build/: pyproject.toml left it behind."""

import sys
from pathlib import Path

LOCKS = ("requirements.lock", "requirements-test.lock")


def stale() -> list[str]:
    return [name for name in LOCKS if Path(name).read_text() != (Path("build") / name).read_text()]


if __name__ == "__main__":
    if stale():
        sys.exit(f"{' and '.join(stale())} no longer fit pyproject.toml: run make lock.")
