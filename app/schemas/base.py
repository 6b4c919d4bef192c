"""The words that requests are made of: strict types, rows of numbers, and choices out of a registry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from annotated_types import Ge, Len
from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    FailFast,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Tag,
)
from pydantic_core import CoreSchema, core_schema

from app.rules import TAG
from engine.registry import Entry, Registry

E = TypeVar("E", bound=Entry)


class Body(BaseModel):
    """A request: no unknown keys, no text for a number, nothing that is not finite."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class Stop(FailFast):
    """Stops at the first wrong number of a list: one is enough to say, and a body may hold a million."""

    def __hash__(self) -> int:  # Annotated types in a union have to be hashable
        return id(self)


Row = Annotated[list[float], Stop()]
NonNegative = Annotated[list[Annotated[float, Ge(0)]], Stop()]
Matrix = Annotated[list[Row], Stop()]
Rows = Annotated[list[Row], Len(min_length=1), Stop()]
Labels = Annotated[list[int], Len(min_length=1), Stop()]


def _shape_of_targets(value: Any) -> str:
    numbers = isinstance(value, list) and value and not isinstance(value[0], list)  # pyright: ignore[reportUnknownVariableType]
    return TAG + ("labels" if numbers else "rows")


# (N, D_out), or whole-number labels (N,) for categorical cross-entropy
Targets = Annotated[
    Annotated[Rows, Tag(TAG + "rows")] | Annotated[Labels, Tag(TAG + "labels")],
    Discriminator(_shape_of_targets),
]


class ChoiceBody(Body):
    """A choice by name, with numbers of its own where it has any."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, float] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride]

    name: str

    @property
    def parameters(self) -> Mapping[str, float]:
        return self.__pydantic_extra__


@dataclass(frozen=True, eq=False)
class Named(Generic[E]):
    """The request's way to choose from `registry`: a name, or an object with the name and its parameters."""

    registry: Registry[E]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        inner = core_schema.no_info_after_validator_function(self._known, handler(source))
        return core_schema.no_info_before_validator_function(self._from_name, inner)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        entries = [_entry_schema(entry) for entry in self.registry.values()]
        return {"anyOf": [{"type": "string", "enum": list(self.registry)}, *entries]}

    @staticmethod
    def _from_name(value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    def _known(self, choice: ChoiceBody) -> ChoiceBody:
        self.registry.choose(choice.name, choice.parameters)
        return choice


def _entry_schema(entry: Entry) -> dict[str, Any]:
    numbers = {
        p.name: {"type": "number", "minimum": p.minimum, "maximum": p.maximum, "default": p.default}
        for p in entry.parameters
    }
    return {
        "type": "object",
        "title": entry.label,
        "properties": {"name": {"type": "string", "const": entry.name}, **numbers},
        "required": ["name"],
        "additionalProperties": False,
    }


@dataclass(frozen=True, eq=False)
class OneOf(Generic[E]):
    """A bare name out of `registry`."""

    registry: Registry[E]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._known, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.registry)}

    def _known(self, name: str) -> str:
        self.registry.choose(name)
        return name
