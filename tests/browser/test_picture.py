"""The picture leaves the page whole: as SVG, as PNG, on paper, and as a link to its beat."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import Playground

SVG = "{http://www.w3.org/2000/svg}"
BEAT = "backward-2-send"


def to_export(place: Playground) -> Locator:
    """Opens the dialog where files are saved."""
    place.page.get_by_role("button", name="Share and export").click()
    dialog = place.page.get_by_role("dialog", name="Share and export")
    dialog.get_by_role("button", name="Export", exact=True).click()
    return dialog


def save(place: Playground, item: str) -> Path:
    """Saves the picture by that item of the menu; the file, under the name that was suggested for it."""
    to_export(place)
    with place.page.expect_download() as waited:
        place.page.get_by_role("button", name=re.compile(f"^{item}")).click()
    place.page.keyboard.press("Escape")
    path = Path(waited.value.path())
    return path.rename(path.with_name(waited.value.suggested_filename))


def size_and_hues(page: Page, png: Path) -> tuple[int, int, int]:
    """Width, height, and how many different colours a PNG has."""
    page.goto("about:blank")
    page.set_content("<input type=file>")
    page.set_input_files("input", png)
    width, height, hues = page.evaluate(
        """async () => {
            const image = await createImageBitmap(document.querySelector('input').files[0]);
            const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
            context.drawImage(image, 0, 0);
            const { data } = context.getImageData(0, 0, image.width, image.height);
            return [image.width, image.height, new Set(new Uint32Array(data.buffer)).size];
        }"""
    )
    return width, height, hues


def texts_of(root: ElementTree.Element) -> str:
    """All that is written, without spaces: lines break where there is no more room."""
    return "".join("".join("".join(text.itertext()).split()) for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_svg_stands_on_its_own_and_holds_what_the_page_shows(playground: Playground, theme: str) -> None:
    playground.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    playground.open()
    playground.go_to(BEAT)
    said = playground.caption.inner_text()
    shown = playground.graph.locator("text").all_text_contents()
    file = save(playground, "Save as SVG")
    assert file.name == f"spam-filter-step-1-{BEAT}.svg"
    source = file.read_text(encoding="utf-8")
    assert "var(--" not in source
    assert "class=" not in source
    root = ElementTree.fromstring(source)
    links = [value for node in root.iter() for name, value in node.attrib.items() if name.endswith("href")]
    assert all(link.startswith(("data:", "#")) for link in links)
    assert not re.search(r"url\((?!data:|[\"']?#)", source)
    written = texts_of(root)
    assert [text for text in (*shown, said) if "".join(text.split()) not in written] == []
    described = root.findtext(f"{SVG}desc") or ""
    assert said in described
    assert described.endswith(f"beat={BEAT}")
    assert "Inter" in root.attrib["font-family"]
    assert "sans-serif" in root.attrib["font-family"]


def test_the_png_is_twice_as_large_and_not_blank(playground: Playground) -> None:
    playground.open()
    playground.go_to(BEAT)
    root = ElementTree.fromstring(save(playground, "Save as SVG").read_text(encoding="utf-8"))
    png = save(playground, "Save as PNG")
    assert png.name == f"spam-filter-step-1-{BEAT}.png"
    width, height, hues = size_and_hues(playground.page, png)
    assert (width, height) == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
    assert hues > 100


def test_what_is_painted_on_canvases_goes_with_the_picture(playground: Playground) -> None:
    playground.open()
    playground.open_example("Two spirals")
    expect(playground.page).to_have_title(re.compile("Two spirals"), timeout=20_000)
    expect(playground.page.locator(".graph-faced")).to_be_visible(timeout=20_000)
    root = ElementTree.fromstring(save(playground, "Save as SVG").read_text(encoding="utf-8"))
    [faces] = root.iter(f"{SVG}image")
    assert faces.attrib["href"].startswith("data:image/png")
    playground.network.get_by_role("button", name="Decision boundary").click()
    plane = save(playground, "Save as SVG")
    assert "plane" in plane.name
    assert len(list(ElementTree.parse(plane).getroot().iter(f"{SVG}image"))) == 1


def test_tables_are_no_picture(playground: Playground) -> None:
    playground.open()
    playground.network.get_by_role("button", name="Table").click()
    dialog = to_export(playground)
    expect(dialog.get_by_role("button", name=re.compile("^Save as SVG"))).to_be_disabled()
    expect(dialog).to_contain_text("Tables are no picture")


def test_the_picture_goes_to_the_clipboard(playground: Playground) -> None:
    page = playground.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    playground.open()
    playground.go_to(BEAT)
    to_export(playground)
    page.get_by_role("button", name="Copy picture").click()
    expect(page.get_by_text("The picture is on the clipboard.")).to_be_visible()
    types = page.evaluate("navigator.clipboard.read().then((items) => items.flatMap((item) => item.types))")
    assert types == ["image/png"]


def test_the_dialog_is_left_by_escape_and_the_focus_returns(playground: Playground) -> None:
    playground.open()
    playground.select("Layer 1, neuron 1")
    button = playground.page.get_by_role("button", name="Share and export")
    button.focus()
    playground.page.keyboard.press("Enter")
    expect(playground.page.get_by_role("dialog", name="Share and export")).to_be_visible()
    playground.page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(playground.inspector).to_contain_text("Layer 1, neuron 1")


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("preset", ["Spam filter", "Two spirals"])
def test_paper_shows_the_picture_and_no_controls(
    playground: Playground, size: tuple[int, int], preset: str
) -> None:
    page = playground.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark")
    playground.open()
    if preset != "Spam filter":
        playground.open_example(preset)
        expect(page).to_have_title(re.compile(preset), timeout=20_000)
    pages = r"/Type\s*/Page[^s]"
    assert len(re.findall(pages.encode(), page.pdf(prefer_css_page_size=True))) == 1
    page.emulate_media(media="print", color_scheme="dark")
    for shown in (page.get_by_role("heading", name=preset), playground.caption, playground.graph):
        expect(shown).to_be_visible()
    expect(playground.timeline).to_contain_text("Step 1")
    expect(page.locator(".legend")).to_be_visible()
    visible = [button for button in page.locator("button, select, input").all() if button.is_visible()]
    assert visible == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_paper_shows_what_is_explained(playground: Playground) -> None:
    playground.open()
    playground.go_to(BEAT)
    playground.select("Layer 2, neuron 1")
    playground.inspector.locator("button[aria-expanded=false]").first.click()
    playground.page.emulate_media(media="print")
    expect(playground.inspector.get_by_role("heading", name="Layer 2, neuron 1")).to_be_visible()
    expect(playground.inspector.locator(".unfolded").first).to_be_visible()
    expect(playground.inspector.get_by_role("button", name="Close the inspector")).to_be_hidden()
