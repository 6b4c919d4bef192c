"""What there is to see in a trace, in the order in which to show it."""

from dataclasses import dataclass
from typing import Literal

from engine.network import Network

Kind = Literal["forward", "backward", "step"]


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing to watch. `layer` is the one whose weights are at work, None where no layer is."""

    phase: str
    layer: int | None
    op: str


def beats(network: Network, kind: Kind) -> tuple[Beat, ...]:
    """The beats of a forward pass, of forward and backward, or of a whole training step."""
    indices = range(1, len(network.layers) + 1)
    forward = [Beat("forward", i, op) for i in indices for op in ("product", "sum", "activation")]
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
