"""axe-core in a page: what it holds to be out of reach for someone."""

from __future__ import annotations

from functools import cache

from playwright.sync_api import Page

from tests.serving import ROOT

SCRIPT = ROOT / "node_modules" / "axe-core" / "axe.min.js"

#: All rules but the experimental ones, and the size of targets, which axe leaves out unless asked. One is not
#: for the marks of the picture: what a neuron is called ("Layer 1, neuron 2") and what is written on it
#: ("2.16", "z = 2.16") are two things, a label and values; the name ends with the value.
RUN = """async () => {
    const target = { 'target-size': { enabled: true } };
    const { violations } = await axe.run(document, { resultTypes: ['violations'], rules: target });
    const isValue = (rule, node) => rule.id === 'label-content-name-mismatch'
        && document.querySelector(node.target[0]).closest('svg.graph');
    // What lies half under a bar that stays in place, or beyond the edge of a panel, is scrolled free of it.
    const isCovered = (rule, node) => {
        if (rule.id !== 'target-size') return false;
        const element = document.querySelector(node.target[0]);
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const [xs, ys] = [[left + 2, right - 2], [top + 2, bottom - 2]];
        return xs.some((x) => ys.some((y) => !element.contains(document.elementFromPoint(x, y))));
    };
    const isExempt = (rule, node) => isValue(rule, node) || isCovered(rule, node);
    return violations.flatMap((rule) => rule.nodes.filter((node) => !isExempt(rule, node))
        .map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')}`));
}"""


@cache
def source() -> str:
    assert SCRIPT.is_file(), f"axe-core is missing: `make test` installs it into {SCRIPT.parent}"
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """One line for each element that breaks a rule: the rule, the element, and what is wrong with it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"() => {{ {source()} }}")
    return page.evaluate(RUN)
