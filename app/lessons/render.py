"""From the words of a lesson to HTML: Markdown, formulas that the page sets, linked terms.

Nothing that an author writes reaches the page as HTML of their own.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from app.lessons.glossary import Glossary

# $…$ with no blank inside its ends: "$5 and $6" is money.
FORMULA = re.compile(r"\$(?![\s$])((?:\\.|[^$\\])*?)(?<!\s)\$(?!\d)", re.DOTALL)
POINT = re.compile(r"\\point\s*\{([^{}]*)\}")
TARGET = re.compile(r"n-\d+-\d+|w-\d+-\d+-\d+|b-\d+-\d+|loss|x|[wbzh]:\d+")
# What reads better as a sign where formulas are not set.
SIGNS = {
    r"\cdot": "·",
    r"\times": "×",
    r"\approx": "≈",
    r"\le": "≤",
    r"\ge": "≥",
    r"\ne": "≠",
    r"\to": "→",
    r"\partial": "∂",
    r"\nabla": "∇",
    r"\eta": "η",
    r"\sigma": "σ",
    r"\delta": "δ",
    r"\hat y": "ŷ",
    r"\hat{y}": "ŷ",
    r"\qquad": "  ",
    r"\quad": "  ",
    r"\,": " ",
    r"\ ": " ",
    r"\;": " ",
}
SIGN = re.compile("|".join(f"{re.escape(name)}(?![a-zA-Z])" for name in SIGNS))


def passage(text: str, glossary: Glossary) -> tuple[str, list[str]]:
    """The HTML of a passage, each term linked where it first occurs, and the keys of these terms."""
    env: dict[str, Any] = {"glossary": glossary, "terms": []}
    html = _markdown().render(text, env)
    return html, env["terms"]


def block(text: str) -> str:
    return _markdown().render(text, {})


def inline(text: str) -> str:
    """Without paragraphs, for a label or a line."""
    return _markdown().renderInline(text.strip(), {})


def targets(text: str) -> list[str]:
    """Everything that the formulas of a text point at."""
    return [name.strip() for formula in FORMULA.findall(text) for name in _targets(formula)]


def _targets(formula: str) -> Iterator[str]:
    for group in POINT.findall(formula):
        yield from group.split(",")


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.inline.ruler.before("escape", "math", _formula)
    markdown.core.ruler.after("inline", "terms", _terms)
    markdown.core.ruler.after("inline", "displays", _displays)
    markdown.add_render_rule("math", _render_formula)
    markdown.add_render_rule("term", _render_term)
    return markdown


def _formula(state: StateInline, silent: bool) -> bool:
    match = FORMULA.match(state.src, state.pos) if state.src[state.pos] == "$" else None
    if not match or match.end() > state.posMax:
        return False
    if not silent:
        state.push("math", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _displays(state: StateCore) -> None:
    """A formula that is all of a paragraph stands in a line of its own."""
    for token in state.tokens:
        children = token.children or []
        if len(children) == 1 and children[0].type == "math":
            children[0].meta["display"] = True


def _terms(state: StateCore) -> None:
    glossary = state.env.get("glossary")
    if not glossary:
        return
    before = ""
    for token in state.tokens:
        if token.type == "inline" and before != "heading_open":
            token.children = list(_linked(token.children or [], glossary, state.env["terms"]))
        before = token.type


def _linked(children: Sequence[Token], glossary: Glossary, seen: list[str]) -> Iterator[Token]:
    depth = 0  # in links: a link within a link is none
    for child in children:
        depth += child.nesting if child.type.startswith("link_") else 0
        if child.type == "text" and depth == 0:
            yield from _split(child.content, glossary, seen)
        else:
            yield child


def _split(text: str, glossary: Glossary, seen: list[str]) -> Iterator[Token]:
    end = 0
    for match in glossary.pattern.finditer(text):
        key = glossary.key(match[0])
        if key in seen:
            continue
        seen.append(key)
        yield Token("text", "", 0, content=text[end : match.start()])
        yield Token("term", "", 0, content=match[0], meta={"key": key})
        end = match.end()
    yield Token("text", "", 0, content=text[end:])


def _render_formula(
    _: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any
) -> str:
    """What the page sets stands in `data-tex`; until then, and without script, the TeX is read."""
    formula, display = tokens[index].content, tokens[index].meta.get("display")
    # A comma would end the value there.
    tex = POINT.sub(lambda match: rf"\htmlData{{point={match[1].replace(',', ' ')}}}", formula)
    plain = SIGN.sub(lambda match: SIGNS[match[0]], POINT.sub("", formula))
    name = "tex tex-display" if display else "tex"
    return f'<span class="{name}" data-tex="{escape(tex)}">{escape(plain)}</span>'


def _render_term(_: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
    key, word = tokens[index].meta["key"], escape(tokens[index].content)
    return f'<a class="glossed" href="/lessons/glossary#{key}" aria-describedby="term-{key}">{word}</a>'
