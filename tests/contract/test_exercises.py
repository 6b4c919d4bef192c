"""A teacher's exercise over HTTP: checked field by field, and set as HTML that holds nobody's own markup."""

import json
import re
from copy import deepcopy
from typing import Any

import httpx
import pytest

Json = dict[str, Any]

EXERCISE: Json = {
    "title": "Rows & <b>columns</b>",
    "networks": {"own": {"preset": "spam"}},
    "passages": [
        {
            "title": "Task",
            "text": "The **bias** is added: $z = wx + b$. <img src=x onerror=alert(1)> [no](javascript:x)",
            "figure": {"kind": "network", "network": "own", "select": "n-1-0"},
            "questions": [
                {
                    "kind": "choice",
                    "ask": "Which <i>one</i>?",
                    "options": [
                        {"text": "$a$", "says": "Yes.", "right": True},
                        {"text": "</script><script>alert(1)</script>", "says": "No."},
                    ],
                },
                {"kind": "number", "ask": "How many?", "blank": {"name": "Count", "answer": 6}},
            ],
        }
    ],
}


def changed(path: str, value: Any) -> Json:
    """The exercise with something else at a path such as `passages.0.text`; None takes it away."""
    body = deepcopy(EXERCISE)
    *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
    place: Any = body
    for part in way:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return body


def test_an_exercise_is_set_like_a_lesson(client: httpx.Client) -> None:
    html = client.post("/exercises", json=EXERCISE).json()["html"]
    assert '<h1 id="lesson-title">Rows &amp; &lt;b&gt;columns&lt;/b&gt;</h1>' in html
    assert '<span class="tex" data-tex="z = wx + b">' in html
    assert 'href="/lessons/glossary#bias"' in html
    assert html.count('role="group" aria-label="Question') == 2
    found = re.search(r'<script type="application/json" id="lesson-data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    data = json.loads(found.group(1))
    assert data["networks"] == {"own": {"preset": "spam", "request": None, "train": None}}
    assert data["passages"][0]["figure"]["select"] == "n-1-0"
    assert data["passages"][0]["questions"][1]["blank"]["answer"] == 6


def test_nobodys_own_markup_reaches_the_page(client: httpx.Client) -> None:
    html = client.post("/exercises", json=EXERCISE).json()["html"]
    assert "<img" not in html
    assert "<i>" not in html
    assert 'href="javascript' not in html
    assert html.count("<script") == html.count("</script>") == 1


def test_what_is_answered_is_kept_by_what_an_exercise_holds(client: httpx.Client) -> None:
    def slug(body: Json) -> str:
        html = client.post("/exercises", json=body).json()["html"]
        return re.findall(r'"slug":"(exercise-[0-9a-f]{12})"', html)[0]

    assert slug(EXERCISE) == slug(deepcopy(EXERCISE))
    assert slug(EXERCISE) != slug(changed("title", "Another"))


QUESTION = "passages.0.questions.0"


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("title", None, "title is required."),
        ("title", "", 'title must have at least 1 characters, got "".'),
        ("title", "x" * 201, "title must have at most 200 characters"),
        ("colour", "red", "colour is not a known field"),
        ("passages", [], "passages must have at least 1 entries"),
        ("passages", EXERCISE["passages"] * 2, "passages must have at most 1 entries"),
        ("passages.0.figure.network", "other", "shows a network 'other' that the lesson has not"),
        ("passages.0.figure.kind", "film", "passages[0].figure"),
        ("networks.own", {}, "a network is either a preset or a request"),
        (f"{QUESTION}.kind", "riddle", "passages[0].questions[0]"),
        (f"{QUESTION}.ask", "", "ask must have at least 1 characters"),
        (f"{QUESTION}.options.0.right", False, "a choice has exactly one right option"),
        (f"{QUESTION}.options.1", None, "options must have at least 2 entries"),
        ("passages.0.questions.1.blank.answer", "many", 'answer must be a number, got "many".'),
        (
            "passages.0.questions.1.blank.answer",
            None,
            "a blank has either an answer or the number that holds it",
        ),
        ("passages.0.questions", EXERCISE["passages"][0]["questions"] * 7, "at most 12 questions, got 14"),
    ],
)
def test_what_breaks_a_rule_is_named(client: httpx.Client, path: str, value: Any, says: str) -> None:
    answer = client.post("/exercises", json=changed(path, value))
    assert answer.status_code == 422
    problem = answer.json()
    assert says in problem["detail"]
    assert "Value error" not in problem["detail"]
    assert problem["errors"][0]["loc"][0] == "body"
