"""Everything that can be set from outside, in one place: environment variables that begin with MLPSCOPE_."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "MLPSCOPE_"
STORES = ("sqlite", "memory")
REDIS = ("redis", "rediss")
PROCESSES = "processes"
DASK = "dask"

Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Names = Annotated[tuple[str, ...], NoDecode]

AUTO, NONE = "auto", "none"
Rate = Annotated[str, Field(pattern=r"^(auto|none|[1-9][0-9]{0,8}/(second|minute|hour|day))$")]


def default_data_dir() -> Path:
    return platformdirs.user_data_path("mlpscope", appauthor=False)


class SettingsError(ValueError):
    """A setting that cannot be used; the message names the variable, the rule and the value."""


class Settings(BaseSettings):
    """Each field is a setting; its description is what `mlpscope settings` prints."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data_dir: Path = Field(default_factory=default_data_dir, description="folder of the embedded store")
    store: str = Field(
        default="sqlite",
        repr=False,
        description="where networks are kept: sqlite in the data folder, memory until the server ends, or the"
        " address of a Redis that several servers share, redis://host:port/db or rediss://…",
    )
    expire_days: Annotated[float, Field(ge=0)] = Field(
        default=30,
        description="networks that nobody has looked at for so many days are forgotten; 0 for never",
    )
    lease_seconds: Seconds = Field(
        default=10,
        description="how long other servers wait for one that trained a network, or had people of a room,"
        " and fell silent, seconds",
    )
    executor: str = Field(
        default=PROCESSES,
        description="where training is done: processes of the server's own machine, or the workers of a Dask"
        " scheduler, dask://host:port",
    )
    executor_seconds: Seconds = Field(
        default=15, description="how long training waits for a Dask scheduler and its workers, seconds"
    )
    workers: Count = Field(
        default_factory=lambda: os.cpu_count() or 1,
        description="how many processes train: of a server, or of one mlpscope worker",
    )
    lessons_dir: Path | None = Field(
        default=None, description="folder of lessons and a glossary in place of the built-in ones"
    )
    allowed_hosts: Names = Field(
        default=(),
        description="names it answers to besides loopback names and IP addresses, comma-separated; * for any",
    )
    trusted_proxies: Names = Field(
        default=("127.0.0.1", "::1"),
        description="addresses whose X-Forwarded-For and X-Forwarded-Proto are believed, comma-separated",
    )
    token: Annotated[SecretStr, Field(min_length=16)] | None = Field(
        default=None,
        description="the secret that a client has to know; left out, whoever reaches the server may use it",
    )
    rate_limit: Rate = Field(
        default=AUTO,
        description="most requests of one client, such as 1200/minute, or none; "
        "auto: none on a loopback address, else 1200/minute",
    )
    create_rate_limit: Rate = Field(
        default=AUTO,
        description="most things one client may make that are kept (networks, copies, data sets, rooms); "
        "auto: none on a loopback address, else 300/minute",
    )
    heavy_rate_limit: Rate = Field(
        default=AUTO,
        description="most requests of one client that may take long (train, solve, import, gradient check); "
        "auto: none on a loopback address, else 300/minute",
    )
    message_rate: Rate = Field(
        default=AUTO,
        description="most messages of one client that are read on its sockets; what it sends faster waits; "
        "auto: none on a loopback address, else 4000/second",
    )
    log_level: Literal["critical", "error", "warning", "info", "debug"] = Field(
        default="warning",
        description="how much the server tells on the console; info has a line for every request",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="json: one JSON object a line, for programs that collect logs"
    )
    metrics: bool = Field(default=True, description="whether /metrics answers, for Prometheus")
    tracing: bool = Field(
        default=False,
        description="whether requests are OpenTelemetry spans, for an SDK that is started with it",
    )
    shutdown_seconds: Seconds = Field(
        default=10,
        description="how long a server that ends waits for runs to be saved and answers to be sent",
    )
    cached_networks: Count = Field(
        default=256, description="networks kept in memory at a time; the others wait in the store"
    )
    max_networks: Count = Field(
        default=100_000, description="most networks kept at a time, of all clients together"
    )
    max_body: Count = Field(default=10_000_000, description="largest request body, bytes")
    request_seconds: Seconds = Field(
        default=60, description="how long a request may take to arrive, head and body, seconds"
    )
    max_layers: Count = Field(default=64, description="most layers of a network")
    max_units: Count = Field(default=4096, description="most units of a layer, and most inputs")
    max_parameters: Count = Field(default=1_000_000, description="most weights and biases of a network")
    max_rows: Count = Field(default=10_000, description="most rows of a batch")
    max_values: Count = Field(
        default=2_000_000,
        description="most values of one kind in an answer: rows times the widths of all layers",
    )
    max_sockets: Count = Field(default=200, description="most live sockets of one client at a time")
    max_runs: Count = Field(default=100, description="most training runs of one client at a time")
    max_rooms: Count = Field(default=20, description="most rooms that one client has opened at a time")
    max_followers: Count = Field(default=200, description="most followers of one room")
    room_seconds: Seconds = Field(
        default=7200, description="how long a room stays in which nothing is shown, seconds"
    )
    train_seconds: Seconds = Field(default=60, description="the longest one `train` call, seconds")
    run_seconds: Seconds = Field(default=43_200, description="the longest run on a live socket, seconds")
    max_data_rows: Count = Field(default=100_000, description="most rows of a data set of one's own")
    max_data_columns: Count = Field(default=1000, description="most columns of a data set of one's own")
    max_check_work: Count = Field(
        default=5_000_000_000, description="most multiply-adds of one gradient check: 4 · parameters² · rows"
    )

    @field_validator("store")
    @classmethod
    def a_kind_or_an_address(cls, value: str) -> str:
        address = urlsplit(value)
        if value not in STORES and not (address.scheme in REDIS and address.hostname):
            raise PydanticCustomError("store", "Input should be 'sqlite', 'memory' or redis://host:port/db")
        return value

    @field_validator("executor")
    @classmethod
    def processes_or_a_scheduler(cls, value: str) -> str:
        if value != PROCESSES:
            scheduler(value)
        return value

    @field_validator("allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def split_at_commas(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(name.strip().lower() for name in value.split(",") if name.strip())


def scheduler(address: str) -> tuple[str, int]:
    """Host and port of dask://host:port. Raises an error of validation."""
    parts = urlsplit(address)
    try:
        if parts.scheme == DASK and parts.hostname and parts.port and not parts.path.strip("/"):
            return parts.hostname, parts.port
    except ValueError:  # a port that is none
        pass
    raise PydanticCustomError("executor", "Input should be 'processes' or dask://host:port")


def variable(name: str) -> str:
    """The environment variable of a setting: `max_body` → `MLPSCOPE_MAX_BODY`."""
    return PREFIX + name.upper()


def load() -> Settings:
    """The settings of the environment. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(dict(item)) for item in error.errors())) from None


def _sentence(error: dict[str, Any]) -> str:
    name = variable(str(error["loc"][0]))
    rule = str(error["msg"]).replace("Input should be", "must be")
    got = "another" if name == variable("token") else repr(redacted(str(error["input"])))
    return f"{name} {rule}, got {got}."


def table(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Name, value, default and meaning of every setting, as text."""
    return [
        (
            variable(name),
            shown(getattr(settings, name)),
            shown(field.get_default(call_default_factory=True, validated_data={})),
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def redacted(text: str) -> str:
    """Text with the password of an address in it, and of its query, made unreadable."""
    text = re.sub(r"(?<=://)([^/@]*:)?.*@", lambda found: f"{found[1] or ''}***@", text)
    return re.sub(r"(?<=[?&]password=)[^&\s'\"]*", "***", text)


def shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, cast(tuple[object, ...], value))) or "(none)"
    return "(none)" if value is None else redacted(str(value))
