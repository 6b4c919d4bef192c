"""What each setting does: colours are read and told apart by every eye, motion obeys, all is remembered."""

from __future__ import annotations

import base64
from itertools import combinations, pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Playground

HUES = ("value-plus", "value-minus", "gradient-plus", "gradient-minus")
TEXTS = ("ink", "muted", "broken", "gradient-plus", "gradient-minus")
GROUNDS = ("ground", "panel")
#: As Chromium simulates them: without red, green and blue cones, and with all three.
EYES = ("none", "protanopia", "deuteranopia", "tritanopia")
#: In OKLab: about five times what is just told apart side by side.
APART = 0.1

Colour = tuple[float, float, float]


def choose(place: Playground, choices: dict[str, str]) -> None:
    """Each by the name of the setting."""
    place.page.get_by_role("button", name="Settings").click()
    for setting, label in choices.items():
        place.page.get_by_role("group", name=setting).get_by_label(label, exact=True).check()
    place.page.get_by_role("button", name="Close settings").click()


def linear(colour: Colour) -> Colour:
    """sRGB from 0 to 255 → light, 0 to 1."""
    red, green, blue = (c / 3294.6 if c <= 10.31475 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour)
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """As WCAG 2.2 defines it: 1 to 21."""
    red, green, blue = zip(linear(one), linear(other), strict=True)
    light = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in zip(red, green, blue, strict=True))
    return (light[1] + 0.05) / (light[0] + 0.05)


def oklab(colour: Colour) -> Colour:
    """Where equal distances look about equally far (Ottosson, "A perceptual color space", 2020)."""
    red, green, blue = linear(colour)
    l = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)  # noqa: E741
    m = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    s = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    )


def seen(page: Page, tokens: tuple[str, ...], eye: str = "none") -> dict[str, Colour]:
    """How each token looks on the screen to such an eye: read off a screenshot of one square each."""
    page.evaluate(
        """(tokens) => {
            document.querySelector('#swatches')?.remove();
            const box = document.body.appendChild(document.createElement('div'));
            box.id = 'swatches';
            box.style.cssText = 'position: fixed; inset: 0 auto auto 0; z-index: 9; display: flex';
            for (const token of tokens) box.append(document.createElement('i'));
            [...box.children].forEach((square, i) => {
                square.style.cssText = `width: 20px; height: 20px; background: var(--${tokens[i]})`;
            });
        }""",
        list(tokens),
    )
    session: Any = page.context.new_cdp_session(page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": eye})
    picture = base64.b64encode(
        page.screenshot(clip={"x": 0, "y": 0, "width": 20 * len(tokens), "height": 20})
    )
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": "none"})
    session.detach()
    pixels = page.evaluate(
        """async ([data, count]) => {
            const image = new Image();
            image.src = 'data:image/png;base64,' + data;
            await image.decode();
            const context = Object.assign(document.createElement('canvas'),
                { width: image.width, height: image.height }).getContext('2d', { willReadFrequently: true });
            context.drawImage(image, 0, 0);
            const { data: row } = context.getImageData(0, 10, image.width, 1);
            return Array.from({ length: count }, (_, i) => [...row.slice(80 * i + 40, 80 * i + 43)]);
        }""",
        [picture.decode(), len(tokens)],
    )
    return {token: (pixel[0], pixel[1], pixel[2]) for token, pixel in zip(tokens, pixels, strict=True)}


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize(
    ("palette", "least"), [("Usual", 4.5), ("Colour-blind safe", 4.5), ("High contrast", 7)]
)
def test_what_is_written_can_be_read_and_what_is_drawn_be_seen(
    playground: Playground, theme: str, palette: str, least: float
) -> None:
    playground.open()
    choose(playground, {"Theme": theme, "Colours": palette})
    colours = seen(playground.page, (*TEXTS, *HUES[:2], "faint", *GROUNDS))
    for ground in GROUNDS:
        for text in TEXTS:
            assert contrast(colours[text], colours[ground]) >= least, f"{text} on {ground}"
        for drawn in (*HUES, "faint"):
            assert contrast(colours[drawn], colours[ground]) >= 3, f"{drawn} on {ground}"


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("palette", ["Colour-blind safe", "High contrast"])
def test_every_eye_tells_the_four_hues_apart(playground: Playground, theme: str, palette: str) -> None:
    playground.open()
    choose(playground, {"Theme": theme, "Colours": palette})
    for eye in EYES:
        hues = {token: oklab(colour) for token, colour in seen(playground.page, HUES, eye).items()}
        for one, other in combinations(HUES, 2):
            distance = sum((a - b) ** 2 for a, b in zip(hues[one], hues[other], strict=True)) ** 0.5
            assert distance > APART, f"{one} and {other} with {eye}"


def test_a_system_that_asks_for_contrast_gets_it_unless_one_chose_otherwise(playground: Playground) -> None:
    playground.open()
    root = playground.page.locator("html")
    expect(root).not_to_have_attribute("data-palette", "contrast")
    playground.page.emulate_media(contrast="more")
    expect(root).to_have_attribute("data-palette", "contrast")
    choose(playground, {"Colours": "Colour-blind safe"})
    expect(root).to_have_attribute("data-palette", "safe")


def test_planes_are_painted_in_the_palette(playground: Playground) -> None:
    """A canvas knows no style sheet: its colours are read from the tokens anew."""
    playground.open()
    playground.open_example("Two spirals")
    plane = playground.page.locator(".plane canvas").first
    expect(plane).to_be_visible(timeout=30_000)
    corner = "canvas => canvas.toDataURL()"
    looks = [plane.evaluate(corner)]
    for palette in ("Colour-blind safe", "High contrast"):
        choose(playground, {"Colours": palette})
        looks.append(plane.evaluate(corner))
    assert all(one != other for one, other in pairwise(looks))


def test_settings_are_remembered(playground: Playground) -> None:
    playground.open()
    chosen = {"Theme": "Dark", "Colours": "High contrast", "Speed of a beat": "Fast"}
    choose(playground, chosen)
    playground.page.reload()
    expect(playground.graph).to_be_visible()
    expect(playground.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(playground.page.locator("html")).to_have_attribute("data-palette", "contrast")
    playground.page.get_by_role("button", name="Settings").click()
    for label in chosen.values():
        expect(playground.page.get_by_role("radio", name=label, exact=True)).to_be_checked()


def moves_for(place: Playground) -> int:
    """How many milliseconds the next beat moves, to a tenth of a second, by a clock of the test's own."""
    page = place.page
    page.keyboard.press("ArrowRight")
    beat = place.beat()
    for elapsed in range(0, 3000, 100):
        if f"beat={beat}" in page.url:
            return elapsed
        page.clock.run_for(100)
    return 3000


@pytest.mark.parametrize(
    ("system", "choices", "least", "most"),
    [
        ("no-preference", {}, 700, 900),
        ("no-preference", {"Speed of a beat": "Slow"}, 1500, 1700),
        ("no-preference", {"Speed of a beat": "Fast"}, 300, 500),
        ("no-preference", {"Motion": "Off"}, 0, 100),
        ("reduce", {}, 0, 100),
        ("reduce", {"Motion": "On"}, 700, 900),
    ],
)
def test_motion_and_speed_obey(
    playground: Playground, system: str, choices: dict[str, str], least: int, most: int
) -> None:
    playground.page.emulate_media(reduced_motion=system)  # type: ignore[arg-type]
    playground.open()
    choose(playground, choices)
    playground.page.clock.install()
    playground.page.clock.pause_at(playground.page.evaluate("Date.now() + 1000"))
    assert least <= moves_for(playground) <= most
