"""A class follows the teacher's cursor: two pages, one that leads and one that looks on."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.axe import violations
from tests.browser.pages import Playground
from tests.browser.sharing import RICH, SIZE, made, share

Theme = Literal["light", "dark"]
PRESSED = "aria-pressed", "true"
SPIRAL = {
    "network": {"layers": [{"units": 4, "activation": "tanh"}]},
    "data": {"name": "spiral", "samples": 60},
}


def lead(teacher: Playground) -> str:
    """Begins, and answers the link for the class."""
    dialog = share(teacher, "Follow me")
    dialog.get_by_role("button", name="Begin").click()
    link = dialog.get_by_role("textbox", name="Link for the class").input_value()
    teacher.page.keyboard.press("Escape")
    return link.removeprefix(teacher.address)


@contextmanager
def student_of(teacher: Playground, browser: Browser, path: str) -> Generator[Playground]:
    """Another person's page."""
    context = browser.new_context(viewport=SIZE, reduced_motion="reduce")  # type: ignore[arg-type]
    student = Playground(context.new_page(), teacher.address)
    student.page.goto(student.address + path)
    yield student
    context.close()


def bar(student: Playground) -> Locator:
    return student.page.get_by_role("region", name="Following")


def same_place(student: Playground, teacher: Playground) -> None:
    """Waits until both pages show the same place, as the address says it."""
    place = re.escape(teacher.page.url.partition("#")[2])
    expect(student.page).to_have_url(re.compile(rf"/follow/[\w-]+#{place}$"), timeout=10_000)


def test_the_picture_of_a_student_moves_with_the_teachers(still: Playground, browser: Browser) -> None:
    teacher = still.open(made(still.address, RICH, 3))
    path = lead(teacher)
    with student_of(teacher, browser, path) as student:
        expect(bar(student)).to_contain_text("Following the teacher.")
        expect(teacher.page.get_by_role("button", name="1 follows you")).to_be_visible()
        teacher.go_to("backward-2-gate")
        expect(student.graph).to_have_attribute("data-beat", "backward-2-gate")
        teacher.select("Layer 1, neuron 2")
        expect(student.inspector).to_contain_text("Layer 1, neuron 2")
        teacher.build.get_by_role("button", name="The whole batch").click()
        teacher.page.get_by_role("button", name="Term", exact=True).click()
        same_place(student, teacher)
        assert (
            student.page.get_by_role("button", name="Term", exact=True).get_attribute("aria-pressed")
            == "true"
        )
        teacher.network.get_by_role("button", name="Matrices").click()
        expect(student.network.get_by_role("button", name="Matrices")).to_have_attribute(
            "aria-pressed", "true"
        )
        teacher.network.get_by_role("button", name="Graph").click()
        expect(student.graph).to_be_visible()


def test_steps_edits_and_another_network_reach_the_student(still: Playground, browser: Browser) -> None:
    teacher = still.open(made(still.address, SPIRAL, 2))
    with student_of(teacher, browser, lead(teacher)) as student:
        expect(student.fact("Step")).to_have_text("2")
        teacher.page.get_by_role("button", name="Train one step").click()
        expect(student.fact("Step")).to_have_text("3")
        teacher.page.get_by_role("slider", name="Training steps").first.focus()
        teacher.page.keyboard.press("ArrowLeft")
        expect(student.timeline).to_contain_text("Step 2 of 3")
        teacher.page.get_by_role("button", name="Back to the newest step").click()
        expect(student.fact("Step")).to_have_text("3")
        id = teacher.page.url.partition("#")[0].rpartition("/")[2]
        before = student.name_of("Weight from input 1 to layer 1, neuron 1")
        teacher.page.get_by_role("button", name="Reset").click()
        expect(student.part("Weight from input 1 to layer 1, neuron 1")).not_to_have_attribute(
            "aria-label", before
        )
        expect(student.fact("Step")).to_have_text("0")
        teacher.open_example("Spam filter")
        expect(student.page.get_by_role("heading", level=1)).to_contain_text("Spam filter")
        assert httpx.get(f"{teacher.address}/api/v1/networks/{id}").json()["step"] == 0


def test_a_student_sees_the_network_train_and_where_it_ends(still: Playground, browser: Browser) -> None:
    teacher = still.open(made(still.address, SPIRAL))
    with student_of(teacher, browser, lead(teacher)) as student:
        expect(student.graph).to_be_visible()
        teacher.training.get_by_role("button", name="Run").click()
        running = student.network.get_by_role("img", name=re.compile("training$"))
        expect(running).to_be_visible()
        seen = int(running.get_attribute("data-step") or 0)
        expect(running).not_to_have_attribute("data-step", str(seen))
        teacher.training.get_by_role("button", name="Pause").click()
        expect(teacher.training.get_by_role("button", name="Run")).to_be_visible()
        step = teacher.fact("Step").inner_text()
        expect(student.fact("Step")).to_have_text(step)
        same_place(student, teacher)


def test_a_row_on_its_own_reaches_the_student(still: Playground, browser: Browser) -> None:
    teacher = still.open(made(still.address, SPIRAL, 2))
    with student_of(teacher, browser, lead(teacher)) as student:
        expect(student.graph).to_be_visible()
        teacher.network.get_by_role("button", name="Rows").click()
        lines = teacher.network.get_by_role("table", name="Rows of the data")
        kept_aside = lines.get_by_role("row").filter(has_text=re.compile("kept aside [2-9]"))
        kept_aside.first.get_by_role("button", name=re.compile("Send row")).click()
        expect(teacher.timeline).to_contain_text(re.compile("kept aside [2-9]+, on its own", re.IGNORECASE))
        said = re.search(r"Row kept aside \d+, on its own", teacher.timeline.inner_text())
        assert said
        expect(student.timeline).to_contain_text(said[0])
        teacher.network.get_by_role("button", name="See it in the graph").click()
        teacher.go_to("forward-2-activation")
        expect(student.graph).to_have_attribute("data-beat", "forward-2-activation")
        name = "Layer 1, neuron 2"
        expect(student.part(name)).to_have_attribute("aria-label", teacher.name_of(name))
        expect(student.timeline).to_contain_text(said[0])
        teacher.training.get_by_role("button", name="Back to the mini-batch").click()
        expect(student.timeline).not_to_contain_text("on its own")
        expect(student.part(name)).to_have_attribute("aria-label", teacher.name_of(name))


def test_a_student_cannot_change_the_teachers_network_but_a_copy(still: Playground, browser: Browser) -> None:
    teacher = still.open(made(still.address, SPIRAL, 2))
    url = f"{teacher.address}/api/v1{teacher.page.url.partition('#')[0].removeprefix(teacher.address)}"
    before = httpx.get(url).json()
    with student_of(teacher, browser, lead(teacher)) as student:
        expect(student.fact("Step")).to_have_text("2")
        for name in ("Run", "Train one step", "Train one epoch", "Reset"):
            expect(student.training.get_by_role("button", name=name)).to_be_disabled()
        for control in student.build.locator("button, input, select").all():
            expect(control).to_be_disabled()
        assert url.rpartition("/")[2] not in student.page.content()
        bar(student).get_by_role("button", name="Take a copy").click()
        expect(student.page).to_have_url(re.compile(r"/networks/[\w-]+#step=2"))
        expect(bar(student)).to_have_count(0)
        student.training.get_by_role("button", name="Train one step").click()
        expect(student.fact("Step")).to_have_text("3")
    assert httpx.get(url).json() == before


def test_a_student_leaves_looks_around_and_follows_again(still: Playground, browser: Browser) -> None:
    teacher = still.open(made(still.address, SPIRAL, 2))
    with student_of(teacher, browser, lead(teacher)) as student:
        teacher.go_to("backward-2-gate")
        expect(student.graph).to_have_attribute("data-beat", "backward-2-gate")
        bar(student).get_by_role("button", name="Leave").click()
        expect(bar(student)).to_contain_text("On your own.")
        student.go_to("forward-1-sum")
        teacher.go_to("loss-loss")
        expect(student.graph).to_have_attribute("data-beat", "forward-1-sum")
        bar(student).get_by_role("button", name="Follow again").click()
        expect(student.graph).to_have_attribute("data-beat", "loss-loss")


def test_a_teacher_who_reloads_goes_on_and_who_stops_ends_it(still: Playground, browser: Browser) -> None:
    teacher = still.open(made(still.address, SPIRAL, 2))
    path = lead(teacher)
    with student_of(teacher, browser, path) as student:
        expect(student.graph).to_be_visible()
        teacher.page.reload()
        teacher.go_to("backward-2-gate")
        expect(student.graph).to_have_attribute("data-beat", "backward-2-gate")
        student.page.reload()
        expect(student.graph).to_have_attribute("data-beat", "backward-2-gate")
        teacher.page.goto("about:blank")
        expect(bar(student)).to_contain_text("The teacher has left.")
        teacher.page.go_back()
        expect(bar(student)).to_contain_text("Following the teacher.")
        teacher.page.get_by_role("button", name="1 follows you").click()
        teacher.page.get_by_role("button", name="Stop").click()
        expect(bar(student)).to_contain_text("The class is over.")
        expect(student.graph).to_be_visible()
        expect(teacher.page.get_by_role("button", name="Begin")).to_be_visible()
    assert httpx.get(teacher.address + path, headers={"Accept": "text/html"}).status_code == 404


def test_a_student_who_is_early_waits(still: Playground) -> None:
    room = httpx.post(f"{still.address}/api/v1/rooms").json()
    still.page.goto(still.address + room["url"])
    expect(bar(still)).to_contain_text("The teacher has not begun.")
    expect(still.network).to_contain_text("when the teacher begins")
    assert violations(still.page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_left_out_of_a_class(playground: Playground, browser: Browser, theme: Theme) -> None:
    playground.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    playground.open(made(playground.address, SPIRAL, 2))
    path = lead(playground)
    with student_of(playground, browser, path) as student:
        student.page.set_viewport_size({"width": 390, "height": 844})
        student.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        expect(student.graph).to_be_visible()
        assert violations(student.page) == []
        bar(student).get_by_role("button", name="Leave").click()
        assert violations(student.page) == []
        playground.page.get_by_role("button", name="1 follows you").click()
        expect(playground.page.get_by_role("status", name="Followers")).to_have_text("1 follows you.")
        assert violations(playground.page) == []


def reads(place: Playground) -> str:
    return place.page.locator(".passage.is-current").get_attribute("id") or ""


def reads_the_same(student: Playground, teacher: Playground) -> None:
    """Waits until both are at one passage, wherever the teacher's page has come to rest."""
    for _ in range(50):
        if reads(student) == reads(teacher):
            return
        student.page.wait_for_timeout(200)
    assert reads(student) == reads(teacher)


def test_a_class_follows_into_a_lesson_and_back(still: Playground, browser: Browser) -> None:
    teacher = still.open(made(still.address, SPIRAL, 2))
    with student_of(teacher, browser, lead(teacher)) as student:
        expect(student.graph).to_be_visible()
        teacher.page.goto(f"{teacher.address}/lessons/spam-filter")
        expect(student.page).to_have_url(re.compile(r"/lessons/spam-filter\?follow=[\w-]+"))
        expect(bar(student)).to_contain_text("the figure is your own")
        expect(teacher.page.get_by_role("button", name="1 follows you")).to_be_visible()
        teacher.page.wait_for_load_state("networkidle")
        student.page.wait_for_load_state("networkidle")
        before = reads(student)
        teacher.page.locator("#passage-5").scroll_into_view_if_needed()
        teacher.page.locator("#passage-5 input").first.focus()
        expect(student.page.locator(f"#{before}")).not_to_have_class(re.compile("is-current"))
        reads_the_same(student, teacher)
        bar(student).get_by_role("button", name="Leave").click()
        student.page.locator("#passage-2 input").first.focus()
        expect(student.page.locator("#passage-2")).to_have_class(re.compile("is-current"))
        bar(student).get_by_role("button", name="Follow again").click()
        reads_the_same(student, teacher)
        assert not [line for line in violations(student.page) if ".following" in line]
        teacher.page.get_by_role("button", name="1 follows you").click()
        expect(teacher.page.get_by_role("textbox", name="Link for the class")).to_be_visible()
        teacher.page.keyboard.press("Escape")
        teacher.open()
        expect(student.page).to_have_url(re.compile(r"/follow/[\w-]+#"))
        same_place(student, teacher)
