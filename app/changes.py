"""What was done to a network, and how to undo it and do it again.

Changes are numbered from 1. Each keeps the way to its other side: from after it to before it while it is
done, and the way back once it is undone. The way is the other record, written as what differs; of training,
whose steps the journal finds again, it is no more than the step that it began from. What a change took from
the journal waits on its shelf in the store, and what it added goes there when it is undone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import codec
from app.codec import Header, Parts
from app.store.base import Change, Noted, Writes

# How many bytes the changes of one network may take in the store; beyond it the oldest can no longer be
# undone. An edit takes about a thousand, a step a hundred, a restore what it takes from the journal.
# Points that a single step puts aside, 300 bytes each, are counted when the network is next loaded.
ROOM = 256_000_000

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Way:
    """To the other side of a change. `record` is what stands there, by header and arrays; None where the
    journal has it, as the moment that step `after` + 1 was taken from.

    The journal's entries later than `after` belong to the change; None if it has none there. `edited` tells
    whether the network on the other side was changed since its latest step, and `journaled` whether the
    journal has the moment before the change.
    """

    after: int | None
    edited: bool
    record: Parts | None = None
    journaled: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """The change that a training run is in the midst of; `origin` is the step that it began from."""

    change: Change
    origin: int

    def going_on(self, label: str, step: int) -> "Open":
        """The run has come to a step."""
        steps = step - self.origin
        return replace(self, change=replace(self.change, label=trained(steps) if steps else label))


@dataclass(slots=True)
class Changes:
    """What is `known` of a network's changes without reading them, in order; those up to `done` are done."""

    done: int
    known: dict[int, Noted] = field(default_factory=dict[int, Noted])
    open: Open | None = None
    bytes: int = 0

    def __post_init__(self) -> None:
        self.bytes = sum(noted.bytes for noted in self.known.values())

    @property
    def undo(self) -> Noted | None:
        """What would be undone."""
        return self.known.get(self.done)

    @property
    def redo(self) -> Noted | None:
        return self.known.get(self.done + 1)

    def begun(self, label: str, way: Way, here: Arrays) -> Open:
        """The next change; `here` is where it leads, and `way` leads back from there."""
        return Open(Change(self.done + 1, label, packed(way, here)), way.after or 0)

    def outdated(self, size: int) -> tuple[int, ...]:
        """Which changes go when there is a new one of so many bytes: those that are undone, and the oldest
        where there is no room for them all."""
        undone = self._undone()
        room = sum(self.known[number].bytes for number in undone)
        return tuple(undone) + self._beyond(self._before(self.done + 1), size - room)

    def overfull(self, number: int, size: int) -> tuple[int, ...]:
        """Which changes go when one takes so many bytes from now on: the oldest, then the last to redo."""
        later = (own for own in reversed(self._undone()) if own != number)
        return self._beyond(chain(self._before(number), later), size - self.known[number].bytes)

    def written(self, writes: Writes, done: int) -> None:
        """Follows what was written to the store."""
        self.done = done
        for number in writes.forget:
            self.bytes -= self.known.pop(number).bytes
        change = writes.change
        if change is not None:
            self.noted([Noted(change.number, change.label, len(change.content))])

    def noted(self, changes: Iterable[Noted]) -> None:
        for noted in changes:
            before = self.known.get(noted.number)
            self.bytes += noted.bytes - (before.bytes if before else 0)
            self.known[noted.number] = noted

    def _before(self, number: int) -> range:
        return range(next(iter(self.known), number), number)

    def _undone(self) -> range:
        return range(self.done + 1, next(reversed(self.known), self.done) + 1)

    def _beyond(self, numbers: Iterable[int], more: int) -> tuple[int, ...]:
        """The first of the changes, as far as `more` bytes need their room."""
        total, gone = self.bytes + more, list[int]()
        if total <= ROOM:
            return ()
        for number in numbers:
            if total <= ROOM:
                break
            total -= self.known[number].bytes
            gone.append(number)
        return tuple(gone)


def trained(steps: int) -> str:
    """What a run is called."""
    return f"train {steps:,} step{'' if steps == 1 else 's'}"


def packed(way: Way, here: Arrays) -> bytes:
    """A way as bytes: of each array those numbers that are others than `here`, on this side of the change."""
    header: Header = {"after": way.after, "edited": way.edited, "journaled": way.journaled}
    if way.record is None:
        return codec.pack(header, {})
    wanted, arrays = way.record
    found: dict[str, NDArray[Any]] = {}
    for name, array in arrays.items():
        places = _places(array, here.get(name))
        if places is None:
            found[name] = array
        elif len(places):
            found |= {f"{name}@": places, name: array.ravel()[places]}
    return codec.pack({**header, "record": wanted, "names": list(arrays)}, found)


def unpacked(content: bytes, here: Arrays) -> Way:
    header, found = codec.unpack(content)
    own = Way(header["after"], header.get("edited", True), None, header["journaled"])
    if "record" not in header:
        return own
    arrays: dict[str, NDArray[Any]] = {}
    for name in header["names"]:
        if f"{name}@" in found:
            array = here[name].copy()
            np.put(array, found[f"{name}@"].astype(np.intp), found[name])
            array.setflags(write=False)
            arrays[name] = array
        else:
            arrays[name] = found[name] if name in found else here[name]
    return replace(own, record=(header["record"], arrays))


def origin(content: bytes) -> int | None:
    """The step that a change began from, where it is training alone and not undone."""
    header, _ = codec.unpack(content)
    return None if "record" in header or not header["journaled"] else header["after"]


def _places(array: NDArray[Any], other: NDArray[Any] | None) -> NDArray[Any] | None:
    """Where in an array other bits stand than in another; None if it is to be kept whole."""
    if other is None or array.shape != other.shape or array.dtype != other.dtype:
        return None
    bits = f"u{array.itemsize}"
    places = np.flatnonzero(array.ravel().view(bits) != other.ravel().view(bits))
    return None if 2 * len(places) > array.size else places
