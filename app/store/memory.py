"""Networks in a dictionary: for trials and tests, gone when the server ends."""

from dataclasses import dataclass, field

from app.store.base import NOTHING, Change, Entry, Key, Kind, NetworkRecord, Noted, Writes

Journal = dict[Key, Entry]


@dataclass(slots=True)
class _Network:
    record: NetworkRecord
    journal: Journal
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
    def __init__(self) -> None:
        self._networks: dict[str, _Network] = {}
        self._datasets: dict[str, bytes] = {}

    async def create(self, id: str, record: NetworkRecord, start: Entry) -> None:
        self._networks[id] = _Network(record, {(start.kind, start.step): start})

    async def read(self, id: str) -> NetworkRecord | None:
        return self._networks[id].record if id in self._networks else None

    async def change(self, id: str, expected: int, record: NetworkRecord, writes: Writes = NOTHING) -> bool:
        kept = self._networks.get(id)
        if kept is None or kept.record.version != expected:
            return False
        kept.record = record
        kept.write(writes)
        return True

    async def delete(self, id: str, expected: int | None = None) -> bool:
        kept = self._networks.get(id)
        if kept is None or expected not in (None, kept.record.version):
            return False
        del self._networks[id]
        return True

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
