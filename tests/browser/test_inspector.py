"""The inspector as a person reads it: numbers unfold into numbers, and what is shown adds up."""

from __future__ import annotations

import itertools
import json
import math
import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.pages import Playground

SOFTMAX: dict[str, Any] = {
    "name": "Three spirals",
    "network": {
        "layers": [{"units": 4, "activation": "relu"}, {"units": 3, "activation": "softmax"}],
        "seed": 3,
    },
    "data": {"name": "spirals3"},
    "training": {"batch_size": 12},
}

# The tutorial's e-mail: z = 1.212 at the output, whose target is 1.
DELTA = 1 / (1 + math.exp(-1.212)) - 1


def number(text: str) -> float:
    """What stands on the page, as a number: four digits of it."""
    return float(re.sub(r"[()\s]", "", text).replace("−", "-"))


def marked(where: Locator, key: str) -> float:
    """The whole number behind the one that is marked so; the text must be that number to the digits shown."""
    found = where.locator(f'[data-number="{key}"]').first
    expect(found).to_be_visible()
    shown = number(found.inner_text())
    title = found.get_attribute("title") or found.locator("xpath=..").get_attribute("title") or ""
    whole = float(title.split(":")[0])
    assert shown == pytest.approx(whole, rel=6e-4, abs=1e-300)
    return whole


def keys(where: Locator, pattern: str) -> list[str]:
    found = where.locator("[data-number]").evaluate_all("all => all.map(e => e.dataset.number)")
    return sorted({key for key in found if re.fullmatch(pattern, key)})


def adds_up(derivation: Locator, quantity: str, place: str) -> bool:
    """Whether the terms that are shown, and the rest that is said, add up to the number that is shown."""
    terms = keys(derivation, rf"{quantity}\.(terms|rest)\.\d+:{place}")
    if terms:
        total = math.fsum(marked(derivation, key) for key in terms)
    else:
        factors = derivation.locator(".terms").first.locator(".term").first.locator("[data-number]").all()
        total = math.prod(marked(derivation, factor.get_attribute("data-number") or "") for factor in factors)
    return total == pytest.approx(marked(derivation, f"{quantity}:{place}"), rel=1e-9, abs=1e-15)


def opened(playground: Playground, request: dict[str, Any], place: str) -> Playground:
    """A network of its own, at a place of it."""
    made = httpx.post(f"{playground.address}/api/v1/networks", json=request, timeout=30)
    assert made.status_code == 201, made.text
    return playground.open(f"{made.json()['url']}#{place}")


def explained(playground: Playground, quantity: str, **place: int) -> Any:
    network = re.findall(r"/networks/[\w-]+", playground.page.url)[0]
    body = {"quantity": quantity, **place, "x": [[3, 1, 0.8]], "y": [[1]]}
    return httpx.post(f"{playground.address}/api/v1{network}/explain", json=body).json()


def answer_paths(page: Page, address: str) -> dict[str, Any] | None:
    """Where the server has no paths yet, they are walked here, one by one, from the numbers of the trace.

    Answers what was asked last; None where the server answers itself.
    """
    if any(path.endswith("/paths") for path in httpx.get(f"{address}/openapi.json").json()["paths"]):
        return None
    asked: dict[str, Any] = {}

    def answer(route: Route) -> None:
        asked.update(json.loads(route.request.post_data or ""))
        network = route.request.url.removesuffix("/paths")
        layers = httpx.post(f"{network}/preview", json={"x": asked["x"], "y": asked["y"]}).json()["layers"]
        start, unit, source = asked["layer"], asked["unit"], asked["from"]
        walked: list[dict[str, Any]] = []
        for units in itertools.product(*(range(len(layer["b"])) for layer in layers[start:])):
            factors = [number_of("x", layers[start - 1]["x"][0][source], start, source)]
            for index, (here, there) in enumerate(itertools.pairwise([unit, *units])):
                slope = layers[start - 1 + index]["slope"][0][here]
                factors.append(number_of("slope", slope, start + index, here))
                weight = layers[start + index]["w"][here][there]
                factors.append(number_of("w", weight, start + index + 1, there, here))
            factors.append(number_of("grad_z", layers[-1]["grad_z"][0][units[-1]], len(layers), units[-1]))
            product = math.prod(factor["value"] for factor in factors)
            walked.append({"units": [unit, *units], "factors": factors, "value": product})
        walked.sort(key=lambda path: -abs(path["value"]))
        shown, rest = walked[: asked["count"]], walked[asked["count"] :]
        several = len(walked) * (len(walked[0]["factors"]) - 1)
        route.fulfill(
            json={
                "paths": len(walked),
                "multiplications": {"one_by_one": several, "passed_on": 40},
                "shown": shown,
                "rest": {"paths": len(rest), "value": math.fsum(path["value"] for path in rest)},
                "value": math.fsum(path["value"] for path in walked),
            }
        )

    page.route("**/paths", answer)
    return asked


def number_of(
    quantity: str, value: float, layer: int, unit: int, source: int | None = None
) -> dict[str, Any]:
    ref = {
        "quantity": quantity,
        "layer": layer,
        "unit": unit,
        "from": source,
        "example": 0 if source is None else None,
    }
    return {"symbol": quantity, "value": value, "ref": ref}


def begins(name: str) -> re.Pattern[str]:
    """Of names that begin so; a slash ends a pattern where Playwright sends it."""
    return re.compile("^" + re.escape(name).replace("/", r"\/"))


def unfold(where: Locator, name: str) -> Locator:
    """Opens a number by its name, and answers what unfolds below it."""
    expect(where.locator(".derivation-waiting")).to_have_count(0)
    where.get_by_role("button", name=begins(f"{name}: ")).first.click()
    inner = where.get_by_role("group", name=f"Where it comes from: {name}", exact=True)
    expect(inner).to_be_visible()
    expect(inner.locator(".derivation-waiting")).to_have_count(0)
    return inner


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
    opened(playground, large, "beat=forward-1-sum&select=n-1-0")
    playground.inspector.get_by_role("button", name="Prove it").click()
    expect(playground.inspector.get_by_role("status", name="Proof")).to_contain_text("must be at most")


def test_the_table_of_contributions_adds_up_row_by_row(spam: Playground) -> None:
    spam.page.keyboard.press("End")
    spam.select("Layer 1, neuron 1")
    table = spam.inspector.get_by_role("region", name="Edge by edge")
    table.get_by_role("button", name="Forward").click()
    products = [marked(table, f"product:1:0:{k}:0") for k in range(3)]
    bias = marked(table, "b:1:0::0")
    assert math.fsum([*products, bias]) == pytest.approx(marked(table, "z:1:0::0"), rel=1e-12)
    table.get_by_role("button", name="Largest first").click()
    firsts = table.locator("tbody th").all_inner_texts()
    assert firsts == ["x₁", "x₂", "x₃", "bias"]
    table.get_by_role("button", name="Backward").click()
    assert marked(table, "message:2:0:0:0") == pytest.approx(marked(table, "grad_a:1:0::0"), rel=1e-12)
    assert marked(table, "share:1:0:2:0") == pytest.approx(0.8 * marked(table, "grad_z:1:0::0"), rel=1e-12)
    unfold(table, "message w·δ of weight from layer 1, neuron 1 to layer 2, neuron 1, example 1")


def test_a_long_table_is_cut_loudly_and_its_rest_added_up(playground: Playground) -> None:
    wide = {
        "network": {
            "inputs": 40,
            "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        }
    }
    opened(playground, wide, "beat=update-measure&select=n-1-0")
    table = playground.inspector.get_by_role("region", name="Edge by edge")
    table.get_by_role("button", name="Forward").click()
    expect(table).to_contain_text("+29 more that add up to")
    shown = [marked(table, key) for key in keys(table, r"(product|z\.rest\.\d+):1:0:\d*:0")]
    assert len(shown) == 13
    assert math.fsum(shown) == pytest.approx(marked(table, "z:1:0::0"), rel=1e-9)
    derivation = playground.inspector.get_by_role("region", name="Forward", exact=True)
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
    unanswered = answer_paths(playground.page, playground.address)
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
    assert unanswered is None or unanswered["count"] == 5


def test_each_example_has_a_bar_and_their_mean_is_the_gradient(playground: Playground) -> None:
    opened(playground, SOFTMAX, "beat=update-update&select=w-1-0-2")
    strip = playground.inspector.get_by_role("region", name="Example by example")
    bars = strip.get_by_role("option")
    expect(bars).to_have_count(12)
    values = [number((bar.get_attribute("aria-label") or "").split(": ")[1]) for bar in bars.all()]
    mean = marked(strip, "grad_w:1:2:0:")
    assert math.fsum(values) / 12 == pytest.approx(mean, rel=1e-2, abs=1e-5)
    expect(strip.get_by_role("option", selected=True)).to_have_accessible_name(re.compile("^Example 1:"))

    strip.get_by_role("listbox").focus()
    for _ in range(4):
        playground.page.keyboard.press("ArrowRight")
    expect(strip).to_contain_text("example 5:")
    assert playground.beat() == "update-update", "arrows walk along the strip and not through the beats"
    assert marked(strip, "own_share:1:2:0:4") == pytest.approx(values[4], rel=1e-3)
    playground.page.keyboard.press("Enter")
    expect(playground.build.get_by_role("group", name="Example of the batch")).to_contain_text("5 of 12")
    expect(strip.get_by_role("option", selected=True)).to_have_accessible_name(re.compile("^Example 5:"))


def test_the_whole_batch_is_means_forward_and_sums_backward_that_add_up(playground: Playground) -> None:
    opened(playground, SOFTMAX, "beat=update-update&select=n-1-2")
    build = playground.build
    build.get_by_role("button", name="The whole batch").click()
    expect(build).to_contain_text("means on the way forward, sums on the way back")
    expect(playground.inspector).to_contain_text("Pick one to see where they come from")
    table = playground.inspector.get_by_role("region", name="Edge by edge")
    assert marked(table, "message:2:0:2:") + marked(table, "message:2:1:2:") + marked(
        table, "message:2:2:2:"
    ) == pytest.approx(marked(table, "grad_a:1:2::"), rel=1e-9)
    table.get_by_role("button", name="Forward").click()
    forward = [marked(table, key) for key in ("product:1:2:0:", "product:1:2:1:", "b:1:2::")]
    assert math.fsum(forward) == pytest.approx(marked(table, "z:1:2::"), rel=1e-9)
    strips = playground.inspector.get_by_role("listbox")
    expect(strips).to_have_count(4)
    strips.first.get_by_role("option").nth(6).click()
    expect(build.get_by_role("group", name="Example of the batch")).to_contain_text("7 of 12")
    assert adds_up(playground.inspector.get_by_role("region", name="Forward", exact=True), "z", "1:2::6")


def test_a_batch_that_is_tied_by_its_norm_says_so(playground: Playground) -> None:
    tied = {
        **SOFTMAX,
        "network": {
            "layers": [
                {"units": 3, "activation": "tanh", "batch_norm": True},
                {"units": 3, "activation": "softmax"},
            ]
        },
    }
    opened(playground, tied, "beat=update-update&select=w-1-0-2")
    expect(playground.inspector).to_contain_text("Batch norm ties the examples together")


def test_a_row_of_the_batch_is_chosen_on_the_plane_and_another_is_traced(
    playground: Playground, page: Page
) -> None:
    opened(playground, SOFTMAX, "beat=forward-1-sum")
    network = re.findall(r"/networks/[\w-]+", page.url)[0]
    api = f"{playground.address}/api/v1{network}"
    batch = httpx.post(f"{api}/preview", json={}).json()["batch"]
    rows = httpx.get(f"{api}/rows").json()["train"]["x"]
    points = page.get_by_role("slider", name="Rows of the data")
    shown = page.locator(".point-now")
    expect(page.locator(".plane-points .point-batch")).to_have_count(12)

    playground.build.get_by_role("button", name="Example after").click()
    expect(shown).to_have_count(1)
    expect(points).to_have_attribute("aria-valuetext", re.compile(f"^Training row {batch[1] + 1}:"))

    # The row of the batch that lies farthest from any other row, so that the click means that one.
    alone = page.evaluate(
        """() => {
            const box = (e) => e.getBoundingClientRect();
            const middle = (e) => [box(e).x + box(e).width / 2, box(e).y + box(e).height / 2];
            const all = [...document.querySelectorAll(".plane-points .point")];
            const apart = (e) => Math.min(...all.filter((o) => o !== e).map((o) =>
                Math.hypot(middle(o)[0] - middle(e)[0], middle(o)[1] - middle(e)[1])));
            const batch = all.filter((e) => e.matches(".point-batch:not(.point-now)"));
            return middle(batch.reduce((a, b) => (apart(b) > apart(a) ? b : a)));
        }"""
    )
    page.mouse.click(*alone)
    expect(points).not_to_have_attribute("aria-valuetext", re.compile(f"^Training row {batch[1] + 1}:"))
    chosen = int(re.findall(r"row (\d+)", points.get_attribute("aria-valuetext") or "")[0]) - 1
    assert chosen in batch
    stepper = playground.build.get_by_role("group", name="Example of the batch")
    expect(stepper).to_contain_text(f"{batch.index(chosen) + 1} of 12")
    row = batch.index(chosen)
    assert [marked(playground.build, f"a:0:{k}::{row}") for k in range(2)] == rows[chosen]

    page.get_by_role("button", name="Show the whole mini-batch").click()
    expect(playground.build.get_by_role("button", name="The whole batch")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(shown).to_have_count(0)
