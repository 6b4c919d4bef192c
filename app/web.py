"""Where the page's files are: inside the package in a wheel, at the top of a checkout else."""

import hashlib
import os
import re
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent / "_web"
ROOT = _PACKAGE if _PACKAGE.is_dir() else Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"


# The scripts that a page begins with, by the name of the file that an install makes of each.
ENTRIES = {"page": "main", "lesson": "lesson", "exercise": "exercise"}


# Every page draws with it.
PREACT = "/static/vendor/preact.js"
SHARED = re.compile(r'from"\./(shared-\w+\.js)"')


def script(name: str) -> str:
    """A page's script: all its modules as one file, where it was made from the modules as they are."""
    return f"/static/vendor/{name}.js" if _fresh() else f"/static/js/{ENTRIES[name]}.js"


def stylesheet(name: str) -> str:
    """A page's styles, likewise."""
    return f"/static/vendor/{name}.css" if _fresh() else f"/static/css/pages/{name}.css"


def ahead(script: str) -> tuple[str, ...]:
    """What a page's script imports: told of at once, it comes side by side with it."""
    made = STATIC / "vendor" / script.removeprefix("/static/vendor/")
    if not script.startswith("/static/vendor/"):
        return (PREACT,)
    return (*_shared(made, made.stat().st_mtime_ns), PREACT)


@lru_cache(maxsize=8)
def _shared(made: Path, _: int) -> tuple[str, ...]:
    return tuple(f"/static/vendor/{name}" for name in SHARED.findall(made.read_text(encoding="utf-8")))


def _fresh() -> bool:
    """Whether an install made its files of modules and styles as they are now."""
    made = STATIC / "vendor" / "page.sum"
    return made.is_file() and made.read_text() == _digest(STATIC, _sources())


def _sources() -> tuple[tuple[str, int], ...]:
    """All modules and styles by name, and when each was written."""
    folders, found = [str(STATIC / "js"), str(STATIC / "css")], list[tuple[str, int]]()
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                elif entry.name.endswith((".js", ".css")):
                    found.append((entry.path, entry.stat().st_mtime_ns))
    return tuple(sorted(found))


@lru_cache(maxsize=1)
def _digest(folder: Path, sources: tuple[tuple[str, int], ...]) -> str:
    """As `hatch_build.digest` does; read again only when one was written."""
    found = hashlib.sha256()
    for name in sorted(Path(path).relative_to(folder).as_posix() for path, _ in sources):
        found.update(name.encode() + b"\0" + (folder / name).read_bytes() + b"\0")
    return found.hexdigest()


@cache
def app_version() -> str:
    """The installed version; a checkout that was never installed says so."""
    try:
        return version("mlpscope")
    except PackageNotFoundError:
        return "0+checkout"
