"""What protects the server, in parts: clients told apart, tokens compared, rates chosen, no pickle about."""

import ast
import asyncio
import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import request_id
from app.access import Token, bearer, onward
from app.client_key import key_of
from app.importers.zipped import unpacked
from app.rates import CREATES, HEAVY, UNCOUNTED, Rates, settled
from app.settings import Settings
from engine.errors import RuleError

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "correct horse battery staple"
# What runs a program that is hidden in data, when it reads it.
RUNS_WHAT_IT_READS = {
    "pickle",
    "_pickle",
    "cPickle",
    "shelve",
    "marshal",
    "dill",
    "cloudpickle",
    "joblib",
    "yaml",
}
RUNS_TEXT = {"eval", "exec", "compile", "__import__"}


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::1", "::1"),
        ("unix", "unix"),
    ],
)
def test_a_client_is_an_address_or_the_network_of_an_ipv6_one(host: str, key: str) -> None:
    assert key_of(host) == key


@given(st.text())
def test_only_the_token_is_the_token(given_: str) -> None:
    assert Token(TOKEN).is_(given_) == (given_ == TOKEN)


@given(st.text())
def test_no_made_up_cookie_is_one(cookies: str) -> None:
    assert not Token(TOKEN).allows_cookie(cookies)


def test_a_cookie_goes_with_its_token_alone() -> None:
    cookie = Token(TOKEN).cookie(secure=True).split("; ")[0]
    assert Token(TOKEN).allows_cookie(f"a=b; {cookie}; c=d")
    assert not Token(TOKEN + "!").allows_cookie(cookie)


@given(st.text())
def test_one_goes_on_at_a_path_of_this_server(path: str) -> None:
    there = onward(path)
    assert there.startswith("/")
    assert not there.startswith(("//", "/\\"))
    assert there.isprintable()


def test_a_bearer_is_read_whatever_the_case_of_its_scheme() -> None:
    assert [bearer(text) for text in ("Bearer x", "bearer  x ", "BEARER x", "Basic x", "", None)] == [
        "x", "x", "x", None, None, None,
    ]  # fmt: skip


@given(st.text())
def test_a_request_id_is_one_that_a_log_can_hold(text: str) -> None:
    taken = request_id.take(text)
    assert request_id.SANE.fullmatch(taken)
    assert taken == text or not request_id.SANE.fullmatch(text)
    assert request_id.current.get() == taken


@pytest.mark.parametrize(("loopback", "rate"), [(True, "none"), (False, "1200/minute")])
def test_rates_are_for_servers_that_others_reach(loopback: bool, rate: str) -> None:
    assert settled(Settings(), loopback=loopback).rate_limit == rate
    chosen = settled(Settings(rate_limit="5/second"), loopback=loopback)
    assert chosen.rate_limit == "5/second"


@pytest.mark.parametrize(
    ("pattern", "paths", "others"),
    [
        (
            UNCOUNTED,
            ["/static/js/main.js", "/metrics", "/api/v1/ready"],
            ["/", "/metricsx", "/api/v1/networks"],
        ),
        (CREATES, ["/api/v1/networks", "/api/v1/networks/x/copies"], ["/api/v1/networks/x/step"]),
        (HEAVY, ["/api/v1/networks/x/train", "/api/v1/networks/import"], ["/api/v1/networks/x/forward"]),
    ],
)
def test_each_kind_of_request_is_known_by_its_path(
    pattern: re.Pattern[str], paths: list[str], others: list[str]
) -> None:
    assert all(pattern.match(path) for path in paths)
    assert not any(pattern.match(path) for path in others)


def test_a_rate_store_that_is_gone_lets_requests_through(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask() -> None:
        rates = Rates(settled(Settings(), loopback=False))
        monkeypatch.setattr(rates, "_limiter", None)
        assert await rates.request("client", "GET", "/api/v1/catalog") is None

    asyncio.run(ask())


def test_no_library_that_runs_what_it_reads_is_near_user_data() -> None:
    for path in (*(ROOT / "app").rglob("*.py"), *(ROOT / "engine").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in RUNS_TEXT, f"{path}:{node.lineno}"
            elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert isinstance(node.value, ast.Constant), f"{path}:{node.value.lineno}"
                assert node.value.value is False, f"{path}:{node.value.lineno}"
            found = {name.split(".")[0] for name in names} & RUNS_WHAT_IT_READS
            assert not found, f"{path} imports {found}"


def archive(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("layers/1/w.npy", content)
    return file.getvalue()


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself() -> None:
    bomb = archive(bytes(50_000_000))
    assert len(bomb) < 60_000
    with pytest.raises(RuleError, match="unpack to at most 1000000 bytes, got 50000000"):
        unpacked(bomb, 1_000_000)


def test_a_zip_that_lies_about_its_size_is_read_no_further_than_it_says() -> None:
    true, told = (size.to_bytes(4, "little") for size in (50_000_000, 10))
    lie = archive(bytes(50_000_000)).replace(true, told)
    with pytest.raises(RuleError, match="must be a whole zip archive: Bad CRC-32"):
        unpacked(lie, 1_000_000)
