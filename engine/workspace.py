"""The fast path: the passes and the update of `train_step`, in rooms that are kept from step to step.

This is the one object of the engine that changes. It lives within one call, which takes a state and gives one
back. Nothing here computes: `fill_forward`, `fill_backward` and `fill_update` do, so the bits are the same.
"""

from dataclasses import dataclass, replace

import numpy as np

from engine.batch_norm import advance_running, initial_running, running_views
from engine.batches import Indices, Rows
from engine.losses import LOSSES
from engine.passes import fill_backward, fill_forward
from engine.randomness import dropout_masks
from engine.traces import LayerBackward, LayerForward, backward_room, forward_room, lean
from engine.training import TrainState
from engine.types import Array, frozen
from engine.updates import fill_update, norm, norms, update_room


@dataclass(frozen=True, slots=True)
class _Room:
    """What batches of one size pass through."""

    x: Array
    y: Array
    masks: tuple[Array | None, ...]
    ahead: tuple[LayerForward, ...]
    behind: tuple[LayerBackward, ...]


class Workspace:
    """A state in training. Call `step` with batches, under `np.errstate(all="ignore")`, then take `state`."""

    def __init__(self, state: TrainState, rows: Rows) -> None:
        self._start, self._rows = state, rows
        self._network, self._training = state.network, state.training
        self._loss = LOSSES[state.network.loss]
        self._dropout = any(layer.dropout for layer in state.network.layers)
        self._parameters = state.parameters.copy()
        self._gradient = np.zeros_like(self._parameters)
        self._running = state.running.copy()
        self._statistics = running_views(state.network, self._running)
        self._update = update_room(
            state.network,
            state.training,
            self._parameters,
            self._gradient,
            state.optimizer_state,
            state.held,
        )
        self._rooms: dict[int, _Room] = {}

    def step(self, batch: Indices, step: int, learning_rate: float) -> bool:
        """Training step `step` (from 1) on the rows of a batch; whether the loss before it is finite."""
        rows = len(batch)
        room = self._rooms.get(rows) or self._make_room(rows)
        # all indices are within the rows; without "clip" they would be copied by way of another array
        self._rows.x.take(batch, axis=0, out=room.x, mode="clip")
        self._rows.y.take(batch, axis=0, out=room.y, mode="clip")
        if self._dropout:
            for own, mask in zip(room.masks, dropout_masks(self._network, step, rows), strict=True):
                if own is not None and mask is not None:
                    np.copyto(own, mask)
        fill_forward(self._network, room.ahead, True)
        output = room.ahead[-1]
        f_input = output.f_input
        finite = self._loss.is_finite(room.y, output.a, f_input)
        if self._loss.fused is None:
            np.copyto(room.behind[-1].grad_a, self._loss.grad_a(room.y, output.a, f_input))
        fill_backward(self._network, room.ahead, room.behind, room.y, True)
        fill_update(self._training, self._update, learning_rate)
        np.add(self._parameters, self._update.change, out=self._parameters)
        if len(self._running):
            advance_running(self._network, self._statistics, room.ahead)
        return finite

    def state(self, step: int, epoch: int, position: int) -> TrainState:
        """The state now, which later steps leave as it is."""
        return replace(
            self._start,
            parameters=frozen(self._parameters),
            optimizer_state={name: frozen(vector) for name, vector in self._update.state.items()},
            running=frozen(self._running),
            step=step,
            epoch=epoch,
            position=position,
        )

    @property
    def grad_norms(self) -> tuple[float, ...]:
        """√Σg² of each layer's gradient in the latest step."""
        return norms(self._network, self._gradient)

    @property
    def update_ratios(self) -> tuple[float, ...]:
        """‖Δw‖/‖w‖ of each layer in the latest step, w as it was before; infinite where all of it was 0."""
        change = self._network.views(self._update.change)
        after = self._network.views(self._parameters)
        return tuple(
            float(np.float64(norm(moved.w)) / norm(own.w - moved.w))
            for moved, own in zip(change, after, strict=True)
        )

    def _make_room(self, rows: int) -> _Room:
        network, dtype = self._network, self._network.dtype
        x = np.empty((rows, network.inputs), dtype)
        y = np.empty((rows, network.layers[-1].units), dtype)
        masks = tuple(
            np.empty((rows, layer.units), dtype) if layer.dropout else None for layer in network.layers
        )
        statistics = running_views(network, initial_running(network).copy())
        ahead = forward_room(network, self._parameters, x, statistics, masks)
        behind = backward_room(network, ahead, self._gradient)
        # What nobody looks at later is written over, or not made: that leaves less memory to walk through.
        ahead = lean(network, ahead)
        behind = tuple(replace(back, grad_z=back.grad_a) if back.grad_h is None else back for back in behind)
        behind = (replace(behind[0], grad_x=np.empty((0, 0), dtype)), *behind[1:])
        self._rooms[rows] = _Room(x, y, masks, ahead, behind)
        return self._rooms[rows]
