"""What the project promises about itself: its locks, its settings, its files, its versions."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.settings import Settings, variable
from tests.serving import ROOT
from tools.links import anchors, dead_links

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ["requirements.lock", "requirements-test.lock"]
WRITTEN = [".py", ".js", ".css", ".html", ".md", ".toml", ".sh", ".json", ".lock", ""]
SOURCES = [".py", ".js", ".css", ".html", ".sh"]
LONGEST = 350
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted",
    "npm" + "js",
    "registry" + ".npm",
    "artifact" + "ory",
    "file:" + "//",
]


def listed(*suffixes: str) -> list[Path]:
    """The files of the repository: what git knows and what it would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("no git here, so nothing says which files belong to the project")
    files = [ROOT / name for name in done.stdout.splitlines()]
    return [path for path in files if path.suffix in suffixes and path.is_file()]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_no_path(name: str) -> None:
    lines = [line.split("#")[0] for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    assert not [line for line in lines if re.search(r"://|^-|\s@\s|/", line)]


@pytest.mark.parametrize("name", LOCKS)
def test_everything_locked_is_hashed(name: str) -> None:
    entries = re.split(r"^(?=[a-z])", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_npm_lock_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for path, package in packages.items() if path)


def test_both_locks_agree() -> None:
    versions = [
        dict(re.findall(r"^([a-z0-9.-]+==\S+)( ;[^\\]*)?", (ROOT / name).read_text(), re.MULTILINE))
        for name in LOCKS
    ]
    assert versions[0].keys() <= versions[1].keys()


def test_no_file_names_a_registry() -> None:
    for path in listed(*WRITTEN):
        text = path.read_text(encoding="utf-8")
        assert not [host for host in HOSTS if host in text], path


def test_sources_can_be_read_in_one_breath() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in listed(*SOURCES)}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_every_module_says_why_it_exists() -> None:
    for path in listed(".py"):
        text = path.read_text(encoding="utf-8")
        assert not text.strip() or text.startswith(('"""', 'r"""', "#!")), path


def test_readme_documents_every_setting_with_its_default() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(MLPSCOPE_\w+)` \| (.+?) \|", readme, re.MULTILINE))
    assert rows.keys() == {variable(name) for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, str | int):
            assert rows[variable(name)] == f"`{field.default}`"


def test_the_changelog_knows_the_version() -> None:
    assert f"## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_command_tells_its_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"mlpscope {PROJECT['version']}\n"


def test_licences_of_all_bundled_libraries_are_gathered() -> None:
    gathered = (ROOT / "static/vendor/LICENSES.txt").read_text(encoding="utf-8")
    bundled = set(json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]) - {
        "esbuild"
    }
    assert {name for name in bundled if f"\n{name}\n" in gathered} == bundled


def test_dead_links_are_found(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text(
        "# A `b` c!\n[x](a.md#a-b-c) [y](#a-b-c) [z](gone.md) [w](#gone)\n```\n[q](gone)\n```\n"
    )
    assert anchors(document.read_text()) == {"a-b-c"}
    assert [line.split(": ")[1] for line in dead_links(document)] == ["gone.md", "#gone"]


def test_each_of_the_ten_risks_names_tests_that_there_are() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    risks = {row[0]: row[-1] for row in rows if re.fullmatch(r"API\d+", row[0])}
    assert list(risks) == [f"API{number}" for number in range(1, 11)]
    for risk, held_by in risks.items():
        named = re.findall(r"\[(test_\w+)\]\(\.\./(tests/[\w/]+\.py)\)", held_by)
        assert named, risk
        for name, file in named:
            assert Path(file).stem == name
            assert "def test_" in (ROOT / file).read_text(encoding="utf-8"), (risk, file)
