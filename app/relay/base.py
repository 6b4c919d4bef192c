"""What any relay must do: pass messages between the servers that share a store.

It is best effort, for what is worth something only now. What has to be kept goes into the store.
"""

from collections.abc import Callable
from typing import Protocol


class Subscription(Protocol):
    async def close(self) -> None:
        """Nothing is heard from now on; once is enough, and more does no harm."""
        ...


class Relay(Protocol):
    """Messages of one publisher come in the order in which it published them, while nothing is lost."""

    @property
    def shared(self) -> bool:
        """Whether other servers may be on it at the same time."""
        ...

    async def publish(self, channel: str, message: bytes) -> None:
        """Says something to all who have subscribed, here too.

        Raises nothing when they cannot be reached: the message is lost then, and counted.
        """
        ...

    async def subscribe(
        self, channel: str, heard: Callable[[bytes], None], missed: Callable[[], None]
    ) -> Subscription:
        """From its return on, `heard` is called in the event loop for each message.

        While there is no connection it returns at once all the same. `missed` is called whenever a connection
        is there again that was not when somebody subscribed, or was lost: there may have been messages
        meanwhile. Neither may wait, and what they raise is logged.
        """
        ...

    async def close(self) -> None: ...
