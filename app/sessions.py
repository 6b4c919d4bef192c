"""The life of a network on the server: made, loaded, changed one change at a time, and forgotten.

A change runs under the network's own lock and ends in a compare-and-set in the store, so that what was
answered is what is kept. Reading takes no lock: a state is a value.
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from app import codec, convert, documents
from app.data import data_of
from app.errors import NotFound, Problem
from app.kept import Kept
from app.passes import Pass
from app.sheets import Sheets
from app.source import Source
from app.store.base import NetworkRecord, StepRecord, Store, StoreError
from engine.datasets import Data, OwnSpec
from engine.training import TrainState
from engine.types import Array


@dataclass(slots=True)
class Session:
    """A loaded network. `after` is the state that the latest step left, where that is known."""

    id: str
    kept: Kept
    after: TrainState | None = None
    latest: Pass | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    measured: tuple[Kept, dict[str, Any]] | None = None

    @property
    def state(self) -> TrainState:
        return self.kept.state

    @property
    def data(self) -> Data | None:
        return data_of(self.kept.data, self.state.network)


class Sessions:
    def __init__(self, store: Store, capacity: int) -> None:
        self._store = store
        self._capacity = capacity
        self.sheets = Sheets(store)
        self._loaded: OrderedDict[str, Session] = OrderedDict()

    async def create(
        self, name: str, example: dict[str, Any] | None, state: TrainState, data: Source | None = None
    ) -> Session:
        """Keeps a new network under an id of 128 random bits; its state is the start, step 0."""
        session = Session(secrets.token_urlsafe(16), Kept(1, name, example, state, data), after=state)
        start = StepRecord(0, None, None, pack_with_data(state, data))
        await self._keep_rows(data)
        await self._store.create(session.id, record(session.kept), start)
        return self._remember(session)

    async def get(self, id: str) -> Session:
        session = self._loaded.get(id)
        if session is not None:
            self._loaded.move_to_end(id)
            return session
        record = await self._store.read(id)
        if record is None:
            raise NotFound(f"There is no network {id!r}.")
        state, header = codec.unpack_state(record.state)
        data = await self._source(header.get("data"))
        if data is not None and data.sheet is not None:
            await asyncio.to_thread(data_of, data, state.network)  # it is many numbers, and wanted soon
        kept = Kept(record.version, header["name"], header["example"], state, data)
        return self._loaded.get(id) or self._remember(Session(id, kept))

    @asynccontextmanager
    async def changing(self, id: str, if_match: str | None = None) -> AsyncGenerator[Session]:
        """The network, for one change at a time; 412 if it is at another version than `If-Match` says."""
        while True:
            session = await self.get(id)
            async with session.lock:
                if self._loaded.get(id) is not session:
                    continue
                check_match(session.kept.version, if_match)
                yield session
                return

    async def save(
        self,
        session: Session,
        *,
        taken: Pass | None = None,
        restored: int | None = None,
        **changes: Any,
    ) -> None:
        """Keeps `session` with `changes` (name, example, state, data) as its next version.

        `taken` is the step that led to the new state, `restored` the number of the step gone back to.
        """
        before = session.kept
        if "data" in changes:
            await self._keep_rows(changes["data"])
        after = replace(before, version=before.version + 1, **changes)
        add = self._step_record(session, taken, after.state) if taken else None
        saved = await self._store.change(
            session.id, before.version, record(after), add=add, drop_after=restored
        )
        if not saved:
            self._loaded.pop(session.id, None)
            raise Problem(409, f"Network {session.id} was changed by another server; read it again.")
        session.kept = after
        if taken:
            session.latest = taken
        if taken or restored is not None:
            session.after = after.state

    async def delete(self, id: str, if_match: str | None) -> None:
        async with self.changing(id, if_match) as session:
            await self._store.delete(id)
            self._loaded.pop(session.id, None)

    async def step(self, session: Session, number: int) -> Pass:
        """The training step `number`, as it was taken; 404 if it was not."""
        record = await self._step(session, number) if number >= 1 else None
        if record is None or record.batch is None:
            raise not_taken(session, number)
        before = record.before or (await self._after(session, number - 1))
        header, batch = codec.unpack(record.batch)
        rows = tuple(header["batch"]) if "batch" in header else None
        return Pass("step", codec.unpack_state(before)[0], batch["x"], batch["y"], rows)

    async def after(self, session: Session, number: int) -> tuple[TrainState, Source | None]:
        """The state that step `number` left, and the data it was with; 0 is the start."""
        state, header = codec.unpack_state(await self._after(session, number))
        return state, await self._source(header.get("data"))

    async def latest(self, session: Session) -> Pass | None:
        """The latest pass that was asked for; after a restart, the latest step taken."""
        if session.latest is None and session.state.step:
            session.latest = await self.step(session, session.state.step)
        return session.latest

    async def _keep_rows(self, data: Source | None) -> None:
        """Before any record that names them."""
        if data is not None and data.sheet is not None:
            await self.sheets.keep(data.sheet)

    async def _source(self, document: object) -> Source | None:
        """The data that a record names, with its rows where they are one's own."""
        spec = convert.data_of_document(document)
        if not isinstance(spec, OwnSpec):
            return None if spec is None else Source(spec)
        sheet = await self.sheets.get(spec.sheet)
        if sheet is None:
            raise StoreError(f"The store has lost data set {spec.sheet}, which a network needs.")
        return Source(spec, sheet)

    async def _after(self, session: Session, number: int) -> bytes:
        record = await self._step(session, number)
        if record is None:
            raise not_taken(session, number)
        return record.after

    async def _step(self, session: Session, number: int) -> StepRecord | None:
        if not 0 <= number <= session.state.step:
            return None
        return await self._store.read_step(session.id, number)

    def _step_record(self, session: Session, taken: Pass, after: TrainState) -> StepRecord:
        before = None if session.after is taken.state else codec.pack_state(taken.state)
        batch: dict[str, Array] = {"x": taken.x}
        if taken.y is not None:
            batch["y"] = taken.y
        header = {} if taken.batch is None else {"batch": taken.batch}
        return StepRecord(
            after.step, before, codec.pack(header, batch), pack_with_data(after, session.kept.data)
        )

    def _remember(self, session: Session) -> Session:
        self._loaded[session.id] = session
        idle = (id for id, other in self._loaded.items() if not other.lock.locked() and other is not session)
        if len(self._loaded) > self._capacity and (oldest := next(idle, None)):
            del self._loaded[oldest]
        return session


def not_taken(session: Session, number: int) -> NotFound:
    stands = f"the network stands at step {session.state.step}"
    return NotFound(f"Step {number} of network {session.id} was not taken; {stands}.")


def record(kept: Kept) -> NetworkRecord:
    packed = pack_with_data(kept.state, kept.data, name=kept.name, example=kept.example)
    return NetworkRecord(kept.version, packed)


def pack_with_data(state: TrainState, data: Source | None, **extra: Any) -> bytes:
    return codec.pack_state(state, data=documents.data_spec(data), **extra)


def check_match(version: int, if_match: str | None) -> None:
    """RFC 9110: the header holds `*` or a list of tags, one of which has to be the version's."""
    if if_match is None or if_match.strip() == "*":
        return
    if f'"{version}"' not in (tag.strip() for tag in if_match.split(",")):
        raise Problem(412, f'If-Match must name the version "{version}" of the network, got {if_match}.')
