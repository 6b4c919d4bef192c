"""From a validation error to a sentence that names the field, the rule and the value."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from engine.errors import EngineError

Location = tuple[str | int, ...]

# What pydantic calls an error → the rule that was broken; the braces are filled from the error's context.
RULES = {
    "missing": "is required",
    "extra_forbidden": "is not a known field",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "string_type": "must be a text",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "none_required": "must be null",
    "finite_number": "must be a finite number",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be greater than {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must be of the form {pattern}",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a whole number of fewer digits",
    "float_parsing": "must be a number",
    "string_unicode": "must be valid Unicode text",
}
# Tags of unions show up in pydantic's locations, but are no part of the request.
TAG = "»"
PYTHON_WORDS = {"False": "false", "True": "true", "None": "null"}


class Finding(NamedTuple):
    """One broken rule: where (as in `["body", "network", "layers", 0, "units"]`), and the sentence."""

    loc: Location
    message: str


def finding(error: Mapping[str, Any]) -> Finding:
    """From one of pydantic's errors."""
    loc = tuple(part for part in error["loc"] if not str(part).startswith(TAG))
    context: Mapping[str, Any] = error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, EngineError):
        loc = (*loc, *cause.loc)
        return Finding(loc, f"{field(loc)}: {cause}.")
    if isinstance(cause, ValueError):
        return Finding(loc, f"{field(loc)}: {cause}.")
    kind = str(error["type"])
    if kind == "float_type" and type(error.get("input")) is int:
        kind = "finite_number"  # more digits than a float64 has room for
    rule = RULES[kind].format_map(context) if kind in RULES else f"is not valid: {error['msg']}"
    for python, json in PYTHON_WORDS.items():
        rule = rule.replace(python, json)
    value = "" if kind == "missing" else f", got {shown(error.get('input'))}"
    return Finding(loc, f"{field(loc)} {rule}{value}.")


def field(loc: Location) -> str:
    """A location as one would write it: `network.layers[0].units`."""
    parts = loc[1:] if loc and loc[0] in ("body", "query", "path", "header") else loc
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".") or "The body"


def shown(value: Any, width: int = 80) -> str:
    """A value as JSON, cut where it grows long."""
    if isinstance(value, float) and not abs(value) < float("inf"):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    try:
        text = orjson.dumps(value).decode()
    except (TypeError, ValueError):
        text = (
            repr(value)[: width + 1] if isinstance(value, str | bytes | int) else f"a {type(value).__name__}"
        )
    return text if len(text) <= width else text[:width] + "…"
