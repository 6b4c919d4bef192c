"""What the engine holds, as documents that JSON is written from: dictionaries of numbers and arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import orjson

from app.kept import Kept
from app.source import Source
from app.store.base import Noted
from engine.activations import ACTIVATIONS
from engine.batch_norm import RUNNING, running_views
from engine.checks import Comparison, GradientCheck
from engine.datasets import DATASETS, Data, DataSpec, OwnSpec, Treatment
from engine.explain import Explanation, Factor, Ref
from engine.explain.hops import Node
from engine.explain.paths import Paths
from engine.held_layers import Index, LayerHeld, layers_held
from engine.network import Network
from engine.registry import Choice, Entry, Registry
from engine.training import Training, TrainState
from engine.types import Array

Document = dict[str, Any]


def network(network: Network) -> Document:
    """As a request that would make the same network."""
    return {
        "inputs": network.inputs,
        "layers": [
            {
                "units": layer.units,
                "activation": _choice_document(ACTIVATIONS, layer.activation),
                "initializer": layer.initializer,
                "batch_norm": layer.batch_norm,
                "dropout": layer.dropout,
                "skip": layer.skip,
                "frozen": layer.frozen,
            }
            for layer in network.layers
        ],
        "loss": network.loss,
        "seed": network.seed,
        "dtype": network.dtype,
    }


def _choice_document(registry: Registry[Any], choice: Choice) -> str | Document:
    """The bare name where nothing differs from the defaults."""
    entry: Entry = registry[choice.name]
    if all(choice.parameters[p.name] == p.default for p in entry.parameters):
        return choice.name
    return {"name": choice.name, **choice.parameters}


def training(training: Training) -> Document:
    early = training.early_stopping
    return {
        "optimizer": {"name": training.optimizer.name, **training.optimizer.parameters},
        "schedule": {"name": training.schedule.name, **training.schedule.parameters},
        "batch_size": training.batch_size,
        "l1": training.l1,
        "l2": training.l2,
        "clip_norm": training.clip_norm,
        "clip_value": training.clip_value,
        "early_stopping": None if early is None else {"patience": early.patience},
    }


def data_spec(source: Source | None) -> Document | None:
    """As the request said it, one's own rows by their id; None is the data set's own."""
    if source is None:
        return None
    spec = source.spec
    how = {
        "seed": spec.seed,
        "validation_fraction": spec.validation_fraction,
        "features": None if spec.features is None else list(spec.features),
        "standardize": spec.standardize,
    }
    if isinstance(spec, DataSpec):
        return {"name": spec.name, "samples": spec.samples, "noise": spec.noise, **how}
    own: Document = {"dataset_id": spec.sheet, "target": target(spec), "missing": spec.missing}
    if spec.treatments:
        own["treatments"] = {name: treatment(how) for name, how in spec.treatments}
    return {**own, **how}


def treatment(how: Treatment) -> Document:
    return {name: value for name, value in asdict(how).items() if value is not None}


def data(source: Source | None, data: Data | None) -> Document | None:
    """As a request that names everything."""
    document = data_spec(source)
    if source is None or data is None or document is None:
        return None
    document["features"] = [feature.name for feature in data.features]
    if isinstance(source.spec, DataSpec):
        own = {parameter.name: parameter.default for parameter in DATASETS[source.spec.name].parameters}
        samples, noise = source.spec.samples, source.spec.noise
        document["samples"] = int(own["samples"]) if samples is None else samples
        document["noise"] = own["noise"] if noise is None else noise
    elif source.sheet is not None:
        columns, count = list(source.sheet.names), source.sheet.count
        document["rows"] = {"columns": columns, "target": document.pop("target"), "count": count}
    return document


def target(spec: OwnSpec) -> str | list[str]:
    return spec.target[0] if len(spec.target) == 1 else list(spec.target)


def parameters(state: TrainState) -> Document:
    found = layers(state.network, state.parameters)
    for document, statistics in zip(found, running_views(state.network, state.running), strict=True):
        if statistics is not None:
            document.update(zip(RUNNING, map(wide, statistics), strict=True))
    for document, own in zip(found, layers_held(state.network, state.held), strict=True):
        document |= {name: held for name, held in _held(own).items() if held}
    return {"layers": found}


def places(found: Mapping[str, Sequence[Index]]) -> Document:
    """Places of a layer by the name of the parameter. Weights have two numbers to an index, all else one."""
    return {
        name: [list(index) if name == "w" else index[0] for index in indices]
        for name, indices in found.items()
    }


def _held(own: LayerHeld) -> Document:
    return {
        "frozen": places(own.frozen),
        "off": {
            name: [{"index": list(index), "value": value} for index, value in numbers]
            for name, numbers in own.off.items()
        },
    }


def layers(network: Network, vector: Array) -> list[Document]:
    """The w and b of every layer, and the gamma and beta of its batch norm."""
    return [{name: wide(array) for name, array in view.named().items()} for view in network.views(vector)]


def default_name(network: Network) -> str:
    """As people write a network's shape: `3-2-1`."""
    return "-".join(str(units) for units in (network.inputs, *(layer.units for layer in network.layers)))


def summary(
    id: str,
    kept: Kept,
    data_document: Document | None = None,
    metrics: Document | None = None,
    *,
    undo: Noted | None = None,
    redo: Noted | None = None,
    start: int = 0,
) -> Document:
    """`undo` and `redo` name the changes that would be undone and done again."""
    state = kept.state
    return {
        "id": id,
        "version": kept.version,
        "url": f"/shared/{id}" if kept.read_only else f"/networks/{id}",
        "read_only": kept.read_only,
        "name": kept.name,
        "network": network(state.network),
        "training": training(state.training),
        "data": data_document,
        "example": kept.example,
        "start": start,
        "step": state.step,
        "epoch": state.epoch,
        "edited": kept.edited,
        "parameters": counts(state.network),
        "metrics": metrics,
        "undo": None if undo is None else {"number": undo.number, "label": undo.label},
        "redo": None if redo is None else {"number": redo.number, "label": redo.label},
    }


def counts(network: Network) -> Document:
    return {
        "total": network.parameter_count,
        "layers": [
            {
                "index": i,
                "w_shape": [d_in, d_out],
                "b_shape": [d_out],
                "weights": d_in * d_out,
                "biases": d_out,
                "batch_norm": 2 * d_out if layer.batch_norm else 0,
                "total": total,
            }
            for i, (layer, (d_in, d_out), total) in enumerate(
                zip(network.layers, network.shapes, network.layer_parameter_counts, strict=True), start=1
            )
        ],
    }


def wide(array: Array) -> Array:
    """As float64 and contiguous, which is what JSON is written from."""
    return np.ascontiguousarray(array, np.float64)


def explanation(explained: Explanation) -> Document:
    return {
        "quantity": explained.quantity,
        "ref": _ref(explained.ref),
        "symbol": explained.symbol,
        "formula": explained.formula,
        "substituted": explained.substituted,
        "value": explained.value,
        "terms": [
            {
                "label": term.label,
                "factors": [_factor(factor) for factor in term.factors],
                "value": term.value,
            }
            for term in explained.terms
        ],
        "sum": explained.sum,
        "then": explained.then,
        "note": explained.note,
    }


def paths(found: Paths) -> Document:
    cost = found.cost and {
        "one_by_one": _whole(found.cost.one_by_one),
        "passed_on": _whole(found.cost.passed_on),
    }
    return {
        "paths": _whole(found.paths),
        "multiplications": cost,
        "shown": [
            {
                "units": [_node(node) for node in path.units],
                "factors": [_factor(factor) for factor in path.factors],
                "value": path.value,
            }
            for path in found.shown
        ],
        "rest": {"paths": _whole(found.paths - len(found.shown)), "value": found.rest},
        "value": found.value,
        "note": found.note,
    }


def _node(node: Node) -> Document:
    return {"layer": node.layer, "unit": node.unit, "at": "a" if node.gives else "z", "past": node.past}


def _whole(number: int) -> orjson.Fragment:
    """A whole number of any size: there are more paths than a 64-bit integer can count."""
    return orjson.Fragment(str(number))


def _factor(factor: Factor) -> Document:
    ref = None if factor.ref is None else _ref(factor.ref)
    return {"symbol": factor.symbol, "value": factor.value, "ref": ref}


def _ref(ref: Ref) -> Document:
    document = {"quantity": ref.quantity, "layer": ref.layer, "unit": ref.unit, "example": ref.example}
    return document if ref.from_ is None else document | {"from": ref.from_}


def gradient_check(check: GradientCheck) -> Document:
    return {
        "checked": check.checked,
        "agree": check.agree,
        "kinks": check.kinks,
        "epsilon": check.epsilon,
        "tolerance": check.tolerance,
        "summary": check.summary,
        "worst": check.worst,
        "layers": [
            {"index": layer.index} | {name: _comparison(own) for name, own in layer.named().items()}
            for layer in check.layers
        ],
    }


def _comparison(compared: Comparison) -> Document:
    return {
        "analytic": wide(compared.analytic),
        "numeric": wide(compared.numeric),
        "relative_error": wide(compared.relative_error),
        "kink": np.ascontiguousarray(compared.kink),
    }
