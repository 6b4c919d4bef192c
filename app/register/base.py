"""How each room stands, whichever server its people sit at: a register keeps that, and knows no socket.

A seat has a name, and is held for a while at a time: who sits on it says so again and again, and the seats
of a server that was killed become free by themselves. Everything that is done answers how the room stands
then, with a number that rises with each change, so that an older answer is known by its number.
"""

import secrets
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import orjson

# Who has left the leader to look around needs the networks that were shown before for a while.
MOST_LENT = 8
ID_LENGTH = 22


@dataclass(frozen=True, slots=True)
class Standing:
    """`leader` is the seat of who leads, empty for nobody; `shown` the JSON of what is shown, empty for
    nothing yet, since change `shown_at`; `ended` why the room has ended, empty if it goes on. It ends by
    itself in `left` seconds."""

    number: int
    leader: str = ""
    followers: int = 0
    shown: str = ""
    shown_at: int = 0
    ended: str = ""
    left: float = 0.0

    def packed(self) -> bytes:
        return orjson.dumps(asdict(self))

    @classmethod
    def unpacked(cls, content: bytes) -> "Standing":
        known: dict[str, Any] = orjson.loads(content)
        return cls(**known)


class Full(Exception):
    """All seats of followers are taken."""


class Register(Protocol):
    """A seat is held for `seat_seconds`; a room in which nothing is shown ends after `room_seconds`. Where
    there is no such room, or no more, the answer is None. All raise StoreError."""

    @property
    def seat_seconds(self) -> float: ...

    async def open(self, id: str, key: str) -> None:
        """A new room, which is led with the key."""
        ...

    async def key(self, id: str) -> str | None: ...

    async def read(self, id: str) -> Standing | None: ...

    async def lead(self, id: str, seat: str) -> Standing | None:
        """Takes the leader's seat, from whoever has it."""
        ...

    async def follow(self, id: str, seat: str, most: int) -> Standing | None:
        """Takes one of `most` seats. Raises Full."""
        ...

    async def leave(self, id: str, seats: list[str]) -> Standing | None: ...

    async def renew(self, id: str, leader: str, followers: list[str], seen: int) -> Standing | None:
        """Holds these seats from now on, lost ones too; the leader's if nobody else has it.

        A number that was `seen` stays behind: a register that has lost its latest changes goes on after it.
        """
        ...

    async def show(self, id: str, seat: str, shown: str) -> Standing | None:
        """Nothing is shown if somebody else leads."""
        ...

    async def lend(self, id: str, network: str) -> str | None:
        """The name under which the followers look at a network; the latest so many names are good."""
        ...

    async def lent(self, name: str) -> str | None:
        """The network of a name."""
        ...

    async def end(self, id: str, seat: str) -> Standing | None:
        """Ends the room, unless somebody else leads."""
        ...

    async def close(self) -> None: ...


def fresh() -> str:
    """An id or a name of 128 random bits."""
    return secrets.token_urlsafe(16)


def fresh_name(id: str) -> str:
    """A name for a network that is lent in a room: its beginning says where to look it up."""
    return id + fresh()


def room_of(name: str) -> str | None:
    """The room in which a network is lent, None if that is no such name."""
    return name[:ID_LENGTH] if len(name) == 2 * ID_LENGTH else None
