"""Pages and files: what a browser is told about them, and that none of it comes from elsewhere."""

import re

import httpx
import pytest

from tests.contract.client import SPAM

HTML = {"Accept": "text/html"}
AROUND = ("/lessons/glossary", "/lessons/summary", "/lessons/sheet")


@pytest.fixture(scope="module")
def network_page(server: str) -> str:
    return server + httpx.post(f"{server}/api/v1/networks", json=SPAM).json()["url"]


def pages(server: str, network_page: str) -> list[str]:
    lessons = httpx.get(f"{server}/lessons", headers=HTML).text
    read = [
        f"{server}{path}" for path in ("/lessons", *AROUND, *re.findall(r'href="(/lessons/[^"#]+)"', lessons))
    ]
    return [f"{server}/", network_page, shared_page(network_page), f"{server}/docs", *read]


def shared_page(network_page: str) -> str:
    address = network_page.replace("/networks/", "/api/v1/networks/")
    server = network_page.partition("/networks/")[0]
    return server + httpx.post(f"{address}/copies", json={"read_only": True}).json()["url"]


def test_pages_run_no_script_but_their_own(server: str, network_page: str) -> None:
    for url in pages(server, network_page):
        response = httpx.get(url, headers=HTML)
        assert response.status_code == 200
        policy = response.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        for script in re.findall(r"<script[^>]*>", response.text):
            nonce = re.search(r'nonce="([^"]+)"', script)
            assert "src=" in script or (nonce and f"'nonce-{nonce[1]}'" in policy), script
        assert not re.findall(r"\sstyle=|\son\w+=", response.text)


def test_a_lesson_that_is_not_there_is_said_to_be_missing(server: str) -> None:
    response = httpx.get(f"{server}/lessons/nothing", headers=HTML)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "There is no lesson" in response.text
    assert httpx.get(f"{server}/lessons/nothing").json()["title"] == "Not Found"


def test_a_nonce_is_used_once(server: str) -> None:
    policies = {httpx.get(server).headers["content-security-policy"] for _ in range(3)}
    assert len(policies) == 3


def test_an_embedded_page_may_be_framed_and_nothing_else(server: str, network_page: str) -> None:
    shared = shared_page(network_page)
    assert "/shared/" in shared
    for page in (f"{server}/", network_page, shared):
        for query in ("?embed", "?embed=graph,inspector"):
            headers = httpx.get(page + query).headers
            assert "frame-ancestors *" in headers["content-security-policy"]
            assert "x-frame-options" not in headers
    for elsewhere in ("/docs", "/api/v1/catalog", "/shared/nothing"):
        headers = httpx.get(f"{server}{elsewhere}?embed").headers
        assert "frame-ancestors *" not in headers["content-security-policy"], elsewhere


def test_everything_a_page_names_is_served_from_here(server: str, network_page: str) -> None:
    with httpx.Client(base_url=server) as client:
        named: set[str] = set()
        for url in pages(server, network_page):
            names = re.findall(r'(?:src|href)="([^"#]+)"', client.get(url, headers=HTML).text)
            assert names
            named |= set(names)
        for name in sorted(named):
            assert name.startswith("/"), name
            assert client.get(name).status_code == 200, name


def test_files_are_asked_for_each_time_and_sent_once(server: str) -> None:
    url = f"{server}/static/favicon.svg"
    first = httpx.get(url)
    assert first.headers["cache-control"] == "no-cache"
    again = httpx.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_large_answers_are_compressed_for_who_asks(server: str) -> None:
    url = f"{server}/api/v1/catalog"
    plain = httpx.get(url, headers={"Accept-Encoding": "identity"})
    packed = httpx.get(url, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 3


def test_every_answer_says_what_a_browser_may_do_with_it(server: str) -> None:
    for path in ("/", "/api/v1/health", "/api/v1/networks/nope", "/static/favicon.svg", "/openapi.json"):
        headers = httpx.get(server + path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "content-security-policy" in headers


def test_there_is_an_icon(server: str) -> None:
    response = httpx.get(f"{server}/favicon.ico")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("image/")
