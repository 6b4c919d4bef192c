"""A server with a token lets in who knows it: by a header, or a browser by a cookie."""

import re
from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.client import Client, Problem
from tests.contract.client import SPAM
from tests.serving import serving

TOKEN = "correct horse battery staple"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("closed"), store="memory", token=TOKEN) as address:
        yield address


def from_(number: int) -> dict[str, str]:
    """A client of its own, so that wrong tokens of one test are not counted in another."""
    return {"X-Forwarded-For": f"198.51.100.{number}"}


def sign_in(address: str, token: str, next: str = "/", **headers: str) -> httpx.Response:
    return httpx.post(f"{address}/sign-in", data={"token": token, "next": next}, headers=headers)


@pytest.mark.parametrize("path", ["/api/v1/catalog", "/api/v1/networks/x", "/openapi.json", "/metrics", "/x"])
def test_without_the_token_there_is_nothing(closed: str, path: str) -> None:
    answer = httpx.get(closed + path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/ready", "/static/css/tokens.css", "/sign-in"])
def test_probes_files_of_the_page_and_the_way_in_are_open(closed: str, path: str) -> None:
    assert httpx.get(closed + path).status_code == 200


@pytest.mark.parametrize(
    "given", [f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer", "Bearer é", f"Basic {TOKEN}", TOKEN]
)
def test_another_token_is_refused(closed: str, given: str) -> None:
    headers = {b"Authorization": given.encode()}
    assert httpx.get(f"{closed}/api/v1/catalog", headers=headers).status_code == 401


def test_a_program_sends_it_along(closed: str) -> None:
    assert httpx.post(f"{closed}/api/v1/networks", json=SPAM, headers=BEARER).status_code == 201
    lower = {"Authorization": f"bearer {TOKEN}"}
    assert httpx.get(f"{closed}/metrics", headers=lower).status_code == 200


def test_the_python_client_takes_it(closed: str) -> None:
    with Client(closed, token=TOKEN) as client:
        assert client.catalog()["limits"]["sockets"] == 200
    with Client(closed) as client, pytest.raises(Problem, match="wants its token") as refused:
        client.catalog()
    assert refused.value.status == 401


def test_a_browser_is_shown_where_to_enter_it_and_comes_back(closed: str) -> None:
    with httpx.Client(base_url=closed, headers=PAGE) as browser:
        asked = browser.get("/lessons?part=1")
        assert asked.status_code == 303
        assert asked.headers["Location"] == "/sign-in?next=/lessons%3Fpart%3D1"
        form = browser.get(asked.headers["Location"])
        assert 'name="next" value="/lessons?part=1"' in form.text
        assert "form-action 'self'" in form.headers["Content-Security-Policy"]
        entered = browser.post("/sign-in", data={"token": TOKEN, "next": "/lessons?part=1"})
        assert (entered.status_code, entered.headers["Location"]) == (303, "/lessons?part=1")
        cookie = entered.headers["Set-Cookie"]
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert TOKEN not in cookie
        assert browser.get("/lessons?part=1").status_code == 200
        assert browser.get("/api/v1/catalog").status_code == 200


def test_over_tls_the_cookie_is_for_tls_alone(closed: str) -> None:
    assert "Secure" in sign_in(closed, TOKEN, **{"X-Forwarded-Proto": "https"}).headers["Set-Cookie"]
    assert "Secure" not in sign_in(closed, TOKEN).headers["Set-Cookie"]


def test_a_wrong_entry_gets_the_form_again_and_no_cookie(closed: str) -> None:
    answer = sign_in(closed, "something else", **from_(1))
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("form", [b"", b"\xff\xfe", b"a=1&" * 50, b"token=" + b"x" * 100_000, b"%%%"])
def test_what_is_no_form_signs_nobody_in(closed: str, form: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", **from_(4)}
    answer = httpx.post(f"{closed}/sign-in", content=form, headers=headers)
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "next", ["https://example.org/", "//example.org", "/\\example.org", "javascript:1", "", "/a\r\nX: y"]
)
def test_signing_in_leads_to_no_other_site(closed: str, next: str) -> None:
    assert sign_in(closed, TOKEN, next).headers["Location"] == "/"


def test_another_site_cannot_sign_somebody_in(closed: str) -> None:
    answer = sign_in(closed, TOKEN, Origin="https://example.org")
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_guessing_ends_soon(closed: str) -> None:
    guesses = [
        httpx.get(f"{closed}/api/v1/catalog", headers={"Authorization": f"Bearer {n}", **from_(2)})
        for n in range(21)
    ]
    assert [guess.status_code for guess in guesses] == [401] * 20 + [429]
    assert int(guesses[-1].headers["Retry-After"]) >= 1
    assert sign_in(closed, "x", **from_(2)).status_code == 429
    shown = sign_in(closed, "x", **PAGE, **from_(2))
    assert (shown.status_code, shown.headers["Content-Type"]) == (429, "text/html; charset=utf-8")
    assert httpx.get(f"{closed}/api/v1/catalog", headers={**BEARER, **from_(3)}).status_code == 200


def test_a_socket_is_taken_up_with_the_token_or_the_cookie(closed: str) -> None:
    made = httpx.post(f"{closed}/api/v1/networks", json=SPAM, headers=BEARER).json()
    address = f"{closed.replace('http', 'ws')}/api/v1/networks/{made['id']}/live"
    with pytest.raises(InvalidStatus) as refused, connect(address):
        pass
    assert refused.value.response.status_code == 401
    cookie = re.split("; ", sign_in(closed, TOKEN).headers["Set-Cookie"])[0]
    for headers in (BEARER, {"Cookie": cookie}):
        with connect(address, additional_headers=headers) as socket:
            assert '"hello"' in str(socket.recv(timeout=10))


def test_a_cookie_of_another_server_is_none(closed: str) -> None:
    for value in ("", "x", TOKEN, "0" * 64, '"', "a=b=c; mlpscope"):
        answer = httpx.get(f"{closed}/api/v1/catalog", headers={"Cookie": f"mlpscope={value}"})
        assert answer.status_code == 401


def test_the_api_document_says_that_it_wants_a_token(closed: str) -> None:
    document = httpx.get(f"{closed}/openapi.json", headers=BEARER, timeout=60).json()
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_a_server_without_a_token_has_nothing_to_sign_in_to(server: str) -> None:
    assert httpx.get(f"{server}/sign-in").status_code == 404
    assert sign_in(server, TOKEN).status_code == 404
