"""Errors are sentences, carry their place, and survive the way between processes."""

import pickle

from engine.errors import EngineError, RuleError, UnknownChoice


def test_an_unknown_choice_names_what_there_is() -> None:
    error = UnknownChoice("activation", "rleu", ["linear", "relu"])
    assert str(error) == "Unknown activation 'rleu'. Choose one of: linear, relu"
    assert (error.kind, error.name, error.choices) == ("activation", "rleu", ("linear", "relu"))


def test_a_rule_error_is_its_rule_with_a_place() -> None:
    error = RuleError("units must be at least 1, got 0", ("layers", 0, "units"))
    assert str(error) == error.rule == "units must be at least 1, got 0"
    assert error.loc == ("layers", 0, "units")


def test_errors_can_be_pickled() -> None:
    errors: list[EngineError] = [
        RuleError("a rule", ("x", 1)),
        UnknownChoice("loss", "mse", ["huber"], ("loss",)),
    ]
    for error in errors:
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert vars(again) == vars(error)
        assert str(again) == str(error)
