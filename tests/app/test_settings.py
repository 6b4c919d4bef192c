"""Every setting is a variable with a meaning, and a bad value is named."""

from pathlib import Path

import pytest

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


def test_the_default_folder_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLPSCOPE_DATA_DIR", raising=False)
    assert module.default_data_dir().name == "mlpscope"
    assert Settings().data_dir == module.default_data_dir()
