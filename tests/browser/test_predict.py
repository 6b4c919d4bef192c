"""Being asked before a beat is shown, and filling in a line: off until wanted, and never in the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import Playground


class Exercises:
    """The two switches and the card, by their accessible names."""

    def __init__(self, place: Playground) -> None:
        self.place = place
        self.page = place.page
        self.card = place.page.get_by_role("region", name="Exercise")
        self.question = self.card.get_by_role("group", name=re.compile(r"^(Question|Fill in) "))
        self.prediction = self.card.get_by_role("status", name="Prediction")
        self.feedback = self.card.get_by_role("status", name="Feedback")

    def switch(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def answer(self, text: str) -> Locator:
        return self.question.get_by_role("button", name=re.compile(rf"^{re.escape(text)}"))

    def blank(self, name: str) -> Locator:
        return self.question.get_by_role("textbox", name=name, exact=True)

    def check(self) -> None:
        self.question.get_by_role("button", name="Check").click()

    def start(self, mode: str, beat: str) -> None:
        self.place.go_to(beat)
        self.switch(mode).click()
        expect(self.switch(mode)).to_have_attribute("aria-pressed", "true")

    def ask(self, beat: str) -> None:
        """Stands at a beat with Predict first on, and steps forward."""
        self.start("Predict first", beat)
        self.page.keyboard.press("ArrowRight")
        expect(self.question).to_be_visible()
        expect(self.place.graph).to_have_attribute("data-beat", beat)

    def at(self, beat: str) -> None:
        expect(self.place.graph).to_have_attribute("data-beat", beat)


@pytest.fixture
def exercises(playground: Playground) -> Exercises:
    return Exercises(playground.open())


def test_nothing_is_asked_until_it_is_switched_on(exercises: Exercises) -> None:
    for mode in ("Predict first", "Fill in"):
        expect(exercises.switch(mode)).to_have_attribute("aria-pressed", "false")
    exercises.place.go_to("backward-2-gate")
    expect(exercises.card).to_have_count(0)


def test_a_question_stands_before_the_beat_and_its_number_is_not_given_away(exercises: Exercises) -> None:
    exercises.ask("loss-loss")
    expect(exercises.question).to_contain_text("∂L/∂a of ŷ is −1.298")
    expect(exercises.page.locator("body")).not_to_contain_text("−0.2293")
    expect(exercises.place.inspector).to_be_hidden()
    exercises.answer("Smaller").click()
    exercises.at("backward-2-gate")
    expect(exercises.prediction).to_contain_text("Right. δ = ∂L/∂a · f′(z) = −1.298 × 0.1767 = −0.2293.")
    expect(exercises.place.inspector).to_be_visible()
    expect(exercises.card).to_contain_text("1 of 1 right")


def test_a_wrong_answer_is_named_by_its_misconception(exercises: Exercises) -> None:
    exercises.ask("backward-1-gather")
    expect(exercises.question).to_contain_text("Will the weight go up or down?")
    exercises.answer("Down").click()
    exercises.at("update-update")
    expect(exercises.prediction).to_contain_text(
        "Not quite: that takes the sign of the gradient for the direction of the change, and forgets"
    )
    expect(exercises.prediction).to_contain_text("0.7 − 0.1 × (−0.4954) = 0.7495")
    expect(exercises.card).to_contain_text("0 of 1 right")
    expect(exercises.answer("Up")).to_have_accessible_name(re.compile("right$"))
    expect(exercises.answer("Down")).to_have_accessible_name(re.compile("your answer$"))


def test_show_me_answers_and_counts_as_no_answer(exercises: Exercises) -> None:
    exercises.ask("backward-1-gather")
    exercises.card.get_by_role("button", name="Show me").click()
    exercises.at("update-update")
    expect(exercises.prediction).to_contain_text("0.7495")
    expect(exercises.prediction).not_to_contain_text("Right")
    expect(exercises.card).not_to_contain_text("of 1 right")


def test_a_question_never_blocks(exercises: Exercises) -> None:
    exercises.ask("loss-loss")
    exercises.page.keyboard.press("ArrowRight")
    exercises.at("backward-2-gate")
    expect(exercises.question).to_have_count(0)
    exercises.page.keyboard.press("ArrowRight")
    exercises.card.get_by_role("button", name="Skip").click()
    exercises.at("backward-2-deposit")
    exercises.page.keyboard.press("ArrowRight")
    expect(exercises.question).to_be_visible()
    exercises.page.keyboard.press("Space")
    expect(exercises.question).to_have_count(0)
    exercises.at("backward-2-send")
    expect(exercises.question).to_have_count(0)


def test_going_back_scrubbing_and_jumping_never_ask(exercises: Exercises) -> None:
    exercises.start("Predict first", "loss-loss")
    page = exercises.page
    page.keyboard.press("ArrowLeft")
    expect(exercises.question).to_have_count(0)
    for key, beat in (("End", "update-measure"), ("Home", "forward-1-product")):
        page.keyboard.press(key)
        exercises.at(beat)
        expect(exercises.question).to_have_count(0)
    exercises.place.timeline.locator("[data-index='7']").click()
    exercises.at("backward-2-gate")
    expect(exercises.question).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(exercises.question).to_be_visible()
    page.keyboard.press("ArrowLeft")
    exercises.at("loss-loss")
    expect(exercises.question).to_have_count(0)


def test_a_part_of_the_picture_is_an_answer(exercises: Exercises) -> None:
    exercises.ask("backward-2-deposit")
    expect(exercises.question).to_contain_text("Which neuron below gets the largest message from ŷ")
    exercises.place.part("Layer 1, neuron 1").focus()
    exercises.page.keyboard.press("Enter")
    exercises.at("backward-2-send")
    expect(exercises.prediction).to_contain_text("Not quite: that goes by what it handed on, 2.16.")
    expect(exercises.place.inspector).to_contain_text("Pick a neuron")


def test_number_keys_answer_unless_letter_keys_are_switched_off(exercises: Exercises) -> None:
    exercises.ask("loss-loss")
    exercises.page.keyboard.press("2")
    exercises.at("backward-2-gate")
    expect(exercises.prediction).to_contain_text("Right.")
    exercises.page.get_by_role("button", name="Settings").click()
    exercises.page.get_by_label("Single-letter keys").uncheck()
    exercises.page.keyboard.press("Escape")
    exercises.page.keyboard.press("ArrowRight")
    expect(exercises.question).to_be_visible()
    exercises.page.keyboard.press("1")
    exercises.at("backward-2-gate")
    expect(exercises.question).to_be_visible()


def test_a_whole_step_is_predicted_with_the_keyboard_alone(exercises: Exercises) -> None:
    page = exercises.page
    exercises.switch("Predict first").focus()
    page.keyboard.press("Enter")
    asked = 0
    for _ in range(60):
        if exercises.place.beat() == "update-measure":
            break
        before = exercises.place.beat()
        page.keyboard.press("ArrowRight")
        exercises.page.wait_for_timeout(30)
        if exercises.place.beat() == before:
            exercises.answer("").first.focus()
            page.keyboard.press("Enter")
            asked += 1
            expect(exercises.prediction).to_contain_text(re.compile("Right|Not quite"))
    exercises.at("update-measure")
    assert asked >= 10
    expect(exercises.card).to_contain_text(re.compile(rf"\d+ of {asked} right"))


def test_fill_in_goes_back_to_before_the_beat_and_names_what_went_wrong(exercises: Exercises) -> None:
    exercises.start("Fill in", "backward-2-deposit")
    exercises.at("backward-2-gate")
    expect(exercises.question).to_contain_text("∂L/∂w, from h₁ to ŷ")
    expect(exercises.page.locator("body")).not_to_contain_text("−0.4954")
    exercises.blank("deposit").fill("-0,1605")
    exercises.check()
    expect(exercises.feedback).to_contain_text("Not quite: that takes w instead of a: it is the message w·δ")
    expect(exercises.blank("deposit")).to_have_attribute("aria-invalid", "true")
    exercises.blank("deposit").fill("-0,495")
    exercises.check()
    expect(exercises.feedback).to_contain_text("Right.")
    exercises.at("backward-2-deposit")
    expect(exercises.question).to_contain_text("−0.4954")


def test_blanks_grow_with_success_and_can_be_set(exercises: Exercises) -> None:
    exercises.start("Fill in", "backward-2-gate")
    exercises.blank("δ").fill("−0.2293")
    exercises.page.keyboard.press("Enter")
    expect(exercises.feedback).to_contain_text("Right.")
    exercises.page.keyboard.press("Enter")
    expect(exercises.question.get_by_role("textbox")).to_have_count(2)
    exercises.blank("a").fill("0.7")
    exercises.blank("deposit").fill("-0.4954")
    exercises.page.keyboard.press("Enter")
    expect(exercises.feedback).to_contain_text("Not quite, a: that is the weight.")
    exercises.card.get_by_role("button", name="All of it").click()
    expect(exercises.question.get_by_role("textbox")).to_have_count(3)
    exercises.card.get_by_role("button", name="Result").click()
    expect(exercises.question.get_by_role("textbox")).to_have_count(1)


def test_hints_come_one_at_a_time_and_show_fills_it_in(exercises: Exercises) -> None:
    exercises.start("Fill in", "backward-2-gate")
    hint = exercises.question.get_by_role("button", name="Hint")
    hint.click()
    expect(exercises.question.get_by_role("listitem")).to_have_count(1)
    hint.click()
    expect(exercises.question.get_by_role("listitem")).to_have_count(2)
    expect(hint).to_be_disabled()
    exercises.question.get_by_role("button", name="Show").click()
    exercises.at("backward-2-gate")
    expect(exercises.question).to_contain_text("−1.298 × 0.1767 = −0.2293")
    expect(exercises.feedback).to_contain_text("Filled in.")
    expect(exercises.card.get_by_role("button", name="Result")).to_have_attribute("aria-pressed", "true")


def test_an_empty_blank_never_blocks_and_a_filled_one_keeps_its_arrows(exercises: Exercises) -> None:
    exercises.start("Fill in", "backward-2-gate")
    exercises.at("loss-loss")
    exercises.blank("δ").fill("1")
    exercises.page.keyboard.press("ArrowRight")
    exercises.at("loss-loss")
    exercises.blank("δ").fill("")
    exercises.page.keyboard.press("ArrowRight")
    exercises.at("backward-2-gate")


def test_the_line_is_about_what_is_selected(exercises: Exercises) -> None:
    exercises.start("Fill in", "forward-1-sum")
    expect(exercises.question).to_contain_text("z of h₁")
    exercises.blank("z").fill("7")
    exercises.place.part("Layer 1, neuron 2").focus()
    exercises.page.keyboard.press("Enter")
    expect(exercises.question).to_contain_text("z of h₂")
    expect(exercises.blank("z")).to_have_value("")
    exercises.blank("z").fill("0.32")
    exercises.check()
    expect(exercises.feedback).to_contain_text("forgets the bias, −0.5")


def test_every_number_on_the_card_keeps_its_name(exercises: Exercises) -> None:
    exercises.ask("backward-1-gather")
    exercises.answer("Down").click()
    names = exercises.card.locator("[data-number]").evaluate_all("all => all.map(e => e.dataset.number)")
    assert names
    assert all(re.fullmatch(r"[a-z_]+(:\d*){4}", name) for name in names), names
    text = exercises.prediction.inner_text()
    for name, shown in (("w:2:0:0:", "0.7"), ("w_after:2:0:0:", "0.7495"), ("learning_rate::::", "0.1")):
        number = exercises.prediction.locator(f"[data-number^='{name}']")
        expect(number).to_have_text(shown)
        assert shown in text


def test_on_a_phone_it_is_a_sheet_that_fits(playground: Playground, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    exercises = Exercises(playground.open())
    exercises.ask("backward-2-deposit")
    box = exercises.card.bounding_box()
    assert box is not None
    assert box["x"] == 0
    assert box["width"] == 390
    assert abs(box["y"] + box["height"] - 844) <= 1
    assert box["height"] <= 0.57 * 844
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for option in exercises.question.get_by_role("button").all():
        assert (option.bounding_box() or {"height": 0})["height"] >= 44
    exercises.question.get_by_role("button").nth(1).click()
    exercises.at("backward-2-send")
    expect(exercises.prediction).to_contain_text("Right.")
