"""Networks leave the page as files and as code, and come in by a file, with the numbers shown."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.pages import Playground
from tests.browser.sharing import OWN, RICH, Json, made, rest, share
from tests.serving import ROOT


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
