"""Rooms of one server, in dictionaries: they end with it."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from app.register.base import MOST_LENT, Full, Standing, fresh_name, room_of


@dataclass(slots=True)
class _Room:
    """`held` says until when a seat is; `until` is when the room ends by itself."""

    key: str
    until: float
    number: int = 1
    leader: str = ""
    led_until: float = 0.0
    held: dict[str, float] = field(default_factory=dict[str, float])
    shown: str = ""
    shown_at: int = 0
    ended: str = ""
    lent: OrderedDict[str, str] = field(default_factory=OrderedDict[str, str])


class MemoryRegister:
    def __init__(
        self, seat_seconds: float, room_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.seat_seconds, self._room_seconds, self._clock = seat_seconds, room_seconds, clock
        self._rooms: dict[str, _Room] = {}

    async def open(self, id: str, key: str) -> None:
        self._rooms[id] = _Room(key, self._clock() + self._room_seconds)

    async def key(self, id: str) -> str | None:
        room = self._room(id)
        return room.key if room else None

    async def read(self, id: str) -> Standing | None:
        return self._standing(self._room(id))

    async def lead(self, id: str, seat: str) -> Standing | None:
        if room := self._room(id):
            self._take(room, seat)
        return self._standing(room)

    async def follow(self, id: str, seat: str, most: int) -> Standing | None:
        if room := self._room(id):
            if seat not in room.held and len(room.held) >= most:
                raise Full
            self._hold(room, [seat])
        return self._standing(room)

    async def leave(self, id: str, seats: list[str]) -> Standing | None:
        if room := self._room(id):
            for seat in seats:
                if room.leader == seat:
                    room.leader = ""
                    self._touch(room)
                elif room.held.pop(seat, None):
                    room.number += 1
        return self._standing(room)

    async def renew(self, id: str, leader: str, followers: list[str], seen: int) -> Standing | None:
        if room := self._room(id):
            room.number = room.number if seen <= room.number else seen + 1
            if leader and room.leader == leader:
                room.led_until = self._clock() + self.seat_seconds
            elif leader and not room.leader:
                self._take(room, leader)
                room.shown_at = room.number if room.shown else 0
            self._hold(room, followers)
        return self._standing(room)

    async def show(self, id: str, seat: str, shown: str) -> Standing | None:
        room = self._room(id)
        if room and room.leader in ("", seat):
            self._take(room, seat)
            room.shown, room.shown_at = shown, room.number
        return self._standing(room)

    async def lend(self, id: str, network: str) -> str | None:
        room = self._room(id)
        if room is None:
            return None
        name = room.lent.setdefault(network, fresh_name(id))
        room.lent.move_to_end(network)
        while len(room.lent) > MOST_LENT:
            room.lent.popitem(last=False)
        return name

    async def lent(self, name: str) -> str | None:
        id = room_of(name)
        room = self._room(id) if id else None
        if room is None:
            return None
        return next((network for network, known in room.lent.items() if known == name), None)

    async def end(self, id: str, seat: str) -> Standing | None:
        room = self._room(id)
        if room and room.leader in ("", seat):
            room.ended = "stopped"
            room.number += 1
            del self._rooms[id]
        return self._standing(room)

    async def close(self) -> None:
        return

    def _room(self, id: str) -> _Room | None:
        """The room, without the seats whose time is up."""
        room, now = self._rooms.get(id), self._clock()
        if room is None:
            return None
        if room.until <= now:
            del self._rooms[id]
            return None
        late = [seat for seat, until in room.held.items() if until <= now]
        for seat in late:
            del room.held[seat]
        led_no_more = room.leader != "" and room.led_until <= now
        if led_no_more:
            room.leader = ""
        room.number += bool(late or led_no_more)
        return room

    def _standing(self, room: _Room | None) -> Standing | None:
        if room is None:
            return None
        left = room.until - self._clock()
        return Standing(room.number, room.leader, len(room.held), room.shown, room.shown_at, room.ended, left)

    def _take(self, room: _Room, seat: str) -> None:
        room.leader, room.led_until = seat, self._clock() + self.seat_seconds
        self._touch(room)

    def _hold(self, room: _Room, seats: list[str]) -> None:
        room.number += any(seat not in room.held for seat in seats)
        room.held |= dict.fromkeys(seats, self._clock() + self.seat_seconds)

    def _touch(self, room: _Room) -> None:
        room.until = self._clock() + self._room_seconds
        room.number += 1
