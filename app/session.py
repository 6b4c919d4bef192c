"""A loaded network: as it is kept, and what is known of its past without reading it."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

from app.changes import Changes
from app.data import Subject, data_of, subject_of
from app.journal import Past
from app.kept import Kept, Moment
from app.leases import Lease
from app.passes import Pass
from app.worker import Keyed
from engine.batches import Rows
from engine.datasets import Data
from engine.frames import Frame
from engine.training import TrainState


@dataclass(slots=True)
class Session:
    """`after` is the moment that the latest step left, and `frame` what training looked like then, where that
    is known. It is held, by a lease, while a training run goes on. `touch_at` is when to write down next that
    somebody looks at it, of time.monotonic. One that is lent is the `lent` network under a name
    of its own, to look at and not to change."""

    id: str
    kept: Kept
    past: Past
    changes: Changes
    after: Moment | None = None
    frame: Frame | None = None
    latest: Pass | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    lease: Lease | None = None
    touch_at: float = 0.0
    measured: tuple[Kept, dict[str, Any]] | None = None
    lent: str | None = None

    @property
    def key(self) -> str:
        """The id that it is kept under."""
        return self.lent or self.id

    def as_lent(self, name: str) -> "Session":
        """As it is at this moment, under a name that changes nothing."""
        kept = replace(self.kept, snapshot_of=self.key)
        measured = self.measured
        if measured is not None:
            measured = (kept, measured[1]) if measured[0] is self.kept else None
        return replace(self, id=name, lent=self.key, kept=kept, measured=measured)

    @property
    def state(self) -> TrainState:
        return self.kept.state

    @property
    def data(self) -> Data | None:
        return data_of(self.kept.data, self.state.network)

    @property
    def subject(self) -> Keyed[Subject] | None:
        """What it learns from."""
        return None if self.kept.data is None else subject_of(self.kept.data, self.state.network)

    @property
    def rows(self) -> Rows | None:
        """The rows that it learns from, in its dtype."""
        return None if self.subject is None else self.subject.value

    @property
    def held(self) -> bool:
        return self.lease is not None

    @property
    def busy(self) -> bool:
        return self.held or self.lock.locked()


def held_by(session: Session) -> Lease:
    """The lease of a session that is held."""
    assert session.lease is not None, "a run has its network's lease"
    return session.lease
