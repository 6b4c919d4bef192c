"""Every lesson opens, answers back, and can be walked by keys; answers are there again the next time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from app.lessons.book import FOLDER as SHIPPED
from app.lessons.book import lessons
from app.lessons.model import Goal
from tests.browser.axe import violations
from tests.browser.lessons import PLACES, SIZES, Reader, numbered
from tests.lessons.samples import FOLDER

OWN = list(lessons(FOLDER))
ALL = list(lessons(SHIPPED))


def reader(page: Page, address: str, slug: str) -> Reader:
    return Reader(page, address, slug).open()


@pytest.fixture
def first(calm: Page, school: str) -> Reader:
    return reader(calm, school, "first-steps")


def opens_for_everyone(page: Page, address: str, slug: str) -> None:
    for size, theme in PLACES:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        read = reader(page, address, slug)
        assert violations(page) == [], (size, theme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (size, theme)
        for _ in range(len(page.locator(".passage").all()) - 1):
            page.keyboard.press("j")
        page.wait_for_timeout(300)
        read.settle()
        page.wait_for_timeout(300)  # what was stale comes back gently
        assert violations(page) == [], (size, theme, "at the end")


@pytest.mark.parametrize("slug", OWN)
def test_a_lesson_of_ones_own_opens_for_everyone(calm: Page, school: str, slug: str) -> None:
    opens_for_everyone(calm, school, slug)


@pytest.mark.parametrize("slug", ALL)
def test_each_lesson_opens_for_everyone(calm: Page, server: str, slug: str) -> None:
    opens_for_everyone(calm, server, slug)


def answers_back(read: Reader, slug: str, folder: Path) -> None:
    for number, question in numbered(lessons(folder)[slug]):
        wrong = read.answer_wrong(number, question)
        assert "feedback-wrong" in str(read.feedback(number).get_attribute("class")), number
        right = read.answer_right(number, question)
        assert right != wrong, number
    expect(read.page.locator("#progress")).to_contain_text("Done")


@pytest.mark.parametrize("slug", OWN)
def test_every_question_of_ones_own_answers_back(calm: Page, school: str, slug: str) -> None:
    answers_back(reader(calm, school, slug), slug, FOLDER)


@pytest.mark.parametrize("slug", ALL)
def test_every_question_answers_back(calm: Page, server: str, slug: str) -> None:
    answers_back(reader(calm, server, slug), slug, SHIPPED)


def test_a_known_slip_and_what_is_no_number_have_words_of_their_own(first: Reader) -> None:
    field = first.question(2).get_by_role("textbox", name="Sum")
    field.fill("2,06")
    assert "The bias is missing." in first.check(2)
    field.fill("two")
    assert "no number" in first.check(2)
    field.fill("+2,160")
    assert "Yes, 2.16." in first.check(2)


def test_an_answer_can_be_given_by_keys_alone(first: Reader) -> None:
    first.question(1).get_by_role("radio").first.focus()
    first.page.keyboard.press("Space")
    first.page.keyboard.press("Enter")
    expect(first.feedback(1)).to_contain_text("Yes, it is added.")


def test_the_figure_gives_nothing_away_before_the_answer(first: Reader) -> None:
    first.question(2).get_by_role("textbox").focus()
    graph = first.figure.locator("svg[data-beat]")
    expect(graph).to_have_attribute("data-beat", "forward-1-product")
    first.answer_wrong(2, dict(numbered(lessons(FOLDER)["first-steps"]))[2])
    expect(graph).to_have_attribute("data-beat", "forward-1-product")
    first.question(2).get_by_role("textbox").fill("2.16")
    first.check(2)
    expect(graph).to_have_attribute("data-beat", "forward-1-sum")


def test_keys_lead_from_passage_to_passage_and_the_figure_follows(first: Reader) -> None:
    expect(first.place).to_contain_text("1 of 4 · A choice")
    for title in ("A number of the figure", "Two blanks", "A goal"):
        first.page.keyboard.press("j")
        expect(first.place).to_contain_text(title)
        expect(first.page.get_by_role("heading", name=title)).to_be_focused()
    expect(first.figure.get_by_role("region", name="Inspector")).to_contain_text("Bias of layer 1, neuron 2")
    expect(first.figure.locator("svg[data-beat]")).to_have_attribute("data-beat", "forward-1-activation")
    first.page.keyboard.press("k")
    expect(first.place).to_contain_text("Two blanks")
    first.figure.get_by_role("button", name="Back", exact=True).click()
    expect(first.place).to_contain_text("A number of the figure")


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)])
def test_what_is_pressed_in_the_figure_does_not_move_the_page(
    calm: Page, school: str, size: tuple[int, int]
) -> None:
    calm.set_viewport_size({"width": size[0], "height": size[1]})
    read = reader(calm, school, "first-steps")
    calm.mouse.move(size[0] / 4, size[1] - 100)
    calm.mouse.wheel(0, 400)
    calm.wait_for_timeout(300)
    read.settle()
    before = calm.evaluate("scrollY")
    assert before > 0
    for name in ("Step forward", "Start again"):
        read.figure.get_by_role("button", name=name, exact=True).click()
        assert calm.evaluate("scrollY") == before, name
    read.figure.get_by_role("button", name="Step back", exact=True).focus()
    calm.wait_for_timeout(100)
    assert calm.evaluate("scrollY") == before


@pytest.mark.parametrize("size", [(390, 844), (1024, 768), (1440, 900)])
def test_the_picture_is_as_wide_as_the_figure(calm: Page, school: str, size: tuple[int, int]) -> None:
    calm.set_viewport_size({"width": size[0], "height": size[1]})
    read = reader(calm, school, "first-steps")
    width = "element => element.getBoundingClientRect().width"
    network = read.figure.get_by_role("region", name="Network")
    assert network.evaluate(width) >= read.figure.evaluate(width) - 2


def test_scrolling_makes_the_passage_in_view_the_current_one(first: Reader) -> None:
    first.page.mouse.move(300, 500)
    first.page.mouse.wheel(0, 5000)
    expect(first.place).to_contain_text("A goal")


def test_a_passage_gone_to_stays_the_current_one_however_late_the_page_hears_of_its_scrolling(
    first: Reader,
) -> None:
    for title in ("A number of the figure", "Two blanks", "A goal"):
        first.figure.get_by_role("button", name="Next", exact=True).click()
        first.page.wait_for_timeout(200)
        first.page.evaluate("dispatchEvent(new Event('scroll'))")
        first.page.wait_for_timeout(100)
        expect(first.place).to_contain_text(title)
    for title in ("Two blanks", "A number of the figure"):
        first.figure.get_by_role("button", name="Back", exact=True).click()
        first.page.wait_for_timeout(200)
        first.page.evaluate("dispatchEvent(new Event('scroll'))")
        first.page.wait_for_timeout(100)
        expect(first.place).to_contain_text(title)


def test_a_click_into_a_question_makes_its_passage_the_one_that_is_judged(first: Reader) -> None:
    first.question(3).scroll_into_view_if_needed()
    for number, title in ((2, "A number of the figure"), (3, "Two blanks")):
        first.question(number).get_by_role("button", name="Check", exact=True).click()
        first.page.evaluate("dispatchEvent(new Event('scroll'))")
        expect(first.feedback(number)).not_to_be_empty()
        first.page.wait_for_timeout(300)
        expect(first.place).to_contain_text(title)


def test_a_figure_is_judged_once_it_stands_and_starts_again_as_it_was(calm: Page, server: str) -> None:
    read = reader(calm, server, "activations")
    number, question = next(
        (number, question)
        for number, question in numbered(lessons(SHIPPED)["activations"])
        if isinstance(question, Goal) and question.solve[0].figure
    )
    read.answer_right(number, question)
    z = read.figure.get_by_role("slider", name="z")
    expect(z).to_have_value("5")
    z.fill("1")
    assert "feedback-right" not in check_class(read, number)
    read.question(number).get_by_role("button", name="Show me", exact=True).click()
    expect(z).to_have_value("5")
    read.figure.get_by_role("button", name="Start again").click()
    expect(z).to_have_value("0")
    z.fill("1")
    read.figure.get_by_role("button", name="Start again").click()
    expect(z).to_have_value("0")


def check_class(read: Reader, number: int) -> str:
    read.check(number)
    return str(read.feedback(number).get_attribute("class"))


def test_a_figure_that_trains_first_says_so(calm: Page, server: str) -> None:
    held: list[Route] = []
    calm.route("**/train", lambda route: held.append(route))
    calm.goto(f"{server}/lessons/gradients")
    figure = calm.get_by_role("complementary", name="Figure")
    expect(figure.get_by_text("Training the network for 100 epochs…")).to_be_visible()
    expect(figure.locator("svg.graph")).to_be_visible()  # as it was made, meanwhile
    held[0].continue_()
    expect(figure).not_to_contain_text("Training the network", timeout=30_000)


def test_what_a_reader_changes_in_the_figure_counts_and_can_be_taken_back(first: Reader) -> None:
    first.page.get_by_role("heading", name="A goal").scroll_into_view_if_needed()
    for _ in range(3):
        first.page.keyboard.press("j")
    inspector = first.figure.get_by_role("region", name="Inspector")
    expect(inspector).to_contain_text("Bias of layer 1, neuron 2")
    field = inspector.get_by_role("textbox", name="Value")
    field.fill("-0.9")
    field.press("Enter")
    assert "That is the wrong way." in first.check(4)
    first.figure.get_by_role("button", name="Undo").click()
    expect(field).to_have_value("-0.5")
    first.check(4)
    expect(first.feedback(4)).to_contain_text("It still sleeps.")
    field.fill("0.5")
    field.press("Enter")
    first.check(4)
    expect(first.feedback(4)).to_contain_text("It is awake.")
    first.figure.get_by_role("button", name="Start again").click()
    expect(field).to_have_value("-0.5")


def test_hints_come_one_by_one(first: Reader) -> None:
    box = first.question(1)
    box.get_by_role("button", name="Hint 1 of 2").click()
    expect(box.get_by_role("list", name="Hints").get_by_role("listitem")).to_have_count(1)
    box.get_by_role("button", name="Hint 2 of 2").click()
    expect(box.get_by_role("list", name="Hints")).to_contain_text("It begins with a.")
    expect(box.get_by_role("button", name=re.compile("Hint"))).to_have_count(0)


def test_progress_survives_a_visit_and_can_be_started_over(first: Reader) -> None:
    questions = dict(numbered(lessons(FOLDER)["first-steps"]))
    first.answer_right(1, questions[1])
    first.answer_wrong(3, questions[3])
    progress = first.page.locator("#progress")
    expect(progress).to_contain_text("1 of 4 right")
    first.open()
    expect(progress).to_contain_text("1 of 4 right")
    expect(first.question(1)).to_contain_text("Answered")
    first.page.goto(f"{first.address}/lessons")
    expect(first.page.get_by_role("listitem").filter(has_text="First steps")).to_contain_text("1 of 4 right")
    expect(first.page.get_by_role("link", name="Go on with First steps")).to_be_visible()
    first.page.goto(f"{first.address}/lessons/summary")
    expect(first.page.get_by_role("row", name=re.compile("First steps"))).to_contain_text(
        re.compile("1 *2 *4")
    )
    first.open()
    progress.get_by_role("button", name="Start over").click()
    expect(progress).to_contain_text("4 questions")
    expect(first.question(1)).not_to_contain_text("Answered")


def test_a_term_of_a_formula_lights_what_it_means(first: Reader) -> None:
    term = first.page.get_by_role("button", name="Show the weights of layer 1 in the figure")
    edges = first.figure.locator("svg.graph .edge.pointed")
    term.hover()
    expect(edges).to_have_count(6)
    first.page.mouse.move(5, 5)
    expect(edges).to_have_count(0)
    first.page.get_by_role("button", name="Show layer 1, neuron 1 in the figure").focus()
    expect(first.figure.locator("svg.graph #n-1-0.marked")).to_have_count(1)
    first.page.get_by_role("button", name="Show the loss in the figure").focus()
    expect(first.figure.locator("svg.graph .loss.pointed")).to_have_count(1)


def test_a_word_says_what_it_means_on_hover_and_on_focus(first: Reader) -> None:
    word = first.page.get_by_role("link", name="bias").first
    note = first.page.locator(".definition")
    expect(word).to_have_accessible_description("A number that is added.")
    word.hover()
    expect(note).to_contain_text("A number that is added.")
    first.page.mouse.move(5, 5)
    expect(note).to_be_hidden()
    first.page.keyboard.press("Tab")
    word.focus()
    expect(note).to_be_visible()
    first.page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    word.click()
    expect(first.page).to_have_url(re.compile(r"/lessons/glossary#bias$"))


def test_before_an_audience_keys_turn_one_passage_after_another(calm: Page, school: str) -> None:
    read = Reader(calm, school, "first-steps").open("?present")
    passages = calm.locator(".passage:visible")
    expect(passages).to_have_count(1)
    expect(calm.get_by_text("Escape: leave")).to_be_visible()
    calm.keyboard.press("ArrowRight")
    expect(passages.get_by_role("heading")).to_have_text("A number of the figure")
    expect(calm.get_by_text("Escape: leave")).to_have_count(0)
    calm.evaluate("document.dispatchEvent(new Event('scroll', { bubbles: true }))")
    calm.wait_for_timeout(200)
    expect(passages.get_by_role("heading")).to_have_text("A number of the figure")
    calm.keyboard.press("Space")
    expect(read.place).to_contain_text("Two blanks")
    calm.keyboard.press("ArrowLeft")
    expect(read.place).to_contain_text("A number of the figure")
    calm.wait_for_timeout(300)
    read.settle()
    graph = read.figure.locator("svg[data-beat]")
    read.figure.get_by_role("button", name="Step forward").click()
    calm.keyboard.press("ArrowRight")
    expect(graph).to_have_attribute("data-beat", "forward-1-activation")
    expect(read.place).to_contain_text("A number of the figure")
    calm.keyboard.press("Escape")
    expect(read.figure.locator("svg.graph .selected")).to_have_count(0)
    expect(passages).to_have_count(1)
    calm.keyboard.press("Escape")
    expect(passages).to_have_count(4)
    expect(calm).to_have_url(re.compile(r"/lessons/first-steps$"))


def test_the_figure_leads_to_the_playground_with_this_very_network(first: Reader) -> None:
    first.page.keyboard.press("j")
    first.page.get_by_role("link", name="Playground", exact=True).click()
    expect(first.page.get_by_role("region", name="Network")).to_be_visible()
    expect(first.page).to_have_url(re.compile(r"/networks/.*beat=forward-1-product"))
    first.page.get_by_role("link", name="Lessons").click()
    expect(first.page.get_by_role("heading", name="Lessons", level=1)).to_be_visible()
