"""What any store must do, in terms of bytes: it knows neither networks nor arrays.

A change is one compare-and-set on the version, with what it adds to the network's journal and takes from it
in the same transaction, so that what was answered is always what is kept. What a change takes from the
journal may go onto a shelf of its own, from which undoing it brings it back.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["checkpoint", "before", "batch", "point"]
Key = tuple[Kind, int]


class StoreError(Exception):
    """The store cannot be opened or written; the message is a sentence for the person who runs the server."""


class Unsure(StoreError):
    """The store fell silent in the midst of a change, which may be kept or not."""


class Held(Exception):
    """Somebody else holds the network: a change without their token is not kept."""


@dataclass(frozen=True, slots=True)
class NetworkRecord:
    """A network as it is now. `state` is packed by app.codec; changes up to number `done` are done, those
    after it undone."""

    version: int
    state: bytes
    done: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of training step `step`, under a kind of its own; see app.journal for what they mean."""

    kind: Kind
    step: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """A change that can be undone or redone. `number` counts from 1; `label` says what it was; `content` is
    the way to the other side of it, see app.changes."""

    number: int
    label: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Noted:
    """A change without its content: how many `bytes` it takes, its shelf included."""

    number: int
    label: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Writes:
    """What a change does to the journal, in this order.

    Changes named in `forget` go, with their shelves. Then onto the shelf of `change`, which is put in place,
    go the entries of `aside` and all that are later than `aside_after`; where `back` is true, they change
    places with what was on it. Then `drop` goes for good, and `put` is added.
    """

    put: tuple[Entry, ...] = ()
    drop: tuple[Key, ...] = ()
    aside: tuple[Key, ...] = ()
    aside_after: int | None = None
    back: bool = False
    change: Change | None = None
    forget: tuple[int, ...] = ()


NOTHING = Writes()


@dataclass(frozen=True, slots=True)
class Glance:
    """What is seen of a network without reading it: its version, and whether somebody holds it."""

    version: int
    held: bool


class Store(Protocol):
    """Whoever trains a network holds it by a lease: a token, larger than all before it, and a time. Only who
    has the latest token changes the network, and others do once the time is up: a server that was killed, or
    stood still too long, never writes over what came after it.
    """

    @property
    def shared(self) -> bool:
        """Whether other servers may use it at the same time."""
        ...

    async def create(self, id: str, record: NetworkRecord, start: Entry) -> None: ...

    async def read(self, id: str) -> NetworkRecord | None: ...

    async def glance(self, id: str) -> Glance | None: ...

    async def change(
        self,
        id: str,
        expected: int,
        record: NetworkRecord,
        writes: Writes = NOTHING,
        token: int | None = None,
    ) -> bool:
        """Puts `record` in place if the version kept is `expected`; False, and nothing done, otherwise.

        Raises Held if the network is held and no `token` is given, or one that is not the latest.
        """
        ...

    async def delete(self, id: str, expected: int | None = None) -> bool:
        """Forgets the network and its journal; False if it is not there, or not at version `expected`.

        Raises Held if somebody holds it.
        """
        ...

    async def acquire(self, id: str, seconds: float) -> int | None:
        """Holds the network for so long: a new token, or None if somebody holds it or it is not there."""
        ...

    async def renew(self, id: str, token: int, seconds: float) -> bool:
        """Holds it for so long from now on; False if `token` is not the latest."""
        ...

    async def release(self, id: str, token: int) -> None:
        """Holds it no longer; nothing if `token` is not the latest."""
        ...

    async def touch(self, id: str) -> None:
        """Somebody has looked at the network now."""
        ...

    async def count(self) -> int:
        """How many networks there are."""
        ...

    async def idle(self, seconds: float) -> list[str]:
        """The networks that nobody has looked at for so long."""
        ...

    async def expire(self, id: str, seconds: float) -> bool:
        """Forgets the network if nobody has looked at it for so long, and nobody holds it."""
        ...

    async def nearest(self, id: str, kind: Kind, step: int) -> Entry | None:
        """The latest entry of a kind that is not later than `step`."""
        ...

    async def entries(self, id: str, kind: Kind, first: int, last: int) -> list[Entry]:
        """The entries of a kind from step `first` to `last`, in order."""
        ...

    async def steps(self, id: str, kind: Kind) -> list[int]:
        """The steps that have an entry of a kind, in order."""
        ...

    async def changes(self, id: str, first: int = 1) -> list[Noted]:
        """The changes from number `first` on, in order."""
        ...

    async def read_change(self, id: str, number: int) -> Change | None: ...

    async def shelf(self, id: str, number: int) -> list[Key]:
        """What lies on the shelf of a change, in order."""
        ...

    async def put_dataset(self, key: str, content: bytes) -> None:
        """Keeps the rows of a data set under the key that their content has; nothing if they are there.

        They stay when no network refers to them any more: they may be wanted again.
        """
        ...

    async def read_dataset(self, key: str) -> bytes | None: ...

    async def check(self) -> None:
        """Raises StoreError if the store does not answer."""
        ...

    async def close(self) -> None: ...
