"""Where the page's files are: inside the package in a wheel, at the top of a checkout else."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent / "_web"
ROOT = _PACKAGE if _PACKAGE.is_dir() else Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"


@cache
def app_version() -> str:
    """The installed version; a checkout that was never installed says so."""
    try:
        return version("mlpscope")
    except PackageNotFoundError:
        return "0+checkout"
