"""What the engine computed, as documents that JSON can be written from: dictionaries of numbers and arrays."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.kept import Kept
from app.passes import Result
from engine.activations import ACTIVATIONS
from engine.beats import Kind, beats
from engine.checks import Comparison, GradientCheck
from engine.explain import Explanation, Ref
from engine.network import Network
from engine.passes import Backward, Forward, LayerBackward, LayerForward
from engine.registry import Choice, Entry, Registry
from engine.training import LayerUpdate, ParameterUpdate, Step, Training, TrainState
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
                "batch_norm": False,
                "dropout": 0.0,
                "skip": False,
                "frozen": False,
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
    return {
        "optimizer": {"name": training.optimizer.name, **training.optimizer.parameters},
        "schedule": {"name": training.schedule.name, **training.schedule.parameters},
        "batch_size": training.batch_size,
        "l1": 0.0,
        "l2": 0.0,
        "clip_norm": None,
        "clip_value": None,
        "early_stopping": None,
    }


def parameters(state: TrainState) -> Document:
    return {"layers": layers(state.network, state.parameters)}


def layers(network: Network, vector: Array) -> list[Document]:
    """The w and b of every layer."""
    return [{"w": wide(view.w), "b": wide(view.b)} for view in network.views(vector)]


def default_name(network: Network) -> str:
    """As people write a network's shape: `3-2-1`."""
    return "-".join(str(units) for units in (network.inputs, *(layer.units for layer in network.layers)))


def summary(id: str, kept: Kept) -> Document:
    state = kept.state
    return {
        "id": id,
        "version": kept.version,
        "url": f"/networks/{id}",
        "name": kept.name,
        "network": network(state.network),
        "training": training(state.training),
        "data": None,
        "example": kept.example,
        "step": state.step,
        "epoch": state.epoch,
        "parameters": counts(state.network),
        "metrics": None,
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
                "total": d_out * (d_in + 1),
            }
            for i, (d_in, d_out) in enumerate(network.shapes, start=1)
        ],
    }


def wide(array: Array) -> Array:
    """As float64 and contiguous, which is what JSON is written from."""
    return np.ascontiguousarray(array, np.float64)


@dataclass(frozen=True, slots=True)
class Narrow:
    """What a request wants to see of a trace; None is everything."""

    include: frozenset[str] | None = None
    layers: frozenset[int] | None = None
    example: int | None = None
    jacobian: bool = False

    def wants(self, quantity: str) -> bool:
        return self.include is None or quantity in self.include

    def row(self, array: Array) -> Array:
        """An array whose first axis is the batch, or the one row of it that is wanted."""
        return array if self.example is None else array[self.example : self.example + 1]


EVERYTHING = Narrow()


def trace(result: Result, narrow: Narrow = EVERYTHING) -> Document:
    """A forward pass, a backward pass or a training step: as much of it as there is, and as is wanted."""
    step = result if isinstance(result, Step) else None
    back = step.backward if step else result if isinstance(result, Backward) else None
    ahead = back.forward if back else result
    assert isinstance(ahead, Forward)
    head = _head(ahead, back, step, narrow)
    shown = _layers(ahead, back, step, narrow)
    return {**head, "layers": shown, "beats": beats(ahead.network, kind(result))}


def kind(result: Result) -> Kind:
    if isinstance(result, Step):
        return "step"
    return "backward" if isinstance(result, Backward) else "forward"


def _head(ahead: Forward, back: Backward | None, step: Step | None, narrow: Narrow) -> Document:
    head: Document = {}
    if narrow.wants("x"):
        head["x"] = narrow.row(wide(ahead.x))
    if narrow.wants("a"):
        head["a"] = narrow.row(wide(ahead.a))
    if back:
        if narrow.wants("y"):
            head["y"] = narrow.row(wide(back.y))
        head |= {"loss": back.loss, "penalty": back.penalty, "objective": back.objective}
        if narrow.wants("grad_a"):
            head["grad_a"] = narrow.row(wide(back.grad_a))
    if step:
        head |= {
            "step": step.step,
            "epoch": step.epoch,
            "batch": step.batch,
            "learning_rate": step.learning_rate,
            "loss_after": step.loss_after,
        }
    return head


def _layers(ahead: Forward, back: Backward | None, step: Step | None, narrow: Narrow) -> list[Document]:
    layers: list[Document] = []
    for i, seen in enumerate(ahead.layers):
        if narrow.layers is not None and seen.index not in narrow.layers:
            continue
        layer = _forward_layer(seen, narrow)
        if narrow.jacobian:
            jacobian = ahead.network.layers[i].f.jacobian(seen.a)
            layer["jacobian"] = None if jacobian is None else narrow.row(wide(jacobian))
        if back:
            layer |= _backward_layer(back.layers[i], narrow)
        if step and narrow.wants("update"):
            layer["update"] = _update(step.updates[i])
        layers.append(layer)
    return layers


def _forward_layer(seen: LayerForward, narrow: Narrow) -> Document:
    layer: Document = {"index": seen.index}
    if narrow.wants("x"):
        layer["x"] = narrow.row(wide(seen.x))
    if narrow.wants("w"):
        layer["w"] = wide(seen.w)
    if narrow.wants("b"):
        layer["b"] = wide(seen.b)
    if narrow.wants("z"):
        layer["z"] = narrow.row(wide(seen.z))
    if narrow.wants("slope"):
        layer["slope"] = None if seen.slope is None else narrow.row(wide(seen.slope))
    if narrow.wants("a"):
        layer["a"] = narrow.row(wide(seen.a))
    return layer


def _backward_layer(seen: LayerBackward, narrow: Narrow) -> Document:
    by_row = {"grad_a": seen.grad_a, "grad_z": seen.grad_z, "grad_x": seen.grad_x}
    whole = {"grad_w": seen.grad_w, "grad_b": seen.grad_b}
    return {name: narrow.row(wide(array)) for name, array in by_row.items() if narrow.wants(name)} | {
        name: wide(array) for name, array in whole.items() if narrow.wants(name)
    }


def _update(update: LayerUpdate) -> Document:
    return {"w": _parameter_update(update.w), "b": _parameter_update(update.b)}


def _parameter_update(update: ParameterUpdate) -> Document:
    document = {
        "gradient": wide(update.gradient),
        "penalty": wide(update.penalty),
        "clipped": wide(update.clipped),
        "change": wide(update.change),
        "after": wide(update.after),
    }
    if update.state:
        document["state"] = {name: wide(array) for name, array in update.state.items()}
    return document


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
                "factors": [
                    {
                        "symbol": factor.symbol,
                        "value": factor.value,
                        "ref": None if factor.ref is None else _ref(factor.ref),
                    }
                    for factor in term.factors
                ],
                "value": term.value,
            }
            for term in explained.terms
        ],
        "sum": explained.sum,
        "then": explained.then,
        "note": explained.note,
    }


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
            {"index": layer.index, "w": _comparison(layer.w), "b": _comparison(layer.b)}
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
