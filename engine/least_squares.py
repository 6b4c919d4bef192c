"""Linear regression in closed form: the weights that training would only come ever closer to."""

from dataclasses import replace

import numpy as np

from engine.errors import RuleError
from engine.held import held_mask
from engine.network import Network
from engine.optimizers import OPTIMIZERS
from engine.training import TrainState
from engine.types import Array, freeze

SQUARED = ("mean_squared_error", "half_squared_error")


@np.errstate(over="ignore", invalid="ignore")
def least_squares(x: Array, y: Array) -> tuple[Array, Array]:
    """w (D_in, D_out) and b (D_out,) with the least Σ(x·w + b − y)², of x (N, D_in) and y (N, D_out).

    Where several do as well, as with two columns that are the same, the shortest w of them. Worked out from
    what is left of x and y without their means, which are b's to account for: no large mean costs digits.
    RuleError where numbers are so large that their sums are not finite.
    Source: Hastie, Tibshirani, Friedman: The Elements of Statistical Learning (2009), section 3.2.
    """
    x, y = x.astype(np.float64), y.astype(np.float64)
    mean_x, mean_y = x.mean(axis=0), y.mean(axis=0)
    x, y = x - mean_x, y - mean_y
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise RuleError("a closed form needs numbers whose sums are finite")
    w: Array = np.linalg.lstsq(x, y)[0]
    return w, mean_y - mean_x @ w


def solved(state: TrainState, x: Array, y: Array) -> TrainState:
    """The state with the weights of least squares on the rows x (N, inputs), y (N, D_out).

    What the optimizer remembers is cleared: it was of other weights. Raises RuleError where no closed form
    gives the least loss of this network.
    """
    check_solvable(state)
    network = state.network
    w, b = least_squares(x, y)
    vector = np.empty(network.parameter_count, network.dtype)
    (view,) = network.views(vector)
    view.w[:], view.b[:] = w, b
    start = OPTIMIZERS[state.training.optimizer.name].init(len(vector), network.dtype)
    return replace(state, parameters=freeze(vector), optimizer_state=start)


def check_solvable(state: TrainState) -> None:
    """RuleError, which says why, unless the loss is a sum of squares of something linear in the weights."""
    network, training = state.network, state.training
    _check_linear(network)
    if network.loss not in SQUARED:
        raise RuleError(f"a closed form needs a squared error, got the loss {network.loss}")
    if training.l1 or training.l2:
        raise RuleError(f"a closed form needs no penalty, got l1 {training.l1} and l2 {training.l2}")
    if held_mask(network, state.held) is not None:
        raise RuleError("a closed form needs every number free to change, and some are frozen or off")


def _check_linear(network: Network) -> None:
    if len(network.layers) != 1:
        raise RuleError(f"a closed form needs a network of one layer, got {len(network.layers)} layers")
    layer = network.layers[0]
    if layer.activation.name != "linear":
        raise RuleError(f"a closed form needs a linear layer, got {layer.activation.name}")
    on = {"batch norm": layer.batch_norm, "dropout": layer.dropout > 0, "skip": layer.skip}
    for name, is_on in on.items():
        if is_on:
            raise RuleError(f"a closed form needs a plain layer, got one with {name}")
