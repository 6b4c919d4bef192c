"""How large a request may be, checked before anything large is made; every refusal names the value."""

from itertools import pairwise
from typing import Any

from app.errors import Problem
from app.schemas.requests import NetworkBody
from app.settings import Settings
from app.store.base import Store
from engine.errors import RuleError
from engine.network import Network

# What a layer's NumPy calls cost whatever its size, in multiply-adds.
CALL_WORK = 5000


def document(settings: Settings) -> dict[str, Any]:
    """As the catalog shows them."""
    return {"limits": most(settings), "rates": rates(settings)}


def most(settings: Settings) -> dict[str, float]:
    return {
        "networks": settings.max_networks,
        "inputs": settings.max_units,
        "layers": settings.max_layers,
        "units": settings.max_units,
        "parameters": settings.max_parameters,
        "rows": settings.max_rows,
        "values": settings.max_values,
        "data_rows": settings.max_data_rows,
        "data_columns": settings.max_data_columns,
        "check_work": settings.max_check_work,
        "body": settings.max_body,
        "sockets": settings.max_sockets,
        "runs": settings.max_runs,
        "rooms": settings.max_rooms,
        "followers": settings.max_followers,
        "request_seconds": settings.request_seconds,
        "train_seconds": settings.train_seconds,
        "run_seconds": settings.run_seconds,
        "room_seconds": settings.room_seconds,
    }


def rates(settings: Settings) -> dict[str, str]:
    """How often one client may ask."""
    return {
        "requests": settings.rate_limit,
        "creations": settings.create_rate_limit,
        "heavy": settings.heavy_rate_limit,
        "messages": settings.message_rate,
    }


async def check_networks(store: Store, settings: Settings) -> None:
    """Room for one more network. Raises Problem, 429. Several that are made at once may be a few too many."""
    if await store.count() >= settings.max_networks:
        detail = f"This server keeps at most {settings.max_networks} networks, and has as many."
        raise Problem(429, f"{detail} Delete one, or come back later.", headers={"Retry-After": "3600"})


def check_size(body: NetworkBody, settings: Settings) -> None:
    """Widths and depth, before a network of that size is made. Raises RuleError."""
    at_most("inputs", body.inputs, settings.max_units, "inputs")
    at_most("the number of layers", len(body.layers), settings.max_layers, "layers")
    widths = [body.inputs, *(layer.units for layer in body.layers)]
    for i, units in enumerate(widths[1:]):
        at_most(f"units of layer {i + 1}", units, settings.max_units, "layers", i, "units")
    total = sum(
        (d_in + (3 if layer.batch_norm else 1)) * d_out
        for layer, (d_in, d_out) in zip(body.layers, pairwise(widths), strict=True)
    )
    at_most("the number of parameters", total, settings.max_parameters, "layers")


def check_rows(network: Network, rows: int, settings: Settings) -> None:
    """A batch whose trace fits into memory and an answer. Raises RuleError."""
    at_most("the number of rows of x", rows, settings.max_rows, "x")
    values = rows * (network.inputs + sum(layer.units for layer in network.layers))
    at_most("the values of a pass, rows times the widths of all layers,", values, settings.max_values, "x")


def check_sheet(rows: int, columns: int, settings: Settings, *loc: str | int) -> None:
    """Rows and columns of somebody's own data. Raises RuleError."""
    at_most("the number of rows", rows, settings.max_data_rows, *loc)
    at_most("the number of columns", columns, settings.max_data_columns, *loc)
    at_most("rows times columns", rows * columns, settings.max_values, *loc)


def check_points(network: Network, points: int, settings: Settings) -> None:
    """A surface whose pass fits into memory. Raises RuleError."""
    values = points * (network.inputs + sum(layer.units for layer in network.layers))
    at_most("resolution² times the widths of all layers", values, settings.max_values, "resolution")


def check_work(network: Network, rows: int, layer: int | None, settings: Settings) -> int:
    """The multiply-adds of a gradient check: four passes a parameter, and NumPy's calls. Raises RuleError."""
    counts = network.layer_parameter_counts
    checked = network.parameter_count if layer is None else counts[layer - 1]
    work = 4 * checked * (network.parameter_count * rows + CALL_WORK * len(counts))
    at_most(
        "the work of this check, 4 · parameters² · rows multiply-adds,", work, settings.max_check_work, "x"
    )
    return work


def at_most(what: str, value: int, limit: int, *loc: str | int) -> None:
    if value > limit:
        raise RuleError(f"{what} must be at most {limit}, got {value}", loc)
