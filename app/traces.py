"""A pass as a document: every quantity of every layer under its own name, or as much of it as is wanted."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.documents import places, wide
from app.passes import Result
from engine.beats import Beat, Kind, beats
from engine.held import named
from engine.held_layers import indices
from engine.network import Network
from engine.passes import Backward, BatchNormForward, Forward, LayerBackward, LayerForward
from engine.training import LayerUpdate, ParameterUpdate, Step
from engine.types import Array, Mask

Document = dict[str, Any]


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
    return {**head, "layers": shown, "beats": beats_of(ahead.network, kind(result), ahead.training)}


def beats_of(network: Network, kind: Kind, training: bool) -> tuple[Beat, ...]:
    """The beats of a network's passes, which are the same each time: remembered for the networks in use."""
    key = (id(network), kind, training)
    if key not in _BEATS or _BEATS[key][0] is not network:
        if len(_BEATS) >= 512:
            _BEATS.clear()
        _BEATS[key] = (network, beats(network, kind, training))
    return _BEATS[key][1]


_BEATS: dict[tuple[int, Kind, bool], tuple[Network, tuple[Beat, ...]]] = {}


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
            jacobian = ahead.network.layers[i].f.jacobian(seen.f_output)
            layer["jacobian"] = None if jacobian is None else narrow.row(wide(jacobian))
        if back:
            _add_backward(layer, back.layers[i], narrow)
        if step and narrow.wants("update"):
            layer["update"] = _update(step.updates[i])
            if step.held is not None and not ahead.network.layers[i].frozen:
                layer |= _held("held", ahead.network, step.held, i)
            if step.off is not None and len(step.off):
                off = np.zeros(ahead.network.parameter_count, np.bool)
                off[step.off] = True
                layer |= _held("off", ahead.network, off, i)
        layers.append(layer)
    return layers


def _held(name: str, network: Network, vector: Mask, i: int) -> Document:
    """Which numbers of a layer a vector (P,) marks, under that name; nothing where there are none."""
    masks = named(network, vector)[i]
    found = {name: indices(mask) for name, mask in masks.items() if mask.any()}
    return {name: places(found)} if found else {}


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
    if seen.batch_norm is not None and narrow.wants("batch_norm"):
        layer["batch_norm"] = _batch_norm(seen.batch_norm, narrow)
    if seen.h is not None and narrow.wants("h"):
        layer["h"] = narrow.row(wide(seen.h))
    if seen.mask is not None and narrow.wants("mask"):
        layer["mask"] = narrow.row(wide(seen.mask))
    if narrow.wants("a"):
        layer["a"] = narrow.row(wide(seen.a))
    return layer


def _batch_norm(norm: BatchNormForward, narrow: Narrow) -> Document:
    return {
        "mean": wide(norm.mean),
        "var": wide(norm.var),
        "x_hat": narrow.row(wide(norm.x_hat)),
        "gamma": wide(norm.gamma),
        "beta": wide(norm.beta),
        "y": narrow.row(wide(norm.y)),
    }


def _add_backward(layer: Document, seen: LayerBackward, narrow: Narrow) -> None:
    """The way back of a layer, beside its way forward."""
    by_row = {"grad_a": seen.grad_a, "grad_h": seen.grad_h, "grad_z": seen.grad_z, "grad_x": seen.grad_x}
    whole = {"grad_w": seen.grad_w, "grad_b": seen.grad_b}
    for name, array in by_row.items():
        if array is not None and narrow.wants(name):
            layer[name] = narrow.row(wide(array))
    for name, array in whole.items():
        if narrow.wants(name):
            layer[name] = wide(array)
    if seen.batch_norm is not None and narrow.wants("batch_norm"):
        layer["batch_norm"] |= {
            "grad_y": narrow.row(wide(seen.batch_norm.grad_y)),
            "grad_gamma": wide(seen.batch_norm.grad_gamma),
            "grad_beta": wide(seen.batch_norm.grad_beta),
        }


def _update(update: LayerUpdate) -> Document:
    return {name: _parameter_update(own) for name, own in update.named().items()}


def _parameter_update(update: ParameterUpdate) -> Document:
    document: Document = {
        "gradient": wide(update.gradient),
        "penalty": wide(update.penalty),
        "clipped": wide(update.clipped),
        "change": wide(update.change),
        "after": wide(update.after),
    }
    if update.state:
        document["state"] = {name: wide(array) for name, array in update.state.items()}
    return document
