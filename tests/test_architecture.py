"""The arrows of ARCHITECTURE.md as tests: what may import what, in Python and in the page's JavaScript."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENGINE = sorted((ROOT / "engine").rglob("*.py"))
APP = sorted((ROOT / "app").rglob("*.py"))
JS = ROOT / "static" / "js"
SCRIPTS = sorted(path.relative_to(JS).as_posix() for path in JS.rglob("*.js"))

# All that the engine needs: NumPy, and parts of the standard library that hold no state and touch no machine.
ENGINE_MAY_IMPORT = {
    "__future__",
    "abc",
    "collections",
    "dataclasses",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "math",
    "numpy",
    "operator",
    "re",
    "types",
    "typing",
    "engine",
}
# np.random's own functions share one hidden generator; these make a generator that belongs to its caller.
ENGINE_MAY_USE_OF_RANDOM = {"default_rng", "Generator", "SeedSequence", "PCG64", "Philox", "BitGenerator"}
# The measured data sets are part of the package, and read as such: by name, never by path.
READS_WHAT_IS_SHIPPED = {"gzip", "importlib"}
FILE_NAMES = {"open", "print", "input", "exec", "eval", "__import__", "globals"}
# Imported by who needs them, when they are needed: onnx alone takes a second, and so does Dask.
SELDOM = {"dask", "distributed", "httpx", "onnx", "redis", "safetensors"}
NUMPY_FILES = {"load", "save", "savez", "loadtxt", "savetxt", "fromfile", "memmap", "genfromtxt", "seterr"}

# Groups of the page, and what each may import besides itself. A folder's name stands for all that is in it.
PURE = {
    "names",
    "written",
    "numbers",
    "json",
    "once",
    "holds",
    "format",
    "captions",
    "timeline",
    "parts",
    "place",
    "predict",
    "matrices",
    "tables",
    "layout",
    "placing",
    "scales",
    "runs",
    "settings",
    "share",
    "picture",
    "requests",
    "build",
    "inspect",
    "variants",
    "scene",
    "lens",
    "wide",
    "charts",
    "data",
}
NETWORK = {"api", "line", "live", "room"}
STATE = {"store", "player", "feed"}
# The scripts of the lessons stand in one folder: these of them are pure, the others show and do.
PURE_LESSONS = {"check", "facts", "lesson", "targets"}
PAGE_MAY_IMPORT = {
    "pure": PURE,
    "network": PURE | NETWORK,
    "state": PURE | STATE,
    "actions": PURE | NETWORK | STATE | {"actions"},
    "views": PURE | {"actions", "views", "preact", "katex"},
    # The conductor and what presents are handed their stores; figures ask through actions.
    "lessons": PURE | {"lessons", "actions", "views", "preact", "katex"},
}
BROWSER_WORDS = re.compile(
    r"\b(document|window|navigator|localStorage|location|fetch|WebSocket|XMLHttpRequest|requestAnimationFrame"
    r"|performance|setTimeout|setInterval|Date|Math\.random)\b(?!\s*:)"
)
NETWORK_WORDS = re.compile(r"\b(fetch\s*\(|WebSocket\b|XMLHttpRequest\b|EventSource\b|sendBeacon\b)")
COMMENT_OR_STRING = re.compile(
    r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`", re.DOTALL
)
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
IMPORT = re.compile(r"""(?:\bfrom|\bimport\s*\(?)\s*["']([^"']+)["']""")


def module_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """The full names of all modules that a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module_name(path)} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", ENGINE, ids=module_name)
def test_the_engine_imports_numpy_and_pure_parts_of_the_standard_library_alone(path: Path) -> None:
    more = READS_WHAT_IS_SHIPPED if module_name(path) == "engine/datasets/shipped.py" else set[str]()
    assert {name.split(".")[0] for name in imports(path)} <= ENGINE_MAY_IMPORT | more


@pytest.mark.parametrize("path", ENGINE, ids=module_name)
def test_the_engine_touches_no_file_and_no_hidden_random_state(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            assert node.id not in FILE_NAMES, f"line {node.lineno}"
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np.random", "numpy.random"):
            assert node.attr in ENGINE_MAY_USE_OF_RANDOM, f"line {node.lineno}"
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np", "numpy"):
            assert node.attr not in NUMPY_FILES, f"line {node.lineno}"


def test_only_convert_knows_both_schemas_and_arrays() -> None:
    both = [
        module_name(path)
        for path in APP
        if (found := set(imports(path)))
        and any(name.startswith("app.schemas") for name in found)
        and any(name.startswith("numpy") for name in found)
    ]
    assert both == ["app/convert.py"]


def test_the_schemas_know_neither_the_store_nor_the_routes() -> None:
    for path in (ROOT / "app" / "schemas").rglob("*.py"):
        foreign = [
            name for name in imports(path) if name.startswith(("app.api", "app.store", "app.sessions"))
        ]
        assert not foreign, module_name(path)


def test_a_relay_passes_bytes_and_knows_no_network() -> None:
    may = ("app.relay", "app.settings", "app.operations", "app.tasks")
    for path in (ROOT / "app" / "relay").rglob("*.py"):
        foreign = [name for name in imports(path) if name.startswith(("app", "engine"))]
        assert all(name.startswith(may) for name in foreign), module_name(path)


def test_a_register_knows_no_socket_and_no_network() -> None:
    may = ("app.register", "app.settings", "app.store")
    for path in (ROOT / "app" / "register").rglob("*.py"):
        foreign = [name for name in imports(path) if name.startswith(("app", "engine"))]
        assert all(name.startswith(may) for name in foreign), module_name(path)


def test_routes_leave_numbers_to_the_engine() -> None:
    for path in (ROOT / "app" / "api").rglob("*.py"):
        assert not any(name.split(".")[0] == "numpy" for name in imports(path)), module_name(path)


def test_python_imports_only_what_the_project_depends_on() -> None:
    known = {
        "app",
        "engine",
        "fastapi",
        "starlette",
        "uvicorn",
        "pydantic",
        "pydantic_core",
        "pydantic_settings",
    }
    known |= {
        "annotated_types",
        "markdown_it",
        "markupsafe",
        "numpy",
        "orjson",
        "jinja2",
        "platformdirs",
        "prometheus_client",
        *sys.stdlib_module_names,
    }
    known |= SELDOM | sys.stdlib_module_names
    assert {name.split(".")[0] for path in (*APP, *ENGINE) for name in imports(path)} <= known


def test_what_few_requests_need_does_not_delay_the_start() -> None:
    code = "import sys, app.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "app.exporters.onnx" in done.stdout.split()
    assert not SELDOM & set(done.stdout.split())


def group(script: str) -> str | None:
    """The group of a script, None for those at the top (main and its kind), which may import anything."""
    head = script.removesuffix(".js").split("/")[0]
    if head in PURE:
        return "pure"
    if head in NETWORK:
        return "network"
    if head in STATE:
        return "state"
    if head == "lessons" and script.removesuffix(".js").split("/")[-1] in PURE_LESSONS:
        return "pure"
    return head if head in ("actions", "views", "lessons") else None


def script_imports(script: str) -> Iterator[str]:
    """What a script imports, as group heads: `../scene/edge.js` is `scene`. Types are no arrows."""
    for target in IMPORT.findall(COMMENT.sub("", (JS / script).read_text(encoding="utf-8"))):
        if not target.startswith("."):
            yield target
            continue
        path = (JS / script).parent.joinpath(target).resolve()
        assert path.is_file(), f"{script} imports {target}, which is not there"
        yield path.relative_to(JS.resolve()).as_posix().removesuffix(".js").split("/")[0]


def test_views_actions_and_what_is_pure_know_no_lesson() -> None:
    assert not [
        script
        for script in SCRIPTS
        if not script.startswith("lessons/") and group(script) and "lessons" in script_imports(script)
    ]


@pytest.mark.parametrize("script", [script for script in SCRIPTS if group(script)])
def test_arrows_of_the_page_point_one_way(script: str) -> None:
    assert set(script_imports(script)) <= PAGE_MAY_IMPORT[group(script) or ""]


def test_nothing_imports_what_a_page_begins_with() -> None:
    """But for an exercise, which goes on as a lesson once it is set."""
    begins = {"main", "lesson", "exercise"}
    assert [script for script in SCRIPTS if begins & set(script_imports(script))] == ["exercise.js"]


@pytest.mark.parametrize("script", [script for script in SCRIPTS if group(script) == "pure"])
def test_pure_scripts_know_no_document_no_network_and_no_clock(script: str) -> None:
    code = COMMENT_OR_STRING.sub('""', (JS / script).read_text(encoding="utf-8"))
    assert not BROWSER_WORDS.findall(code)


@pytest.mark.parametrize("script", [script for script in SCRIPTS if group(script) != "network"])
def test_only_api_and_live_speak_to_the_network(script: str) -> None:
    code = COMMENT_OR_STRING.sub('""', (JS / script).read_text(encoding="utf-8"))
    assert not NETWORK_WORDS.findall(code)
