"""The playground as a person or a screen reader meets it: regions, names, keys. Tests speak through this."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


class Playground:
    """One open playground; every locator goes by accessible names."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.timeline = page.get_by_role("region", name="Timeline")
        self.network = page.get_by_role("region", name="Network")
        self.inspector = page.get_by_role("region", name="Inspector")
        self.build = page.get_by_role("region", name="Build")
        self.training = page.get_by_role("region", name="Training")
        self.caption = self.timeline.get_by_role("status", name="Beat")
        self.graph = self.network.locator("svg[data-beat]")

    def open(self, path: str = "/") -> Playground:
        self.page.goto(self.address + path)
        expect(self.graph).to_be_visible()
        return self

    def open_example(self, label: str) -> None:
        """Another example, found by its name."""
        self.page.get_by_role("button", name="Open an example").click()
        dialog = self.page.get_by_role("dialog", name="Open an example")
        dialog.get_by_role("combobox", name="Search examples").fill(label)
        dialog.get_by_role("option", name=re.compile(rf"^{re.escape(label)}\b(?!,)")).first.click()
        expect(dialog).to_have_count(0)

    def fact(self, name: str) -> Locator:
        return self.training.get_by_label(name, exact=True)

    def beat(self) -> str:
        return self.graph.get_attribute("data-beat") or ""

    def go_to(self, beat: str) -> None:
        """Walks to a beat by the keyboard, from the first."""
        self.page.keyboard.press("Home")
        for _ in range(80):
            if self.beat() == beat:
                break
            self.page.keyboard.press("ArrowRight")
        expect(self.graph).to_have_attribute("data-beat", beat)
        self.settle()

    def settle(self) -> None:
        """Waits until the beat has stopped moving."""
        self.page.wait_for_function(
            "() => location.hash.includes('beat=' + document.querySelector('svg[data-beat]').dataset.beat)"
        )

    def misplaced(self) -> tuple[int, int]:
        """How many marks lie outside the picture or the page, and how many cover another."""
        outside, covered = self.page.evaluate(
            """() => {
                const marks = ':is(.label, .gradient, .loss, .ledger, .bias.holds) > rect,'
                    + ' .stage-ground, .body';
                const box = (e) => e.getBoundingClientRect();
                const frame = box(document.querySelector('svg.graph'));
                const boxes = [...document.querySelector('svg.graph').querySelectorAll(marks)].map(box);
                const outside = boxes.filter((b) => b.left < frame.left - 1 || b.right > frame.right + 1
                    || b.top < frame.top - 1 || b.bottom > frame.bottom + 1);
                const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
                    && a.top < b.bottom - 1 && b.top < a.bottom - 1;
                const covered = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => meet(a, b)));
                const wider = Math.max(0, document.documentElement.scrollWidth - innerWidth);
                return [outside.length + wider, covered.length];
            }"""
        )
        return outside, covered

    def part(self, name: str) -> Locator:
        """A neuron, an edge, a bias or the loss, by the beginning of its name."""
        return self.network.get_by_role("button", name=re.compile(rf"^{re.escape(name)}:"))

    def name_of(self, name: str) -> str:
        return self.part(name).get_attribute("aria-label") or ""

    def select(self, name: str) -> None:
        self.part(name).focus()
        self.page.keyboard.press("Enter")
        expect(self.inspector).to_contain_text(name)
