"""Prints the requirements of one optional group of pyproject.toml: the Makefile repeats no version."""

import sys
import tomllib
from pathlib import Path


def requirements(group: str) -> list[str]:
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["optional-dependencies"][group]


if __name__ == "__main__":
    print(" ".join(requirements(sys.argv[1])))
