"""The network leaves the page and comes back: by a link, a snapshot, in a frame, as a file, as code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.pages import Playground
from tests.serving import ROOT, serving

Json = dict[str, Any]
Place = Callable[[Playground], object]

RICH: Json = {
    "name": 'Moons, "rich" & <odd>',
    "network": {
        "seed": 3,
        "layers": [
            {"units": 3, "activation": "relu", "batch_norm": True, "dropout": 0.2},
            {"units": 3, "activation": "tanh", "skip": True},
            {"units": 1, "activation": "sigmoid"},
        ],
    },
    "data": {"name": "moons", "samples": 60},
    "training": {"batch_size": 8, "optimizer": {"name": "adam", "learning_rate": 0.01}, "l2": 0.1},
}
OWN: Json = {
    "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 3, "activation": "softmax"}]},
    "data": {
        "rows": {
            "columns": ["a", "b", "kind"],
            "values": [[i % 5 - 0.0, 0.1 * i, ("x", "y", "z")[i % 3]] for i in range(24)],
            "target": "kind",
        }
    },
}
SIZE = {"width": 1440, "height": 900}


@pytest.fixture
def refused(page: Page, server: str) -> Playground:
    """The playground on a desk, asked for what the server refuses: the console tells of that."""
    page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    page.emulate_media(reduced_motion="reduce")
    return Playground(page, server)


#: All that is drawn of the network: marks with what they say, where they stand and how they look. Only where
#: Tab enters it is left out, which follows the focus.
DRAWN = """() => [document.querySelector('svg.graph').outerHTML.replaceAll(/ tabindex="-?[0-9]"/g, ''),
    ...[...document.querySelectorAll('.canvas canvas')].map((c) => c.toDataURL())]"""


@contextmanager
def elsewhere(browser: Browser, folder: Path) -> Iterator[Playground]:
    """A browser that was never here, and a server that has nothing."""
    with serving(folder) as address:
        context = browser.new_context(viewport=SIZE, reduced_motion="reduce")  # type: ignore[arg-type]
        yield Playground(context.new_page(), address)
        context.close()


def made(server: str, request: Json, steps: int = 0) -> str:
    """The page of a network that has taken so many steps on its data."""
    summary = httpx.post(f"{server}/api/v1/networks", json=request, timeout=60).json()
    if steps:
        httpx.post(f"{server}/api/v1/networks/{summary['id']}/train", json={"steps": steps}, timeout=60)
    return summary["url"]


def rest(place: Playground) -> None:
    """Waits until all that the page asks for is there."""
    place.settle()
    place.page.wait_for_load_state("networkidle")
    expect(place.network).to_have_attribute("aria-busy", "false")


def drawn(place: Playground) -> list[str]:
    rest(place)
    return place.page.evaluate(DRAWN)


def share(place: Playground, page: str = "Link") -> Locator:
    """Opens the dialog at one of its pages."""
    place.page.get_by_role("button", name="Share and export").click()
    dialog = place.page.get_by_role("dialog", name="Share and export")
    dialog.get_by_role("button", name=page, exact=True).click()
    return dialog


def link_of(place: Playground) -> str:
    """The link that the dialog shows."""
    link = share(place).get_by_role("textbox", name="Link that holds everything")
    expect(link).to_have_value(re.compile("#net=1"))
    address = link.input_value()
    place.page.keyboard.press("Escape")
    return address


def look_back(place: Playground) -> None:
    """To a step before the newest, in the middle of its way back, one term at a time."""
    place.page.get_by_role("button", name="Term", exact=True).click()
    place.page.get_by_role("slider", name="Training steps").first.focus()
    place.page.keyboard.press("ArrowLeft")
    expect(place.timeline).to_contain_text("Step 12 of 13")
    place.page.get_by_role("slider", name="Beat of the step").focus()
    for _ in range(30):
        place.page.keyboard.press("ArrowRight")


def whole_batch(place: Playground) -> None:
    place.build.get_by_role("button", name="The whole batch").click()
    place.go_to("backward-2-gather")


def at_the_end(place: Playground) -> None:
    place.part("Layer 1, neuron 2").focus()
    place.page.keyboard.press("Enter")
    place.page.keyboard.press("End")


CASES: dict[str, tuple[Json | None, int, Place]] = {
    "the spam filter, foretold": (None, 0, lambda place: place.go_to("backward-2-gate")),
    "adam, batch norm and dropout, whole batch": (RICH, 13, whole_batch),
    "looked back, term by term": (RICH, 13, look_back),
    "own rows, a neuron picked out": (OWN, 5, at_the_end),
}


@pytest.mark.parametrize("case", CASES)
def test_a_link_shows_the_identical_picture_where_nothing_is_known_of_it(
    still: Playground, browser: Browser, tmp_path: Path, case: str
) -> None:
    request, steps, walk = CASES[case]
    still.open("/" if request is None else made(still.address, request, steps))
    rest(still)
    walk(still)
    before, said = drawn(still), still.caption.inner_text()
    link = link_of(still)
    with elsewhere(browser, tmp_path) as other:
        other.page.goto(other.address + "/" + link.removeprefix(f"{still.address}/"))
        expect(other.graph).to_be_visible()
        after = drawn(other)
        assert other.caption.inner_text() == said
        assert after == before
        expect(other.page).to_have_url(re.compile(r"/networks/[\w-]+#step="))


@pytest.mark.parametrize("broken", ["net=1.eJyrVg", "net=", "net=1.", "net=7.abc", "net=1.****"])
def test_a_broken_link_says_so_and_opens_nothing(playground: Playground, broken: str) -> None:
    page = playground.page
    page.goto(f"{playground.address}/#{broken}")
    expect(page.get_by_role("alert")).to_contain_text("Broken link.")
    expect(page.locator("svg.graph")).to_have_count(0)
    page.get_by_role("link", name="mlpscope, start again").click()
    expect(playground.graph).to_be_visible()


def test_a_network_too_large_for_a_link_says_so(playground: Playground) -> None:
    layers = [{"units": 100, "activation": "relu"}, {"units": 10, "activation": "softmax"}]
    playground.open(made(playground.address, {"network": {"inputs": 10, "layers": layers}}))
    dialog = share(playground)
    expect(dialog).to_contain_text("up to 2,000 parameters, and this network has 2,110")
    expect(dialog.get_by_role("textbox")).to_have_count(0)


def test_a_link_to_look_at_stays_as_it_is_until_it_is_withdrawn(refused: Playground) -> None:
    still, page = refused, refused.page
    still.open(made(still.address, RICH, 4))
    still.go_to("backward-2-gather")
    before = drawn(still)
    dialog = share(still)
    dialog.get_by_role("button", name="Make a read-only link").click()
    link = dialog.get_by_role("textbox", name="Link to look at").input_value()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Train one step").click()
    expect(still.fact("Step")).to_have_text("5")

    other = Playground(page.context.new_page(), still.address)
    other.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    other.page.emulate_media(reduced_motion="reduce")
    other.page.goto(link)
    expect(other.graph).to_be_visible()
    banner = other.page.get_by_role("region", name="Read-only")
    expect(banner).to_contain_text("This is a snapshot")
    assert "/shared/" in other.page.url
    other.page.get_by_role("button", name="Train one step").click()
    expect(other.page.get_by_role("alert")).to_contain_text("snapshot")
    expect(other.fact("Step")).to_have_text("4")
    banner.get_by_role("button", name="Make a copy to change it").click()
    expect(banner).to_have_count(0)
    assert "/networks/" in other.page.url
    assert marks(drawn(other)) == marks(before)
    other.page.get_by_role("button", name="Train one step").click()
    expect(other.fact("Step")).to_have_text("5")

    dialog = share(still)
    dialog.get_by_role("button", name="Make a read-only link").click()
    gone = dialog.get_by_role("textbox", name="Link to look at").input_value()
    dialog.get_by_role("button", name="Withdraw it").click()
    expect(dialog).to_contain_text("leads nowhere")
    assert httpx.get(gone).status_code == 404
    assert httpx.get(link).status_code == 200


def marks(picture: list[str]) -> set[str]:
    """What is written in the picture, whatever its size: a banner leaves it less room."""
    return set(re.findall(r'aria-label="([^"]+)"', picture[0]))


FRAME_SIZE = {"width": 900, "height": 700}


@contextmanager
def blog(body: str) -> Iterator[str]:
    """A page of another site, which holds this."""

    class Blog(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = f"<!doctype html><html lang=en><title>Blog</title>{body}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Blog)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def test_the_code_for_another_page_shows_the_chosen_panels_there(still: Playground, browser: Browser) -> None:
    still.open()
    still.go_to("backward-2-gate")
    dialog = share(still, "Embed")
    dialog.get_by_role("button", name="Make a read-only snapshot to embed").click()
    code = dialog.get_by_role("group", name="Code for the page")
    expect(code).to_contain_text("timeline,graph#step=1")
    preview = dialog.frame_locator("iframe")
    expect(preview.locator("svg[data-beat=backward-2-gate]")).to_be_visible()
    dialog.get_by_role("checkbox", name="Inspector").check()
    dialog.get_by_role("checkbox", name="Timeline").uncheck()
    expect(code).to_contain_text("graph,inspector#step=1")
    context = browser.new_context(viewport=FRAME_SIZE)  # type: ignore[arg-type]
    with blog(code.inner_text()) as address:
        page = context.new_page()
        page.goto(address)
        frame = page.frame_locator("iframe")
        expect(frame.locator("svg[data-beat=backward-2-gate]")).to_be_visible()
        expect(frame.get_by_role("region", name="Inspector")).to_be_visible()
        for absent in ("Timeline", "Build", "Training"):
            expect(frame.get_by_role("region", name=absent)).to_have_count(0)
        expect(frame.get_by_role("banner")).to_have_count(0)
        with context.expect_page() as opened:
            frame.get_by_role("link", name="Open in mlpscope").click()
        whole = Playground(opened.value, still.address)
        expect(whole.timeline).to_be_visible()
        assert whole.beat() == "backward-2-gate"
    context.close()


def test_only_a_page_that_is_to_be_embedded_may_stand_in_a_frame(server: str, browser: Browser) -> None:
    url = made(server, RICH)
    frames = "".join(f'<iframe src="{server}{url}{query}"></iframe>' for query in ("", "?embed"))
    with blog(frames) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        expect(page.frame_locator("iframe >> nth=1").locator("svg[data-beat]")).to_be_visible()
        expect(page.frame_locator("iframe >> nth=0").locator("svg[data-beat]")).to_have_count(0)


def test_every_format_is_saved_and_what_can_be_opened_comes_back(still: Playground, tmp_path: Path) -> None:
    page = still.page
    still.open(made(still.address, RICH, 4))
    before = still.part("Layer 1, neuron 1").get_attribute("aria-label")
    dialog = share(still, "Export")
    files: dict[str, Path] = {}
    for name in (
        "JSON",
        "NumPy arrays",
        "safetensors",
        "ONNX",
        "NumPy code",
        "Notebook",
        "History as a table",
    ):
        with page.expect_download() as waited:
            dialog.get_by_role("link", name=name, exact=True).click()
        files[name] = tmp_path / waited.value.suggested_filename
        waited.value.save_as(files[name])
    page.keyboard.press("Escape")
    dialog = share(still, "Import")
    dialog.get_by_label("Choose a file").set_input_files(files["JSON"])
    expect(page.get_by_text(f"Opened {files['JSON'].name}.")).to_be_visible()
    expect(still.fact("Step")).to_have_text("4")
    dialog = share(still, "Import")
    dialog.get_by_label("Choose a file").set_input_files(files["ONNX"])
    expect(page.get_by_text(f"Opened {files['ONNX'].name}.")).to_be_visible()
    expect(still.fact("Step")).to_have_text("0")
    for _ in range(2):
        page.get_by_role("button", name="Undo", exact=True).click()
    expect(still.fact("Step")).to_have_text("4")
    expect(still.part("Layer 1, neuron 1")).to_have_attribute("aria-label", before or "")


DROP = """([name, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name));
    const send = (type) => document.querySelector('.canvas').dispatchEvent(
        new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    send('dragover');
    send('drop');
}"""


def test_a_file_that_is_dropped_is_opened_or_refused_in_a_sentence(refused: Playground) -> None:
    still, page = refused, refused.page
    still.open()
    text = httpx.get(
        f"{still.address}/api/v1{page.url.split(still.address)[1].split('#')[0]}/export?format=json"
    ).text
    page.evaluate(DROP, ["mine.json", text.replace("Spam filter", "From a file")])
    expect(page).to_have_title(re.compile("From a file"))
    page.evaluate(DROP, ["broken.json", text.replace('"relu"', '"rleu"')])
    expect(page.get_by_role("alert")).to_contain_text("Unknown activation 'rleu'")
    expect(page).to_have_title(re.compile("From a file"))
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page).to_have_title(re.compile("Spam filter"))


def ran(arguments: list[str]) -> str:
    done = subprocess.run(arguments, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


CODED: dict[str, tuple[Json | None, int, str]] = {
    "a weight": (None, 0, "w-1-1-0"),
    "a neuron, after steps on own rows": (OWN, 3, "n-2-2"),
    "a bias of a network that is too long to write down": (
        {**RICH, "network": {"layers": [{"units": 90, "activation": "tanh"}], "seed": 2}},
        3,
        "b-1-4",
    ),
}


@pytest.mark.parametrize("case", CODED)
def test_the_lines_of_code_give_the_gradient_that_is_shown(still: Playground, case: str) -> None:
    request, steps, picked = CODED[case]
    url = "/" if request is None else made(still.address, request, steps)
    still.open(f"{url}#select={picked}")
    rest(still)
    dialog = share(still, "As code")
    shell, python = (
        dialog.get_by_role("group", name=name).inner_text()
        for name in ("Lines for a shell", "Lines of Python")
    )
    id = still.page.url.split("/networks/")[1].split("#")[0]
    api = f"{still.address}/api/v1/networks/{id}"
    if steps:
        trace = httpx.get(f"{api}/steps/{steps}").json()
    else:
        trace = httpx.post(f"{api}/preview", json={"x": [[3, 1, 0.8]], "y": [[1]]}).json()
    kind, *places = picked.split("-")
    layer, *at = map(int, places)
    shown = trace["layers"][layer - 1][{"w": "grad_w", "b": "grad_b", "n": "grad_z"}[kind]]
    for index in at if kind != "n" else (0, *at):
        shown = shown[index]
    assert float(ran(["bash", "-c", shell])) == shown
    assert float(ran([sys.executable, "-c", python])) == shown


def test_what_is_behind_a_derivation_and_a_proof_is_copied_as_curl(still: Playground) -> None:
    page = still.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    still.open("/#beat=update-measure&select=w-1-1-0")
    still.inspector.get_by_role("button", name="Prove it").click()
    proof = still.inspector.get_by_role("status", name="Proof")
    proof.get_by_role("button", name="Copy as curl").click()
    expect(proof).to_contain_text("Copied.")
    line = page.evaluate("navigator.clipboard.readText()")
    answer = json.loads(ran(["bash", "-c", line]))
    assert answer["checked"] == answer["agree"] == 8
    still.inspector.get_by_role("button", name="Copy as curl").first.click()
    page.wait_for_function("async (old) => await navigator.clipboard.readText() !== old", arg=line)
    explained = json.loads(ran(["bash", "-c", page.evaluate("navigator.clipboard.readText()")]))
    assert explained["ref"]["layer"] == 1
    assert isinstance(explained["value"], float)
