"""Where networks are kept. `open_store` picks the kind that the settings name."""

from app.settings import Settings
from app.store.base import Store
from app.store.memory import MemoryStore
from app.store.sqlite import SqliteStore


def open_store(settings: Settings) -> Store:
    """Raises StoreError with a sentence for the person who starts the server."""
    if settings.store == "memory":
        return MemoryStore()
    if settings.store != "sqlite":
        from app.store.redis import RedisStore  # its client takes longer to import than the rest of the store

        return RedisStore(settings.store)
    return SqliteStore(settings.data_dir / "mlpscope.sqlite3")
