"""One registry for each kind of choice, and what holds for all of them."""

import pytest

from engine.activations import ACTIVATIONS
from engine.errors import RuleError, UnknownChoice
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.presets import PRESETS
from engine.registry import Entry, Registry
from engine.schedules import SCHEDULES

REGISTRIES: list[Registry[Entry]] = [
    ACTIVATIONS,
    LOSSES,
    INITIALIZERS,
    OPTIMIZERS,
    SCHEDULES,
    PRESETS,
]  # pyright: ignore[reportAssignmentType]
ENTRIES = [entry for registry in REGISTRIES for entry in registry.values()]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_choice_says_what_it_is_and_when_to_use_it(entry: Entry) -> None:
    assert entry.label
    assert entry.formula
    assert entry.source
    assert entry.summary[0].isupper()
    assert entry.summary.endswith((".", "?"))
    assert entry.summary.count(". ") == 0
    assert entry.name.isidentifier()
    assert entry.name.islower()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_braces_of_every_formula_are_balanced(entry: Entry) -> None:
    texts = [entry.formula, getattr(entry, "derivative", ""), getattr(entry, "term", "")]
    for text in texts:
        assert text.count("{") == text.count("}")
        assert text.count(r"\begin") == text.count(r"\end")
        assert text.count(r"\bigl") == text.count(r"\bigr")


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.kind)
def test_a_miss_names_every_choice(registry: Registry[Entry]) -> None:
    with pytest.raises(UnknownChoice, match=f"Unknown {registry.kind} 'nothing'") as caught:
        registry["nothing"]
    assert caught.value.choices == tuple(registry)
    assert "nothing" not in registry
    with pytest.raises(UnknownChoice):
        registry.choose("nothing")


def test_parameters_left_out_take_their_defaults() -> None:
    assert ACTIVATIONS.choose("leaky_relu").parameters == {"negative_slope": 0.01}
    assert ACTIVATIONS.choose("leaky_relu", {"negative_slope": 1}).parameters == {"negative_slope": 1.0}


@pytest.mark.parametrize("value", [-0.1, 1.5, float("nan"), float("inf"), True, "0.1", None])
def test_a_parameter_out_of_bounds_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(RuleError, match="negative_slope must be a number between 0 and 1, got") as caught:
        ACTIVATIONS.choose("leaky_relu", {"negative_slope": value}, ("layers", 0, "activation"))
    assert caught.value.loc == ("layers", 0, "activation", "negative_slope")


def test_a_parameter_that_the_choice_has_not_is_refused() -> None:
    with pytest.raises(RuleError, match="activation relu has no parameter 'alpha'; it has none"):
        ACTIVATIONS.choose("relu", {"alpha": 1.0})


def test_the_contracts_names_are_all_there_in_order() -> None:
    assert " ".join(ACTIVATIONS) == "linear relu leaky_relu elu gelu silu softplus sigmoid tanh softmax"
    assert set(LOSSES) == {
        "binary_cross_entropy",
        "categorical_cross_entropy",
        "mean_squared_error",
        "mean_absolute_error",
        "half_squared_error",
        "huber",
    }
    assert (
        " ".join(INITIALIZERS)
        == "zeros normal uniform xavier_uniform xavier_normal he_uniform he_normal lecun_normal"
    )
