"""How each room stands. `open_register` picks where that is kept by the store."""

from app.register.base import Register
from app.register.memory import MemoryRegister
from app.settings import STORES, Settings


def open_register(settings: Settings) -> Register:
    """A file is shared by servers, the rooms of each are its own."""
    if settings.store in STORES:
        return MemoryRegister(settings.lease_seconds, settings.room_seconds)
    from app.register.redis import RedisRegister  # as the store does: its client takes long to import

    return RedisRegister(settings.store, settings.lease_seconds, settings.room_seconds)
