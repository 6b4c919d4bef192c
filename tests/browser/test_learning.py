"""How a network learns, set on the page: without a reset where that can be, undone, refused with a reason."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Playground

MOONS: dict[str, Any] = {
    "data": {"name": "moons"},
    "network": {"layers": [{"units": 3, "activation": "tanh"}], "seed": 4},
}


@pytest.fixture
def moons(playground: Playground) -> Playground:
    answer = playground.page.request.post(f"{playground.address}/api/v1/networks", data=MOONS)
    playground.open(answer.json()["url"])
    playground.page.get_by_role("button", name="Train one step").click()
    expect(playground.fact("Step")).to_have_text("1")
    return playground


def summary(moons: Playground) -> Any:
    id = moons.page.url.split("/networks/")[1].split("#")[0]
    return moons.page.request.get(f"{moons.address}/api/v1/networks/{id}").json()


def fill(moons: Playground, label: str, text: str) -> None:
    field = moons.build.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")
    expect(moons.network).to_have_attribute("aria-busy", "false")


def test_an_optimizer_comes_with_its_numbers_and_no_reset(moons: Playground) -> None:
    before = summary(moons)
    moons.build.get_by_label("Optimizer").select_option("adam")
    moons.build.locator("summary", has_text="Numbers of the optimizer: β₁ 0.9 · β₂ 0.999").click()
    expect(moons.build.get_by_label("β₁")).to_have_value("0.9")
    expect(moons.build.get_by_label("Learning rate")).to_have_value("0.001")
    fill(moons, "β₂", "0.99")
    after = summary(moons)
    assert after["training"]["optimizer"] == {
        "name": "adam",
        "learning_rate": 0.001,
        "beta1": 0.9,
        "beta2": 0.99,
        "epsilon": 1e-8,
    }
    assert (after["id"], after["step"]) == (before["id"], 1)
    for _ in range(2):
        moons.page.get_by_role("button", name="Undo").click()
    expect(moons.build.get_by_label("Optimizer")).to_have_value("sgd")
    expect(moons.network).to_have_attribute("aria-busy", "false")
    assert summary(moons)["training"] == before["training"]


def test_a_schedule_comes_with_its_numbers(moons: Playground) -> None:
    moons.build.get_by_label("Schedule").select_option("exponential")
    fill(moons, "Factor", "0.5")
    expect(moons.build.get_by_label("Factor")).to_have_value("0.5")
    moons.page.get_by_role("button", name="Train one step").click()
    expect(moons.fact("Step")).to_have_text("2")
    assert summary(moons)["training"]["schedule"] == {"name": "exponential", "factor": 0.5}


def test_penalty_clipping_and_stopping_are_folded_and_said(moons: Playground) -> None:
    moons.build.get_by_text("Penalty, clipping, stopping").click()
    for label, text in (("L2", "0.001"), ("L1", "1e-4"), ("Clip norm", "5"), ("Early stopping", "10")):
        fill(moons, label, text)
        expect(moons.build.get_by_label(label, exact=True)).to_have_value(str(float(text)).removesuffix(".0"))
    fold = moons.build.locator("summary", has_text="Penalty, clipping, stopping")
    expect(fold).to_contain_text("L2 0.001 · L1 1e−4 · norm ≤ 5 · stops after 10")
    training = summary(moons)["training"]
    assert (training["l2"], training["l1"], training["clip_norm"]) == (0.001, 1e-4, 5)
    assert training["early_stopping"] == {"patience": 10}
    fill(moons, "Clip norm", "")
    expect(moons.build.get_by_label("Clip norm")).to_have_value("")
    expect(fold).not_to_contain_text("norm ≤ 5")
    assert summary(moons)["training"]["clip_norm"] is None
    moons.page.get_by_role("button", name="Undo").click()
    expect(fold).to_contain_text("norm ≤ 5")


@pytest.mark.parametrize(
    ("label", "text", "complaint"),
    [
        ("Batch size", "1.5", "whole number of rows"),
        ("Batch size", "", "must be a number"),
        ("L2", "-1", "0 or greater"),
        ("Clip values", "0", "greater than 0"),
        ("Early stopping", "0.5", "whole number"),
        ("Seed", "-1", "whole number"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_the_reason(
    moons: Playground, label: str, text: str, complaint: str
) -> None:
    for fold in moons.build.locator("details.fold > summary").all():
        fold.click()
    before = summary(moons)
    fill(moons, label, text)
    field = moons.build.get_by_label(label, exact=True)
    assert complaint in str(field.evaluate("field => field.validationMessage"))
    assert summary(moons) == before


def test_the_batch_size_is_that_of_the_next_step(moons: Playground) -> None:
    fill(moons, "Batch size", "7")
    expect(moons.build.get_by_role("group", name="Example of the batch")).to_contain_text("1 of 7")
    expect(moons.fact("Step")).to_have_text("1")


def test_seed_and_precision_make_the_network_anew_and_undo_brings_it_back(moons: Playground) -> None:
    moons.build.get_by_text("Seed and precision").click()
    first = summary(moons)
    fill(moons, "Seed", "11")
    expect(moons.fact("Step")).to_have_text("0")
    assert summary(moons)["network"]["seed"] == 11
    moons.build.get_by_label("Precision").select_option("float32")
    expect(moons.build.locator("summary", has_text="Seed and precision")).to_contain_text("11 · float32")
    undo = moons.page.get_by_role("button", name="Undo")
    undo.click()
    undo.click()
    expect(moons.fact("Step")).to_have_text("1")
    assert summary(moons) == first
