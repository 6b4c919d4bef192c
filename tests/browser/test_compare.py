"""Two networks side by side that differ in one thing, in lockstep from the same seed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.pages import Playground
from tests.browser.test_training import SPIRAL, opened


@pytest.fixture
def compared(playground: Playground) -> Locator:
    playground.page.set_viewport_size({"width": 1440, "height": 900})
    opened(playground, SPIRAL)
    playground.page.get_by_role("button", name="Compare", exact=True).click()
    region = playground.page.get_by_role("region", name="Compare")
    expect(region).to_be_visible()
    return region


def steps_of(compared: Locator) -> list[int]:
    return [int(text) for text in compared.get_by_label("Step", exact=True).all_inner_texts()]


def test_both_take_the_same_steps_whenever_they_are_shown(compared: Locator) -> None:
    step = compared.get_by_role("button", name="Train both one step")
    step.click()
    expect(compared.get_by_label("Step", exact=True)).to_have_text(["1", "1"])
    compared.get_by_role("button", name="Run", exact=True).click()
    compared.page.wait_for_function(
        "() => Number(document.querySelector('.compare output').textContent) > 40"
    )
    seen = compared.page.evaluate(
        """() => new Promise((done) => {
            const pairs = [];
            const look = () => {
                pairs.push([...document.querySelectorAll('.compare-side')].map(
                    (side) => side.querySelector('output').textContent));
                if (pairs.length < 30) requestAnimationFrame(look); else done(pairs);
            };
            look();
        })"""
    )
    assert all(one == other for one, other in seen)
    compared.get_by_role("button", name="Pause", exact=True).click()
    expect(step).to_be_enabled()
    one, other = steps_of(compared)
    assert one == other > 40
    losses = compared.get_by_label("Training loss", exact=True).all_inner_texts()
    assert losses[0] != losses[1]


@pytest.mark.parametrize("kind", ["rate_down", "hidden", "initializer", "batch_norm"])
def test_the_two_begin_alike_but_for_what_differs(compared: Locator, kind: str) -> None:
    compared.get_by_label("What differs").select_option(kind)
    expect(compared.get_by_label("What differs")).to_have_value(kind)
    compared.get_by_role("button", name="Train both one step").click()
    expect(compared.get_by_label("Step", exact=True)).to_have_text(["1", "1"])


def test_leaving_returns_to_the_network_and_one_may_be_kept(
    playground: Playground, compared: Locator
) -> None:
    page, url = playground.page, playground.page.url.split("#")[0]
    compared.get_by_role("button", name="Back to the network").click()
    expect(playground.graph).to_be_visible()
    assert page.url.split("#")[0] == url
    page.get_by_role("button", name="Compare", exact=True).click()
    compared.get_by_role("button", name="Train both one step").click()
    expect(compared.get_by_label("Step", exact=True)).to_have_text(["1", "1"])
    compared.get_by_role("button", name=re.compile("Keep this one: learning rate 0.3")).click()
    expect(playground.fact("Step")).to_have_text("1")
    assert page.url.split("#")[0] != url
    page.get_by_role("button", name="Undo").click()
    expect(playground.fact("Step")).to_have_text("0")
    assert page.url.split("#")[0] == url
