"""The steps that a network has taken, found again. Reading takes no lock: a state is a value."""

from typing import Any

from app.data import data_of
from app.errors import NotFound
from app.journal import Journal
from app.kept import Moment
from app.passes import Pass, next_pass
from app.session import Session
from engine.frames import Frame


class Steps:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def before(self, session: Session, number: int) -> Moment:
        """The moment that the training step `number` was taken from; 404 if it was not taken here."""
        if not session.past.start < number <= session.state.step:
            raise not_taken(session, number)
        found = await self._journal.before(session.key, session.past, number)
        await self._journal.check(session.key, session.past)
        return found

    async def step(self, session: Session, number: int) -> Pass:
        """The training step `number`, as it was taken; 404 if it was not."""
        moment = await self.before(session, number)
        batch = await self._journal.batch(session.key, number)
        await self._journal.check(session.key, session.past)
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
        return await self._journal.after(session.key, session.past, number)

    async def latest(self, session: Session) -> Pass | None:
        """The latest pass that was asked for; else the latest step taken."""
        if session.latest is None and session.state.step > session.past.start:
            session.latest = await self.step(session, session.state.step)
        return session.latest

    async def frame(self, session: Session, number: int) -> Frame | None:
        """What training looked like after a step, where that was kept."""
        if session.frame is not None and session.frame.step == number:
            return session.frame
        return await self._journal.point(session.key, number)

    async def history(self, session: Session, most: int) -> dict[str, list[Any]]:
        """Points along the training so far, as columns."""
        return await self._journal.history(session.key, session.state.step, most)


def not_taken(session: Session, number: int) -> NotFound:
    start, stands = session.past.start, f"the network stands at step {session.state.step}"
    came = f", and came here at step {start}" if start else ""
    return NotFound(f"Step {number} of network {session.id} was not taken; {stands}{came}.")
