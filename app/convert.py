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
    Edit,
    ExampleBody,
    KeepBody,
    LayerPatch,
    NetworkBody,
    TrainingBody,
)
from app.settings import Settings
from engine.batch_norm import RUNNING, flatten_running, running_views
from engine.datasets import Data, DataSpec, OwnSpec, Sheet, sheet_of
from engine.errors import RuleError
from engine.grafts import Graft, grafted
from engine.losses import LOSSES
from engine.network import Layer, Network
from engine.optimizers import OPTIMIZERS
from engine.parameters import LayerParametersLike
from engine.registry import Choice, Registry
from engine.schedules import SCHEDULES, Plateau
from engine.training import EarlyStopping, Training, TrainState
from engine.types import Array, freeze


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
    return OwnSpec(sheet=body.dataset_id, target=target, missing=body.missing or "refuse", **how)


def data_of_document(document: object) -> DataSpec | OwnSpec | None:
    return None if document is None else data_spec(DataBody.model_validate(document))


def sheet(body: RowsBody, settings: Settings) -> Sheet:
    """One's own rows, within the limits."""
    values = body.values or []
    limits.check_sheet(len(values), len(body.columns), settings, "values")
    return sheet_of("rows", body.columns, values)


def _choice(registry: Registry[Any], body: ChoiceBody) -> Choice:
    return registry.choose(body.name, body.parameters)


def parameters(network: Network, entries: Sequence[LayerParametersLike], key: str) -> tuple[Array, Array]:
    """The flat vectors of all layers' parameters and of their running statistics, from the entries that
    stand under `key` in the request."""
    try:
        vectors = network.flatten(entries), flatten_running(network, entries)
    except RuleError as error:
        raise RuleError(error.rule, (key, *error.loc[1:])) from None
    if not all(np.isfinite(vector).all() for vector in vectors):
        raise RuleError(f"{key} must fit {network.dtype}", (key,))
    return vectors


def kept(network: Network, body: KeepBody, before: TrainState) -> tuple[Array, Array]:
    """The same vectors, from the network whose state is `before` and what the initializers draw."""
    grafts = [
        None if layer is None else Graft(layer.layer, tuple(layer.inputs), tuple(layer.units))
        for layer in body.layers
    ]
    return grafted(network, before.network, before.parameters, before.running, grafts)


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


def edited(state: TrainState, edits: Sequence[Edit]) -> TrainState:
    """The state with single parameters and running statistics replaced."""
    vector, running = state.parameters.copy(), state.running.copy()
    views = [view.named() for view in state.network.views(vector)]
    for view, statistics in zip(views, running_views(state.network, running), strict=True):
        view.update(zip(RUNNING, statistics or (), strict=False))
    for i, edit in enumerate(edits):
        check_layer(state.network, edit.layer, "edits", i, "layer")
        if edit.parameter not in views[edit.layer - 1]:
            what = f"{edit.parameter} of layer {edit.layer}"
            raise RuleError(f"{what} needs batch_norm, which is off", ("edits", i, "parameter"))
        if edit.parameter == "running_var" and edit.value < 0:
            raise RuleError(f"running_var must be at least 0, got {edit.value}", ("edits", i, "value"))
        array = views[edit.layer - 1][edit.parameter]
        inside = len(edit.index) == array.ndim and all(
            0 <= k < n for k, n in zip(edit.index, array.shape, strict=True)
        )
        if not inside:
            where = f"{edit.parameter} of layer {edit.layer}, of shape {array.shape}"
            raise RuleError(f"index must lie within {where}, got {edit.index}", ("edits", i, "index"))
        with np.errstate(over="ignore"):
            array[tuple(edit.index)] = edit.value
        if not np.isfinite(array[tuple(edit.index)]):
            raise RuleError(f"value must fit {state.network.dtype}, got {edit.value}", ("edits", i, "value"))
    return replace(state, parameters=freeze(vector), running=freeze(running))


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
