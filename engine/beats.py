"""What there is to see in a trace, in the order in which to show it."""

from dataclasses import dataclass
from typing import Literal

from engine.network import Layer, Network

Kind = Literal["forward", "backward", "step"]


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing to watch. `layer` is the one whose weights are at work, None where no layer is."""

    phase: str
    layer: int | None
    op: str


def beats(network: Network, kind: Kind, training: bool | None = None) -> tuple[Beat, ...]:
    """The beats of a forward pass, of forward and backward, or of a whole training step.

    Dropout shows in `training` only, which a step is and the other passes are not, unless told.
    """
    training = kind == "step" if training is None else training
    indices = range(1, len(network.layers) + 1)
    forward = [
        Beat("forward", i, op)
        for i, layer in zip(indices, network.layers, strict=True)
        for op in _forward_ops(layer, training)
    ]
    loss = [Beat("loss", None, "loss")]
    gradient = ("gate", "deposit", "send", "gather")
    backward = [Beat("backward", i, op) for i in reversed(indices) for op in gradient]
    update = [Beat("update", None, op) for op in ("update", "measure")]
    shown = {
        "forward": forward,
        "backward": forward + loss + backward,
        "step": forward + loss + backward + update,
    }
    return tuple(shown[kind])


def _forward_ops(layer: Layer, training: bool) -> tuple[str, ...]:
    ops = {
        "product": True,
        "sum": True,
        "batch_norm": layer.batch_norm,
        "activation": True,
        "skip": layer.skip,
        "dropout": training and layer.dropout > 0,
    }
    return tuple(op for op, there in ops.items() if there)
