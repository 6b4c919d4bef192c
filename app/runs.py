"""Where training runs begin and end, who watches which network, and what is seen of one at rest."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Sequence
from weakref import WeakValueDictionary

from app.air import Air
from app.broadcast import Broadcast
from app.compute import Compute
from app.data import subject_of
from app.errors import Problem
from app.judged import Order, judged_rows
from app.quota import Quota
from app.reception import Reception
from app.relay.memory import MemoryRelay
from app.run import Goal, Run
from app.session import Session
from app.sessions import Sessions
from app.showing import looked_at
from app.viewer import Audience
from app.watch import Watch
from engine.errors import RuleError
from engine.training import TrainState

# How often a server that ends looks whether its runs have.
STOP_SECONDS = 0.02


def stopping(detail: str) -> Problem:
    return Problem(503, detail, headers={"Retry-After": "5"})


class Runs:
    """All runs and all viewers, by the id of their network."""

    def __init__(self, compute: Compute, sessions: Sessions, held: Quota, air: Air | None = None) -> None:
        self.compute, self.sessions, self.held = compute, sessions, held
        self._air = air or Air(MemoryRelay(), 10)
        self._going: set[Run] = set()
        self._stopping = False
        self._audiences: WeakValueDictionary[str, Audience] = WeakValueDictionary()
        self._receptions: WeakValueDictionary[str, Reception] = WeakValueDictionary()

    def audience(self, id: str) -> Audience:
        """Those who watch a network: one for them and for its run, as long as any of these is there."""
        audience = self._audiences.get(id)
        if audience is None:
            audience = self._audiences[id] = Audience()
        return audience

    def reception(self, id: str) -> Reception:
        """Where they come and go, by the network's key."""
        reception = self._receptions.get(id)
        if reception is None:

            async def rest(watches: Sequence[Watch]) -> tuple[int, list[bytes]] | None:
                return await self._rest(id, watches)

            reception = self._receptions[id] = Reception(self._air, id, self.audience(id), rest)
        return reception

    @contextlib.asynccontextmanager
    async def start(
        self, id: str, goal: Callable[[TrainState], Goal], if_match: str | None = None, *, client: str
    ) -> AsyncGenerator[tuple[Session, Run]]:
        """A run that holds its network; let it `go`.

        Raises Problem if the network is held, the client has as many runs as it may, or the server is
        ending; RuleError without data.
        """
        if self._stopping:
            raise stopping("The server is stopping, and begins no run.")
        async with self.sessions.running(id, if_match) as session:
            subject = session.subject
            if subject is None:
                raise RuleError("data is required to train on; without it, step takes x and y", ("data",))
            audience = self.audience(id)
            with self.held.one_more(client):
                run = Run(self.compute, self.sessions, audience, session, subject, goal(session.state))
                broadcast = Broadcast(self._air, id, audience)
                self._going.add(run)
                try:
                    yield session, run
                finally:
                    self._going.discard(run)
                    await broadcast.close(run.ended, session.state.step)

    async def stop(self) -> None:
        """Pauses every run, and waits until all are saved; none begins from now on."""
        self._stopping = True
        while self._going:
            for run in self._going:
                run.pause("shutdown")
            await asyncio.sleep(STOP_SECONDS)

    async def look_now(self, session: Session, watch: Watch) -> bytes:
        """What is seen of a network as it is. Raises RuleError without data."""
        (body,) = await self._looks(session, (watch,))
        return body

    async def _rest(self, id: str, watches: Sequence[Watch]) -> tuple[int, list[bytes]] | None:
        """The step of a network and what is seen of it, or None if it is trained."""
        session = await self.sessions.get(id)
        if await self.sessions.trained(session):
            return None
        return session.state.step, await self._looks(session, watches)

    async def _looks(self, session: Session, watches: Sequence[Watch]) -> list[bytes]:
        subject = session.subject
        if subject is None:
            raise RuleError("data is required to look at a network on it", ("data",))
        frame = None if session.kept.edited else session.frame
        return await self.compute.train(looked_at, session.state, subject, frame, tuple(watches))

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
