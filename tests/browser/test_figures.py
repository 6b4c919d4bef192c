"""The figures of lessons that are no network to look at, held against the API and against numbers by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.serving import ROOT, serving

# They stand in the page of a lesson.

LESSONS = ROOT / "tests" / "lessons" / "drawn"
SLUGS = ["descent", "activation", "line", "plane", "sides"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose lessons are the tests' own."""
    with serving(Path(tmp_path_factory.mktemp("figures")), lessons_dir=str(LESSONS)) as address:
        yield address


class Reader:
    """A lesson that is read; every locator goes by accessible names."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.steps = page.get_by_role("region", name="Steps")

    def open(self, slug: str) -> Reader:
        self.page.goto(f"{self.address}/lessons/{slug}")
        return self

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def rows(self) -> list[list[str]]:
        rows = self.steps.get_by_role("row")
        return [row.locator("th, td").all_inner_texts() for row in rows.all()][1:]

    def network(self, link: Locator) -> dict[str, Any]:
        """The summary of the network that a link leads to, with its numbers."""
        path = f"{self.address}/api/v1{link.get_attribute('href')}"
        return {**httpx.get(path).json(), "numbers": httpx.get(f"{path}/parameters").json()["layers"]}

    def shows_and_checks(self) -> None:
        """Asks to be shown, and has it judged."""
        question = self.page.get_by_role("group", name="Question 1")
        question.get_by_role("button", name="Hint").click()
        question.get_by_role("button", name="Show me").click()
        question.get_by_role("button", name="Check").click()
        expect(question.get_by_role("status", name="Feedback")).to_contain_text("Right")


@pytest.fixture
def reader(page: Page, book: str) -> Iterator[Reader]:
    """A reader at a desk, where nothing moves by itself; a complaint on the console fails the test."""
    complaints: list[str] = []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Reader(page, book)
    assert complaints == []


def plain(text: str) -> float:
    """A number as the page writes it."""
    return float(text.replace("−", "-"))


def test_each_step_of_a_descent_is_a_row_of_its_numbers(reader: Reader) -> None:
    reader.open("descent")
    expect(reader.steps.get_by_role("row")).to_have_count(2)
    for _ in range(4):
        reader.press("Step")
    expect(reader.steps.get_by_role("row")).to_have_count(6)
    x = 3.0
    for step, (number, *shown) in enumerate(reader.rows()):
        assert number == str(step)
        assert [plain(text) for text in shown] == pytest.approx([x, x * x, 2 * x, -0.6 * x], rel=1e-3)
        x *= 0.4
    network = reader.network(reader.page.get_by_role("link", name="Open it in the playground"))
    assert network["step"] == 4
    assert network["numbers"][0]["w"] == [[pytest.approx(3 * 0.4**4, rel=1e-12)]]
    assert network["numbers"][0]["b"] == [0]


def test_a_descent_runs_goes_back_and_begins_again(reader: Reader) -> None:
    reader.open("descent")
    reader.press("1.1")
    reader.press("Run 20")
    expect(reader.steps.get_by_role("row")).to_have_count(22)
    assert plain(reader.rows()[-1][1]) == pytest.approx(3 * 1.2**20, rel=1e-3)
    reader.press("Step")
    expect(reader.steps.get_by_role("row")).to_have_count(23)
    for name, rows in (("Back", 22), ("Reset", 2)):
        reader.steps.page.locator(".drawn-moves").get_by_role("button", name=name).click()
        expect(reader.steps.get_by_role("row")).to_have_count(rows)
    assert [plain(text) for text in reader.rows()[0][1:]] == pytest.approx([3, 9, 6, -6.6])


def test_back_to_the_start_is_back_to_the_start_that_was_chosen(reader: Reader) -> None:
    reader.open("descent")
    field = reader.page.get_by_label("Start x₀")
    field.fill("-2")
    field.press("Enter")
    reader.press("0.1")
    expect(reader.steps).to_contain_text("−2")
    reader.press("Step")
    expect(reader.steps).to_contain_text("−1.6")
    reader.page.locator(".drawn-moves").get_by_role("button", name="Back").click()
    expect(reader.steps.get_by_role("row")).to_have_count(2)
    assert [plain(text) for text in reader.rows()[0][1:]] == pytest.approx([-2, 4, -4, 0.4])


def test_the_start_moves_by_keys_and_by_dragging(reader: Reader) -> None:
    reader.open("descent")
    slider = reader.page.get_by_role("slider", name="Start x")
    slider.focus()
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowLeft"):
        reader.page.keyboard.press(key)
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^x 1\.8, f 3\.24, slope 3\.6"))
    box = slider.bounding_box()
    assert box is not None
    reader.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 60)
    reader.page.mouse.down()
    reader.page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 60)
    reader.page.mouse.up()
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^x −\d"))


def test_the_factor_says_why_it_goes_as_it_goes(reader: Reader) -> None:
    reader.open("descent")
    for rate, factor, word in (
        ("0.01", "0.98", "crawls"),
        ("0.5", "0", "one step"),
        ("1", "−1", "never"),
        ("1.1", "−1.2", "explodes"),
    ):
        reader.press(rate)
        expect(reader.page.get_by_text(f"1 − 2η = {factor}.")).to_contain_text(word)


def test_show_me_moves_a_descent(reader: Reader) -> None:
    reader.open("descent").shows_and_checks()
    assert reader.rows()[-1][:2] == ["1", "0"]


def test_the_table_of_activations_is_the_tutorial_s(reader: Reader) -> None:
    reader.open("activation")
    table = reader.page.get_by_role("region", name="Inputs and what becomes of them")
    expect(table.get_by_role("row")).to_have_count(7)
    rows = [row.locator("td").all_inner_texts() for row in table.get_by_role("row").all()]
    assert [[plain(text) for text in row] for row in rows[1:]] == [
        [0, 0, 0, 1, 2],
        [0, 0, 0, 1, 1],
        [0.12, 0.27, 0.5, 0.73, 0.88],
        [0.1, 0.2, 0.25, 0.2, 0.1],
        [-0.96, -0.76, 0, 0.76, 0.96],
        [0.071, 0.42, 1, 0.42, 0.071],
    ]


def test_z_moves_by_keys_and_is_typed(reader: Reader) -> None:
    reader.open("activation")
    slider = reader.page.get_by_role("slider", name="z")
    slider.focus()
    reader.page.keyboard.press("Home")
    relu = reader.page.get_by_role("group", name="ReLU")
    expect(relu).to_contain_text("Dead here")
    expect(reader.page.get_by_role("group", name="Sigmoid")).to_contain_text("Saturated here")
    field = reader.page.get_by_role("textbox", name="z")
    field.fill("2.16")
    field.press("Enter")
    expect(relu).to_contain_text("f(z) = 2.16")
    expect(relu).to_contain_text("Alive here")
    expect(reader.page.get_by_role("group", name="Tanh")).to_contain_text("f(z) = 0.9737")
    field.fill("60")
    field.press("Enter")
    expect(relu).to_contain_text("f(z) = 2.16")


def test_show_me_moves_z(reader: Reader) -> None:
    reader.open("activation").shows_and_checks()
    expect(reader.page.get_by_role("textbox", name="z")).to_have_value("-2")


def test_the_line_is_solved_and_the_mlp_learns(reader: Reader) -> None:
    reader.open("line")
    linear = reader.page.get_by_role("region", name="Linear regression")
    mlp = reader.page.get_by_role("region", name="MLP", exact=True)
    expect(linear).to_contain_text("ŷ = ")
    reader.press("Train 400 steps")
    expect(mlp).to_contain_text("400 training steps", timeout=30_000)
    reader.page.get_by_role("button", name="Train 400 steps").wait_for()

    def shown(card: Locator) -> float:
        return plain(card.locator("dd").first.inner_text())

    one = reader.network(reader.page.get_by_role("link", name="the line"))
    other = reader.network(reader.page.get_by_role("link", name="the MLP"))
    assert (one["step"], other["step"]) == (0, 400)
    assert shown(linear) == pytest.approx(one["metrics"]["train"]["loss"], rel=1e-3)
    assert shown(mlp) == pytest.approx(other["metrics"]["train"]["loss"], rel=1e-3)
    assert shown(mlp) < shown(linear) / 2
    (w,), (b,) = one["numbers"][0]["w"][0], one["numbers"][0]["b"]
    found = re.search(r"ŷ = (\S+)·x1 ([+−]) (\S+)", linear.inner_text())
    assert found is not None
    assert plain(found[1]) == pytest.approx(w, rel=1e-3)
    assert plain(found[2].replace("+", "") + found[3]) == pytest.approx(b, rel=1e-3)
    reader.page.locator(".drawn-moves").get_by_role("button", name="Reset").click()
    expect(mlp).to_contain_text("0 training steps")


def test_show_me_trains_the_mlp(reader: Reader) -> None:
    reader.open("line")
    expect(reader.page.get_by_role("region", name="Linear regression")).to_contain_text("ŷ = ")
    question = reader.page.get_by_role("group", name="Question 1")
    question.get_by_role("button", name="Hint").click()
    question.get_by_role("button", name="Show me").click()
    expect(reader.page.get_by_role("region", name="MLP", exact=True)).to_contain_text("400 training steps")
    question.get_by_role("button", name="Check").click()
    expect(question.get_by_role("status", name="Feedback")).to_contain_text("Right")


def test_over_a_plane_a_straight_boundary_stands_beside_a_curved_one(reader: Reader) -> None:
    reader.open("plane")
    expect(reader.page.get_by_text("300 training steps")).to_be_visible(timeout=30_000)
    straight = reader.page.get_by_role("figure", name=re.compile("^Linear regression"))
    curved = reader.page.get_by_role("figure", name=re.compile("^MLP"))
    for figure in (straight, curved):
        expect(figure.locator(".point")).to_have_count(120, timeout=30_000)
        expect(figure.locator(".plane-decision")).to_have_attribute("d", re.compile("^M"))
    few = straight.locator(".point-wrong").count() - 1
    reader.page.wait_for_function(
        "([most]) => document.querySelectorAll('figure[aria-label^=MLP] .point-wrong').length <= most",
        arg=[few],
    )


def test_three_that_were_given_train_in_lockstep_each_on_its_own_data(reader: Reader) -> None:
    reader.open("sides")
    compare = reader.page.get_by_role("region", name="Compare", exact=True)
    expect(compare.get_by_label("Step", exact=True)).to_have_text(["0", "0", "0"], timeout=30_000)
    compare.get_by_role("button", name="Train all one step").click()
    expect(compare.get_by_label("Step", exact=True)).to_have_text(["1", "1", "1"])
    expect(compare.get_by_role("region", name="Moons").locator(".plane-points .point")).to_have_count(60)
    expect(compare.get_by_role("region", name="Sine").locator(".fit .point")).to_have_count(60)
    places = [
        compare.get_by_role("region", name=name)
        .locator(".plane-points .point")
        .first.get_attribute("transform")
        for name in ("Moons", "Circle")
    ]
    assert places[0] != places[1]
    assert compare.locator(".point-batch, .point-now").count() == 0


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_nobody_is_kept_out_of_a_figure(reader: Reader, slug: str, width: int, theme: Any) -> None:
    page = reader.page
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    reader.open(slug)
    page.locator(".drawn:has(svg), .compare-side svg").first.wait_for(timeout=30_000)
    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
