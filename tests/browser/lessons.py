"""A lesson as its reader meets it: passages, the figure, and questions that answer back."""

from __future__ import annotations

import re
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from app.lessons.model import Blank, Blanks, Choice, Goal, Lesson, NumberQuestion
from tests.thorough import some

SIZES = {"desk": (1440, 900), "phone": (390, 844)}
PLACES = some([("desk", "light"), ("phone", "dark"), ("desk", "dark"), ("phone", "light")], 2)
#: No answer of any question.
WRONG = "-98765"
#: Networks are made and trained before the figure stands, and an answer is judged only then; in milliseconds.
PATIENCE = 20_000

Asked = Choice | NumberQuestion | Blanks | Goal


def numbered(lesson: Lesson) -> list[tuple[int, Asked]]:
    questions = [question for passage in lesson.passages for question in passage.questions]
    return list(enumerate(questions, 1))


class Reader:
    """Someone who reads a lesson and answers what it asks."""

    def __init__(self, page: Page, address: str, slug: str) -> None:
        self.page = page
        self.address = address
        self.path = f"/lessons/{slug}"
        self.figure = page.get_by_role("complementary", name="Figure")
        self.place = self.figure.locator(".stage-place")

    def open(self, query: str = "") -> Reader:
        self.page.goto(f"{self.address}{self.path}{query}")
        self.settle()
        return self

    def settle(self) -> None:
        """Waits until the formulas are set and the figure stands."""
        expect(self.page.locator(".tex[data-tex]:not(:has(.katex))")).to_have_count(0)
        expect(self.figure.locator(".opening")).to_have_count(0)
        expect(self.figure.locator("[aria-busy=true]")).to_have_count(0)
        for canvas in self.figure.locator(".network .canvas").all():
            expect(canvas).to_have_css("opacity", "1")  # what was faint while busy fades in

    def question(self, number: int) -> Locator:
        return self.page.get_by_role("group", name=f"Question {number}", exact=True)

    def feedback(self, number: int) -> Locator:
        return self.question(number).get_by_role("status", name="Feedback")

    def check(self, number: int) -> str:
        """What is said of the answer as it stands."""
        self.question(number).get_by_role("button", name="Check", exact=True).click()
        expect(self.feedback(number)).not_to_be_empty(timeout=PATIENCE)
        return self.feedback(number).inner_text()

    def answer_wrong(self, number: int, question: Asked) -> str:
        box = self.question(number)
        if isinstance(question, Choice):
            box.get_by_role("radio").nth([option.right for option in question.options].index(False)).check()
        for field in box.get_by_role("textbox").all():
            field.fill(WRONG)
        return self.check(number)

    def answer_right(self, number: int, question: Asked) -> str:
        """A goal is reached the way the last hint shows."""
        box = self.question(number)
        match question:
            case Choice():
                box.get_by_role("radio").nth(
                    [option.right for option in question.options].index(True)
                ).check()
            case NumberQuestion(blank=blank):
                box.get_by_role("textbox", name=blank.name, exact=True).fill(self.right(blank))
            case Blanks(blanks=blanks):
                for at, blank in enumerate(blanks):
                    box.get_by_role("textbox").nth(at).fill(self.right(blank))
            case Goal():
                while (hint := box.get_by_role("button", name=re.compile("^Hint"))).count():
                    hint.click()
                box.get_by_role("button", name="Show me", exact=True).click()
                expect(self.feedback(number)).to_contain_text("Carried out", timeout=PATIENCE)
        said = self.check(number)
        expect(self.feedback(number)).to_have_class(re.compile("feedback-right"))
        return said

    def right(self, blank: Blank) -> str:
        """What belongs into a blank: as it is written, or as the network that is shown has it."""
        if blank.number is None:
            return str(blank.answer)
        return repr(number(self.shown_step(), blank.number))

    def shown_step(self) -> dict[str, Any]:
        """The next step of the network in the figure, asked of the server."""
        href = self.page.get_by_role("link", name="Playground", exact=True).get_attribute("href") or ""
        api = f"{self.address}/api/v1{href.partition('#')[0]}"
        network = httpx.get(api).json()
        batch = {} if network["data"] else {name: network["example"][name] for name in ("x", "y")}
        return httpx.post(f"{api}/preview", json=batch).json()


def number(trace: dict[str, Any], key: str) -> float:
    """A number of a trace by the name that the page gives it: quantity, layer, unit, from, row."""
    quantity, *places = key.split(":")
    if not places:
        return trace[quantity]
    layer, unit, source, row = (int(each) if each else 0 for each in (places + [""] * 4)[:4])
    if layer == 0:
        return trace["x"][row][unit] if quantity == "a" else trace["layers"][0]["grad_x"][row][unit]
    own = trace["layers"][layer - 1]
    match quantity:
        case "b" | "grad_b":
            return own[quantity][unit]
        case "w" | "grad_w":
            return own[quantity][source][unit]
        case "x":
            return own["x"][row][source]
        case "product":
            return own["x"][row][source] * own["w"][source][unit]
        case "message":
            return own["w"][source][unit] * own["grad_z"][row][unit]
        case "share":
            return own["x"][row][source] * own["grad_z"][row][unit]
        case "w_after" | "b_after":
            after = own["update"][quantity[0]]["after"]
            return after[unit] if quantity == "b_after" else after[source][unit]
        case _:
            return own[quantity][row][unit]
