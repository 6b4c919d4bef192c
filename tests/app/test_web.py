"""The page's script is one file where that was made from the modules as they are, and the modules else."""

from pathlib import Path

import pytest

import hatch_build
from app import web


def laid_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page of two modules whose one file was just made."""
    (folder / "js" / "views").mkdir(parents=True)
    (folder / "vendor").mkdir()
    (folder / "js" / "main.js").write_text('import "./views/app.js";')
    (folder / "js" / "views" / "app.js").write_text("export {};")
    (folder / "css" / "pages").mkdir(parents=True)
    (folder / "css" / "pages" / "page.css").write_text("")
    (folder / "vendor" / "page.sum").write_text(hatch_build.digest(folder))
    monkeypatch.setattr(web, "STATIC", folder)
    return folder


def test_modules_that_were_not_touched_are_served_as_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out(tmp_path, monkeypatch)
    assert web.script("page") == "/static/vendor/page.js"


def test_a_module_that_was_changed_or_added_is_served_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = laid_out(tmp_path, monkeypatch) / "js" / "views" / "app.js"
    assert web.script("lesson") == "/static/vendor/lesson.js"
    assert web.script("page") == "/static/vendor/page.js"
    app.write_text("export const changed = 1;")
    assert web.script("page") == "/static/js/main.js"
    app.write_text("export {};")
    assert web.script("page") == "/static/vendor/page.js"
    app.with_name("new.js").write_text("")
    assert web.script("page") == "/static/js/main.js"
    assert web.script("lesson") == "/static/js/lesson.js"


def test_a_style_that_was_changed_is_served_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    style = laid_out(tmp_path, monkeypatch) / "css" / "pages" / "page.css"
    assert web.stylesheet("page") == "/static/vendor/page.css"
    style.write_text("body { margin: 0 }")
    assert web.stylesheet("page") == "/static/css/pages/page.css"


def test_without_a_made_file_the_modules_are_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = laid_out(tmp_path, monkeypatch) / "vendor" / "page.sum"
    made.unlink()
    assert web.script("page") == "/static/js/main.js"


def test_the_install_makes_a_file_for_each_page() -> None:
    assert hatch_build.ENTRIES == web.ENTRIES
    for entry in web.ENTRIES.values():
        assert (web.STATIC / "js" / f"{entry}.js").is_file()
    for style in (web.STATIC / "css" / "pages").glob("*.css"):
        assert (web.STATIC / "vendor" / style.name).is_file()


def test_what_a_made_file_imports_is_told_of_beside_it() -> None:
    for name in web.ENTRIES:
        told = web.ahead(f"/static/vendor/{name}.js")
        assert told[-1] == "/static/vendor/preact.js"
        assert len(told) > 1
        for path in told:
            assert (web.STATIC / path.removeprefix("/static/")).is_file()
    assert web.ahead("/static/js/main.js") == ("/static/vendor/preact.js",)
