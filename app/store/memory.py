"""Networks in a dictionary: for trials and tests, gone when the server ends."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.store.base import NOTHING, Change, Entry, Glance, Held, Key, Kind, NetworkRecord, Noted, Writes

Journal = dict[Key, Entry]


@dataclass(slots=True)
class _Network:
    record: NetworkRecord
    journal: Journal
    seen: float
    token: int = 0
    until: float = 0.0
    changes: dict[int, Change] = field(default_factory=dict[int, Change])
    shelves: dict[int, Journal] = field(default_factory=dict[int, Journal])

    def write(self, writes: Writes) -> None:
        for number in writes.forget:
            self.changes.pop(number, None)
            self.shelves.pop(number, None)
        journal, last = dict(self.journal), writes.aside_after
        if writes.change is not None:
            number = writes.change.number
            shelf = self.shelves.get(number, {})
            aside = {
                key: entry
                for key, entry in journal.items()
                if key in writes.aside or (last is not None and entry.step > last)
            }
            journal = {key: entry for key, entry in journal.items() if key not in aside}
            journal |= shelf if writes.back else {}
            self.shelves[number] = aside if writes.back else shelf | aside
            self.changes[number] = writes.change
        for key in writes.drop:
            journal.pop(key, None)
        added: Journal = {(entry.kind, entry.step): entry for entry in writes.put}
        self.journal = {**journal, **added}


class MemoryStore:
    shared = False

    def __init__(
        self, clock: Callable[[], float] = time.time, uptime: Callable[[], float] = time.monotonic
    ) -> None:
        """Leases go by `uptime`, which nobody sets; when networks were last seen, by `clock`."""
        self._clock, self._uptime = clock, uptime
        self._networks: dict[str, _Network] = {}
        self._datasets: dict[str, bytes] = {}

    async def create(self, id: str, record: NetworkRecord, start: Entry) -> None:
        self._networks[id] = _Network(record, {(start.kind, start.step): start}, self._clock())

    async def read(self, id: str) -> NetworkRecord | None:
        return self._networks[id].record if id in self._networks else None

    async def glance(self, id: str) -> Glance | None:
        kept = self._networks.get(id)
        return None if kept is None else Glance(kept.record.version, self._held(kept))

    async def change(
        self,
        id: str,
        expected: int,
        record: NetworkRecord,
        writes: Writes = NOTHING,
        token: int | None = None,
    ) -> bool:
        kept = self._networks.get(id)
        if kept is None:
            return False
        if self._held(kept) if token is None else token != kept.token:
            raise Held
        if kept.record.version != expected:
            return False
        kept.record = record
        kept.write(writes)
        return True

    async def delete(self, id: str, expected: int | None = None) -> bool:
        kept = self._networks.get(id)
        if kept is None or expected not in (None, kept.record.version):
            return False
        if self._held(kept):
            raise Held
        del self._networks[id]
        return True

    async def acquire(self, id: str, seconds: float) -> int | None:
        kept = self._networks.get(id)
        if kept is None or self._held(kept):
            return None
        kept.token, kept.until = kept.token + 1, self._uptime() + seconds
        return kept.token

    async def renew(self, id: str, token: int, seconds: float) -> bool:
        kept = self._networks.get(id)
        if kept is None or kept.token != token:
            return False
        kept.until = self._uptime() + seconds
        return True

    async def release(self, id: str, token: int) -> None:
        await self.renew(id, token, -math.inf)

    async def touch(self, id: str) -> None:
        if id in self._networks:
            self._networks[id].seen = self._clock()

    async def count(self) -> int:
        return len(self._networks)

    async def idle(self, seconds: float) -> list[str]:
        return [id for id, kept in self._networks.items() if kept.seen <= self._clock() - seconds]

    async def expire(self, id: str, seconds: float) -> bool:
        if id not in await self.idle(seconds) or self._held(self._networks[id]):
            return False
        del self._networks[id]
        return True

    def _held(self, kept: _Network) -> bool:
        return kept.until > self._uptime()

    async def nearest(self, id: str, kind: Kind, step: int) -> Entry | None:
        found = await self.entries(id, kind, 0, step)
        return found[-1] if found else None

    async def entries(self, id: str, kind: Kind, first: int, last: int) -> list[Entry]:
        journal = self._journal(id)
        return [journal[kind, step] for step in await self.steps(id, kind) if first <= step <= last]

    async def steps(self, id: str, kind: Kind) -> list[int]:
        return sorted(step for own, step in self._journal(id) if own == kind)

    async def changes(self, id: str, first: int = 1) -> list[Noted]:
        kept = self._networks.get(id)
        if kept is None:
            return []
        return [
            Noted(number, change.label, len(change.content) + _size(kept.shelves[number]))
            for number, change in sorted(kept.changes.items())
            if number >= first
        ]

    async def read_change(self, id: str, number: int) -> Change | None:
        kept = self._networks.get(id)
        return kept.changes.get(number) if kept else None

    async def shelf(self, id: str, number: int) -> list[Key]:
        kept = self._networks.get(id)
        return sorted(kept.shelves.get(number, {})) if kept else []

    def _journal(self, id: str) -> Journal:
        return self._networks[id].journal if id in self._networks else {}

    async def put_dataset(self, key: str, content: bytes) -> None:
        self._datasets.setdefault(key, content)

    async def read_dataset(self, key: str) -> bytes | None:
        return self._datasets.get(key)

    async def check(self) -> None:
        return

    async def close(self) -> None:
        return


def _size(shelf: Journal) -> int:
    return sum(len(entry.content) for entry in shelf.values())
