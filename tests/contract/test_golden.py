"""The spam filter that tests of the page's own JavaScript are given is the one that the server answers."""

import json

from tests.golden.refresh import FILE, answers


def test_the_kept_answers_are_what_the_server_answers_now(server: str) -> None:
    kept = json.loads(FILE.read_text())
    assert answers(server) == kept, f"out of date: python -m tests.golden.refresh {server}"
