"""What a preset is: a network, how to train it, and what to train it on."""

from dataclasses import dataclass

from engine.datasets import DataSpec
from engine.network import Network
from engine.registry import Entry
from engine.training import Training
from engine.types import Array

GROUPS = BY_STEPS, TASKS, PATTERNS, FAULTS = (
    "One step by hand",
    "Learn from data",
    "Sizes to begin with",
    "What goes wrong, and why",
)


@dataclass(frozen=True, slots=True)
class Example:
    """What to send through: x (N, inputs), targets y (N, D_out), and names for a person to read."""

    x: Array
    y: Array
    features: tuple[str, ...]
    outputs: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset(Entry):
    """A network with its flat vector of parameters (P,), and how to train it; `group` is what it is for."""

    group: str
    network: Network
    weights: Array
    training: Training


@dataclass(frozen=True, slots=True, kw_only=True)
class HandPreset(Preset):
    """One with an example small enough to follow by hand."""

    example: Example


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPreset(Preset):
    """One with data, its weights as drawn, and how many `epochs` show what it is about."""

    data: DataSpec
    epochs: int


def shape(network: Network) -> str:
    """The widths of a network in LaTeX."""
    return r" \to ".join(str(width) for width in (network.inputs, *(layer.units for layer in network.layers)))
