"""Words of a lesson become HTML that holds no more than the author meant."""

from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lessons import render
from app.lessons.book import glossary
from app.lessons.glossary import Glossary, Term
from tests.lessons.samples import FOLDER

NONE = Glossary({})
ALLOWED = {
    *("p", "em", "strong", "code", "pre", "ul", "ol", "li", "a", "span", "br", "hr", "blockquote", "img"),
    *("table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6"),
}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    return parser.found


def term(title: str, *also: str) -> Term:
    return Term(title=title, also=also, text="What it means.", lesson="one")


def test_html_of_the_author_is_read_and_not_run() -> None:
    html = render.block('<script>alert(1)</script> <b onclick="x()">bold</b> [a](javascript:alert(1))')
    assert "<script" not in html
    assert "<b " not in html
    assert "&lt;script&gt;" in html
    assert not [attrs for _, attrs in tags(html) if "href" in attrs]


@given(st.text(max_size=80) | st.text("<>&\"'$\\{}*_`[]()!|\n abcpoint", max_size=80))
def test_no_text_makes_an_element_or_an_attribute_of_its_own(text: str) -> None:
    for html in (render.block(text), render.passage(text, glossary(FOLDER))[0], render.inline(text)):
        for tag, attrs in tags(html):
            assert tag in ALLOWED
            assert set(attrs) <= {
                *("class", "data-tex", "href", "aria-describedby", "title", "src", "alt", "start"),
            }
            assert not (attrs.get("href") or "").startswith(("javascript:", "data:"))


def test_a_formula_stands_as_tex_for_the_page_and_as_text_for_who_has_no_script() -> None:
    [(_, _), (tag, attrs)] = tags(html := render.block(r"The sum is $z \approx a \cdot b < 2$."))
    assert tag == "span"
    assert attrs == {"class": "tex", "data-tex": r"z \approx a \cdot b < 2"}
    assert ">z ≈ a · b &lt; 2</span>." in html


def test_a_formula_by_itself_stands_in_a_line_of_its_own() -> None:
    assert 'class="tex tex-display"' in render.block("Then\n\n$a = b$\n\nfollows.")
    assert 'class="tex"' in render.block("Then $a = b$ follows.")


def test_markdown_leaves_formulas_alone() -> None:
    html = render.block(r"$a_1 * b_2 * c \\ d_3$ and *this*")
    assert tags(html)[1][1]["data-tex"] == r"a_1 * b_2 * c \\ d_3"
    assert "<em>this</em>" in html


@pytest.mark.parametrize("text", ["It costs $5 and $6.", r"A \$ sign, and $ another.", "`$x$`", "$ x $"])
def test_what_is_no_formula_stays_text(text: str) -> None:
    assert "data-tex" not in render.block(text)


def test_a_pointable_term_says_what_it_points_at() -> None:
    html = render.block(r"$\point{n-1-0}{z_1} = \point{w:1, b-1-0}{w} x$")
    tex = tags(html)[1][1]["data-tex"]
    assert tex == r"\htmlData{point=n-1-0}{z_1} = \htmlData{point=w:1  b-1-0}{w} x"
    assert ">{z_1} = {w} x</span>" in html
    assert render.targets(r"See $\point{n-1-0}{z} + \point{w:1, loss}{w}$.") == ["n-1-0", "w:1", "loss"]


def test_a_term_is_linked_where_it_first_occurs_in_any_of_its_forms() -> None:
    words = Glossary({"bias": term("Bias", "biases"), "net": term("Network")})
    html, keys = render.passage("Two biases. A bias of the network, and networks. The Bias.", words)
    assert keys == ["bias", "net"]
    assert html.count("<a ") == 2
    assert (
        '<a class="glossed" href="/lessons/glossary#bias" aria-describedby="term-bias">biases</a>. A' in html
    )


def test_of_two_terms_that_begin_alike_the_longer_is_linked() -> None:
    html, keys = render.passage("Gradient descent follows the gradient.", glossary(FOLDER))
    assert keys == ["gradient-descent", "gradient"]
    assert ">Gradient descent</a>" in html


@pytest.mark.parametrize("text", ["## The bias", "`bias`", "$bias$", "[a bias](/x)", "unbiased", "bias-free"])
def test_no_term_is_linked_in_headings_code_formulas_links_and_other_words(text: str) -> None:
    html, keys = render.passage(text, glossary(FOLDER))
    assert keys == []
    assert "glossed" not in html


def test_a_term_is_linked_within_a_table_and_emphasis() -> None:
    html, _ = render.passage("| a |\n|---|\n| *bias* |", glossary(FOLDER))
    assert "<td><em><a " in html


@given(st.text(max_size=60))
def test_text_without_markup_is_kept_to_the_letter(text: str) -> None:
    plain = "".join(char for char in text if char.isalnum() or char in " ,:")
    html = render.inline(plain)
    assert unescape(html) == plain.strip()
