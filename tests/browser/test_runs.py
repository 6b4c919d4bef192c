"""Runs are kept, named, compared and deleted, and a grid of settings is trained side by side."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.axe import violations
from tests.browser.pages import Playground

MOONS = {
    "name": "Moons",
    "network": {
        "layers": [{"units": 4, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        "seed": 3,
    },
    "data": {"name": "moons", "samples": 100},
}


def opened(playground: Playground) -> Locator:
    """The dialog of a network that learns from data."""
    made = httpx.post(f"{playground.address}/api/v1/networks", json=MOONS).raise_for_status().json()
    playground.page.goto(playground.address + made["url"])
    return dialog_of(playground)


def dialog_of(playground: Playground) -> Locator:
    playground.page.get_by_role("button", name="Runs", exact=True).click()
    return playground.page.get_by_role("dialog", name="Runs")


def test_a_run_is_kept_as_it_was_named_opened_and_deleted(still: Playground) -> None:
    dialog = opened(still)
    expect(dialog).to_contain_text("Nothing kept yet")
    dialog.get_by_role("button", name="Close runs").click()
    still.training.get_by_role("button", name="Train one epoch").click()
    expect(still.training.get_by_label("Epoch", exact=True)).to_have_text("1")
    loss = still.training.get_by_label("Training loss").inner_text()
    dialog = dialog_of(still)
    dialog.get_by_role("button", name="Keep this run").click()
    name = dialog.get_by_role("textbox", name="Name of Moons 1")
    name.fill("One epoch")
    name.press("Enter")
    row = dialog.get_by_role("row", name=re.compile("2 → 4 → 1 · sgd 0.1"))
    expect(row).to_contain_text(loss)
    dialog.get_by_role("button", name="Close runs").click()

    still.training.get_by_role("button", name="Train one epoch").click()
    expect(still.training.get_by_label("Epoch", exact=True)).to_have_text("2")
    still.page.reload()
    dialog = dialog_of(still)
    dialog.get_by_role("button", name="Open One epoch").click()
    dialog.get_by_role("button", name="Close runs").click()
    expect(still.training.get_by_label("Epoch", exact=True)).to_have_text("1")
    expect(still.training.get_by_label("Training loss")).to_have_text(loss)
    still.page.get_by_role("button", name="Undo").click()
    expect(still.training.get_by_label("Epoch", exact=True)).to_have_text("2")

    dialog = dialog_of(still)
    dialog.get_by_role("button", name="Delete One epoch", exact=True).click()
    dialog.get_by_role("button", name="Delete One epoch for good").click()
    expect(dialog).to_contain_text("Nothing kept yet")


def test_a_grid_of_settings_is_trained_side_by_side_and_the_best_comes_first(still: Playground) -> None:
    dialog = opened(still)
    dialog.get_by_label("What differs").select_option("learning_rate")
    dialog.get_by_label("How long").select_option("10")
    dialog.get_by_role("button", name="Train 5 runs side by side").click()
    expect(dialog.get_by_role("button", name="Train 5 runs side by side")).to_be_visible(timeout=30_000)
    rows = dialog.locator("tbody tr")
    expect(rows).to_have_count(5)
    losses = [float(row.locator("td").nth(3).inner_text()) for row in rows.all()]
    assert losses == sorted(losses)
    assert len(set(losses)) == 5, "learning rates that differ come to losses that differ"
    expect(dialog.locator(".chart-line")).to_have_count(5)
    dialog.get_by_role("button", name="Curve of learning rate 1", exact=True).click()
    expect(dialog.locator(".chart-line")).to_have_count(4)
    steps = {row.locator("td").nth(1).inner_text() for row in rows.all()}
    assert steps == {"30"}, "10 epochs of 70 rows in batches of 32 are 30 steps"


def test_a_grid_can_be_stopped(still: Playground) -> None:
    dialog = opened(still)
    dialog.get_by_label("What differs").select_option("seed")
    dialog.get_by_label("and also").select_option("learning_rate")
    dialog.get_by_label("How long").select_option("300")
    dialog.get_by_role("button", name="Train 25 runs side by side").click()
    dialog.get_by_role("button", name="Stop").click()
    expect(dialog.get_by_role("button", name="Train 25 runs side by side")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_the_dialog_is_for_everyone(playground: Playground, width: int, theme: str) -> None:
    playground.page.set_viewport_size({"width": width, "height": 844})
    playground.page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # pyright: ignore[reportArgumentType]
    dialog = opened(playground)
    dialog.get_by_role("button", name="Keep this run").click()
    expect(dialog.get_by_role("textbox", name="Name of Moons 1")).to_be_visible()
    assert violations(playground.page) == []
    assert playground.page.evaluate("document.documentElement.scrollWidth") <= width
