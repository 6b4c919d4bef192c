"""Who listens to which channel within one process: what all relays share."""

import logging
from collections.abc import Callable, Iterable

Heard = Callable[[bytes], None]
Missed = Callable[[], None]

log = logging.getLogger(__name__)


class Listener:
    """One subscription: what to call. Nothing is called any more once it is closed."""

    def __init__(self, heard: Heard, missed: Missed) -> None:
        self._heard, self._missed = heard, missed
        self.closed = False

    def hear(self, message: bytes) -> None:
        self._call(lambda: self._heard(message))

    def miss(self) -> None:
        self._call(self._missed)

    def _call(self, what: Callable[[], None]) -> None:
        """What one does wrong is no fault of those who come after it."""
        if not self.closed:
            try:
                what()
            except Exception:
                log.exception("a message between servers could not be dealt with")


class Listeners:
    """Those of each channel, in the order in which they came."""

    def __init__(self) -> None:
        self._by_channel: dict[str, list[Listener]] = {}

    @property
    def channels(self) -> list[str]:
        return list(self._by_channel)

    def add(self, channel: str, listener: Listener) -> bool:
        """Whether it is the first of its channel."""
        known = self._by_channel.setdefault(channel, [])
        known.append(listener)
        return len(known) == 1

    def remove(self, channel: str, listener: Listener) -> bool:
        """Whether it was the last of its channel."""
        listener.closed = True
        known = self._by_channel.get(channel, [])
        if listener in known:
            known.remove(listener)
            if not known:
                del self._by_channel[channel]
                return True
        return False

    def of(self, channels: Iterable[str]) -> list[Listener]:
        return [listener for channel in channels for listener in self._by_channel.get(channel, ())]
