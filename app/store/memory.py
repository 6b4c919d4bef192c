"""Networks in a dictionary: for trials and tests, gone when the server ends."""

from app.store.base import NetworkRecord, StepRecord


class MemoryStore:
    def __init__(self) -> None:
        self._networks: dict[str, NetworkRecord] = {}
        self._steps: dict[str, dict[int, StepRecord]] = {}
        self._datasets: dict[str, bytes] = {}

    async def create(self, id: str, record: NetworkRecord, start: StepRecord) -> None:
        self._networks[id] = record
        self._steps[id] = {start.step: start}

    async def read(self, id: str) -> NetworkRecord | None:
        return self._networks.get(id)

    async def change(
        self,
        id: str,
        expected: int,
        record: NetworkRecord,
        *,
        add: StepRecord | None = None,
        drop_after: int | None = None,
    ) -> bool:
        kept = self._networks.get(id)
        if kept is None or kept.version != expected:
            return False
        self._networks[id] = record
        steps = self._steps[id]
        if drop_after is not None:
            for step in [step for step in steps if step > drop_after]:
                del steps[step]
        if add is not None:
            steps[add.step] = add
        return True

    async def delete(self, id: str, expected: int | None = None) -> bool:
        kept = self._networks.get(id)
        if kept is None or expected not in (None, kept.version):
            return False
        del self._networks[id], self._steps[id]
        return True

    async def read_step(self, id: str, step: int) -> StepRecord | None:
        return self._steps.get(id, {}).get(step)

    async def put_dataset(self, key: str, content: bytes) -> None:
        self._datasets.setdefault(key, content)

    async def read_dataset(self, key: str) -> bytes | None:
        return self._datasets.get(key)

    async def check(self) -> None:
        return

    async def close(self) -> None:
        return
