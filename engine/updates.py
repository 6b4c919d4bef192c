"""From the gradient to the new parameters: penalty, clipping, frozen layers, optimizer, in this order.

Everything happens on flat vectors (P,), in place, in a `Room` that the caller owns.
"""

import math
from dataclasses import dataclass

import numpy as np

from engine.network import Network
from engine.optimizers import OPTIMIZERS, State, Subject, owned
from engine.settings import Training
from engine.types import Array, Mask, freeze


@dataclass(frozen=True, slots=True)
class Room:
    """The vectors of one update. `state` is brought up to date; `penalty`, `clipped` and `change` are filled.

    `clipped` is `gradient` itself where nothing comes between. `frozen` is True where nothing may change,
    None if all may.
    """

    subject: Subject
    gradient: Array
    penalty: Array
    clipped: Array
    change: Array
    state: State
    frozen: Mask | None


def update_room(
    network: Network, training: Training, parameters: Array, gradient: Array, state: State
) -> Room:
    """Room for an update of `parameters` along `gradient`, with a copy of the optimizer's `state`."""
    held = frozen_mask(network)
    plain = not (training.l1 or training.l2 or training.clip_norm or training.clip_value or held is not None)
    return Room(
        subject=Subject(parameters, weight_mask(network)),
        gradient=gradient,
        penalty=np.zeros_like(gradient),
        clipped=gradient if plain else np.empty_like(gradient),
        change=np.empty_like(gradient),
        state=owned(state, gradient.dtype),
        frozen=held,
    )


def fill_update(training: Training, room: Room, learning_rate: float) -> None:
    """Fills the room: `change` is what to add to the parameters, 0 in frozen layers."""
    if room.clipped is not room.gradient:
        _fill_clipped(training, room)
    chosen, own = OPTIMIZERS[training.optimizer.name], dict(training.optimizer.parameters)
    del own["learning_rate"]
    kept = {} if room.frozen is None else _held(room.state, room.frozen)
    chosen.advance(room.clipped, room.state, learning_rate, room.change, room.subject, **own)
    if room.frozen is not None:
        room.change[room.frozen] = 0
        for name, values in kept.items():
            room.state[name][room.frozen] = values


def penalty(training: Training, network: Network, parameters: Array) -> float:
    """l1·Σ|w| + ½·l2·Σw² over the weights, in float64; biases, gamma and beta are free."""
    if not (training.l1 or training.l2):
        return 0.0
    absolute = square = 0.0
    for own in network.views(parameters):
        w = own.w.astype(np.float64)
        absolute += float(np.abs(w).sum())
        square += float((w * w).sum())
    return training.l1 * absolute + 0.5 * training.l2 * square


def norm(vector: Array) -> float:
    """√Σg² of an array of any shape, in float64; too large a square is no reason for infinity."""
    flat = vector.ravel().astype(np.float64, copy=False)
    length = math.sqrt(float(np.dot(flat, flat)))
    if math.isfinite(length) or not flat.size:
        return length
    largest = float(np.abs(flat).max())
    return largest * math.sqrt(float(((flat / largest) ** 2).sum())) if math.isfinite(largest) else largest


def norms(network: Network, vector: Array) -> tuple[float, ...]:
    """`norm` of each layer's part of a flat vector (P,)."""
    ends = np.cumsum(network.layer_parameter_counts)[:-1]
    return tuple(norm(part) for part in np.split(vector, ends))


def weight_mask(network: Network) -> Array:
    """1 where the flat vector holds a weight, 0 elsewhere, (P,)."""
    mask = np.zeros(network.parameter_count, network.dtype)
    for own in network.views(mask):
        own.w[...] = 1
    return freeze(mask)


def frozen_mask(network: Network) -> Mask | None:
    """True where the flat vector belongs to a frozen layer, (P,); None if no layer is."""
    if not any(layer.frozen for layer in network.layers):
        return None
    held = [layer.frozen for layer in network.layers]
    return np.repeat(np.array(held, np.bool), network.layer_parameter_counts)


def _fill_clipped(training: Training, room: Room) -> None:
    clipped, penalty = room.clipped, room.penalty
    if training.l1 or training.l2:
        np.sign(room.subject.parameters, out=penalty)
        np.multiply(penalty, training.l1, out=penalty)
        np.add(penalty, training.l2 * room.subject.parameters, out=penalty)
        np.multiply(penalty, room.subject.weights, out=penalty)
        np.add(room.gradient, penalty, out=clipped)
    else:
        np.copyto(clipped, room.gradient)
    if room.frozen is not None:
        clipped[room.frozen] = 0
    if training.clip_value is not None:
        np.clip(clipped, -training.clip_value, training.clip_value, out=clipped)
    if training.clip_norm is not None:
        length = norm(clipped)
        if length > training.clip_norm:
            np.multiply(clipped, training.clip_norm / length, out=clipped)


def _held(state: State, frozen: Mask) -> dict[str, Array]:
    """What the state holds for frozen parameters, which the optimizer must not move."""
    return {name: vector[frozen] for name, vector in state.items() if name != "count"}
