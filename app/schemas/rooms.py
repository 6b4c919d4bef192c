"""The messages of a room: what the one who leads it says, which is strict, and what the server does."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from app.schemas.base import Body
from app.schemas.common import Answer, Problem
from app.schemas.live import Whole

PAGE = r"^/(networks|shared|lessons)/[A-Za-z0-9_-]{1,64}$"


class ShowMessage(Body):
    """What the leader's page shows now; all followers are shown the same."""

    type: Literal["show"]
    url: str = Field(
        max_length=80,
        pattern=PAGE,
        description="path of the page: a network, a snapshot or a lesson",
        examples=["/networks/qN1mVYhT0dS4pJ8xKc2LwA"],
    )
    place: str = Field(
        "",
        max_length=500,
        description="what stands behind # in the address: the place on that page",
        examples=["step=1&beat=forward-1-gather"],
    )
    version: Whole | None = Field(
        None, description="of the network: another one means that numbers have changed"
    )
    training: bool = Field(False, description="whether the network trains now")


class EndMessage(Body):
    """Ends the room for all."""

    type: Literal["end"]


LeaderMessage = Annotated[ShowMessage | EndMessage, Field(discriminator="type")]


class ShownMessage(Answer):
    """What the leader shows. A network of the leader's is lent: it can be looked at and copied."""

    type: Literal["shown"]
    url: str
    place: str
    version: int | None
    training: bool


class WaitingMessage(Answer):
    """Nobody leads at the moment."""

    type: Literal["waiting"]
    reason: Literal["not_begun", "left"]


class FollowersMessage(Answer):
    """For the leader: how many follow."""

    type: Literal["followers"]
    count: int


class EndedMessage(Answer):
    """The last message of a socket."""

    type: Literal["ended"]
    reason: Literal["stopped", "idle", "replaced"] = Field(
        description="replaced: the leader has connected from elsewhere"
    )


class RoomErrorMessage(Answer):
    """A message was refused; the socket stays open."""

    type: Literal["error"]
    problem: Problem


RoomServerMessage = Annotated[
    ShownMessage | WaitingMessage | FollowersMessage | EndedMessage | RoomErrorMessage,
    Field(discriminator="type"),
]


class OpenedRoom(Answer):
    id: str
    key: str = Field(description="who has it leads; it is told only here")
    url: str = Field(description="path of the page that follows")


class RoomStatus(Answer):
    id: str
    url: str = Field(description="path of the page that follows")
    led: bool = Field(description="whether the leader is connected")
    followers: int


LEADER: TypeAdapter[Any] = TypeAdapter(LeaderMessage)
SERVER: TypeAdapter[Any] = TypeAdapter(RoomServerMessage)
