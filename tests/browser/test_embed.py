"""The picture in a frame of another site: the chosen panels, and no page that was not meant for it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from playwright.sync_api import Browser, expect

from tests.browser.pages import Playground
from tests.browser.sharing import RICH, made, share

FRAME_SIZE = {"width": 900, "height": 700}


@contextmanager
def blog(body: str) -> Generator[str]:
    """A page of another site, which holds this."""

    class Blog(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = f"<!doctype html><html lang=en><title>Blog</title>{body}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
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
