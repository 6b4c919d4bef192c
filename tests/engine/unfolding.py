"""Explanations unfolded: every ref explained in turn, each held against its parts and against its factor."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from engine.explain import Explanation, Ref, explain
from engine.passes import Backward
from engine.training import Step

# Their terms pass through larger numbers on the way.
_ROUGH = ("var", "grad_z", "x_hat", "jacobian")


def told(trace: Step | Backward, ref: Ref) -> Explanation:
    return explain(trace, ref.quantity, ref.layer, ref.unit, ref.from_, ref.example)


def assert_adds_up(found: Explanation, relative: float, rounding: float = 1e-300) -> None:
    """Factors multiply to terms, bit for bit; terms add up to the sum, which is the value or f's argument."""
    total = -0.0
    for term in found.terms:
        product = 1.0
        with np.errstate(all="ignore"):
            for factor in term.factors:
                product *= factor.value
        assert product == term.value or (np.isnan(product) and np.isnan(term.value))
        total += term.value
    assert found.sum == total or np.isnan(total)
    if found.then is None and np.isfinite(found.sum):
        size = sum(abs(term.value) for term in found.terms)
        assert abs(found.sum - found.value) <= relative * size + rounding


def assert_well_formed(found: Explanation) -> None:
    for text in (found.symbol, found.formula, found.substituted, found.then or ""):
        assert text.count("{") == text.count("}")
        assert text.count("(") == text.count(")")
        assert "−" not in text
        assert "--" not in text.replace(" ", "")


def unfolded(trace: Step | Backward, refs: Iterable[Ref]) -> dict[Ref, Explanation]:
    """The explanations of `refs` and of all that they rest on, each checked on the way."""
    done: dict[Ref, Explanation] = {}
    waiting: list[tuple[Ref, float | None]] = [(ref, None) for ref in refs]
    while waiting:
        ref, value = waiting.pop()
        if ref not in done:
            done[ref] = found = told(trace, ref)
            assert found.ref == ref or value is None
            assert_well_formed(found)
            rough = found.quantity.removesuffix("_after") in _ROUGH
            assert_adds_up(found, (5000 if rough else 500) * _epsilon(trace), _rounding(trace, found))
            factors = [factor for term in found.terms for factor in term.factors]
            waiting += [(factor.ref, factor.value) for factor in factors if factor.ref]
        if value is not None:
            np.testing.assert_array_equal(done[ref].value, value, err_msg=str(ref))
    return done


def rests_on(found: Explanation) -> bool:
    """Whether anything in it can be unfolded."""
    return any(factor.ref for term in found.terms for factor in term.factors)


def _epsilon(trace: Step | Backward) -> float:
    ahead = trace.forward if isinstance(trace, Backward) else trace.backward.forward
    return float(np.finfo(ahead.network.dtype).eps)


def _rounding(trace: Step | Backward, found: Explanation) -> float:
    """What falls below the smallest numbers; a change, new number less old one, is as rounded as they."""
    if not found.quantity.startswith("change"):
        return 1e-300 if _epsilon(trace) < 1e-10 else 1e-36
    update = told(trace, replace(found.ref, quantity=found.quantity.replace("change", "update")))
    return 4 * _epsilon(trace) * (abs(update.value) + abs(found.value))
