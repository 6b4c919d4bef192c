"""Numbers as they stand on the page: marked with what they are, and adding up from what is shown."""

from __future__ import annotations

import math
import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, expect

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
    expect(derivation.locator(f'[data-number="{quantity}:{place}"]').first).to_be_visible()
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
