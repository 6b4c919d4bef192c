"""The only file that knows both schemas and arrays: what a request says, as the engine's values."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from app import limits
from app.schemas.data import DataBody, RowsBody
from app.schemas.requests import (
    ChoiceBody,
    EditBody,
    ExampleBody,
    FrozenBody,
    KeepBody,
    LayerPatch,
    NetworkBody,
    OffBody,
    ParametersBody,
    TrainingBody,
)
from app.settings import Settings
from engine.batch_norm import flatten_running
from engine.datasets import Data, DataSpec, OwnSpec, Sheet, Treatment, sheet_of
from engine.edits import Edit
from engine.edits import edited as edits_made
from engine.errors import RuleError
from engine.grafts import Graft, grafted
from engine.held import Held
from engine.held_layers import LayerHeld, held_of
from engine.losses import LOSSES
from engine.network import Layer, Network
from engine.optimizers import OPTIMIZERS
from engine.parameters import LayerParametersLike
from engine.registry import Choice, Registry
from engine.schedules import SCHEDULES, Plateau
from engine.training import EarlyStopping, Training, TrainState
from engine.types import Array, frozen


def network(body: NetworkBody) -> Network:
    layers = [
        Layer.of(
            layer.units,
            layer.activation.name,
            layer.initializer,
            layer.activation.parameters,
            ("layers", i),
            batch_norm=layer.batch_norm,
            dropout=layer.dropout,
            skip=layer.skip,
            frozen=layer.frozen,
        )
        for i, layer in enumerate(body.layers)
    ]
    return Network.build(body.inputs, layers, body.loss, body.seed, body.dtype)


def training(body: TrainingBody) -> Training:
    return Training(
        _choice(OPTIMIZERS, body.optimizer),
        _choice(SCHEDULES, body.schedule),
        batch_size=body.batch_size,
        l1=body.l1,
        l2=body.l2,
        clip_norm=body.clip_norm,
        clip_value=body.clip_value,
        early_stopping=None if body.early_stopping is None else EarlyStopping(body.early_stopping.patience),
    )


def data_spec(body: DataBody) -> DataSpec | OwnSpec:
    """What is left out stays None, and so means the data set's own."""
    how: dict[str, Any] = {
        "seed": body.seed,
        "validation_fraction": body.validation_fraction,
        "features": None if body.features is None else tuple(body.features),
        "standardize": body.standardize,
    }
    if body.dataset_id is None:
        return DataSpec(name=body.name or "", samples=body.samples, noise=body.noise, **how)
    target = (body.target,) if isinstance(body.target, str) else tuple(body.target or ())
    treatments = tuple(
        (name, Treatment(own.type, own.missing, own.constant))
        for name, own in sorted((body.treatments or {}).items())
    )
    missing = body.missing or "refuse"
    return OwnSpec(sheet=body.dataset_id, target=target, missing=missing, treatments=treatments, **how)


def data_of_document(document: object) -> DataSpec | OwnSpec | None:
    return None if document is None else data_spec(DataBody.model_validate(document))


def sheet(body: RowsBody, settings: Settings) -> Sheet:
    """One's own rows, within the limits."""
    values = body.values or []
    limits.check_sheet(len(values), len(body.columns), settings, "values")
    return sheet_of("rows", body.columns, values)


def _choice(registry: Registry[Any], body: ChoiceBody) -> Choice:
    return registry.choose(body.name, body.parameters)


def parameters(
    network: Network, entries: Sequence[LayerParametersLike], key: str
) -> tuple[Array, Array, Held]:
    """The flat vectors of all layers' parameters and of their running statistics, and what is held of them,
    from the entries that stand under `key` in the request."""
    try:
        vectors = network.flatten(entries), flatten_running(network, entries)
        held = held_of(network, vectors[0], [_held(entry) for entry in entries])
    except RuleError as error:
        raise RuleError(error.rule, (key, *error.loc[1:])) from None
    if not all(np.isfinite(vector).all() for vector in vectors):
        raise RuleError(f"{key} must fit {network.dtype}", (key,))
    return *vectors, held


def _held(entry: object) -> LayerHeld:
    """Files have no words for what is held, but for JSON, which is a request."""
    if not isinstance(entry, ParametersBody):
        return LayerHeld()
    frozen, off = entry.frozen or FrozenBody(), entry.off or OffBody()
    still = {"w": [tuple(index) for index in frozen.w]}
    still |= {name: [(unit,) for unit in getattr(frozen, name)] for name in ("b", "gamma", "beta")}
    dark = {
        name: [(tuple(one.index), one.value) for one in getattr(off, name)]
        for name in ("w", "b", "gamma", "beta")
    }
    return LayerHeld({k: v for k, v in still.items() if v}, {k: v for k, v in dark.items() if v})


def vector(values: Sequence[float], dtype: str, loc: tuple[str | int, ...]) -> Array:
    """Numbers from a request, which have to fit the dtype."""
    with np.errstate(over="ignore"):
        array = frozen(values, dtype)
    if not np.isfinite(array).all():
        raise RuleError(f"{loc[-1]} must fit {dtype}", loc)
    return array


def kept(network: Network, body: KeepBody, before: TrainState) -> tuple[Array, Array, Held]:
    """The same, from the network whose state is `before` and what the initializers draw."""
    grafts = [
        None if layer is None else Graft(layer.layer, tuple(layer.inputs), tuple(layer.units))
        for layer in body.layers
    ]
    return grafted(network, before.network, before.parameters, before.running, before.held, grafts)


def rows(network: Network, x: ArrayLike) -> Array:
    """A batch x (N, inputs), in the network's dtype."""
    array = network.check_input(x)
    if network.dtype != "float64" and not np.isfinite(array).all():
        raise RuleError(f"x must fit {network.dtype}", ("x",))
    return array


def batch(
    network: Network, x: Sequence[Sequence[float]], settings: Settings, data: Data | None = None
) -> Array:
    """A batch within the limits, in the units of the data, on the scale that the network sees."""
    limits.check_rows(network, len(x), settings)
    given = rows(network, x)
    if data is None:
        return given
    with np.errstate(all="ignore"):
        return rows(network, (np.asarray(x, np.float64) - data.mean) / data.scale)


def targets(network: Network, y: ArrayLike, n: int) -> Array:
    """Targets y of n rows, (N, D_out), in the network's dtype; labels become one-hot rows."""
    shape = (n, network.layers[-1].units)
    array = LOSSES[network.loss].check_target(y, shape, network.dtype)
    if not np.isfinite(array).all():
        raise RuleError(f"y must fit {network.dtype}", ("y",))
    return array


def example(network: Network, body: ExampleBody | None) -> dict[str, Any] | None:
    """What the page shows the network on, checked against the network."""
    if body is None:
        return None
    x = None if body.x is None else rows(network, body.x)
    if body.y is not None:
        targets(network, body.y, len(body.y) if x is None else len(x))
    for name, length in (("features", network.inputs), ("outputs", network.layers[-1].units)):
        names = getattr(body, name)
        if names is not None and len(names) != length:
            raise RuleError(f"{name} must hold {length} names, got {len(names)}", (name,))
    return body.model_dump()


def edited(state: TrainState, bodies: Sequence[EditBody]) -> TrainState:
    """The state with single numbers changed."""
    edits = [
        Edit(body.layer, body.parameter, tuple(body.index), body.value, body.frozen, body.off)
        for body in bodies
    ]
    return edits_made(state, edits)


def called(edits: Sequence[EditBody]) -> str:
    """What edits are called where they are undone."""
    names = {
        ("freeze" if edit.frozen else "unfreeze")
        if edit.frozen is not None
        else "edit"
        if edit.off is None
        else ("switch off" if edit.off else "switch on")
        for edit in edits
    }
    return names.pop() if len(names) == 1 else "edit"


def retrained(state: TrainState, training: Training) -> TrainState:
    """The state with other settings. What an optimizer or a schedule remembers goes when its name does."""
    if training == state.training:
        return state
    changes: dict[str, Any] = {"training": training}
    if training.optimizer.name != state.training.optimizer.name:
        changes["optimizer_state"] = cleared(state.network, training)
    if training.schedule.name != state.training.schedule.name:
        changes["plateau"] = Plateau()
    if training.early_stopping != state.training.early_stopping:
        changes["best"] = None
    return replace(state, **changes)


def on_other_data(state: TrainState) -> TrainState:
    """The state at the beginning of an epoch, with nothing remembered of losses on the data before."""
    return replace(state, position=0, plateau=Plateau(), best=None)


def cleared(network: Network, training: Training) -> Mapping[str, Array]:
    """What the optimizer remembers before any step."""
    return OPTIMIZERS[training.optimizer.name].init(network.parameter_count, network.dtype)


def refrozen(state: TrainState, patches: Sequence[LayerPatch]) -> TrainState:
    """The state with layers frozen, or no longer; itself if they are so already."""
    layers = list(state.network.layers)
    for i, patch in enumerate(patches):
        check_layer(state.network, patch.index, "layers", i, "index")
        layers[patch.index - 1] = replace(layers[patch.index - 1], frozen=patch.frozen)
    if tuple(layers) == state.network.layers:
        return state
    return replace(state, network=replace(state.network, layers=tuple(layers)))


def check_layer(network: Network, layer: int, *loc: str | int) -> None:
    last = len(network.layers)
    if not 1 <= layer <= last:
        raise RuleError(f"layer must be between 1 and {last}, got {layer}", loc)


def network_of_document(document: object) -> Network:
    return network(NetworkBody.model_validate(document))


def training_of_document(document: object) -> Training:
    return training(TrainingBody.model_validate(document))
