"""compose.yaml as far as it can be known without an engine: what it names exists, nothing is left open."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
import yaml

from app import cli
from app.main import create_app
from app.settings import PREFIX, Settings, load, variable
from tests.nginx import CONFIG
from tests.serving import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OWN = ["server-1", "server-2", "scheduler", "worker"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_may_do_as_little_as_it_can(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    if name not in OWN:  # the user of our own image is none but its own
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])


def test_only_the_proxy_is_published_and_the_rest_reaches_nobody() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    inner = {name for name, network in COMPOSE["networks"].items() if network and network.get("internal")}
    for name, service in SERVICES.items():
        assert set(service["networks"]) - inner == ({"edge"} if name == "proxy" else set())
    assert {name for name, service in SERVICES.items() if "back" in service["networks"]} == {*OWN, "redis"}
    assert "back" not in SERVICES["proxy"]["networks"]


@pytest.mark.parametrize("name", OWN)
def test_what_it_sets_are_settings_with_values_that_can_be_used(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, str | None] = SERVICES[name].get("environment", {})
    assert given.keys() <= {variable(field) for field in Settings.model_fields}
    for known in [known for known in os.environ if known.startswith(PREFIX)]:
        monkeypatch.delenv(known)
    for key, value in given.items():
        if value is not None:  # null passes on what is set outside
            monkeypatch.setenv(key, re.sub(r"\$\{\w+:-(.*?)\}", r"\1", value))
    load()


def test_names_and_ports_are_those_of_its_services() -> None:
    for name in ("server-1", "server-2"):
        given = SERVICES[name]["environment"]
        assert given["MLPSCOPE_STORE"] == "redis://redis:6379/0"
        assert given["MLPSCOPE_EXECUTOR"] == "dask://scheduler:8786"
        assert given["MLPSCOPE_TRUSTED_PROXIES"] == SERVICES["proxy"]["networks"]["front"]["ipv4_address"]
        assert f"server {name}:8000 " in CONFIG.read_text(encoding="utf-8")
    program, *arguments = SERVICES["worker"]["command"].split()
    assert program == "mlpscope"
    assert cli.parser().parse_args(arguments).scheduler == "dask://scheduler:8786"
    assert "--port 8786" in SERVICES["scheduler"]["command"]
    assert SERVICES["worker"]["deploy"]["replicas"] == 2
    for choice in ("--appendonly yes", "--appendfsync always"):
        assert choice in SERVICES["redis"]["command"]


def test_who_is_waited_for_can_say_that_it_is_well() -> None:
    paths = create_app(Settings(store="memory")).openapi()["paths"]
    for service in SERVICES.values():
        for other, rule in service.get("depends_on", {}).items():
            if rule["condition"] == "service_healthy":
                assert "test" in SERVICES[other]["healthcheck"]
        check = " ".join(service["healthcheck"].get("test", ()))
        for path in re.findall(r"http://127\.0\.0\.1:80\d\d(/api[^'\s]*)", check):
            assert path in paths


def test_the_files_that_it_mounts_are_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"]
