"""All randomness of training, as pure functions of what it is for: no generator outlives a call.

An epoch's order comes from (seed, epoch) and a dropout mask from (seed, step, layer), so any step of any
training can be taken again by itself, in any process, bit for bit. (The first weights come from
(seed, layer): see `network.initial_parameters`.)
"""

import numpy as np
from numpy.typing import NDArray

from engine.network import Network
from engine.types import Array, freeze

# Keep the streams apart from each other and from those of the layers' first weights, which count from 1.
_SHUFFLE = 0x73687566
_DROPOUT = 0x64726F70


def shuffled(rows: int, seed: int, epoch: int) -> NDArray[np.intp]:
    """The numbers from 0 to rows − 1 in the order of an epoch, (rows,)."""
    order = np.random.default_rng([seed, _SHUFFLE, epoch]).permutation(rows)
    order.setflags(write=False)
    return order


def dropout_masks(network: Network, step: int, rows: int) -> tuple[Array | None, ...]:
    """What training step `step` (from 1) multiplies each layer by, (rows, D_out); None without dropout.

    Inverted dropout: a unit is 0 with probability p, and else 1/(1 − p), so that its mean stays as it is.
    """
    return tuple(
        _mask(network, step, index, rows) if layer.dropout else None
        for index, layer in enumerate(network.layers, start=1)
    )


def _mask(network: Network, step: int, index: int, rows: int) -> Array:
    layer = network.layers[index - 1]
    rng = np.random.default_rng([network.seed, _DROPOUT, step, index])
    kept = rng.random((rows, layer.units)) >= layer.dropout
    return freeze((kept / (1 - layer.dropout)).astype(network.dtype))
