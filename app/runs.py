"""Where training runs begin, who watches which network, and what is seen of one that stands still."""

import contextlib
from collections.abc import AsyncGenerator, Callable
from weakref import WeakValueDictionary

from app.compute import Compute
from app.data import subject_of
from app.judged import Order, judged_rows
from app.run import Goal, Run
from app.session import Session
from app.sessions import Sessions
from app.showing import looked_at
from app.viewer import Audience
from app.watch import Watch
from engine.errors import RuleError
from engine.training import TrainState


class Runs:
    """All runs and all viewers, by the id of their network."""

    def __init__(self, compute: Compute, sessions: Sessions) -> None:
        self.compute, self.sessions = compute, sessions
        self._audiences: WeakValueDictionary[str, Audience] = WeakValueDictionary()

    def audience(self, id: str) -> Audience:
        """Those who watch a network: one for them and for its run, as long as any of these is there."""
        audience = self._audiences.get(id)
        if audience is None:
            audience = self._audiences[id] = Audience()
        return audience

    @contextlib.asynccontextmanager
    async def start(
        self, id: str, goal: Callable[[TrainState], Goal], if_match: str | None = None
    ) -> AsyncGenerator[tuple[Session, Run]]:
        """A run that holds its network; let it `go`. Raises Problem if it is held, RuleError without data."""
        async with self.sessions.running(id, if_match) as session:
            subject = session.subject
            if subject is None:
                raise RuleError("data is required to train on; without it, step takes x and y", ("data",))
            audience = self.audience(id)
            yield session, Run(self.compute, self.sessions, audience, session, subject, goal(session.state))

    async def look_now(self, session: Session, watch: Watch) -> bytes:
        """What is seen of a network as it is. Raises RuleError without data."""
        subject = session.subject
        if subject is None:
            raise RuleError("data is required to look at a network on it", ("data",))
        frame = None if session.kept.edited else session.frame
        (body,) = await self.compute.train(looked_at, session.state, subject, frame, (watch,))
        return body

    async def judge(self, session: Session, step: int | None, order: Order) -> bytes:
        """Its rows with what it makes of each, now or after a step that it took. Raises NotFound."""
        state, subject = session.state, session.subject
        if step is not None:
            moment = await self.sessions.steps.after(session, step)
            state = moment.state
            subject = None if moment.data is None else subject_of(moment.data, state.network)
        if subject is None:
            raise RuleError("data is required to look at a network on it", ("data",))
        return await self.compute.train(judged_rows, state, subject, order)

    async def look_back(self, session: Session, step: int, watch: Watch) -> bytes:
        """What is seen of a network after a step that it took. Raises NotFound, or RuleError without data."""
        moment = await self.sessions.steps.after(session, step)
        if moment.data is None:
            raise RuleError("data is required to look at a network on it", ("data",))
        subject = subject_of(moment.data, moment.state.network)
        last = await self.sessions.steps.frame(session, step)
        (body,) = await self.compute.train(looked_at, moment.state, subject, last, (watch,))
        return body
