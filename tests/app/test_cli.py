"""The command line: what it prints, and how it fails with a sentence instead of a stack trace."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app import cli
from app.cli import AddressError, listen, url
from app.settings import Settings, table
from app.web import app_version

ROOT = Path(__file__).resolve().parents[2]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.strip() == f"mlpscope {app_version()}"


def test_settings_lists_every_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["settings"]) == 0
    printed = capsys.readouterr().out
    for row in table(Settings()):
        for text in row:
            assert text in printed


def test_a_bad_setting_ends_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MLPSCOPE_STORE", "paper")
    assert cli.main(["settings"]) == 1
    assert capsys.readouterr().err.startswith("mlpscope: MLPSCOPE_STORE must be")


@pytest.mark.parametrize("port", ["-1", "65536", "eight"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["serve", "--port", port])
    assert "--port" in capsys.readouterr().err


def test_a_taken_port_is_named_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=rf"port {port}: Address already in use.*--port"):
            listen("127.0.0.1", port)


def test_a_taken_port_ends_the_process_without_a_stack_trace(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "app", "serve", "--port", port]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "already in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_store_that_cannot_be_used_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mlpscope.sqlite3").write_bytes(b"no database" * 100)
    monkeypatch.setenv("MLPSCOPE_DATA_DIR", str(tmp_path))
    assert cli.main(["serve", "--port", "0"]) == 1
    assert "MLPSCOPE_DATA_DIR" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://[::1]:80"),
        ("::1", "http://[::1]:80"),
        ("localhost", "http://localhost:80"),
    ],
)
def test_the_address_is_one_to_open(host: str, address: str) -> None:
    assert url(host, 80) == address
