"""Whatever is done on the page, undo leads back to the very picture it began with, and redo forth again."""

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.pages import Playground

ACTS = 50
EXAMPLES = ["Spam filter", "Linear model", "Exclusive or", "Three classes"]
SHOWN = ("id", "name", "network", "training", "example", "data", "step", "epoch", "edited", "parameters")


class Walker:
    """Someone who tries everything, one thing after another."""

    def __init__(self, playground: Playground, seed: int) -> None:
        self.playground, self.page = playground, playground.page
        self.random = random.Random(seed)
        self.undo = self.page.get_by_role("button", name="Undo", exact=True)
        self.redo = self.page.get_by_role("button", name="Redo", exact=True)

    def rest(self) -> None:
        expect(self.playground.network).to_have_attribute("aria-busy", "false")

    def press(self, *buttons: Locator) -> None:
        """One of the buttons that there are and can be pressed."""
        able = [each for button in buttons for each in button.all() if each.is_enabled()]
        if able:
            self.random.choice(able).click()
            self.rest()

    def put(self, field: Locator, text: str) -> None:
        field.fill(text)
        field.press("Enter")
        self.rest()

    def choose(self, box: Locator) -> None:
        options = box.locator("option").evaluate_all("all => all.map((option) => option.value)")
        box.select_option(self.random.choice(options))
        self.rest()

    def mark(self, kinds: str) -> None:
        """Picks out a part of the picture."""
        own = [f"svg.graph [role=button][id^='{kind}-']" for kind in kinds]
        mark = self.random.choice(self.page.locator(", ".join(own)).all())
        mark.focus()
        self.page.keyboard.press("Enter")

    def number(self) -> str:
        return f"{self.random.uniform(-2, 2):.3f}"

    def value(self) -> None:
        self.mark("wb")
        field = self.playground.inspector.get_by_label("Value", exact=False).first
        if field.count():
            self.put(field, self.number())

    def in_place(self) -> None:
        own = self.page.locator("svg.graph [role=button][id^='n-0-']").all()
        self.random.choice(own).focus()
        self.page.keyboard.press("F2")
        field = self.playground.network.get_by_label("Value", exact=True)
        self.put(field, self.number())

    def hold(self) -> None:
        self.mark("wbn")
        self.press(
            self.playground.inspector.get_by_role("group", name="What training may do").locator("button")
        )

    def train(self) -> None:
        self.press(self.page.get_by_role("button", name="Train one step"))

    def run(self) -> None:
        training = self.playground.training
        training.get_by_role("button", name="Run", exact=True).click()
        self.page.wait_for_timeout(self.random.randrange(50, 400))
        training.get_by_role("button", name="Pause", exact=True).click()
        expect(training.get_by_role("button", name="Run", exact=True)).to_be_enabled()
        self.rest()

    def reset(self) -> None:
        self.press(self.page.get_by_role("button", name="Reset", exact=True))

    def build(self) -> None:
        build, layer = (
            self.playground.build,
            re.compile(r"^(More|Fewer) units of layer|^(Remove|Duplicate) layer"),
        )
        self.press(build.get_by_role("button", name=layer), build.get_by_role("button", name="Add layer"))

    def activation(self) -> None:
        self.choose(self.playground.build.get_by_role("combobox", name="Activation of layer 1"))

    def rate(self) -> None:
        self.put(self.playground.build.get_by_label("Learning rate"), f"{self.random.uniform(0.01, 1):.3f}")

    def optimizer(self) -> None:
        self.choose(self.playground.build.get_by_role("combobox", name="Optimizer"))

    def example(self) -> None:
        self.playground.open_example(self.random.choice(EXAMPLES))
        self.rest()

    def back(self) -> None:
        for _ in range(self.random.randrange(1, 4)):
            self.press(self.undo)

    def forth(self) -> None:
        self.press(self.redo)

    def act(self) -> None:
        all: list[Callable[[], None]] = [
            *(self.value, self.in_place, self.hold, self.train, self.train, self.run, self.reset),
            *(self.build, self.activation, self.rate, self.optimizer, self.example, self.back, self.forth),
        ]
        self.random.choice(all)()

    def seen(self) -> dict[str, Any]:
        """The network, all its numbers, and the picture of it at the first beat."""
        self.page.evaluate("document.activeElement.blur()")
        self.page.keyboard.press("Escape")
        self.page.mouse.move(0, 0)
        self.page.keyboard.press("Home")
        self.page.wait_for_function("location.hash.includes('beat=forward-1')")
        id = self.page.url.split("/networks/")[1].split("#")[0]
        api = f"{self.playground.address}/api/v1/networks/{id}"
        summary = self.page.request.get(api).json()
        return {
            **{name: summary[name] for name in SHOWN},
            "numbers": self.page.request.get(f"{api}/parameters").json(),
            "picture": self.playground.graph.evaluate(
                'svg => svg.outerHTML.replace(/ tabindex="[^"]*"/g, \'\')'
            ),
            "facts": self.playground.training.inner_text(),
        }


@pytest.mark.timeout(240)
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.long
def test_fifty_random_actions_are_undone_to_the_identical_state_and_done_again(
    still: Playground, seed: int
) -> None:
    walker = Walker(still.open(), seed)
    start = walker.seen()
    for _ in range(ACTS):
        walker.act()
    end = walker.seen()
    steps = 0
    while walker.undo.is_enabled():
        walker.press(walker.undo)
        steps += 1
    assert steps > ACTS / 4
    assert walker.seen() == start
    for _ in range(steps):
        walker.press(walker.redo)
    assert walker.seen() == end


def test_the_way_back_is_there_after_a_reload(still: Playground) -> None:
    walker = Walker(still.open(), 0)
    walker.train()
    start = walker.seen()
    still.select("Bias of layer 2, neuron 1")
    walker.put(still.inspector.get_by_label("Value"), "2")
    walker.train()
    still.open(still.page.url.removeprefix(still.address))
    for _ in range(2):
        walker.press(walker.undo)
    assert walker.seen() == start
    still.page.reload()
    for _ in range(2):
        walker.redo.click()
        walker.rest()
    expect(still.fact("Step")).to_have_text("2")
