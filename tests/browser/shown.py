"""What each number on screen must say, from the API's answer alone: the page's own code has no part in it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MINUS = "−"
Json = dict[str, Any]


def formatted(value: float) -> str:
    """Four significant digits without trailing zeros, an exponent below 1e−3 and from 1e5, a true minus."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0"
    mantissa, power = f"{abs(value):.3e}".split("e")
    exponent = int(power)
    if abs(value) < 1e-3 or exponent >= 5:
        text = f"{plain(float(mantissa))}e{exponent}".replace("-", MINUS)
    else:
        text = plain(float(f"{mantissa}e{exponent}"))
    return (MINUS if value < 0 else "") + text


def plain(value: float) -> str:
    return f"{value:.10f}".rstrip("0").rstrip(".")


def read(text: str) -> float:
    """The number that stands on screen; NaN where none does."""
    bare = re.sub(r"[()\s]", "", text).replace(MINUS, "-").replace("∞", "inf")
    try:
        return float(bare)
    except ValueError:
        return math.nan


def says(text: str, value: float, short: bool) -> bool:
    """Whether a text shows this number, to the digits that it shows."""
    if short:
        return read(text) == value or abs(read(text) - value) <= 0.06 * abs(value)
    if re.sub(r"[()\s]", "", text) == formatted(value):
        return True
    # The same terms added in another order may end on the other side of a rounding.
    shown = read(text)
    return math.isfinite(shown) and abs(shown - value) <= max(0.5001 * ulp4(value), 1e-15)


def ulp4(value: float) -> float:
    """One unit of the fourth significant digit."""
    return 10.0 ** (math.floor(math.log10(abs(value))) - 3) if value else 1e-12


@dataclass(frozen=True)
class Answer:
    """The API's answer of a step, read by the names that numbers carry on screen."""

    trace: Json

    @property
    def rows(self) -> int:
        return len(self.trace["x"])

    def value(self, key: str) -> float:
        quantity, *fields = key.split(":")
        layer, unit, from_, row = (int(field) if field else None for field in fields)
        if layer is None:
            return self.of_step(quantity)
        if row is None and quantity not in SHARED:
            rows = [self.at(quantity, layer, unit or 0, from_, n) for n in range(self.rows)]
            total = math.fsum(rows)
            return total if is_gradient(quantity) else total / self.rows
        return self.at(quantity, layer, unit or 0, from_, row or 0)

    def of_step(self, quantity: str) -> float:
        trace = self.trace
        if quantity == "foretold":
            return math.fsum(
                g * c
                for layer in trace["layers"]
                for update in layer["update"].values()
                for g, c in zip(flat(update["gradient"]), flat(update["change"]), strict=True)
            )
        if quantity == "loss_change":
            return trace["loss_after"] - trace["loss"]
        return trace[quantity]

    def at(self, quantity: str, layer: int, unit: int, from_: int | None, n: int) -> float:
        trace = self.trace
        if layer == 0:
            return trace["x"][n][unit] if quantity in ("a", "x") else trace["layers"][0]["grad_x"][n][unit]
        own = trace["layers"][layer - 1]
        if quantity in DERIVED:
            return DERIVED[quantity](self, own, layer, unit, from_, n)
        if quantity == "y":
            target = trace["y"][n]
            return target[unit] if isinstance(target, list) else float(target == unit)
        if quantity in ("gamma", "beta", "mean", "var", "grad_gamma", "grad_beta"):
            return own["batch_norm"][quantity][unit]
        if quantity in ("x_hat", "grad_y"):
            return own["batch_norm"][quantity][n][unit]
        if quantity in ("w", "grad_w"):
            return own[quantity][from_][unit]
        if quantity in ("b", "grad_b"):
            return own[quantity][unit]
        return own[quantity][n][unit]


def flat(values: Any) -> list[float]:
    return [each for value in values for each in flat(value)] if isinstance(values, list) else [values]


def is_gradient(quantity: str) -> bool:
    return quantity.startswith("grad_") or quantity in GRADIENTS


def terms(self: Answer, layer: int, unit: int, n: int) -> list[float]:
    own = self.trace["layers"][layer - 1]
    return [x * w[unit] for x, w in zip(own["x"][n], own["w"], strict=True)] + [own["b"][unit]]


def messages(self: Answer, layer: int, unit: int, n: int) -> list[float]:
    own = self.trace["layers"][layer - 1]
    sent = [w * g for w, g in zip(own["w"][unit], own["grad_z"][n], strict=True)]
    past = any(beat["op"] == "skip" and beat["layer"] == layer for beat in self.trace["beats"])
    return sent + ([own.get("grad_h", own["grad_a"])[n][unit]] if past else [])


def updated(part: str) -> Callable[..., float]:
    """A part of the update of the parameter that stands there: a weight's, or without `from` the bias's."""

    def at(self: Answer, own: Json, layer: int, unit: int, from_: int | None, n: int) -> float:
        if from_ is None:
            return own["update"]["b"][part][unit]
        return own["update"]["w"][part][from_][unit]

    return at


def of(parameter: str, part: str) -> Callable[..., float]:
    def at(self: Answer, own: Json, layer: int, unit: int, from_: int | None, n: int) -> float:
        values = own["update"][parameter][part]
        return values[unit] if from_ is None else values[from_][unit]

    return at


SHARED = {
    *("w", "b", "gamma", "beta", "mean", "var", "grad_w", "grad_b", "grad_gamma", "grad_beta"),
    *("change", "clipped", "penalty", "w_after", "b_after", "gamma_after", "beta_after"),
}
GRADIENTS = {"message", "share", "gather_so_far", "gather_rest"}
DERIVED: dict[str, Callable[..., float]] = {
    "x": lambda self, own, layer, unit, from_, n: own["x"][n][unit if from_ is None else from_],
    "product": lambda self, own, layer, unit, from_, n: own["x"][n][from_] * own["w"][from_][unit],
    "message": lambda self, own, layer, unit, from_, n: own["w"][from_][unit] * own["grad_z"][n][unit],
    "share": lambda self, own, layer, unit, from_, n: own["x"][n][from_] * own["grad_z"][n][unit],
    "h": lambda self, own, layer, unit, from_, n: own.get("h", own["a"])[n][unit],
    "bypassed": lambda self, own, layer, unit, from_, n: own.get("h", own["a"])[n][unit] + own["x"][n][unit],
    "f_input": lambda self, own, layer, unit, from_, n: own.get("batch_norm", {}).get("y", own["z"])[n][unit],
    "grad_f_input": lambda self, own, layer, unit, from_, n: own.get("batch_norm", {}).get(
        "grad_y", own["grad_z"]
    )[n][unit],
    "grad_h": lambda self, own, layer, unit, from_, n: own.get("grad_h", own["grad_a"])[n][unit],
    "sum_so_far": lambda self, own, layer, unit, from_, n: math.fsum(
        terms(self, layer, unit, n)[: from_ + 1]
    ),
    "sum_rest": lambda self, own, layer, unit, from_, n: math.fsum(terms(self, layer, unit, n)[from_:]),
    "gather_so_far": lambda self, own, layer, unit, from_, n: math.fsum(
        messages(self, layer, unit, n)[: from_ + 1]
    ),
    "gather_rest": lambda self, own, layer, unit, from_, n: math.fsum(messages(self, layer, unit, n)[from_:]),
    **{part: updated(part) for part in ("change", "clipped", "penalty")},
    **{f"{name}_after": of(name, "after") for name in ("w", "b", "gamma", "beta")},
}
