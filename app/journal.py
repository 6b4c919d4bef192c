"""The past of a network: enough of it to take any step again, bit for bit, in bounded room.

Its entries are of four kinds. A `checkpoint` is the moment that a step left; they are thinned as they grow
many, and what lies between is replayed. `before` is the moment that a step was taken from, where something
was changed since the step before it. `batch` is what a step was given from outside. A `point` is what
training looked like after a step (see app.points).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app import codec, documents, points
from app.again import Elsewhere
from app.compute import Compute
from app.data import subject_of
from app.errors import NotFound
from app.kept import Moment
from app.readable import readable
from app.sheets import Sheets
from app.store.base import Entry, Key, Kind, Store, Writes
from engine.slices import Frame, replayed
from engine.training import TrainState, train_step
from engine.types import Array

CHECKPOINT: Kind = "checkpoint"
BEFORE: Kind = "before"
BATCH: Kind = "batch"

# A checkpoint is worth its bytes once replaying to here takes about a twentieth of a second.
REPLAY_WORK = 50_000_000
# What a step costs whatever its size, a layer, in multiply-adds.
CALL_WORK = 20_000

# How much the checkpoints of a network, and the moments found again lately, may take.
ROOM = 16_000_000
MOST_CHECKPOINTS = 4096
FEWEST_CHECKPOINTS = 16
MOST_RECENT = 32

Batch = tuple[Array, Array]


@dataclass(slots=True)
class Past:
    """What is known of a network's journal without reading it. `branch` counts how often it went back.

    It is so at `version` of the network, and while it is `writing` perhaps at the next.
    """

    checkpoints: list[int]
    points: list[int]
    branch: int = 0
    recent: dict[int, Moment] = field(default_factory=dict[int, Moment])
    version: int = 1
    writing: bool = False

    @property
    def start(self) -> int:
        """The step that the network was made at: 0, unless it had come so far elsewhere."""
        return self.checkpoints[0]

    def written(self, writes: Writes, shelf: Sequence[Key] = ()) -> None:
        """Follows what was written to the journal; `shelf` is what came back to it."""
        last = writes.aside_after
        for kind, steps in ((CHECKPOINT, self.checkpoints), (points.POINT, self.points)):
            gone = {step for own, step in (*writes.drop, *writes.aside) if own == kind}
            if gone or last is not None:
                steps[:] = [step for step in steps if step not in gone and (last is None or step <= last)]
            added = [step for own, step in shelf if own == kind]
            added += [entry.step for entry in writes.put if entry.kind == kind]
            if added and steps and added[0] <= steps[-1]:
                steps[:] = sorted({*steps, *added})
            else:
                steps += added
        if last is not None:
            self.branch += 1
            self.recent = {step: moment for step, moment in self.recent.items() if step <= last}


class Journal:
    def __init__(self, store: Store, sheets: Sheets, compute: Compute) -> None:
        self._store, self._sheets, self._compute = store, sheets, compute

    async def past(self, id: str, version: int) -> Past:
        checkpoints = await self._store.steps(id, CHECKPOINT)
        return Past(checkpoints, await self._store.steps(id, points.POINT), version=version)

    async def check(self, id: str, past: Past) -> None:
        """Raises Elsewhere if what was read since `past` was, may be of another past, by another server."""
        if not self._store.shared:
            return
        while past.writing:
            await asyncio.sleep(0.002)
        glance = await self._store.glance(id)
        if glance is None or (glance.version > past.version and not past.writing):
            raise Elsewhere(id)

    def steps_taken(
        self,
        past: Past,
        begun: Moment,
        ended: TrainState,
        *,
        changed: bool,
        origin: int,
        batch: Batch | None = None,
        frames: Sequence[Frame] = (),
    ) -> Writes:
        """What to keep of the steps from `begun` to `ended`; `changed` since the step before them or not.

        `origin` is the step that their change began from. What it thins of the points before that waits
        aside, for the change may be undone; and so does the checkpoint that is nearest to there.
        """
        put: list[Entry] = []
        drop: list[Key] = []
        aside: list[Key] = []
        if changed:
            put.append(Entry(BEFORE, begun.step + 1, packed(begun)))
        if batch is not None:
            put.append(Entry(BATCH, ended.step, codec.pack({}, {"x": batch[0], "y": batch[1]})))
        if (ended.step - past.checkpoints[-1]) * step_work(ended) >= REPLAY_WORK:
            entry = Entry(CHECKPOINT, ended.step, packed(Moment(ended, begun.data)))
            put.append(entry)
            thinned = too_many(past.checkpoints, len(entry.content))
            nearest = max(step for step in past.checkpoints if step <= origin)
            drop += keys(CHECKPOINT, [step for step in thinned if step != nearest])
            aside += keys(CHECKPOINT, [step for step in thinned if step == nearest])
        if frames and begun.data is not None:
            every = points.spacing(ended, subject_of(begun.data, ended.network).value)
            kept = [frame for frame in frames[:-1] if frame.step % every == 0] + [frames[-1]]
        elif frames:
            every = points.thinned(ended.step)
            kept = [frames[-1]]
        else:
            every, kept = 1, list[Frame]()
        put += [points.entry(frame) for frame in kept]
        outgrown = points.outgrown(past.points, every)
        drop += keys(points.POINT, [step for step in outgrown if step > origin])
        aside += keys(points.POINT, [step for step in outgrown if step <= origin])
        return Writes(tuple(put), tuple(drop), tuple(aside))

    async def after(self, id: str, past: Past, step: int) -> Moment:
        """The moment that a step left, found again bit for bit; 0 is the start."""
        while True:
            branch = past.branch
            moment, batches = await self._base(id, past, step)
            if branch == past.branch:  # else the base and the batches may be of different branches
                await self.check(id, past)
                return await self._replay(past, moment, step, batches)

    async def before(self, id: str, past: Past, step: int) -> Moment:
        """The moment that a step was taken from."""
        found = await self._store.entries(id, BEFORE, step, step)
        return await self._moment(id, found[0]) if found else await self.after(id, past, step - 1)

    async def batch(self, id: str, step: int) -> Batch | None:
        """What a step was given from outside; None if it took a batch of its data."""
        found = await self._store.entries(id, BATCH, step, step)
        with readable(id):
            return batch_of(found[0]) if found else None

    async def point(self, id: str, step: int) -> Frame | None:
        found = await self._store.entries(id, points.POINT, step, step)
        with readable(id):
            return points.frame(found[0]) if found else None

    async def history(self, id: str, last: int, most: int) -> dict[str, list[Any]]:
        found = await self._store.entries(id, points.POINT, 0, last)
        with readable(id):
            return points.columns(found, most)

    async def _base(self, id: str, past: Past, step: int) -> tuple[Moment, dict[int, Batch]]:
        """The latest moment before `step` that is at hand, and the batches from there."""
        checkpoint = await self._store.nearest(id, CHECKPOINT, step)
        before = await self._store.nearest(id, BEFORE, step)
        if checkpoint is None:
            raise NotFound(f"There is no network {id!r}.")
        later = before is not None and before.step > checkpoint.step
        base = await self._moment(id, before if before is not None and later else checkpoint)
        nearer = max((known for known in past.recent if base.step < known <= step), default=None)
        base = base if nearer is None else past.recent[nearer]
        found = await self._store.entries(id, BATCH, base.step + 1, step)
        with readable(id):
            return base, {entry.step: batch_of(entry) for entry in found}

    async def _moment(self, id: str, entry: Entry) -> Moment:
        with readable(id):
            state, header = codec.unpack_state(entry.content)
            return Moment(state, await self._sheets.source(header.get("data")))

    async def _replay(self, past: Past, moment: Moment, step: int, batches: dict[int, Batch]) -> Moment:
        """Goes on from `moment`; some of what lies on the way is remembered for who looks around there."""
        pause, branch = max(64, (step - moment.step) // 8), past.branch
        while moment.step < step:
            given = batches.get(moment.step + 1)
            upcoming = min((number for number in batches if number > moment.step), default=step + 1)
            count = 1 if given else min(upcoming - 1, step, moment.step + pause) - moment.step
            state = await self._take(moment, given, count)
            moment = replace(moment, state=state)
            if branch == past.branch and (count >= pause or moment.step == step):
                remember(past, moment)
        return moment

    async def _take(self, moment: Moment, given: Batch | None, count: int) -> TrainState:
        state, work = moment.state, count * step_work(moment.state)
        if given is not None:
            return (await self._compute.run(work, train_step, state, *given))[0]
        assert moment.data is not None, "a step without a batch of its own was taken on data"
        subject = subject_of(moment.data, state.network)
        if work < REPLAY_WORK // 20:
            return replayed(state, subject.value, count)
        return await self._compute.train(replayed, state, subject, count)


def keys(kind: Kind, steps: Sequence[int]) -> list[Key]:
    return [(kind, step) for step in steps]


def step_work(state: TrainState) -> int:
    """About how many multiply-adds a training step on the data takes, calls included."""
    network = state.network
    return 3 * state.training.batch_size * network.parameter_count + CALL_WORK * len(network.layers)


def too_many(checkpoints: Sequence[int], size: int) -> Sequence[int]:
    """Every second one between the first and the last, once they fill their room, each of `size` bytes."""
    most = max(FEWEST_CHECKPOINTS, min(MOST_CHECKPOINTS, ROOM // size))
    return checkpoints[1:-1:2] if len(checkpoints) >= most else ()


def remember(past: Past, moment: Moment) -> None:
    size = 1 + moment.state.parameters.nbytes * (1 + len(moment.state.optimizer_state))
    past.recent[moment.step] = moment
    while len(past.recent) > max(2, min(MOST_RECENT, ROOM // size)):
        del past.recent[next(iter(past.recent))]


def packed(moment: Moment) -> bytes:
    return codec.pack(*parts(moment))


def parts(moment: Moment, **more: Any) -> codec.Parts:
    """The header and the arrays that a moment is kept as; `more` goes into the header."""
    return codec.parts(moment.state, data=documents.data_spec(moment.data), **more)


def batch_of(entry: Entry) -> Batch:
    arrays = codec.unpack(entry.content)[1]
    return arrays["x"], arrays["y"]
