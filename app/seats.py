"""What is said on a socket of a room, by things that know no sockets: messages go in, an outbox fills."""

from app.errors import Problem, as_json, problem_of
from app.messages import read
from app.newest import Newest
from app.room import Room
from app.schemas.rooms import LEADER, EndMessage

# Far more than the longest message has.
MOST_BYTES = 4096


class Leading:
    """The seat of who leads, with the outbox that leading gave."""

    def __init__(self, room: Room, outbox: Newest) -> None:
        self._room, self.outbox = room, outbox

    async def hear(self, text: str | bytes) -> None:
        """Does what a message asks for; what cannot be done is answered, and the socket stays open."""
        if self._room.leader is not self.outbox:
            return  # what was still on its way when somebody else took over, or the room ended
        try:
            await self._answer(text)
        except Exception as error:
            problem = problem_of(error)
            refuse(self.outbox, problem)
            if problem.status_code == 500:
                raise

    async def _answer(self, text: str | bytes) -> None:
        if len(text) > MOST_BYTES:
            raise Problem(413, f"A message must be at most {MOST_BYTES} bytes, got {len(text)}.")
        message = read(LEADER, text)
        if isinstance(message, EndMessage):
            await self._room.end()
        else:
            await self._room.show(message)

    async def close(self) -> None:
        self.outbox.end()
        await self._room.leave(self.outbox)

    def end(self) -> None:
        self.outbox.end()


class Following:
    """The seat of a follower, who is told and has no say."""

    def __init__(self, room: Room, outbox: Newest) -> None:
        self._room, self.outbox = room, outbox

    async def hear(self, text: str | bytes) -> None:
        refuse(self.outbox, Problem(403, f"A follower listens, and says nothing; got {len(text)} bytes."))

    async def close(self) -> None:
        self.outbox.end()
        await self._room.leave(self.outbox)

    def end(self) -> None:
        self.outbox.end()


def refuse(outbox: Newest, problem: Problem) -> None:
    outbox.put("error", problem=as_json(problem))
