"""The inspector as a person reads it: numbers unfold into numbers, and what is shown adds up."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.numbers import SOFTMAX, adds_up, begins, keys, marked, number, opened, unfold
from tests.browser.pages import Playground

# The tutorial's e-mail: z = 1.212 at the output, whose target is 1.
DELTA = 1 / (1 + math.exp(-1.212)) - 1


def explained(playground: Playground, quantity: str, **place: int) -> Any:
    network = re.findall(r"/networks/[\w-]+", playground.page.url)[0]
    body = {"quantity": quantity, **place, "x": [[3, 1, 0.8]], "y": [[1]]}
    return httpx.post(f"{playground.address}/api/v1{network}/explain", json=body).json()


@pytest.fixture
def spam(playground: Playground) -> Playground:
    return playground.open()


def test_a_gradient_unfolds_down_to_inputs_and_weights(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.select("Weight from input 1 to layer 1, neuron 1")
    gradient = spam.inspector.get_by_role("region", name="Backward")
    assert marked(gradient, "grad_w:1:0:0:") == pytest.approx(3 * 0.7 * DELTA, rel=1e-12)

    delta = unfold(gradient, "δ = ∂L/∂z of layer 1, neuron 1, example 1")
    back = unfold(delta, "∂L/∂a of layer 1, neuron 1, example 1")
    assert adds_up(back, "grad_a", "1:0::0")
    output = unfold(back, "δ = ∂L/∂z of layer 2, neuron 1, example 1")
    answer = unfold(output, "a of layer 2, neuron 1, example 1")
    total = unfold(answer, "z of layer 2, neuron 1, example 1")
    assert adds_up(total, "z", "2:0::0")
    hidden = unfold(total, "a of layer 1, neuron 1, example 1")
    arrived = unfold(hidden, "z of layer 1, neuron 1, example 1")
    assert adds_up(arrived, "z", "1:0::0")
    weight = unfold(arrived, "Weight from input 3 to layer 1, neuron 1")
    assert number(weight.locator("[data-number]").last.inner_text()) == -0.3
    value = unfold(arrived, "Input 3, reputation, example 1")
    assert number(value.locator("[data-number]").last.inner_text()) == 0.8

    for key in keys(gradient, r"z\.terms\.\d:1:0::0"):
        term = explained(spam, "z", layer=1, unit=0)["terms"][int(key.split(":")[0][-1])]
        assert marked(gradient, key) == term["value"]
    inside = spam.inspector.evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert inside[0] <= inside[1], "seven levels deep no number is pushed out of the panel"


def test_what_is_folded_gives_the_focus_back_and_all_can_be_folded_at_once(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.select("Weight from input 1 to layer 1, neuron 1")
    delta = unfold(
        spam.inspector.get_by_role("region", name="Backward"), "δ = ∂L/∂z of layer 1, neuron 1, example 1"
    )
    back = unfold(delta, "∂L/∂a of layer 1, neuron 1, example 1")
    back.get_by_role("button", name="Fold ∂L/∂a of layer 1, neuron 1, example 1").click()
    expect(delta.get_by_role("button", name=begins("∂L/∂a of layer 1, neuron 1"))).to_be_focused()
    spam.page.keyboard.press("Escape")
    expect(delta).to_have_count(0)
    expect(spam.inspector.get_by_role("button", name=begins("δ = ∂L/∂z of layer 1")).first).to_be_focused()
    unfold(spam.inspector, "Weight from input 1 to layer 1, neuron 1")
    spam.inspector.get_by_role("button", name="Fold all").click()
    expect(spam.inspector.get_by_role("group", name=re.compile("^Where it comes from"))).to_have_count(0)
    expect(spam.inspector.get_by_role("button", name="Fold all")).to_be_focused()


def test_a_number_lights_its_mark_and_leads_to_it(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.select("Layer 1, neuron 1")
    forward = spam.inspector.get_by_role("region", name="Forward")
    forward.get_by_role("button", name=re.compile("^Weight from input 3 to layer 1, neuron 1: ")).hover()
    expect(spam.network.locator("#w-1-2-0.pointed")).to_have_count(1)
    spam.timeline.get_by_role("button", name="Play", exact=True).hover()
    expect(spam.network.locator(".pointed")).to_have_count(0)
    inner = unfold(forward, "Weight from input 3 to layer 1, neuron 1")
    inner.get_by_role("button", name="Go to Weight from input 3 to layer 1, neuron 1").click()
    expect(spam.inspector.get_by_role("heading", level=2)).to_have_text(
        "Weight from input 3 to layer 1, neuron 1"
    )


def test_the_phase_of_the_moment_comes_first_and_what_is_to_come_says_when(spam: Playground) -> None:
    spam.go_to("forward-1-sum")
    spam.select("Layer 1, neuron 1")
    phases = spam.inspector.locator(".part > h3")
    expect(phases).to_have_text(["Forward", "Backward"])
    expect(spam.inspector).to_contain_text("comes at: Backward, layer 1, gate")
    expect(spam.inspector.locator('[data-number^="grad_z"]')).to_have_count(0)
    later = spam.inspector.get_by_role("button", name="Past the gate, δ")
    expect(later).to_have_attribute("aria-expanded", "false")
    later.click()
    assert marked(spam.inspector, "grad_z:1:0::0") == pytest.approx(0.7 * DELTA, rel=1e-12)
    spam.timeline.get_by_role("button", name="Last beat").click()
    expect(phases).to_have_text(["Backward", "Forward"])
    expect(spam.inspector).not_to_contain_text("comes at")


def test_prove_it_sets_a_finite_difference_beside_the_gradient(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.select("Weight from layer 1, neuron 1 to layer 2, neuron 1")
    with spam.page.expect_request(lambda request: request.url.endswith("/gradient-check")) as asked:
        spam.inspector.get_by_role("button", name="Prove it").click()
    assert json.loads(asked.value.post_data or "")["layer"] == 2
    proof = spam.inspector.get_by_role("status", name="Proof")
    expect(proof).to_contain_text("3 of 3 gradients agree")
    gradient, slope = marked(proof, "grad_w:2:0:0:"), marked(proof, "grad_w.numeric:2:0:0:")
    assert slope == pytest.approx(gradient, rel=1e-8)
    assert gradient == pytest.approx(2.16 * DELTA, rel=1e-12)
    backward = spam.inspector.get_by_role("region", name="Backward")
    expect(backward.get_by_text("✓ proven")).to_be_visible()
    spam.page.get_by_role("button", name="Train one step").click()
    expect(spam.fact("Step")).to_have_text("1")
    expect(spam.inspector.get_by_text("✓ proven")).to_have_count(0)


def test_a_refused_proof_says_why(page: Page, server: str) -> None:
    # Without the guard of the other tests: the browser itself complains about the refusal.
    playground = Playground(page, server)
    large = {
        "network": {"layers": [{"units": 60, "activation": "relu"}, {"units": 10, "activation": "softmax"}]},
        "data": {"name": "digits"},
        "training": {"batch_size": 100},
    }
    made = httpx.post(f"{server}/api/v1/networks", json=large, timeout=30).json()
    page.goto(f"{server}{made['url']}#view=histograms&select=n-1-0")
    playground.inspector.get_by_role("button", name="Prove it").click()
    expect(playground.inspector.get_by_role("status", name="Proof")).to_contain_text("must be at most")


def test_the_table_of_contributions_adds_up_row_by_row(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.select("Layer 1, neuron 1")
    table = spam.inspector.get_by_role("region", name="Edge by edge")
    table.get_by_role("button", name="Forward").click()
    products = [marked(table, f"product:1:0:{k}:0") for k in range(3)]
    bias = marked(table, "b:1:0::")
    assert math.fsum([*products, bias]) == pytest.approx(marked(table, "z:1:0::0"), rel=1e-12)
    table.get_by_role("button", name="Backward").click()
    assert marked(table, "message:2:0:0:0") == pytest.approx(marked(table, "grad_a:1:0::0"), rel=1e-12)
    assert marked(table, "share:1:0:2:0") == pytest.approx(0.8 * marked(table, "grad_z:1:0::0"), rel=1e-12)
    unfold(table, "message w·δ of weight from layer 1, neuron 1 to layer 2, neuron 1, example 1")


def test_a_table_can_be_read_from_its_largest_number_on(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.select("Layer 1, neuron 2")
    table = spam.inspector.get_by_role("region", name="Edge by edge")
    table.get_by_role("button", name="Forward").click()
    names = table.locator("tbody th")
    expect(names).to_have_text(["x₁", "x₂", "x₃", "bias"])
    table.get_by_role("button", name="Largest first").click()
    expect(names).to_have_text(["x₁", "x₂", "bias", "x₃"])


def test_a_long_table_is_cut_loudly_and_its_rest_added_up(playground: Playground) -> None:
    wide = {
        "network": {
            "inputs": 40,
            "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        }
    }
    opened(playground, wide, "beat=update-measure&select=n-1-0")
    playground.inspector.get_by_role("button", name="Edge by edge, as a table").click()
    table = playground.inspector.get_by_role("region", name="Edge by edge")
    table.get_by_role("button", name="Forward").click()
    expect(table).to_contain_text("+37 more that add up to")
    shown = [marked(table, key) for key in keys(table, r"(product|z\.rest\.\d+):1:0:\d*:0")]
    assert len(shown) == 5
    assert math.fsum(shown) == pytest.approx(marked(table, "z:1:0::0"), rel=1e-9)
    derivation = playground.inspector.get_by_role("region", name="Forward", exact=True)
    derivation.get_by_role("button", name="What arrives, added up").click()
    assert adds_up(derivation, "z", "1:0::0")
    table.get_by_role("button", name="Show all").click()
    expect(table.locator("tbody tr")).to_have_count(41)


def test_softmax_shows_its_jacobian_and_the_product_that_is_delta(playground: Playground) -> None:
    opened(playground, SOFTMAX, "beat=backward-2-gate&select=n-2-1")
    backward = playground.inspector.get_by_role("region", name="Backward", exact=True)
    expect(backward.locator("h4").first).to_have_text(re.compile("Past the gate"))
    playground.inspector.get_by_text("The whole Jacobian").click()
    jacobian = playground.inspector.locator(".jacobian")
    column = [marked(jacobian, f"jacobian:2:{i}:1:0") for i in range(3)]
    assert math.fsum(column) == pytest.approx(0, abs=1e-15), (
        "outputs that add up to 1 move against one another"
    )
    products = [marked(jacobian, f"grad_z.through.{i}:2:1::0") for i in range(3)]
    assert math.fsum(products) == pytest.approx(marked(jacobian, "grad_f_input:2:1::0"), rel=1e-9)


def test_paths_to_the_loss_multiply_and_add_up_to_the_gradient(playground: Playground) -> None:
    deep = {
        "network": {
            "inputs": 2,
            "seed": 4,
            "layers": [
                *({"units": units, "activation": "tanh"} for units in (3, 4, 4)),
                {"units": 1, "activation": "sigmoid"},
            ],
        }
    }
    opened(playground, deep, "beat=update-measure&select=w-1-0-1")
    playground.inspector.get_by_text("Paths to the loss").click()
    paths = playground.inspector.locator(".paths")
    expect(paths).to_contain_text("16 paths lead from here to the loss")
    expect(paths).to_contain_text(
        re.compile(r"One by one they need \d+ multiplications; passing messages back takes \d+")
    )
    rows = paths.get_by_role("list", name="The strongest paths").get_by_role("listitem")
    expect(rows).to_have_count(6)
    expect(rows.last).to_contain_text("and 11 more that add up to")
    backward = playground.inspector.get_by_role("region", name="Backward", exact=True)
    gradient = marked(backward, "grad_w:1:1:0:")
    values = [marked(paths, key) for key in keys(paths, r"grad_w\.paths\.(shown\.\d|rest):1:1:0:\d*")]
    assert len(values) == 6
    assert math.fsum(values) == pytest.approx(gradient, rel=1e-9)
    for row, value in zip(rows.all()[:5], sorted(values[1:], key=abs, reverse=True), strict=True):
        factors = [
            float(text or "")
            for text in row.locator(".path-factor > [title]").evaluate_all("all => all.map(e => e.title)")
        ]
        assert math.prod(factors) == pytest.approx(value, rel=1e-9)
    rows.first.hover()
    assert playground.network.locator(".marked").count() == 4, "the neurons that the path leads through"
