"""How servers that share a store tell one another what happens. `open_relay` picks the kind by the store."""

from app.relay.base import Relay
from app.relay.memory import MemoryRelay
from app.settings import STORES, Settings


def open_relay(settings: Settings) -> Relay:
    """Within a running event loop. Networks in a file are shared by servers, what happens to them is not."""
    if settings.store in STORES:
        return MemoryRelay()
    from app.relay.redis import RedisRelay  # as the store does: its client takes long to import

    return RedisRelay(settings.store)
