"""Networks to begin with. Each shows one thing well: an idea by hand, a task solved, or a fault at work."""

from engine.presets.data import ON_DATA
from engine.presets.hand import BY_HAND
from engine.presets.preset import GROUPS, DataPreset, Example, HandPreset, Preset
from engine.registry import Registry

PRESETS: Registry[Preset] = Registry(
    "preset", sorted([*BY_HAND.values(), *ON_DATA.values()], key=lambda preset: GROUPS.index(preset.group))
)

__all__ = ["BY_HAND", "ON_DATA", "PRESETS", "DataPreset", "Example", "HandPreset", "Preset"]
