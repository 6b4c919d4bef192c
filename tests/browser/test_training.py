"""Letting a network learn on the page: run, pause, look back, branch off, and what is drawn meanwhile."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.browser.pages import Playground

SPIRAL: dict[str, Any] = {
    "name": "Spiral",
    "network": {
        "layers": [
            {"units": 4, "activation": "tanh"},
            {"units": 2, "activation": "tanh"},
            {"units": 1, "activation": "sigmoid"},
        ],
        "seed": 3,
    },
    "data": {"name": "spiral", "validation_fraction": 0.3},
    "training": {"optimizer": {"name": "adam", "learning_rate": 0.03}, "batch_size": 10},
}


STEP = "Number(document.querySelector('output[aria-labelledby=fact-step]').textContent)"


def opened(playground: Playground, network: dict[str, Any]) -> Playground:
    made = playground.page.request.post(f"{playground.address}/api/v1/networks", data=network)
    assert made.status == 201, made.text()
    return playground.open(made.json()["url"])


@pytest.fixture
def spiral(playground: Playground) -> Playground:
    playground.page.set_viewport_size({"width": 1440, "height": 900})
    return opened(playground, SPIRAL)


def summary(playground: Playground) -> dict[str, Any]:
    return playground.page.request.get(network_url(playground)).json()


def network_url(playground: Playground) -> str:
    id = playground.page.url.split("/networks/")[1].split("#")[0]
    return f"{playground.address}/api/v1/networks/{id}"


def look(playground: Playground, step: int) -> dict[str, Any]:
    body = {"step": step, "predictions": True}
    return playground.page.request.post(f"{network_url(playground)}/look", data=body).json()


def step_shown(playground: Playground) -> int:
    return int(playground.fact("Step").inner_text())


def press(playground: Playground, name: str) -> None:
    playground.training.get_by_role("button", name=name, exact=True).click()


def trained(playground: Playground, least: int) -> None:
    """Runs until it has come so far, and pauses."""
    press(playground, "Run")
    playground.page.wait_for_function(f"() => {STEP} >= {least}")
    press(playground, "Pause")
    expect(playground.training.get_by_role("button", name="Run", exact=True)).to_be_enabled()


def rail(playground: Playground) -> Locator:
    return playground.page.get_by_role("slider", name="Training steps")


def test_the_step_shown_after_a_pause_is_the_servers(spiral: Playground) -> None:
    trained(spiral, 300)
    expect(spiral.graph).to_have_attribute("data-beat", "forward-1-product")
    network = summary(spiral)
    assert step_shown(spiral) == network["step"] >= 300
    expect(spiral.graph).to_have_attribute("data-step", str(network["step"]))
    shown = float(spiral.fact("Training loss").inner_text())
    assert shown == pytest.approx(network["metrics"]["train"]["loss"], rel=1e-3)
    expect(spiral.timeline).not_to_contain_text("not taken yet")


def test_a_run_is_undone_and_done_again_as_a_whole(spiral: Playground) -> None:
    trained(spiral, 100)
    step, loss = spiral.fact("Step").inner_text(), spiral.fact("Training loss").inner_text()
    spiral.page.get_by_role("button", name="Undo").click()
    expect(spiral.fact("Step")).to_have_text("0")
    spiral.page.get_by_role("button", name="Redo").click()
    expect(spiral.fact("Step")).to_have_text(step)
    expect(spiral.fact("Training loss")).to_have_text(loss)


def test_one_epoch_takes_every_row_once(spiral: Playground) -> None:
    press(spiral, "Train one epoch")
    expect(spiral.fact("Epoch")).to_have_text("1")
    expect(spiral.fact("Step")).to_have_text("35")


def test_a_run_may_end_by_itself(spiral: Playground) -> None:
    spiral.training.get_by_label("Until").select_option("10")
    press(spiral, "Run")
    expect(spiral.fact("Epoch")).to_have_text("10")
    expect(spiral.fact("Step")).to_have_text("350")
    expect(spiral.training.get_by_role("button", name="Run", exact=True)).to_be_enabled()


def test_while_it_trains_no_number_of_an_older_step_is_shown(spiral: Playground) -> None:
    press(spiral, "Run")
    expect(spiral.graph).to_have_attribute("data-beat", "training")
    expect(spiral.caption).to_contain_text("Steps go by")
    assert spiral.graph.locator(".label").count() == 0
    expect(spiral.network.locator("canvas.running-canvas").first).to_be_visible()
    press(spiral, "Pause")
    expect(spiral.part("Layer 1, neuron 1")).to_be_visible()


def test_whoever_changes_the_network_while_it_trains_pauses_it_first(spiral: Playground) -> None:
    press(spiral, "Run")
    expect(spiral.graph).to_have_attribute("data-beat", "training")
    spiral.build.get_by_role("button", name="New weights").click()
    expect(spiral.training.get_by_role("button", name="Run", exact=True)).to_be_enabled()
    expect(spiral.fact("Step")).to_have_text("0")


def test_the_rail_leads_to_any_step_and_training_goes_on_from_there(spiral: Playground) -> None:
    trained(spiral, 200)
    last = step_shown(spiral)
    rail(spiral).focus()
    spiral.page.keyboard.press("ArrowLeft")
    expect(spiral.graph).to_have_attribute("data-step", str(last - 1))
    box = rail(spiral).bounding_box()
    assert box
    spiral.page.mouse.move(box["x"] + box["width"] - 12, box["y"] + 30)
    spiral.page.mouse.down()
    spiral.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30, steps=6)
    spiral.page.mouse.up()
    expect(rail(spiral)).to_have_attribute("aria-valuenow", re.compile(r"\d+"))
    spiral.page.keyboard.press("Home")
    expect(spiral.graph).to_have_attribute("data-step", "1")
    spiral.page.keyboard.press("ArrowRight")
    expect(spiral.graph).to_have_attribute("data-step", "2")
    expect(spiral.fact("Step")).to_have_text("2")
    assert summary(spiral)["step"] == last, "looking back changes nothing"
    press(spiral, "Resume from here")
    expect(spiral.fact("Step")).to_have_text("2")
    press(spiral, "Train one step")
    expect(spiral.fact("Step")).to_have_text("3")
    assert summary(spiral)["step"] == 3


def pixels(canvas: Locator) -> str:
    return canvas.evaluate("(canvas) => canvas.toDataURL()")


def test_surface_faces_and_trace_follow_the_rail_and_come_back(spiral: Playground) -> None:
    trained(spiral, 400)
    plane = spiral.page.locator(".plane canvas")
    faces = spiral.network.locator("canvas.faces")
    wrong = spiral.page.locator(".plane-points .point-wrong")
    expect(wrong.first).to_be_visible()
    last = str(step_shown(spiral))
    spiral.page.wait_for_timeout(400)
    newest = pixels(plane), pixels(faces), wrong.count(), spiral.fact("Training loss").inner_text()
    rail(spiral).focus()
    spiral.page.keyboard.press("Home")
    expect(spiral.graph).to_have_attribute("data-step", "1")
    expect(spiral.page.get_by_text("the plane after step 1")).to_be_visible()
    first = pixels(plane), pixels(faces), wrong.count(), spiral.fact("Training loss").inner_text()
    assert first[0] != newest[0]
    assert first[1] != newest[1]
    spiral.page.keyboard.press("Escape")
    expect(spiral.graph).to_have_attribute("data-step", last)
    expect(wrong).to_have_count(newest[2])
    back = pixels(plane), pixels(faces), wrong.count(), spiral.fact("Training loss").inner_text()
    assert back == newest

    seen = look(spiral, 1)
    assert first[3] == f"{seen['train_loss']:.4g}"
    rows = spiral.page.request.get(f"{network_url(spiral)}/rows").json()
    targets = [*rows["train"]["y"], *rows["validation"]["y"]]
    answers = [*seen["predictions"]["train"], *seen["predictions"]["validation"]]
    assert first[2] == sum((a[0] > 0.5) != (y[0] > 0.5) for a, y in zip(answers, targets, strict=True))


def test_what_is_drawn_at_a_step_is_what_its_last_stop_asked_for(spiral: Playground) -> None:
    trained(spiral, 300)
    rail(spiral).focus()
    for key in ("Home", "PageUp", "PageUp", "ArrowRight", "End", "Home", "ArrowRight"):
        spiral.page.keyboard.press(key)
    expect(spiral.graph).to_have_attribute("data-step", "2")
    expect(spiral.page.get_by_text("the plane after step 2")).to_be_visible()
    spiral.page.wait_for_timeout(300)
    expect(spiral.graph).to_have_attribute("data-step", "2")
    expect(spiral.page.get_by_text("the plane after step 2")).to_be_visible()


def test_escape_leads_back_to_the_newest_step(spiral: Playground) -> None:
    trained(spiral, 50)
    last = str(step_shown(spiral))
    rail(spiral).focus()
    spiral.page.keyboard.press("Home")
    expect(spiral.graph).to_have_attribute("data-step", "1")
    spiral.page.keyboard.press("Escape")
    expect(spiral.graph).to_have_attribute("data-step", last)
    expect(spiral.fact("Step")).to_have_text(last)


def test_a_row_of_the_data_is_traced_by_a_click_and_by_the_keyboard(spiral: Playground) -> None:
    rows = spiral.page.get_by_role("slider", name="Rows of the data")
    expect(rows).to_be_visible()
    box = rows.bounding_box()
    assert box
    spiral.page.mouse.click(box["x"] + 150, box["y"] + 150)
    expect(spiral.timeline).to_contain_text(re.compile(r"(Training row|Row kept aside) \d+, on its own"))
    expect(rows).to_have_attribute("aria-valuetext", re.compile("class [01]"))
    spiral.page.keyboard.press("ArrowRight")
    expect(spiral.timeline).to_contain_text("on its own")
    press(spiral, "Back to the mini-batch")
    expect(spiral.timeline).to_contain_text("Step 1, not taken yet")


def test_a_connection_that_is_cut_loses_no_step_that_was_shown(playground: Playground, page: Page) -> None:
    sockets: list[WebSocketRoute] = []

    def carry(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    page.route_web_socket(re.compile("/live$"), carry)
    spiral = opened(playground, SPIRAL)
    press(spiral, "Run")
    page.wait_for_function(f"() => {STEP} > 20")
    seen = step_shown(spiral)
    sockets[0].close()
    note = page.get_by_text("The connection was cut")
    expect(note).to_be_visible()
    expect(note).to_contain_text("the run was paused and kept")
    expect(spiral.training.get_by_role("button", name="Run", exact=True)).to_be_enabled()
    assert step_shown(spiral) == summary(spiral)["step"] >= seen


def test_at_a_step_a_second_each_step_is_shown_whole(playground: Playground) -> None:
    playground.page.set_viewport_size({"width": 1440, "height": 900})
    spam = playground.open()
    spam.training.get_by_label("Speed").select_option("1")
    press(spam, "Run")
    expect(spam.fact("Step")).to_have_text("1")
    beats = set[str]()
    while step_shown(spam) == 1:
        beats.add(spam.beat())
    assert len(beats) > 8
    press(spam, "Pause")
    expect(spam.training.get_by_role("button", name="Run", exact=True)).to_be_enabled()
    assert step_shown(spam) == summary(spam)["step"]


def test_a_finding_leads_to_its_neurons(playground: Playground) -> None:
    playground.page.set_viewport_size({"width": 1440, "height": 900})
    deep = opened(
        playground,
        {
            **SPIRAL,
            "network": {
                "layers": [
                    *({"units": 4, "activation": "sigmoid", "initializer": "normal"} for _ in range(5)),
                    {"units": 1, "activation": "sigmoid"},
                ]
            },
            "training": {"optimizer": {"name": "sgd", "learning_rate": 0.01}},
        },
    )
    press(deep, "Train one epoch")
    diagnosis = deep.page.get_by_role("region", name="Diagnosis")
    diagnosis.get_by_role("button", name="Show where").first.click()
    expect(deep.graph.locator(".mark-ring").first).to_be_visible()


def test_the_dock_stays_as_it_was_left(spiral: Playground) -> None:
    spiral.page.get_by_role("button", name="Curves and diagnosis").click()
    expect(rail(spiral)).to_have_count(0)
    expect(spiral.fact("Step")).to_be_visible()
    spiral.page.reload()
    expect(spiral.graph).to_be_visible()
    expect(rail(spiral)).to_have_count(0)


def test_a_page_at_rest_after_a_run_is_still(spiral: Playground) -> None:
    trained(spiral, 50)
    spiral.page.mouse.move(2, 2)
    spiral.page.wait_for_timeout(1500)
    frames = spiral.page.evaluate(
        """() => new Promise((done) => {
            let frames = 0, changes = 0;
            const everything = { subtree: true, childList: true, attributes: true, characterData: true };
            new MutationObserver((list) => { changes += list.length; }).observe(document, everything);
            const asked = window.requestAnimationFrame;
            window.requestAnimationFrame = (callback) => { frames += 1; return asked(callback); };
            setTimeout(() => done([frames, changes]), 1500);
        })"""
    )
    assert frames == [0, 0]


def test_a_preset_that_learns_from_data_brings_its_epochs(playground: Playground) -> None:
    playground.open()
    playground.open_example("Exclusive or, in clouds")
    expect(playground.training.get_by_label("Until")).to_have_value("60")


def test_the_checklist_makes_its_experiments_on_request(spiral: Playground) -> None:
    diagnosis = spiral.page.get_by_role("region", name="Diagnosis")
    diagnosis.get_by_text("Checklist and experiments").click()
    diagnosis.get_by_role("button", name="Overfit one batch").click()
    expect(diagnosis).to_contain_text(re.compile(r"(Passed|Not passed)\."))
    diagnosis.get_by_role("button", name="Try learning rates").click()
    expect(diagnosis).to_contain_text("learning rate 0.3")
    expect(spiral.fact("Step")).to_have_text("0")
