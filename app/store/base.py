"""What any store must do, in terms of bytes: it knows neither networks nor arrays.

A change is one compare-and-set on the version, with the step it adds or drops in the same transaction,
so that what was answered is always what is kept.
"""

from dataclasses import dataclass
from typing import Protocol


class StoreError(Exception):
    """The store cannot be opened or written; the message is a sentence for the person who runs the server."""


@dataclass(frozen=True, slots=True)
class NetworkRecord:
    """A network as it is now. `state` is packed by app.codec."""

    version: int
    state: bytes


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A training step that was taken; step 0 is the start, and has neither before nor batch.

    `before` is None where it equals the `after` of the step before: nothing was edited between the two.
    """

    step: int
    before: bytes | None
    batch: bytes | None
    after: bytes


class Store(Protocol):
    async def create(self, id: str, record: NetworkRecord, start: StepRecord) -> None: ...

    async def read(self, id: str) -> NetworkRecord | None: ...

    async def change(
        self,
        id: str,
        expected: int,
        record: NetworkRecord,
        *,
        add: StepRecord | None = None,
        drop_after: int | None = None,
    ) -> bool:
        """Puts `record` in place if the version kept is `expected`; False, and nothing done, otherwise.

        `add` keeps a step beside it; `drop_after` forgets all steps later than that one.
        """
        ...

    async def delete(self, id: str, expected: int | None = None) -> bool:
        """Forgets the network and its steps; False if it is not there, or not at version `expected`."""
        ...

    async def read_step(self, id: str, step: int) -> StepRecord | None: ...

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
