"""Networks in a dictionary: for trials and tests, gone when the server ends."""

from app.store.base import NOTHING, Entry, Key, Kind, NetworkRecord, Writes

Journal = dict[Key, Entry]


class MemoryStore:
    def __init__(self) -> None:
        self._networks: dict[str, NetworkRecord] = {}
        self._journals: dict[str, Journal] = {}
        self._datasets: dict[str, bytes] = {}

    async def create(self, id: str, record: NetworkRecord, start: Entry) -> None:
        self._networks[id] = record
        self._journals[id] = {(start.kind, start.step): start}

    async def read(self, id: str) -> NetworkRecord | None:
        return self._networks.get(id)

    async def change(self, id: str, expected: int, record: NetworkRecord, writes: Writes = NOTHING) -> bool:
        kept = self._networks.get(id)
        if kept is None or kept.version != expected:
            return False
        self._networks[id] = record
        last, journal = writes.drop_after, self._journals[id]
        if last is not None:
            journal = {key: entry for key, entry in journal.items() if entry.step <= last}
        for key in writes.drop:
            journal.pop(key, None)
        added: Journal = {(entry.kind, entry.step): entry for entry in writes.put}
        self._journals[id] = {**journal, **added}
        return True

    async def delete(self, id: str, expected: int | None = None) -> bool:
        kept = self._networks.get(id)
        if kept is None or expected not in (None, kept.version):
            return False
        del self._networks[id], self._journals[id]
        return True

    async def nearest(self, id: str, kind: Kind, step: int) -> Entry | None:
        found = await self.entries(id, kind, 0, step)
        return found[-1] if found else None

    async def entries(self, id: str, kind: Kind, first: int, last: int) -> list[Entry]:
        journal = self._journals.get(id, {})
        return [journal[kind, step] for step in await self.steps(id, kind) if first <= step <= last]

    async def steps(self, id: str, kind: Kind) -> list[int]:
        return sorted(step for own, step in self._journals.get(id, {}) if own == kind)

    async def put_dataset(self, key: str, content: bytes) -> None:
        self._datasets.setdefault(key, content)

    async def read_dataset(self, key: str) -> bytes | None:
        return self._datasets.get(key)

    async def check(self) -> None:
        return

    async def close(self) -> None:
        return
