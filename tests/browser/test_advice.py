"""Rules of thumb on the page: said where they apply, followed by one click, put aside, never in the way."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.pages import Playground


def opened(playground: Playground, layers: list[dict[str, Any]], **more: Any) -> Playground:
    body = {"data": {"name": "moons"}, "network": {"layers": layers}, **more}
    answer = playground.page.request.post(f"{playground.address}/api/v1/networks", data=body)
    return playground.open(answer.json()["url"])


def test_a_hint_is_followed_by_one_click_and_undone(playground: Playground) -> None:
    layers = [
        {"units": 5, "activation": "relu", "initializer": "xavier_uniform"},
        {"units": 4, "activation": "tanh"},
    ]
    opened(playground, layers)
    hint = playground.build.get_by_text("He's weights make up for it.")
    playground.build.get_by_role("button", name="Use He").click()
    expect(hint).to_have_count(0)
    playground.build.get_by_text("Layer options of layer 1").click()
    expect(playground.build.get_by_label("Initializer").first).to_have_value("he_normal")
    playground.page.get_by_role("button", name="Undo").click()
    expect(hint).to_be_visible()


def test_a_hint_about_learning_needs_no_reset(playground: Playground) -> None:
    training = {"optimizer": {"name": "adam", "learning_rate": 0.5}}
    opened(playground, [{"units": 5, "activation": "relu"}], training=training)
    playground.page.get_by_role("button", name="Train one step").click()
    expect(playground.fact("Step")).to_have_text("1")
    playground.build.get_by_role("button", name="Use 0.01").click()
    expect(playground.build.get_by_label("Learning rate")).to_have_value("0.01")
    expect(playground.fact("Step")).to_have_text("1")


def test_two_are_shown_and_the_others_on_request_and_put_aside_one_by_one(playground: Playground) -> None:
    layers = [{"units": 1, "activation": "sigmoid", "initializer": "zeros"}] * 3
    training = {"optimizer": {"name": "sgd", "learning_rate": 5}}
    opened(playground, layers, training=training)
    aside = playground.build.get_by_role("button", name="Put this hint aside")
    expect(aside).to_have_count(2)
    playground.build.get_by_role("button", name="3 more hints").click()
    expect(aside).to_have_count(5)
    playground.build.get_by_role("button", name="Fewer hints").click()
    next_one = playground.build.get_by_text("A sigmoid lets a quarter of the gradient through")
    expect(next_one).to_have_count(0)
    aside.first.click()
    expect(playground.build.get_by_role("button", name="2 more hints")).to_be_visible()
    expect(next_one).to_be_visible()
    expect(aside).to_have_count(2)


def test_what_is_usual_gets_no_hints(playground: Playground) -> None:
    playground.open()
    assert playground.build.locator(".hint").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desk", "phone"])
def test_the_builder_leaves_no_one_out(playground: Playground, scheme: str, size: tuple[int, int]) -> None:
    playground.page.set_viewport_size({"width": size[0], "height": size[1]})
    playground.page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    layers = [{"units": 4, "activation": "sigmoid", "initializer": "zeros"}] * 2
    opened(playground, layers, training={"optimizer": {"name": "adam", "learning_rate": 0.5}})
    for summary in playground.build.locator("summary").all():
        summary.click()
    assert violations(playground.page) == []
    assert playground.page.evaluate("document.documentElement.scrollWidth") == size[0]
