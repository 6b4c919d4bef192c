"""The life of a network on the server: made, loaded, changed one change at a time, and forgotten.

A change runs under the network's own lock and ends in a compare-and-set in the store, so that what was
answered is what is kept. Reading takes no lock: a state is a value. A training run holds its network from
its first slice to its last: other changes are refused meanwhile, and all of it is one change to undo.

Other servers may use the same store: what is remembered of a network is looked at anew whenever the store
has another version, and a change that another server was faster with is begun again (see app.again).
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

from app import changes, points
from app.again import Elsewhere
from app.changes import Changes, Open, Way
from app.compute import Compute
from app.errors import NotFound, Problem
from app.journal import CHECKPOINT, Journal, Past, packed
from app.kept import Kept
from app.leases import Lease, Lost, Taken
from app.match import check_match
from app.passes import Pass
from app.readable import readable
from app.records import kept_of, loaded, parts_of, record
from app.session import Session
from app.sheets import Sheets
from app.source import Source
from app.steps import Steps
from app.store.base import NOTHING, Entry, Held, Key, Store, StoreError, Writes
from engine.frames import Frame
from engine.slices import settled
from engine.training import Step, TrainState


async def nothing(name: str) -> None:
    """No network is lent."""
    return


class Sessions:
    def __init__(
        self,
        store: Store,
        compute: Compute,
        capacity: int,
        lease_seconds: float = 10,
        touch_seconds: float = 3600,
        lent: Callable[[str], Awaitable[str | None]] = nothing,
    ) -> None:
        """`lent` tells the network behind a name under which one can be looked at, not changed."""
        self._store = store
        self.sheets = Sheets(store)
        self._compute = compute
        self._journal = Journal(store, self.sheets, compute)
        self.steps = Steps(self._journal)
        self._capacity = capacity
        self._lease_seconds, self._touch_seconds = lease_seconds, touch_seconds
        self._loaded: OrderedDict[str, Session] = OrderedDict()
        self._lent = lent

    async def create(
        self, name: str, example: dict[str, Any] | None, state: TrainState, data: Source | None = None
    ) -> Session:
        """Keeps a new network under an id of 128 random bits; its state is the start, most often step 0."""
        return await self._keep_new(Kept(1, name, example, state, data))

    async def copy(self, session: Session, number: int | None, *, read_only: bool) -> Session:
        """The network again: as it is, or as step `number` left it, with that step to look at."""
        kept, taken = session.kept, None
        if number is not None:
            taken = await self.steps.step(session, number)
            kept = replace(kept, state=taken.state, data=(await self.steps.before(session, number)).data)
        snapshot_of = session.id if read_only else None
        copy = await self._keep_new(replace(kept, version=1, snapshot_of=snapshot_of, edited=False))
        if taken is not None:
            state, step = await self._compute.run(taken.work, taken.take)
            await self.step_taken(copy, taken, state, step)
        return copy

    async def _keep_new(self, kept: Kept) -> Session:
        start = kept.state.step
        id, past = secrets.token_urlsafe(16), Past([start], [], version=kept.version)
        session = Session(id, kept, past, Changes(0), after=kept.moment)
        session.touch_at = time.monotonic() + self._touch_seconds
        await self.sheets.keep(kept.data)
        await self._store.create(session.id, record(kept, 0), Entry(CHECKPOINT, start, packed(kept.moment)))
        return self._remember(session)

    async def get(self, id: str) -> Session:
        if lent := await self._lent(id):
            return (await self.get(lent)).as_lent(id)
        session = self._loaded.get(id)
        if session is None or not await self._fresh(session):
            session = await self._load(id)
        if id in self._loaded:
            self._loaded.move_to_end(id)
        if time.monotonic() >= session.touch_at:
            session.touch_at = time.monotonic() + self._touch_seconds
            with suppress(StoreError):  # a look that cannot be written down is one all the same
                await self._store.touch(id)
        return session

    async def trained(self, session: Session) -> bool:
        """Whether a run holds the network, here or on another server."""
        glance = await self._store.glance(session.key)
        return session.held or (glance is not None and glance.held)

    async def _fresh(self, session: Session) -> bool:
        """Whether no other server has changed the network since it was loaded."""
        if not self._store.shared or session.past.writing:
            return True
        glance = await self._store.glance(session.id)
        return glance is not None and (glance.version <= session.kept.version or session.past.writing)

    async def _load(self, id: str) -> Session:
        with readable(id):
            session = await loaded(self._store, self._journal, self.sheets, id)
        if session is None:
            self.forget(id)
            raise NotFound(f"There is no network {id!r}.")
        known = self._loaded.get(id)
        if known is not None and (known.past.writing or known.kept.version >= session.kept.version):
            return known
        return self._remember(session)

    @asynccontextmanager
    async def changing(self, id: str, if_match: str | None = None) -> AsyncGenerator[Session]:
        """The network, for one change at a time; 412 if it is at another version than `If-Match` says."""
        while True:
            session = await self.get(id)
            if session.kept.read_only:
                what = "lent to look at" if session.lent else "a snapshot that nobody can change"
                raise Problem(409, f"Network {id} is {what}; change a copy of it.")
            async with session.lock:
                if self._loaded.get(id) is not session:
                    continue
                if session.held:
                    raise Taken(id)
                check_match(session.kept.version, if_match)
                yield session
                return

    @asynccontextmanager
    async def running(self, id: str, if_match: str | None = None) -> AsyncGenerator[Session]:
        """The network, held for a training run."""
        session, lease = await self._hold(id, if_match)
        try:
            yield session
        finally:
            await lease.release()
            session.lease, session.changes.open = None, None

    async def _hold(self, id: str, if_match: str | None) -> tuple[Session, Lease]:
        while True:
            async with self.changing(id, if_match) as session:
                token = await self._store.acquire(id, self._lease_seconds)
                glance = await self._store.glance(id)
                if glance is not None and token is None:
                    raise Taken(id)
                if token is not None and glance is not None and glance.version == session.kept.version:
                    session.lease = Lease(self._store, id, token, self._lease_seconds)
                    return session, session.lease
                if token is not None:
                    await self._store.release(id, token)
                self.forget(id)  # somebody has changed it just before

    async def save(self, session: Session, label: str, writes: Writes = NOTHING, **changed: Any) -> None:
        """Keeps `session` with what is `changed` (name, example, state, data) as its next version.

        `label` says what is done; all that a training run does is one change.
        """
        kept = session.kept
        edited = kept.edited or not changed.keys() <= {"name"}
        after = replace(kept, version=kept.version + 1, **{"edited": edited, **changed})
        begun = kept.state.step if session.held else writes.aside_after
        await self._save(session, label, after, Way(begun, kept.edited, parts_of(kept)), writes)

    async def undo(self, session: Session) -> None:
        """Goes back to before the latest change. Raises Problem, 409, if there is none."""
        if session.changes.undo is None:
            raise Problem(409, f"There is nothing to undo in network {session.id}.")
        await self._turn(session, session.changes.done, session.changes.done - 1)

    async def redo(self, session: Session) -> None:
        """Goes on to after the change that was undone last. Raises Problem, 409, if there is none."""
        if session.changes.redo is None:
            raise Problem(409, f"There is nothing to redo in network {session.id}.")
        await self._turn(session, session.changes.done + 1, session.changes.done + 1)

    async def step_taken(
        self, session: Session, taken: Pass, state: TrainState, step: Step, *, join: bool = False
    ) -> None:
        """Keeps a step, which is a change by itself or is to `join` the training before it."""
        rows = None if taken.data is None else session.rows
        seldom = rows is not None and state.step % points.spacing(state, rows) != 0
        frames = () if seldom else (Frame.of_step(step, state, rows),)
        batch = None if taken.data is not None or taken.y is None else (taken.x, taken.y)
        session.changes.open = await self._joined(session) if join else None
        try:
            await self._taken(session, "step", state, frames, batch)
        finally:
            session.changes.open = None
        session.latest = taken

    async def slice_taken(self, session: Session, state: TrainState, frames: Sequence[Frame]) -> None:
        """Keeps a slice of training."""
        await self._taken(session, changes.trained(state.step - session.state.step), state, frames)
        session.latest = None

    async def settle(self, session: Session, stopped: str) -> None:
        """Keeps what is left of a network whose training has stopped, where that is another than it was."""
        left = settled(session.state, stopped)
        if left is not session.state:
            await self.save(session, "settings", state=left)

    async def restore(self, session: Session, number: int) -> None:
        """Goes back to the moment that step `number` left; 404 if it was not taken."""
        moment = await self.steps.after(session, number)
        changed = {"state": moment.state, "data": moment.data, "edited": False}
        await self.save(session, f"restore to step {number}", Writes(aside_after=number), **changed)
        session.after, session.frame, session.latest = moment, None, None

    @property
    def loaded(self) -> int:
        """How many networks are in memory."""
        return len(self._loaded)

    def forget(self, id: str) -> None:
        """Drops what is in memory of a network; the store has all of it."""
        self._loaded.pop(id, None)

    async def delete(self, id: str, if_match: str | None) -> None:
        async with self.changing(id, if_match) as session:
            try:
                await self._store.delete(id)
            except Held:
                raise Taken(id) from None
            finally:
                self.forget(session.id)

    async def delete_copy(self, session: Session, copy: str) -> None:
        """Forgets a snapshot of the network; 404 if it is none."""
        if (await self.get(copy)).kept.snapshot_of != session.id:
            raise NotFound(f"There is no snapshot {copy!r} of network {session.id}.")
        await self._store.delete(copy)
        self.forget(copy)

    async def _taken(
        self, session: Session, label: str, state: TrainState, frames: Sequence[Frame], batch: Any = None
    ) -> None:
        kept, opened = session.kept, session.changes.open
        origin = kept.state.step if opened is None else opened.origin
        writes = self._journal.steps_taken(
            session.past, kept.moment, state, changed=kept.edited, origin=origin, batch=batch, frames=frames
        )
        after = replace(kept, version=kept.version + 1, state=state, edited=False)
        await self._save(session, label, after, Way(kept.state.step, kept.edited, journaled=True), writes)
        session.after, session.frame = session.kept.moment, frames[-1] if frames else None

    async def _joined(self, session: Session) -> Open | None:
        """The latest change, where that is training that came to here: the next step may go on with it."""
        known = session.changes
        if session.kept.edited or known.undo is None or known.redo is not None:
            return None
        change = await self._store.read_change(session.id, known.done)
        with readable(session.id):
            origin = None if change is None else changes.origin(change.content)
        return None if change is None or origin is None else Open(change, origin)

    async def _save(self, session: Session, label: str, after: Kept, way: Way, writes: Writes) -> None:
        """Keeps what a change leads to; `way` leads back, unless the change was begun before."""
        known = session.changes
        if known.open is None:
            opened = known.begun(label, way, parts_of(after)[1] if way.record else {})
            outdated = known.outdated(len(opened.change.content))
        else:
            opened, outdated = known.open.going_on(label, after.state.step), ()
        number, writes = opened.change.number, replace(writes, change=opened.change, forget=outdated)
        await self._write(session, after, number, writes)
        known.open = opened if session.held else None

    async def _turn(self, session: Session, number: int, done: int) -> None:
        """Goes to the other side of a change, and keeps the way back."""
        kept, change = session.kept, await self._store.read_change(session.id, number)
        shelf = await self._store.shelf(session.id, number)
        if change is None:
            self.forget(session.id)
            raise Elsewhere(session.id)
        here = parts_of(kept)
        with readable(session.id):
            way = changes.unpacked(change.content, here[1])
        if way.record is None:
            moment = await self._journal.before(session.key, session.past, 1 + (way.after or 0))
            there = replace(kept, version=kept.version + 1, state=moment.state, data=moment.data)
            there = replace(there, edited=way.edited)
        else:
            there = await kept_of(self.sheets, kept.version + 1, way.record)
        found = way.journaled and done == number
        back = Way(way.after, kept.edited, None if found else here, way.journaled)
        content = changes.packed(back, parts_of(there)[1])
        writes = Writes(
            aside_after=way.after,
            back=True,
            change=replace(change, content=content),
            forget=session.changes.overfull(number, len(content)),
        )
        await self._write(session, there, done, writes, shelf)
        session.after = None if there.edited else there.moment
        if way.after is not None:
            session.frame, session.latest = None, None

    async def _write(
        self, session: Session, after: Kept, done: int, writes: Writes, shelf: Sequence[Key] = ()
    ) -> None:
        """Keeps `after` and what is written with it, if nobody else has changed the network meanwhile."""
        before = session.kept
        if after.data is not before.data:
            await self.sheets.keep(after.data)
        token = None if session.lease is None else session.lease.token
        session.past.writing, kept = True, False
        try:
            kept = await self._store.change(session.id, before.version, record(after, done), writes, token)
        except Held:
            raise (Taken if token is None else Lost)(session.id) from None
        finally:
            session.past.writing = False
            if not kept:  # or it is not known
                self.forget(session.id)
        if not kept:
            raise (Elsewhere if token is None else Lost)(session.id)
        session.kept, session.past.version = after, after.version
        session.past.written(writes, shelf)
        session.changes.written(writes, done)
        if writes.aside_after is not None and writes.change is not None:  # how much that is, the store knows
            session.changes.noted(await self._store.changes(session.id, writes.change.number))

    def _remember(self, session: Session) -> Session:
        self._loaded[session.id] = session
        idle = (id for id, other in self._loaded.items() if not other.busy and other is not session)
        if len(self._loaded) > self._capacity and (oldest := next(idle, None)):
            del self._loaded[oldest]
        return session
