"""The life of a network on the server: made, loaded, changed one change at a time, and forgotten.

A change runs under the network's own lock and ends in a compare-and-set in the store, so that what was
answered is what is kept. Reading takes no lock: a state is a value. A training run holds its network from
its first slice to its last: other changes are refused meanwhile.
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from app import codec, points
from app.compute import Compute
from app.data import Subject, data_of, subject_of
from app.errors import NotFound, Problem
from app.journal import CHECKPOINT, Journal, Past, packed
from app.kept import Kept, Moment
from app.passes import Pass, next_pass
from app.sheets import Sheets
from app.source import Source
from app.store.base import NOTHING, Entry, NetworkRecord, Store, Writes
from app.worker import Keyed
from engine.batches import Rows
from engine.datasets import Data
from engine.frames import Frame
from engine.slices import settled
from engine.training import Step, TrainState


@dataclass(slots=True)
class Session:
    """A loaded network. `after` is the moment that the latest step left, and `frame` what training looked
    like then, where that is known."""

    id: str
    kept: Kept
    past: Past
    after: Moment | None = None
    frame: Frame | None = None
    latest: Pass | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    held: bool = False
    measured: tuple[Kept, dict[str, Any]] | None = None

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
    def changed(self) -> bool:
        """Whether the network may be another than its latest step left."""
        after = self.after
        return after is None or after.state is not self.state or after.data != self.kept.data


class Sessions:
    def __init__(self, store: Store, compute: Compute, capacity: int) -> None:
        self._store = store
        self.sheets = Sheets(store)
        self._compute = compute
        self._journal = Journal(store, self.sheets, compute)
        self._capacity = capacity
        self._loaded: OrderedDict[str, Session] = OrderedDict()

    async def create(
        self, name: str, example: dict[str, Any] | None, state: TrainState, data: Source | None = None
    ) -> Session:
        """Keeps a new network under an id of 128 random bits; its state is the start, most often step 0."""
        return await self._keep_new(Kept(1, name, example, state, data))

    async def copy(self, session: Session, number: int | None, *, read_only: bool) -> Session:
        """The network again: as it is, or as step `number` left it, with that step to look at."""
        kept, taken = session.kept, None
        if number is not None:
            taken = await self.step(session, number)
            kept = replace(kept, state=taken.state, data=(await self.before(session, number)).data)
        snapshot_of = session.id if read_only else None
        copy = await self._keep_new(replace(kept, version=1, snapshot_of=snapshot_of))
        if taken is not None:
            state, step = await self._compute.run(taken.work, taken.take)
            await self.step_taken(copy, taken, state, step)
        return copy

    async def _keep_new(self, kept: Kept) -> Session:
        start = kept.state.step
        session = Session(secrets.token_urlsafe(16), kept, Past([start], []), after=kept.moment)
        await self.sheets.keep(kept.data)
        await self._store.create(session.id, record(kept), Entry(CHECKPOINT, start, packed(kept.moment)))
        return self._remember(session)

    async def get(self, id: str) -> Session:
        session = self._loaded.get(id)
        if session is not None:
            self._loaded.move_to_end(id)
            return session
        record = await self._store.read(id)
        if record is None:
            raise NotFound(f"There is no network {id!r}.")
        past = await self._journal.past(id)
        state, header = codec.unpack_state(record.state)
        data = await self.sheets.source(header.get("data"))
        if data is not None and data.sheet is not None:
            await asyncio.to_thread(data_of, data, state.network)  # it is many numbers, and wanted soon
        snapshot_of = header.get("snapshot_of")
        kept = Kept(record.version, header["name"], header["example"], state, data, snapshot_of)
        return self._loaded.get(id) or self._remember(Session(id, kept, past))

    @asynccontextmanager
    async def changing(self, id: str, if_match: str | None = None) -> AsyncGenerator[Session]:
        """The network, for one change at a time; 412 if it is at another version than `If-Match` says."""
        while True:
            session = await self.get(id)
            async with session.lock:
                if self._loaded.get(id) is not session:
                    continue
                if session.kept.read_only:
                    raise Problem(
                        409, f"Network {id} is a snapshot that nobody can change; change a copy of it."
                    )
                if session.held:
                    raise Problem(409, f"A training run holds network {id}; wait until it ends, or pause it.")
                check_match(session.kept.version, if_match)
                yield session
                return

    @asynccontextmanager
    async def running(self, id: str, if_match: str | None = None) -> AsyncGenerator[Session]:
        """The network, held for a training run."""
        async with self.changing(id, if_match) as session:
            session.held = True
        try:
            yield session
        finally:
            session.held = False

    async def save(self, session: Session, writes: Writes = NOTHING, **changes: Any) -> None:
        """Keeps `session` with `changes` (name, example, state, data) as its next version."""
        before = session.kept
        if "data" in changes:
            await self.sheets.keep(changes["data"])
        after = replace(before, version=before.version + 1, **changes)
        if not await self._store.change(session.id, before.version, record(after), writes):
            self.forget(session.id)
            raise Problem(409, f"Network {session.id} was changed by another server; read it again.")
        session.kept = after
        session.past.written(writes)

    async def step_taken(self, session: Session, taken: Pass, state: TrainState, step: Step) -> None:
        """Keeps a step that was taken by itself."""
        rows = None if taken.data is None else session.rows
        seldom = rows is not None and state.step % points.spacing(state, rows) != 0
        frames = () if seldom else (Frame.of_step(step, state, rows),)
        batch = None if taken.data is not None or taken.y is None else (taken.x, taken.y)
        await self._taken(session, state, frames, batch)
        session.latest = taken

    async def slice_taken(self, session: Session, state: TrainState, frames: Sequence[Frame]) -> None:
        """Keeps a slice of training."""
        await self._taken(session, state, frames)
        session.latest = None

    async def settle(self, session: Session, stopped: str) -> None:
        """Keeps what is left of a network whose training has stopped, where that is another than it was."""
        left = settled(session.state, stopped)
        if left is not session.state:
            await self.save(session, state=left)

    async def restore(self, session: Session, number: int) -> None:
        """Goes back to the moment that step `number` left; 404 if it was not taken."""
        moment = await self.after(session, number)
        await self.save(session, Writes(drop_after=number), state=moment.state, data=moment.data)
        session.after, session.frame, session.latest = moment, None, None

    def forget(self, id: str) -> None:
        """Drops what is in memory of a network; the store has all of it."""
        self._loaded.pop(id, None)

    async def delete(self, id: str, if_match: str | None) -> None:
        async with self.changing(id, if_match) as session:
            await self._store.delete(id)
            self.forget(session.id)

    async def delete_copy(self, session: Session, copy: str) -> None:
        """Forgets a snapshot of the network; 404 if it is none."""
        if (await self.get(copy)).kept.snapshot_of != session.id:
            raise NotFound(f"There is no snapshot {copy!r} of network {session.id}.")
        await self._store.delete(copy)
        self.forget(copy)

    async def before(self, session: Session, number: int) -> Moment:
        """The moment that the training step `number` was taken from; 404 if it was not taken here."""
        if not session.past.start < number <= session.state.step:
            raise not_taken(session, number)
        return await self._journal.before(session.id, session.past, number)

    async def step(self, session: Session, number: int) -> Pass:
        """The training step `number`, as it was taken; 404 if it was not."""
        moment = await self.before(session, number)
        batch = await self._journal.batch(session.id, number)
        if batch is not None:
            return Pass("step", moment.state, *batch)
        data = data_of(moment.data, moment.state.network)
        if data is None:
            raise not_taken(session, number)
        return next_pass(moment.state, data)

    async def after(self, session: Session, number: int) -> Moment:
        """The moment that step `number` left; 0 is the start."""
        if not session.past.start <= number <= session.state.step:
            raise not_taken(session, number)
        if session.after is not None and session.after.step == number:
            return session.after
        return await self._journal.after(session.id, session.past, number)

    async def latest(self, session: Session) -> Pass | None:
        """The latest pass that was asked for; else the latest step taken."""
        if session.latest is None and session.state.step > session.past.start:
            session.latest = await self.step(session, session.state.step)
        return session.latest

    async def frame(self, session: Session, number: int) -> Frame | None:
        """What training looked like after a step, where that was kept."""
        if session.frame is not None and session.frame.step == number:
            return session.frame
        return await self._journal.point(session.id, number)

    async def history(self, session: Session, most: int) -> dict[str, list[Any]]:
        """Points along the training so far, as columns."""
        return await self._journal.history(session.id, session.state.step, most)

    async def _taken(
        self, session: Session, state: TrainState, frames: Sequence[Frame], batch: Any = None
    ) -> None:
        begun, changed = session.kept.moment, session.changed
        writes = self._journal.steps_taken(
            session.past, begun, state, changed=changed, batch=batch, frames=frames
        )
        await self.save(session, writes, state=state)
        session.after = session.kept.moment
        session.frame = frames[-1] if frames else None

    def _remember(self, session: Session) -> Session:
        self._loaded[session.id] = session
        idle = (id for id, other in self._loaded.items() if not busy(other) and other is not session)
        if len(self._loaded) > self._capacity and (oldest := next(idle, None)):
            del self._loaded[oldest]
        return session


def busy(session: Session) -> bool:
    return session.held or session.lock.locked()


def not_taken(session: Session, number: int) -> NotFound:
    start, stands = session.past.start, f"the network stands at step {session.state.step}"
    came = f", and came here at step {start}" if start else ""
    return NotFound(f"Step {number} of network {session.id} was not taken; {stands}{came}.")


def record(kept: Kept) -> NetworkRecord:
    about = {"name": kept.name, "example": kept.example, "snapshot_of": kept.snapshot_of}
    return NetworkRecord(kept.version, packed(kept.moment, **about))


def check_match(version: int, if_match: str | None) -> None:
    """RFC 9110: the header holds `*` or a list of tags, one of which has to be the version's."""
    if if_match is None or if_match.strip() == "*":
        return
    if f'"{version}"' not in (tag.strip() for tag in if_match.split(",")):
        raise Problem(412, f'If-Match must name the version "{version}" of the network, got {if_match}.')
