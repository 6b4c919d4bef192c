"""A teacher makes an exercise in the browser, and a student who opens its link does it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.pages import Playground
from tests.browser.sharing import OWN, made, share


def begin(teacher: Playground) -> Locator:
    """From the playground to the form."""
    share(teacher, "Exercise").get_by_role("button", name="Make an exercise").click()
    form = teacher.page.get_by_role("form", name="Exercise")
    expect(form).to_be_visible()
    return form


def fill_choice(question: Locator) -> None:
    question.get_by_label("Ask").fill("How many rows of $W$ are there?")
    first, second = (question.get_by_role("group", name=f"Option {i}") for i in (1, 2))
    first.get_by_label("Option 1").fill("Two, one for each input")
    first.get_by_label("Why it is right").fill("A row is what *one input* sends.")
    second.get_by_label("Option 2").fill("Three")
    second.get_by_label("Which mistake leads to it").fill("Those are the columns.")


def link_of(page: Page) -> str:
    link = page.get_by_role("textbox", name="Link to the exercise")
    expect(link).to_be_visible()
    return link.input_value()


def feedback(question: Locator) -> Locator:
    return question.get_by_role("status", name="Feedback")


def test_an_exercise_of_every_kind_is_made_and_done(still: Playground) -> None:
    teacher, page = still, still.page
    teacher.open(made(teacher.address, OWN, 4))
    teacher.select("Layer 1, neuron 2")
    form = begin(teacher)
    expect(page.get_by_text("Not ready yet.")).to_be_visible()
    form.get_by_label("Title").fill("Rows & <columns>")
    form.get_by_label("Text").fill("Look at **layer 2**: $z = xW + b$.")
    form.get_by_label("Training").check()
    fill_choice(form.get_by_role("group", name="Question 1: a choice"))
    form.get_by_role("button", name="Add: a number").click()
    number = form.get_by_role("group", name="Question 2: a number")
    number.get_by_label("Ask").fill("How many weights has layer 2?")
    number.get_by_label("Right answer", exact=True).fill("6")
    number.get_by_role("button", name="Foresee a wrong answer").click()
    number.get_by_label("A wrong answer", exact=True).fill("9")
    number.get_by_role("group", name="Wrong answer 1").get_by_label("Which mistake").fill(
        "Biases are no weights."
    )
    number.get_by_label("Hints").fill("Rows times columns.")
    form.get_by_role("button", name="Add: blanks to fill").click()
    blanks = form.get_by_role("group", name="Question 3: blanks to fill")
    blanks.get_by_label("Ask").fill("Fill in.")
    blanks.get_by_label("Line").fill("Half of 1 is {} and twice 2 is {}.")
    for i, value in enumerate(("0.5", "4")):
        blanks.get_by_role("group", name=f"Blank {i + 1}").get_by_label("Right answer", exact=True).fill(
            value
        )
    form.get_by_role("button", name="Add: a goal to reach").click()
    goal = form.get_by_role("group", name="Question 4: a goal to reach")
    goal.get_by_label("Ask").fill("Train until the loss is low.")
    goal.get_by_label("Value", exact=True).fill("1.1")
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_role("group", name="Question 4")).to_contain_text("Train until")
    address = link_of(page)
    page.reload()
    assert link_of(page) == address

    student = page.context.new_page()
    student.goto(address)
    expect(student.get_by_role("heading", level=1)).to_have_text("Rows & <columns>")
    figure = student.get_by_role("complementary", name="Figure")
    expect(figure.locator("svg[data-beat]")).to_be_visible()
    expect(figure.get_by_role("region", name="Training")).to_be_visible()
    asked = [student.get_by_role("group", name=f"Question {i}") for i in range(1, 5)]
    asked[0].get_by_role("radio", name="Three").check()
    asked[0].get_by_role("button", name="Check").click()
    expect(feedback(asked[0])).to_have_text("Those are the columns.")
    asked[0].get_by_role("radio", name="Two").check()
    asked[0].get_by_role("button", name="Check").click()
    expect(feedback(asked[0])).to_have_text("A row is what one input sends.")
    for text, says in (("9", "Biases are no weights."), ("7", "Not yet."), ("6", "Right.")):
        asked[1].get_by_role("textbox").fill(text)
        asked[1].get_by_role("button", name="Check").click()
        expect(feedback(asked[1])).to_have_text(says)
    for i, text in enumerate(("0.5", "4")):
        asked[2].get_by_role("textbox", name=f"Blank {i + 1}").fill(text)
    asked[2].get_by_role("button", name="Check").click()
    expect(feedback(asked[2])).to_have_text("Right.")
    asked[3].get_by_role("button", name="Check").click()
    expect(feedback(asked[3])).to_have_text("Not yet.")
    asked[3].get_by_role("button", name="Show me").click()
    expect(feedback(asked[3])).to_contain_text("Carried out")
    asked[3].get_by_role("button", name="Check").click()
    expect(feedback(asked[3])).to_have_text("Right.")
    student.close()


def test_a_goal_may_be_about_weights_and_settings(still: Playground) -> None:
    page = still.page
    still.open(made(still.address, OWN, 4))
    form = begin(still)
    form.get_by_role("button", name="Remove question 1").click()
    form.get_by_role("button", name="Add: a goal to reach").click()
    question = form.get_by_role("group", name="Question 1: a goal to reach")
    question.get_by_label("Ask").fill("Make the weight large and the steps short.")
    first = question.get_by_role("group", name="Condition 1")
    first.get_by_label("Reached when").select_option(label="A weight")
    for label, value in (("Layer", "1"), ("From neuron or input", "2"), ("Neuron", "3"), ("Value", "2.5")):
        first.get_by_label(label, exact=True).fill(value)
    missing = page.get_by_role("status").filter(has_text="Not ready yet.")
    expect(missing).to_contain_text("question 1, condition 1: layer 1 has neurons 1 to 2")
    first.get_by_label("Neuron", exact=True).fill("2")
    question.get_by_role("button", name="And also…").click()
    second = question.get_by_role("group", name="Condition 2")
    second.get_by_label("And also").select_option(label="Learning rate")
    expect(missing).to_contain_text("question 1, condition 2: needs a number")
    second.get_by_role("combobox", name="is", exact=True).select_option(label="exactly")
    second.get_by_label("Value").fill("0.003")
    question.get_by_label("“Show me” trains").fill("")
    page.goto(link_of(page))
    asked = page.get_by_role("group", name="Question 1")
    asked.get_by_role("button", name="Check").click()
    expect(feedback(asked)).to_have_text("Not yet.")
    asked.get_by_role("button", name="Show me").click()
    expect(feedback(asked)).to_contain_text("Carried out")
    asked.get_by_role("button", name="Check").click()
    expect(feedback(asked)).to_have_text("Right.")


def test_what_is_missing_is_said_where_it_is(still: Playground) -> None:
    form = begin(still.open())
    missing = still.page.get_by_role("status").filter(has_text="Not ready yet.")
    expect(missing).to_contain_text("question 1, ask: is still empty")
    expect(missing).to_contain_text("question 1, options 2 text: is still empty")
    fill_choice(form.get_by_role("group", name="Question 1: a choice"))
    expect(missing).to_have_count(0)
    form.get_by_label("Title").fill("")
    expect(missing).to_contain_text("title: is still empty")


@pytest.mark.parametrize("broken", ["", "#ex=1.eJyrVg", "#ex=7.abc", "#net=1.abc"])
def test_a_link_without_an_exercise_says_so(playground: Playground, broken: str) -> None:
    playground.page.goto(f"{playground.address}/lessons/exercise{broken}")
    expect(playground.page.get_by_role("alert")).to_contain_text(
        re.compile("no exercise|not whole|version 7")
    )


def test_the_form_and_the_exercise_are_open_to_everyone(still: Playground) -> None:
    page = still.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    form = begin(still.open())
    for kind in ("a number", "blanks to fill", "a goal to reach"):
        form.get_by_role("button", name=f"Add: {kind}").click()
    expect(page.get_by_text("question 4, ask")).to_be_visible()
    assert violations(page) == []
    for i in (4, 3, 2):
        form.get_by_role("button", name=f"Remove question {i}").click()
    fill_choice(form.get_by_role("group", name="Question 1: a choice"))
    page.goto(link_of(page))
    expect(page.locator("svg[data-beat]")).to_be_visible()
    assert violations(page) == []
