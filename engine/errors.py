"""What can be wrong with a request to the engine, said in a sentence that names thing, rule and value."""

from collections.abc import Iterable

Location = tuple[str | int, ...]


class EngineError(ValueError):
    """Base of all errors that the engine raises on purpose; `str(error)` is a full sentence.

    `loc` is the path to the part that broke the rule, such as `("layers", 0, "units")`.
    """

    def __init__(self, rule: str, loc: Location = ()) -> None:
        super().__init__(rule)
        self.rule = rule
        self.loc = loc

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.rule, self.loc))


class RuleError(EngineError):
    """A value that breaks a rule: `RuleError("units must be at least 1, got 0", ("layers", 0, "units"))`."""


class UnknownChoice(EngineError):
    """A name that its registry does not hold; carries the names that it does."""

    def __init__(self, kind: str, name: object, choices: Iterable[str], loc: Location = ()) -> None:
        self.kind = kind
        self.name = name
        self.choices = tuple(choices)
        super().__init__(f"Unknown {kind} {name!r}. Choose one of: {', '.join(self.choices)}", loc)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.kind, self.name, self.choices, self.loc))
