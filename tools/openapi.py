"""Writes the app's own OpenAPI document to a file, from which the page's JavaScript is type-checked."""

import json
import sys
from pathlib import Path

from app.main import create_app


def main(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(create_app().openapi(), ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
