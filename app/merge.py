"""JSON merge patch, RFC 7396: what is left out stays, null removes, objects merge."""

from typing import Any

Json = dict[str, Any]


def merge(target: Any, patch: Any) -> Any:
    """The value `target` after `patch`; neither is changed."""
    if not isinstance(patch, dict):
        return patch
    merged: Json = dict(target) if isinstance(target, dict) else {}  # pyright: ignore[reportUnknownArgumentType]
    for key, value in patch.items():  # pyright: ignore[reportUnknownVariableType]
        if value is None:
            merged.pop(key, None)  # pyright: ignore[reportUnknownArgumentType]
        else:
            merged[key] = merge(merged.get(key), value)  # pyright: ignore[reportUnknownArgumentType]
    return merged
