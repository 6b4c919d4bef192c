"""Where the page's files are: inside the package in a wheel, at the top of a checkout else."""

import hashlib
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
    modules = sorted((STATIC / "js").rglob("*.js"), key=lambda path: path.relative_to(STATIC).as_posix())
    seen = tuple((path, path.stat().st_mtime_ns) for path in modules)
    made = STATIC / "vendor" / "page.sum"
    fresh = made.is_file() and made.read_text() == _digest(seen)
    return f"/static/vendor/{name}.js" if fresh else f"/static/js/{ENTRIES[name]}.js"


def ahead(script: str) -> tuple[str, ...]:
    """What a page's script imports: told of at once, it comes side by side with it."""
    made = STATIC / "vendor" / script.removeprefix("/static/vendor/")
    if not script.startswith("/static/vendor/"):
        return (PREACT,)
    return (*_shared(made, made.stat().st_mtime_ns), PREACT)


@lru_cache(maxsize=8)
def _shared(made: Path, _: int) -> tuple[str, ...]:
    return tuple(f"/static/vendor/{name}" for name in SHARED.findall(made.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _digest(modules: tuple[tuple[Path, int], ...]) -> str:
    """As `hatch_build.digest` does; read again only when a module was written."""
    found = hashlib.sha256()
    for path, _ in modules:
        found.update(path.relative_to(STATIC / "js").as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


@cache
def app_version() -> str:
    """The installed version; a checkout that was never installed says so."""
    try:
        return version("mlpscope")
    except PackageNotFoundError:
        return "0+checkout"
