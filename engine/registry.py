"""A choice (activation, loss, initializer, optimizer, schedule) is one object in one registry.

Validation, the catalog, the menus on the page and the tests all read the same registry,
so that adding a choice touches one file.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from engine.errors import Location, RuleError, UnknownChoice


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that belongs to a choice, such as the `negative_slope` of leaky_relu; both bounds included."""

    name: str
    default: float
    minimum: float
    maximum: float

    def check(self, value: object, loc: Location) -> float:
        """`value` as a float, if it is a number within the bounds; RuleError else."""
        number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
        if self.minimum <= number <= self.maximum:
            return number
        bounds = f"between {self.minimum:g} and {self.maximum:g}"
        raise RuleError(f"{self.name} must be a number {bounds}, got {value!r}", (*loc, self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every choice tells about itself. `summary` says in one sentence when to use it."""

    name: str
    label: str
    summary: str
    formula: str
    source: str
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen entry together with the values of its own parameters; make one with `Registry.choose`."""

    name: str
    parameters: Mapping[str, float] = field(default_factory=dict[str, float])


T = TypeVar("T", bound=Entry)


class Registry(Mapping[str, T], Generic[T]):
    """Entries by name, in the order in which they were given. A miss raises UnknownChoice."""

    def __init__(self, kind: str, entries: Iterable[T]) -> None:
        self.kind = kind
        self._entries = {entry.name: entry for entry in entries}

    def __getitem__(self, name: str) -> T:
        try:
            return self._entries[name]
        except (KeyError, TypeError):
            raise UnknownChoice(self.kind, name, self._entries) from None

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def choose(self, name: str, parameters: Mapping[str, object] | None = None, loc: Location = ()) -> Choice:
        """The choice `name`, complete: parameters left out take their defaults, given ones are checked."""
        if name not in self:
            raise UnknownChoice(self.kind, name, self._entries, loc)
        given = dict(parameters or {})
        known = {parameter.name: parameter for parameter in self._entries[name].parameters}
        for key in given:
            if key not in known:
                has = f"it has {', '.join(known)}" if known else "it has none"
                raise RuleError(f"{self.kind} {name} has no parameter {key!r}; {has}", (*loc, key))
        values = {key: known[key].check(given.get(key, known[key].default), loc) for key in known}
        return Choice(name, values)
