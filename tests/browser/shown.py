"""What each number on screen must say, from the API's answer alone: the page's own code has no part in it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

MINUS = "−"
Json = dict[str, Any]
# A number of the answer at layer, unit, unit before and row; `own` is what the layer holds.
Derive = Callable[["Answer", Json, int, int, int | None, int], float]


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
    digits = len(re.sub(r"e.*|[^\d]|^[0.−]+", "", text).lstrip("0")) if short else 4
    if not short and re.sub(r"[()\s]", "", text) == formatted(value):
        return True
    # The same terms added in another order may end on the other side of a rounding.
    shown = read(text)
    return math.isfinite(shown) and abs(shown - value) <= max(0.5001 * unit_of(value, max(1, digits)), 1e-15)


def unit_of(value: float, digits: int) -> float:
    """What the last of so many significant digits counts."""
    return 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1) if value else 1e-12


@dataclass(frozen=True)
class Answer:
    """The API's answer of a step, read by the names that numbers carry on screen."""

    trace: Json
    ask: Callable[[Json], Json]

    @property
    def rows(self) -> int:
        return len(self.trace["x"])

    def rest(self, key: str, shown: set[int]) -> float:
        """All terms but those that are shown, added up: of products and messages by unit, else by row."""
        quantity, *fields = key.split(":")
        layer, unit, from_, row = (int(field) if field else 0 for field in fields)
        own, term = self.trace["layers"][layer - 1], quantity.removesuffix("_rest")
        if term == "product":
            places = [(unit, k, row) for k in range(len(own["w"]))]
        elif term == "message":
            places = [(j, from_, row) for j in range(len(own["b"]))]
        else:
            places = [(unit, from_, n) for n in range(self.rows)]
        return math.fsum(self.at(term, layer, *at) for i, at in enumerate(places) if i not in shown)

    def value(self, key: str) -> float:
        quantity, *fields = key.split(":")
        layer, unit, from_, row = (int(field) if field else None for field in fields)
        name, _, path = quantity.partition(".")
        if path or name in EXPLAINED:
            place = {"layer": layer, "unit": unit, "from": from_, "example": row}
            return within(
                self.ask({"quantity": name} | {k: v for k, v in place.items() if v is not None}), path
            )
        if quantity.startswith("own_"):
            return self.rows * self.at(quantity[4:], layer or 0, unit or 0, from_, row or 0)
        if layer is None or quantity in OF_STEP:
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
        if quantity == "loss_foretold":
            return trace["loss"] + self.of_step("foretold")
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
            return float(target[unit] if hasattr(target, "__len__") else target == unit)
        if quantity in ("gamma", "beta", "mean", "var", "grad_gamma", "grad_beta"):
            return own["batch_norm"][quantity][unit]
        if quantity in ("x_hat", "grad_y"):
            return own["batch_norm"][quantity][n][unit]
        if quantity in ("w", "grad_w"):
            return own[quantity][from_][unit]
        if quantity in ("b", "grad_b"):
            return own[quantity][unit]
        return own[quantity][n][unit]


def within(explanation: Json, path: str) -> float:
    """A part of a derivation: its value, its sum, a term, a factor, or all terms from one on added up."""
    if path.startswith("rest."):
        return math.fsum(term["value"] for term in explanation["terms"][int(path[5:]) :])
    at: Any = explanation
    for step in path.split(".") if path else []:
        at = at[int(step) if step.isdigit() else step]
    return float(at["value"] if hasattr(at, "keys") else at)


def flat(values: Any) -> list[float]:
    """Nested lists as one."""
    return np.asarray(values, dtype=float).ravel().tolist()


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


def kept(self: Answer, layer: int, unit: int, n: int) -> list[float]:
    """What stays on the edges into a unit, and last on its bias."""
    own = self.trace["layers"][layer - 1]
    return [x * own["grad_z"][n][unit] for x in [*own["x"][n], 1.0]]


def sent(self: Answer, layer: int, unit: int, n: int) -> list[float]:
    own = self.trace["layers"][layer - 1]
    return [w[unit] * own["grad_z"][n][unit] for w in own["w"]]


def rest(parts: Callable[[Answer, int, int, int], list[float]]) -> Derive:
    """What the terms from one on add up to."""
    return lambda self, own, layer, unit, from_, n: math.fsum(parts(self, layer, unit, n)[from_ or 0 :])


def so_far(parts: Callable[[Answer, int, int, int], list[float]]) -> Derive:
    """What the terms up to one add up to."""
    return lambda self, own, layer, unit, from_, n: math.fsum(parts(self, layer, unit, n)[: (from_ or 0) + 1])


def updated(part: str) -> Derive:
    """A part of the update of the parameter that stands there: a weight's, or without `from` the bias's."""

    def at(self: Answer, own: Json, layer: int, unit: int, from_: int | None, n: int) -> float:
        if from_ is None:
            return own["update"]["b"][part][unit]
        return own["update"]["w"][part][from_][unit]

    return at


def remembered(name: str) -> Derive:
    """What the optimizer keeps of the parameter that stands there."""

    def at(self: Answer, own: Json, layer: int, unit: int, from_: int | None, n: int) -> float:
        update = own["update"]["b" if from_ is None else "w"]
        return update["state"][name][unit] if from_ is None else update["state"][name][from_][unit]

    return at


def of(parameter: str, part: str) -> Derive:
    def at(self: Answer, own: Json, layer: int, unit: int, from_: int | None, n: int) -> float:
        values = own["update"][parameter][part]
        return values[unit] if from_ is None else values[from_][unit]

    return at


# What optimizers remember of a parameter, by name.
STATE = ("m", "v", "s")
SHARED = {
    *("w", "b", "gamma", "beta", "mean", "var", "grad_w", "grad_b", "grad_gamma", "grad_beta"),
    *("change", "clipped", "penalty", "w_after", "b_after", "gamma_after", "beta_after"),
    *STATE,
}
OF_STEP = ("loss", "loss_after", "learning_rate", "objective")
# What the trace does not hold as such, and POST /explain answers.
EXPLAINED = ("update", "loss_term", "exp", "spread", "momentum", "batch_norm", "update_gamma", "update_beta")
GRADIENTS = {"message", "share", "gather_so_far", "gather_rest", "deposit_rest", "send_rest"}
DERIVED: dict[str, Derive] = {
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
    "sum_so_far": so_far(terms),
    "gather_so_far": so_far(messages),
    "sum_rest": rest(terms),
    "gather_rest": rest(messages),
    "deposit_rest": rest(kept),
    "send_rest": rest(sent),
    **{name: remembered(name) for name in STATE},
    **{part: updated(part) for part in ("change", "clipped", "penalty")},
    **{f"{name}_after": of(name, "after") for name in ("w", "b", "gamma", "beta")},
}
