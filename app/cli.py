"""The command `mlpscope`: serve, worker, settings, --version."""

import argparse
import asyncio
import contextlib
import ipaddress
import math
import os
import socket
import sys
import webbrowser
from collections.abc import Sequence
from functools import partial
from types import FrameType
from typing import Any, cast

import uvicorn
from fastapi import FastAPI
from pydantic_core import PydanticCustomError

from app import dask_worker, rates
from app import settings as settings_module
from app.api.common import Parts
from app.main import create_app
from app.operations import logs
from app.punctual import Punctual
from app.settings import Settings, SettingsError
from app.store import open_store
from app.store.base import StoreError
from app.web import app_version

# Bytes of a message on a socket, beyond which it is closed with 1009: its buffer is memory of the server.
MOST_MESSAGE = 1_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; answers its exit code."""
    options = parser().parse_args(arguments)
    try:
        settings = settings_module.load()
        if options.command == "settings":
            return show_settings(settings)
        if options.command == "worker":
            return dask_worker.run(
                options.scheduler, settings.workers, settings.log_level, settings.log_format
            )
        return serve(settings, options.host, options.port, open_page=options.open)
    except (SettingsError, StoreError, AddressError) as error:
        print(f"mlpscope: {error}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "mlpscope", description="Watch a neural network think forward and learn backward."
    )
    parser.add_argument("--version", action="version", version=f"mlpscope {app_version()}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    serve = commands.add_parser("serve", help="start the server", description="Starts the server.")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument(
        "--port", default=8000, type=port, help="port; 0 for any free one (default: %(default)s)"
    )
    serve.add_argument("--open", action="store_true", help="open the page in a browser")
    worker = commands.add_parser(
        "worker",
        help="start Dask workers, which train for servers",
        description="Starts MLPSCOPE_WORKERS Dask workers, which train for the servers of a scheduler.",
    )
    worker.add_argument("scheduler", type=scheduler, help="where the scheduler is: dask://host:port")
    commands.add_parser("settings", help="list all settings", description="Lists all settings.")
    return parser


def port(text: str) -> int:
    if text.isdecimal() and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"a port is a whole number from 0 to 65535, got {text!r}")


def scheduler(text: str) -> str:
    try:
        settings_module.scheduler(text)
    except PydanticCustomError:
        raise argparse.ArgumentTypeError(f"a scheduler is dask://host:port, got {text!r}") from None
    return text


def show_settings(settings: Settings) -> int:
    print("Settings are environment variables.\n")
    for name, value, default, meaning in settings_module.table(settings):
        print(f"{name} = {value}\n    {meaning} (default: {default})")
    return 0


def serve(settings: Settings, host: str, port: int, *, open_page: bool) -> int:
    """Serves until interrupted. Raises AddressError and StoreError before anything has started."""
    settings = rates.settled(settings, loopback=is_loopback(host))
    logs.configure(settings.log_level, settings.log_format)
    with listen(host, port) as listener:
        app = create_app(settings, open_store(settings))
        config = uvicorn.Config(
            app,
            http=cast(Any, partial(Punctual, settings.request_seconds)),
            log_config=None,
            access_log=False,
            server_header=False,
            forwarded_allow_ips=list(settings.trusted_proxies),
            ws_per_message_deflate=False,
            ws_max_size=min(settings.max_body, MOST_MESSAGE),
            timeout_graceful_shutdown=math.ceil(settings.shutdown_seconds),
        )
        server = Server(config, app, url(host, listener.getsockname()[1]), open_page=open_page)
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    return 0 if server.started else 3


class AddressError(Exception):
    """The server cannot listen where it was told to."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound, so that a taken port is known before anything else is done."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with contextlib.ExitStack() as on_failure:
            listener = on_failure.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(1)
            on_failure.pop_all()
    except OSError as error:
        raise AddressError(
            f"cannot listen on {host} port {port}: {error.strerror or error}. "
            "Choose another with --port, or --port 0 for any free one."
        ) from error
    return listener


def url(host: str, port: int) -> str:
    """An address that a browser on this machine can open."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}"


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine reach a server that listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Server(uvicorn.Server):
    """Says where it is once it really listens, and lets runs be saved before it ends."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, address: str, *, open_page: bool) -> None:
        super().__init__(config)
        self.app = app
        self.address = address
        self.open_page = open_page

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        print(f"mlpscope is running at {self.address} (Ctrl+C stops it)", flush=True)
        if self.open_page:
            await asyncio.to_thread(webbrowser.open, self.address)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes up no more connections, saves what runs, says good-bye on sockets; then as uvicorn does."""
        for server in self.servers:
            server.close()
        parts: Parts = self.app.state.parts
        await parts.stop()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The second signal ends the process at once: whoever sends it does not want to wait."""
        if self.should_exit:
            os._exit(128 + sig)
        super().handle_exit(sig, frame)
