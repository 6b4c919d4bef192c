"""Every setting is a variable with a meaning, and a bad value is named."""

import contextlib
from pathlib import Path

import pytest

from app import cli
from app import settings as module
from app.settings import Settings, SettingsError, load, table


def test_every_setting_has_a_meaning() -> None:
    for name, _, _, meaning in table(Settings()):
        assert name.startswith("MLPSCOPE_")
        assert meaning


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLPSCOPE_MAX_BODY", "123")
    monkeypatch.setenv("MLPSCOPE_ALLOWED_HOSTS", "Example.org, other.net")
    monkeypatch.setenv("MLPSCOPE_DATA_DIR", "/some/folder")
    settings = load()
    assert settings.max_body == 123
    assert settings.allowed_hosts == ("example.org", "other.net")
    assert settings.data_dir == Path("/some/folder")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_BODY", "lots"),
        ("MAX_ROWS", "0"),
        ("STORE", "paper"),
        ("STORE", "redis://"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_bad_value_names_variable_rule_and_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"MLPSCOPE_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert f"MLPSCOPE_{name} must be" in str(caught.value)
    assert repr(value) in str(caught.value)


def test_a_token_is_shown_nowhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for token in ("short-secret", "a-secret-that-is-long-enough"):
        monkeypatch.setenv("MLPSCOPE_TOKEN", token)
        cli.main(["settings"])
        shown = capsys.readouterr()
        assert "MLPSCOPE_TOKEN" in shown.out + shown.err
        assert "secret" not in (shown.out + shown.err).replace("the secret that a client", "")


@pytest.mark.parametrize(
    "address",
    [
        "redis://:hidden-word@host:6379/0",
        "rediss://somebody:hidden-word@host",
        "redis://:hidden/word@host",  # an address that cannot be read
        "redis://:hidden@word@host",
        "redis://host/0?password=hidden-word&db=1",
        "postgres://somebody:hidden-word@host",
    ],
)
def test_the_password_of_a_store_is_shown_nowhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    monkeypatch.setenv("MLPSCOPE_STORE", address)
    cli.main(["settings"])
    shown = capsys.readouterr()
    assert "***" in shown.out + shown.err
    with contextlib.suppress(SettingsError):
        shown_by_python = repr(load())
        assert "hidden" not in shown_by_python
    assert not any(word in shown.out + shown.err for word in ("hidden", "-word", "/word", "@word"))


@pytest.mark.parametrize("rate", ["1200", "0/minute", "1200/fortnight", "-1/minute", "many"])
def test_a_rate_is_a_count_and_a_time(monkeypatch: pytest.MonkeyPatch, rate: str) -> None:
    monkeypatch.setenv("MLPSCOPE_RATE_LIMIT", rate)
    with pytest.raises(SettingsError, match="MLPSCOPE_RATE_LIMIT"):
        load()


def test_the_default_folder_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLPSCOPE_DATA_DIR", raising=False)
    assert module.default_data_dir().name == "mlpscope"
    assert Settings().data_dir == module.default_data_dir()
