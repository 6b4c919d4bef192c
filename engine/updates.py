"""From the gradient to the new parameters: penalty, clipping, what is held, optimizer, in this order.

A parameter is held if its layer is frozen, or if it alone is frozen or off (see engine.held). For all of
these the same is true, whatever the optimizer: gradient and penalty are computed and shown; the optimizer
sees 0 in their place, so that they count in no norm to clip by; the change is exactly 0, weight decay
included; and what the optimizer remembers stays as it is. PyTorch does the same with a gradient of None.
The penalty in the loss is that of all weights.

Everything happens on flat vectors (P,), in place, in a `Room` that the caller owns.
"""

import math
from dataclasses import dataclass

import numpy as np

from engine.held import Held, held_mask
from engine.network import Network
from engine.optimizers import OPTIMIZERS, State, Subject, owned
from engine.settings import Training
from engine.types import Array, Mask, freeze


@dataclass(frozen=True, slots=True)
class Room:
    """The vectors of one update. `state` is brought up to date; `penalty`, `clipped` and `change` are filled.

    `clipped` is `gradient` itself where nothing comes between. `held` is True where nothing may change,
    None if all may.
    """

    subject: Subject
    gradient: Array
    penalty: Array
    clipped: Array
    change: Array
    state: State
    held: Mask | None


def update_room(
    network: Network, training: Training, parameters: Array, gradient: Array, state: State, held: Held
) -> Room:
    """Room for an update of `parameters` along `gradient`, with a copy of the optimizer's `state`."""
    mask = held_mask(network, held)
    plain = not (training.l1 or training.l2 or training.clip_norm or training.clip_value or mask is not None)
    return Room(
        subject=Subject(parameters, weight_mask(network)),
        gradient=gradient,
        penalty=np.zeros_like(gradient),
        clipped=gradient if plain else np.empty_like(gradient),
        change=np.empty_like(gradient),
        state=owned(state, gradient.dtype),
        held=mask,
    )


def fill_update(training: Training, room: Room, learning_rate: float) -> None:
    """Fills the room: `change` is what to add to the parameters, 0 where they are held."""
    if room.clipped is not room.gradient:
        _fill_clipped(training, room)
    chosen, own = OPTIMIZERS[training.optimizer.name], dict(training.optimizer.parameters)
    del own["learning_rate"]
    kept = {} if room.held is None else _remembered(room.state, room.held)
    chosen.advance(room.clipped, room.state, learning_rate, room.change, room.subject, **own)
    if room.held is not None:
        room.change[room.held] = -0.0  # which leaves -0.0 as it is, where adding 0.0 would not
        for name, values in kept.items():
            room.state[name][room.held] = values


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
    if room.held is not None:
        clipped[room.held] = 0
    if training.clip_value is not None:
        np.clip(clipped, -training.clip_value, training.clip_value, out=clipped)
    if training.clip_norm is not None:
        length = norm(clipped)
        if length > training.clip_norm:
            np.multiply(clipped, training.clip_norm / length, out=clipped)


def _remembered(state: State, held: Mask) -> dict[str, Array]:
    """What the state remembers of held parameters, which the optimizer must not move."""
    return {name: vector[held] for name, vector in state.items() if name != "count"}
