"""From the name of a quantity and its place to the derivation, with the place checked on the way."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from engine.errors import RuleError, UnknownChoice
from engine.explain import ahead, behind, bounds, coupled, memory, moved, norm, whole
from engine.explain.after import QUANTITIES as AFTER
from engine.explain.after import after
from engine.explain.parameter import OF_NORM
from engine.explain.parts import Explanation, Ref
from engine.explain.trace import Trace
from engine.passes import Backward, Forward
from engine.training import Step, Training


@dataclass(frozen=True, slots=True)
class _Quantity:
    """What a derivation has to be told: a layer and unit, and perhaps an example and a unit before.

    Each of `placed`, `unit` and `from_` is required, optional or none.
    """

    derive: Callable[[Trace, Ref], Explanation]
    placed: str = "required"
    example: bool = True
    from_: str = "none"
    unit: str = "required"


def _j(ref: Ref) -> int:
    return ref.unit or 0


def _k(ref: Ref) -> int:
    return ref.from_ or 0


def _n(ref: Ref) -> int:
    return ref.example or 0


def _x(t: Trace, ref: Ref) -> Explanation:
    if ref.layer == 1:
        return ahead.leaf(ref, t.x(1, _j(ref), _n(ref)), "An input: given from outside.")
    return ahead.explain_a(
        t, replace(ref, quantity="a", layer=ref.layer - 1), ref.layer - 1, _j(ref), _n(ref)
    )


def _w(t: Trace, ref: Ref) -> Explanation:
    return ahead.leaf(
        ref, t.w(ref.layer, _k(ref), _j(ref)), "A weight: drawn or set, and changed by training."
    )


def _b(t: Trace, ref: Ref) -> Explanation:
    return ahead.leaf(ref, t.b(ref.layer, _j(ref)), "A bias: set, and changed by training.")


def _y(t: Trace, ref: Ref) -> Explanation:
    return ahead.leaf(ref, t.y(_j(ref), _n(ref)), "The target: what the output should be.")


def _of_norm(name: str, note: str) -> Callable[[Trace, Ref], Explanation]:
    return lambda t, ref: ahead.leaf(ref, t.of_norm(name, ref.layer, _j(ref)), note)


def _mask(t: Trace, ref: Ref) -> Explanation:
    note = "Dropout: 0 for a unit left out of this step, else what makes up for those."
    return ahead.leaf(ref, t.mask(ref.layer, _j(ref), _n(ref)), note)


def _grad_y(t: Trace, ref: Ref) -> Explanation:
    t.norm(ref.layer)
    return behind.explain_gate(t, ref, ref.layer, _j(ref), _n(ref))


_OF_UPDATE: dict[str, Callable[[Trace, Ref], Explanation]] = {
    "update": moved.explain_update,
    "clipped": bounds.explain_clipped,
    "bounded": bounds.explain_bounded,
    "penalty": whole.explain_any_penalty,
    "change": moved.explain_change,
    "momentum": partial(memory.explain_after, "m"),
    **{name: partial(memory.explain_after, name) for name in memory.VECTORS},
    **{f"{name}_before": partial(memory.explain_before, name) for name in memory.VECTORS},
    "m_hat": partial(memory.explain_corrected, "m"),
    "v_hat": partial(memory.explain_corrected, "v"),
    "inverse_root": memory.explain_inverse_root,
}


def _sums() -> dict[str, _Quantity]:
    """The parts of sums over all parameters: those of a layer, and of the weights into one unit."""
    return {
        name: _Quantity(own.explain, example=False, unit="optional" if kind == "w" else "none")
        for own in (bounds.SQUARES, whole.FORETOLD, whole.PENALTY)
        for kind, name in own.quantities.items()
    }


_TOLD: dict[str, _Quantity] = {
    "x": _Quantity(_x),
    "w": _Quantity(_w, example=False, from_="required"),
    "b": _Quantity(_b, example=False),
    "z": _Quantity(lambda t, r: ahead.explain_z(t, r, r.layer, _j(r), _n(r))),
    "a": _Quantity(lambda t, r: ahead.explain_a(t, r, r.layer, _j(r), _n(r))),
    "slope": _Quantity(lambda t, r: ahead.explain_slope(t, r, r.layer, _j(r), _n(r))),
    "exp": _Quantity(lambda t, r: ahead.explain_exp(t, r, r.layer, _j(r), _n(r))),
    "y": _Quantity(_y),
    "loss_term": _Quantity(lambda t, r: behind.explain_loss_term(t, r, _j(r), _n(r))),
    "loss": _Quantity(behind.explain_loss, placed="none", example=False),
    "grad_a": _Quantity(lambda t, r: behind.explain_grad_a(t, r, r.layer, _j(r), _n(r))),
    "grad_z": _Quantity(lambda t, r: behind.explain_grad_z(t, r, r.layer, _j(r), _n(r))),
    "grad_w": _Quantity(
        lambda t, r: behind.explain_grad_w(t, r, r.layer, _k(r), _j(r)), example=False, from_="required"
    ),
    "grad_b": _Quantity(lambda t, r: behind.explain_grad_b(t, r, r.layer, _j(r)), example=False),
    "grad_x": _Quantity(lambda t, r: behind.explain_grad_x(t, r, r.layer, _j(r), _n(r))),
    "learning_rate": _Quantity(moved.explain_learning_rate, placed="none", example=False),
    **{name: _Quantity(derive, example=False, from_="optional") for name, derive in _OF_UPDATE.items()},
    "batch_norm": _Quantity(lambda t, r: norm.explain_y(t, r, r.layer, _j(r), _n(r))),
    "x_hat": _Quantity(lambda t, r: norm.explain_x_hat(t, r, r.layer, _j(r), _n(r))),
    "gamma": _Quantity(_of_norm("gamma", "The scale after batch norm: begins at 1."), example=False),
    "beta": _Quantity(_of_norm("beta", "The shift after batch norm: begins at 0."), example=False),
    "mean": _Quantity(lambda t, r: norm.explain_mean(t, r, r.layer, _j(r)), example=False),
    "var": _Quantity(lambda t, r: norm.explain_var(t, r, r.layer, _j(r)), example=False),
    "spread": _Quantity(lambda t, r: norm.explain_spread(t, r, r.layer, _j(r)), example=False),
    "h": _Quantity(lambda t, r: ahead.explain_h(t, r, r.layer, _j(r), _n(r))),
    "mask": _Quantity(_mask),
    "jacobian": _Quantity(
        lambda t, r: coupled.explain_jacobian(t, r, r.layer, _j(r), _k(r), _n(r)), from_="required"
    ),
    "grad_z_jacobian": _Quantity(lambda t, r: coupled.explain_long_way(t, r, r.layer, _j(r), _n(r))),
    "grad_h": _Quantity(lambda t, r: behind.explain_grad_h(t, r, r.layer, _j(r), _n(r))),
    "grad_y": _Quantity(_grad_y),
    "grad_gamma": _Quantity(lambda t, r: norm.explain_grad_gamma(t, r, r.layer, _j(r)), example=False),
    "grad_beta": _Quantity(lambda t, r: norm.explain_grad_beta(t, r, r.layer, _j(r)), example=False),
    **{
        f"{name}_{kind}": _Quantity(derive, example=False)
        for kind in OF_NORM
        for name, derive in _OF_UPDATE.items()
    },
    "sign": _Quantity(bounds.explain_sign, example=False, from_="required"),
    "clip_factor": _Quantity(bounds.explain_clip_factor, placed="none", example=False),
    "foretold": _Quantity(whole.explain_foretold, placed="none", example=False),
    "objective": _Quantity(whole.explain_objective, placed="none", example=False),
    **_sums(),
}
_ALL = {
    **_TOLD,
    "penalty": replace(_TOLD["penalty"], placed="optional"),
    **{f"{name}_after": replace(_TOLD[name], derive=after(_TOLD[name].derive)) for name in AFTER},
}
QUANTITIES = tuple(_ALL)

# These stand at the input side of a layer, so their unit counts among its inputs.
_AT_INPUT = ("x", "grad_x")
_AT_OUTPUT_LAYER = ("y", "loss_term", "loss_term_after")


def explain(
    trace: Forward | Backward | Step,
    quantity: str,
    layer: int | None = None,
    unit: int | None = None,
    from_: int | None = None,
    example: int | None = None,
    training: Training | None = None,
) -> Explanation:
    """The arithmetic of one number of a trace.

    `layer` counts from 1, `unit`, `from_` and `example` from 0; `example` left out is the first. For
    `update`, `from_` picks the weight, and without it the bias is meant; `jacobian` is ∂a_unit/∂z_from. What
    a network has but once, such as `loss` and `learning_rate`, needs no place; `penalty` without one is that
    of all weights, and needs the settings of `training` where the trace is none of a step.
    Errors: UnknownChoice for the quantity; RuleError for a place that the trace does not have.
    """
    if quantity not in _ALL:
        raise UnknownChoice("quantity", quantity, QUANTITIES, ("quantity",))
    told, seen = _ALL[quantity], Trace.of(trace, training)
    if told.placed == "none" or (told.placed == "optional" and not layer):
        return told.derive(seen, Ref(quantity, 0))
    ref = _checked(seen, told, Ref(quantity, -1 if layer is None else layer, unit, from_, example))
    return _ALL[ref.quantity].derive(seen, ref)


def _checked(seen: Trace, told: _Quantity, ref: Ref) -> Ref:
    """`ref` with what it need not say left out, if the trace has such a place."""
    if ref.quantity == "a" and ref.layer == 0:
        ref = replace(ref, quantity="x", layer=1)
    first = seen.depth if ref.quantity in _AT_OUTPUT_LAYER else 1
    layer = _within(ref.layer, first, seen.depth, "layer")
    d_in, d_out = seen.network.shapes[layer - 1]
    last = (d_in if ref.quantity in _AT_INPUT else d_out) - 1
    unit = _within(ref.unit, 0, last, "unit") if _wants(told.unit, ref.unit) else None
    example = _within(ref.example or 0, 0, seen.rows - 1, "example") if told.example else None
    sources = d_out if ref.quantity == "jacobian" else d_in
    from_ = _within(ref.from_, 0, sources - 1, "from") if _wants(told.from_, ref.from_) else None
    return Ref(ref.quantity, layer, unit, from_, example)


def _wants(how: str, value: int | None) -> bool:
    return how == "required" or (how == "optional" and value is not None)


def _within(value: int | None, first: int, last: int, name: str) -> int:
    if value is None or not first <= value <= last:
        raise RuleError(f"{name} must be a whole number from {first} to {last}, got {value}", (name,))
    return value
