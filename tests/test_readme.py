"""README as a test: its commands are run against a real server and must answer what it shows."""

from __future__ import annotations

import doctest
import math
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN_ADDRESS = "127.0.0.1:8000"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
MARK = "--- next command ---"


@dataclass(frozen=True)
class Shown:
    """A command and the answer that README shows for it; `…` in an answer stands for anything."""

    command: str
    answer: str


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[Shown]:
    """The commands of a console block; the lines of a here-document belong to its command."""
    found: list[Shown] = []
    ends_at: str | None = None
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Shown(line[2:], ""))
            here = re.search(r"<<'(\w+)'", line)
            ends_at = here.group(1) if here else None
        elif ends_at:
            found[-1] = Shown(f"{found[-1].command}\n{line}", "")
            ends_at = None if line == ends_at else ends_at
        else:
            found[-1] = Shown(found[-1].command, f"{found[-1].answer}{line}\n")
    return found


def agrees(shown: str, real: str) -> bool:
    """Text must match letter for letter, numbers to nine digits: the last ones are the machine's own."""
    pattern = ""
    numbers: list[float] = []
    end = 0
    for token in re.finditer(rf"…|{NUMBER.pattern}", shown.strip()):
        pattern += re.escape(shown.strip()[end : token.start()])
        end = token.end()
        if token.group() == "…":
            pattern += ".*?"
        else:
            pattern += f"({NUMBER.pattern})"
            numbers.append(float(token.group()))
    pattern += re.escape(shown.strip()[end:])
    match = re.fullmatch(pattern, real.strip(), re.DOTALL)
    return match is not None and all(
        math.isclose(expected, float(found), rel_tol=1e-9)
        for expected, found in zip(numbers, match.groups(), strict=True)
    )


def test_agreement_is_strict_on_text_and_near_on_numbers() -> None:
    assert agrees('{"id":"…","a":[2.16]}', '{"id":"x1","a":[2.1599999999999997]}')
    assert not agrees('{"a":[2.16]}', '{"a":[2.17]}')
    assert not agrees('{"a":[2.16]}', '{"b":[2.16]}')
    assert not agrees('{"a":1,…', '{"a":2,"a":1}')


def test_commands_answer_what_readme_shows(server: str, tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.fail(
            "README's commands call curl, and none was found: install it with your system.", pytrace=False
        )
    walk = [shown for block in blocks("console") for shown in commands(block)]
    assert len(walk) > 5
    address = server.removeprefix("http://")
    script = f"\necho; echo '{MARK}'\n".join(shown.command.replace(SHOWN_ADDRESS, address) for shown in walk)
    done = subprocess.run(
        ["sh", "-eu"], input=script, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    answers = done.stdout.split(f"{MARK}\n")
    for shown, answer in zip(walk, answers, strict=True):
        assert agrees(shown.answer, answer), f"$ {shown.command}\n{answer}\nbut README shows:\n{shown.answer}"


def test_python_examples_print_what_readme_shows(server: str) -> None:
    text = "\n".join(blocks("pycon")).replace(f"http://{SHOWN_ADDRESS}", server)
    examples = doctest.DocTestParser().get_doctest(text, {}, "README", "README.md", 0)
    assert examples.examples
    failures, _ = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, clear_globs=False)
    examples.globs["client"].close()
    assert failures == 0


def test_every_make_target_that_readme_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    documents = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", documents, re.MULTILINE))
    assert {"run", "test", "check"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"make {target}"


def test_the_container_commands_of_readme_fit_the_image() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    port = re.search(r"--publish 127\.0\.0\.1:8000:(\d+)", README)
    folder = re.search(r"--volume mlpscope:(\S+)", README)
    assert port is not None
    assert f"EXPOSE {port.group(1)}\n" in image
    assert folder is not None
    assert f"VOLUME {folder.group(1)}\n" in image
