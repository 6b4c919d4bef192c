"""Walking through a step: by keys, by buttons, by dragging; and standing still."""

import re

from playwright.sync_api import Page, expect

from tests.browser.pages import Playground

BEATS = 17


def test_from_home_the_right_arrow_reaches_every_beat_once_and_then_stops(playground: Playground) -> None:
    playground.open()
    page = playground.page
    page.keyboard.press("Home")
    seen = [playground.beat()]
    captions = {playground.caption.inner_text()}
    for _ in range(BEATS - 1):
        page.keyboard.press("ArrowRight")
        seen.append(playground.beat())
        captions.add(playground.caption.inner_text())
    assert len(set(seen)) == BEATS
    assert len(captions) == BEATS
    page.keyboard.press("ArrowRight")
    assert playground.beat() == seen[-1]
    page.keyboard.press("Home")
    page.keyboard.press("End")
    assert playground.beat() == seen[-1]


def test_the_left_arrow_goes_back_the_same_way(playground: Playground) -> None:
    playground.open()
    playground.go_to("loss-loss")
    there = playground.network.inner_text()
    playground.page.keyboard.press("ArrowRight")
    playground.page.keyboard.press("ArrowLeft")
    assert playground.beat() == "loss-loss"
    assert playground.network.inner_text() == there


def test_shift_and_arrow_walk_whole_phases(playground: Playground) -> None:
    playground.open()
    playground.page.keyboard.press("Home")
    walked: list[str] = []
    for _ in range(3):
        playground.page.keyboard.press("Shift+ArrowRight")
        walked.append(playground.beat())
    assert walked == ["loss-loss", "backward-2-gate", "update-update"]
    playground.page.keyboard.press("Shift+ArrowLeft")
    assert playground.beat() == "backward-2-gate"


def test_buttons_do_what_keys_do(playground: Playground) -> None:
    playground.open()

    def press(name: str) -> None:
        playground.timeline.get_by_role("button", name=name).click()

    press("Last beat")
    assert playground.beat() == "update-measure"
    press("Step back")
    assert playground.beat() == "update-update"
    press("First beat")
    assert playground.beat() == "forward-1-product"
    press("Step forward")
    assert playground.beat() == "forward-1-sum"


def test_play_moves_on_by_itself_and_pause_stops_it(playground: Playground) -> None:
    playground.open()
    playground.page.keyboard.press("Space")
    expect(playground.timeline.get_by_role("button", name="Pause")).to_be_visible()
    expect(playground.graph).to_have_attribute("data-beat", "forward-1-sum", timeout=8000)
    playground.page.keyboard.press("Space")
    expect(playground.timeline.get_by_role("button", name="Play")).to_be_visible()
    beat = playground.beat()
    playground.page.wait_for_timeout(3000)
    assert playground.beat() == beat


def test_the_rail_can_be_dragged(playground: Playground) -> None:
    playground.open()
    ticks = playground.timeline.locator("[data-index]")
    first, eighth = ticks.nth(0).bounding_box(), ticks.nth(8).bounding_box()
    assert first
    assert eighth
    mouse = playground.page.mouse
    mouse.move(first["x"] + 3, first["y"] + 5)
    mouse.down()
    mouse.move(eighth["x"] + 3, eighth["y"] + 5, steps=12)
    mouse.up()
    assert playground.beat() == "backward-2-deposit"


def test_a_still_page_makes_no_dom_changes(playground: Playground) -> None:
    playground.open()
    playground.go_to("backward-2-send")
    playground.select("Layer 1, neuron 1")
    expect(playground.inspector.locator(".derivation-waiting")).to_have_count(0)
    playground.page.wait_for_timeout(500)
    changes = playground.page.evaluate(
        """() => new Promise((done) => {
            let count = 0, frames = 0;
            const observer = new MutationObserver((list) => { count += list.length; });
            const everything = { subtree: true, childList: true, attributes: true, characterData: true };
            observer.observe(document, everything);
            const asked = window.requestAnimationFrame;
            window.requestAnimationFrame = (callback) => { frames += 1; return asked(callback); };
            setTimeout(() => {
                observer.disconnect();
                window.requestAnimationFrame = asked;
                done([count, frames]);
            }, 2000);
        })"""
    )
    assert changes == [0, 0]


def test_a_link_leads_back_to_the_same_picture(playground: Playground) -> None:
    playground.open()
    playground.go_to("backward-1-gate")
    playground.select("Layer 1, neuron 2")
    playground.settle()
    expect(playground.page).to_have_url(re.compile("select=n-1-1"))
    link = playground.page.url
    there = playground.network.inner_text()
    playground.page.goto("about:blank")
    playground.page.goto(link)
    expect(playground.graph).to_have_attribute("data-beat", "backward-1-gate")
    assert playground.network.inner_text() == there
    expect(playground.inspector).to_contain_text("Layer 1, neuron 2")


def test_reduced_motion_shows_the_same_without_movement(playground: Playground, page: Page) -> None:
    playground.open()
    playground.go_to("backward-2-send")
    moved = playground.network.inner_text()
    page.emulate_media(reduced_motion="reduce")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    assert playground.network.inner_text() == moved
